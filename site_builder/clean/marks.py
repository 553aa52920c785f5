"""A `?` that stands alone on a mirrored page: a question, or a character that GBK lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.clean.channel import UNKNOWN
from site_builder.clean.ledger import Certainty, Edit

_ALONE = re.compile(r"(?<![?A-Za-z0-9/=&])\?(?![?,、!;:/=&A-Za-z])(?![a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+\))")
_ASKS = re.compile(
    "[吗嗎呢么麼什怎谁誰哪几幾吧啊难難]|多少|是否|能否|可否|何|岂|豈|咋|([㐀-鿿])[不没沒]\\1"
)
_BREAK = re.compile("[。!?！？；;\n【】]")


def lost_characters(line: str, offset: int) -> Iterator[Edit]:
    """□ for each `?` of the line that asks nothing where a title or a notice goes on, and a lost quotation mark."""
    for match in _ALONE.finditer(line):
        place = match.start()
        clause = _BREAK.split(line[:place])[-1]
        if _ASKS.search(clause):
            continue
        after = line[place + 1 : place + 2]
        if clause.rstrip().endswith("Copyright"):
            yield _lost(offset + place, UNKNOWN, ("©",), "nothing is left of the character behind Copyright")
        elif after == "】" and clause:
            yield _lost(offset + place, UNKNOWN, ("？",), "a title that asks nothing: probably a character GBK lacks")
        elif after and clause and "㐀" <= after <= "鿿" and _opens_quotation(line, place):
            reason = "a quotation is closed that nothing opens: probably an opening mark that GBK lacks"
            yield _lost(offset + place, "“", (UNKNOWN, "？"), reason)


def _opens_quotation(line: str, place: int) -> bool:
    before, behind = line[:place], line[place + 1 :]
    closes = behind.find("”")
    return (
        before.count("“") <= before.count("”")
        and 0 < closes < 40
        and "“" not in behind[:closes]
        and not _BREAK.search(behind[:closes])
    )


def _lost(place: int, replacement: str, alternatives: tuple[str, ...], reason: str) -> Edit:
    return Edit(place, place + 1, replacement, "channel", Certainty.DOUBTFUL, reason, alternatives)
