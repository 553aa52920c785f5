"""Addresses: runs of a text that are web or e-mail addresses, in which no character may change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.script.layers import Claim

LAYER = "addresses"


class Addresses:
    """Claims addresses for the text they are, whatever words they hold."""

    def claims(self, text: str, low: int, high: int) -> Iterator[Claim]:
        """The addresses between two places."""
        for match in re.compile(_ADDRESS).finditer(text, low, high):
            yield Claim(match.start(), match.end(), match[0], LAYER, match[0])


def may_hold_addresses(text: str) -> bool:
    """Whether looking for addresses is worth the time."""
    return "://" in text or "@" in text or "www." in text


# Written tight against Chinese text as often as not: Han characters belong to the address after a sign that joins the
# parts of one (//, =, …) and end it after a letter, so https://a.cn/发展/干部.html了解 ends at html.
_HAN = r"[\u2e80-\u2fdf\u3005\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_LABEL = rf"(?:[A-Za-z0-9-]+|{_HAN}+)"
_ADDRESS = (  # compiled when first wanted: few texts have addresses
    rf"(?:[A-Za-z][A-Za-z0-9+.-]*://|\bwww\.)(?:[!#-;=?-~]|(?<=[/=#?&._%+-]){_HAN}+)*"
    rf"|[A-Za-z0-9._%+-]+@{_LABEL}(?:\.{_LABEL})+"
)
