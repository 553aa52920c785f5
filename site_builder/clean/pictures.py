"""Pictures: Markdown of pictures on other sites, which are not shown here: their captions stay as figures.

This is the first step, for an address is no Chinese text and must not meet the steps that repair one.
"""

from __future__ import annotations

from site_builder.clean.figures import CLOSING, OPENING
from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.lines import PICTURE, Line, drop, split_lines
from site_builder.clean.model import Found

STEP = "pictures"


def find_pictures(text: str) -> Found:
    """Fence the caption of every picture as a figure whose picture is lost; the ledger keeps the address."""
    return Found(
        tuple(
            _fenced(line, found["caption"].strip())
            for line in split_lines(text)
            if (found := PICTURE.fullmatch(line.text))
        )
    )


def _fenced(line: Line, caption: str) -> Edit:
    if not caption:
        return drop(line, STEP, Certainty.EXACT, "a picture of another site, without a caption")
    reason = "a picture of another site, its caption kept"
    return Edit(line.start, line.end, f"{OPENING}{caption}{CLOSING}", STEP, Certainty.EXACT, reason)
