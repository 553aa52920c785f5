"""Annotations: the `(pinyin)` that a mirror wrote behind Han characters.

A plain reading of the page without its bytes: where an annotation straddled two characters or the text was cut, the
question marks it left stay as they are.
"""

from __future__ import annotations

import re

from site_builder.clean.ledger import Certainty, Edit

STEP = "annotation"
# An article may gloss a rare character or two; a mirror annotates by the dozen.
FEWEST = 8

_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
_ANNOTATION = re.compile(rf"(?<=[\u3400-\u9fff])(?:\((?=[a-z]{{0,5}}[{_TONES}])[a-z{_TONES}]{{1,6}}\))+")


def repair(text: str) -> tuple[Edit, ...]:
    """Remove the annotations of a page that is full of them."""
    found = tuple(_ANNOTATION.finditer(text))
    if len(found) < FEWEST:
        return ()
    reason = "pinyin written behind a Han character by a mirror"
    return tuple(Edit(each.start(), each.end(), "", STEP, Certainty.EXACT, reason) for each in found)
