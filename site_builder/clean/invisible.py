"""Invisible characters: they show nothing, and may hide, join or turn around what does."""

from __future__ import annotations

import re

from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.model import Found

STEP = "invisible"
# Those of Unicode's category Cf in the planes of text, but for the joiners, which some scripts need.
INVISIBLE = "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_RUN = re.compile(f"[{INVISIBLE}]+")


def find_invisible(text: str) -> Found:
    """Remove every run of invisible characters; the ledger names them."""
    return Found(
        tuple(
            Edit(found.start(), found.end(), "", STEP, Certainty.EXACT, _reason(found[0]))
            for found in _RUN.finditer(text)
        )
    )


def _reason(run: str) -> str:
    return "nothing to be seen: " + " ".join(f"U+{ord(character):04X}" for character in dict.fromkeys(run))
