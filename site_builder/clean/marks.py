"""A `?` that stands alone on a mirrored page: a question, or a character that GBK lacks.

That a character is lost follows from the channel, which one it was does not: it is □, an edit of the channel. Where
a quotation is closed that nothing opens, it is read as the opening mark, by a step of its own, `quotation`: that
reading rests on the pair alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.clean.brackets import Written, is_open
from site_builder.clean.channel import UNKNOWN
from site_builder.clean.ledger import Certainty, Edit

# The end of a tag whose `<` a lead byte took, which shows as the `?` before it.
BROKEN_TAG = re.compile(r"(?<=\?)/(?:p|span|div|strong|b|em|i|u|a|li|td|font|section|h[1-6])>")
_ASKS = re.compile("[吗嗎呢么麼什怎谁誰哪几幾吧啊难難]|多少|是否|能否|可否|何|岂|豈|咋|([㐀-鿿])[不没沒]\\1")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,2}")
_MATTER = re.compile("[文中][獻图圖献][標标分]|文章[編编]|[關关][鍵键]")
_BEHIND_STOP, _BEFORE_TEXT = re.compile(r"。[? ]*$"), re.compile(r"[? ]*[㐀-鿿“《0-9]")
_BREAK = re.compile("[。!?！？；;\n【】]")


def lost_character(before: Written, behind: str, place: int) -> Iterator[Edit]:
    """What the `?` at `place` was, if it asks nothing: a blank, □, or the mark that opens a quotation.

    `before` and `behind` are its line around it.

    Only where blanks part several of them, a title ends, a notice of rights begins, or a quotation is closed that
    nothing opens: everywhere else a `?` that the channel's bytes do not explain is taken for what it is.
    """
    if _is_blank(before.recent, behind):
        reason = "probably a wide blank, which GBK lacks"
        yield Edit(place, place + 1, " ", "channel", Certainty.DOUBTFUL, reason, (UNKNOWN,))
        return
    clause = _BREAK.split(before.recent)[-1]
    after = behind[:1]
    if not clause or _ASKS.search(clause):
        return
    if clause.rstrip().endswith("Copyright"):
        yield _lost(place, "©", "nothing is left of the character behind Copyright")
    elif after == "】":
        yield _lost(place, "？", "a title that asks nothing: probably a character that GBK lacks")
    elif "㐀" <= after <= "鿿" and _opens_quotation(before, behind):
        reason = "a quotation is closed that nothing opens: probably an opening mark that GBK lacks"
        yield Edit(place, place + 1, "“", "quotation", Certainty.DOUBTFUL, reason, (UNKNOWN, "？"))


def _is_blank(before: str, behind: str) -> bool:
    """Whether a wide blank stood here: beside others, in 摘 要, behind a number or sentence, before a label."""
    beside = behind.startswith(" ?") or before.endswith("? ")
    in_abstract = before.endswith("摘") and behind.startswith("要")
    is_numbered = _NUMBER.fullmatch(before) is not None and "㐀" <= behind[:1] <= "鿿"
    is_apart = before.endswith(" ") and (behind[:1] in ("(", "（") or _MATTER.match(behind) is not None)
    begins_next = _BEHIND_STOP.search(before) is not None and _BEFORE_TEXT.match(behind) is not None
    return beside or in_abstract or is_numbered or is_apart or begins_next


def _opens_quotation(before: Written, behind: str) -> bool:
    closes = behind.find("”")
    return (
        not is_open(before.open_pairs, "“")
        and 0 < closes < 40
        and "“" not in behind[:closes]
        and not _BREAK.search(behind[:closes])
    )


def _lost(place: int, alternative: str, reason: str) -> Edit:
    return Edit(place, place + 1, UNKNOWN, "channel", Certainty.DOUBTFUL, reason, (alternative,))
