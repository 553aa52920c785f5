"""A cleaned article as a draft case: what the page states goes to the front matter, the rest waits for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from site_builder.clean import Certainty, Cleaned, Field, Statement
from site_builder.content.schema import (
    Case,
    Creator,
    CreatorRole,
    Damage,
    DamageKind,
    Emendation,
    FrontMatter,
    IssuedCertainty,
    KeptFile,
    Review,
    ReviewStatus,
    SourceRecord,
    SourceRole,
    TextStatus,
    TitleType,
)

_ROLES = {Field(role.value): role for role in CreatorRole if role is not CreatorRole.BODY}
_KINDS = {
    "annotation": DamageKind.PINYIN_GLOSS,
    "channel": DamageKind.LOSSY_ENCODING,
    "quotation": DamageKind.LOSSY_ENCODING,
    "script": DamageKind.SCRIPT_SWAPPED,
    "spam": DamageKind.SPAM_LINES,
    "furniture": DamageKind.MIRROR_CHROME,
    "punctuation": DamageKind.HALF_WIDTH,
    "figures": DamageKind.LOST_IMAGES,
}
UNTITLED = "（原文不载题名，待拟）"


def draft(cleaned: Cleaned, id: str, files: Sequence[KeptFile]) -> Case:
    """The case of a cleaned article; `files` are those it was read from, one a page.

    A field that the article does not state stays empty: nothing is invented here.
    """
    edits = (*cleaned.edits, *cleaned.value_edits)
    counts = Counter(step for edit in edits for step in dict.fromkeys((edit.step, *edit.also)))
    case = draft_of(cleaned.statements, cleaned.text, counts, id, files)
    meta = msgspec.structs.replace(case.meta, emendations=tuple(_emendations(cleaned)))
    return Case(meta, case.body)


def draft_of(
    statements: tuple[Statement, ...], text: str, counts: Mapping[str, int], id: str, files: Sequence[KeptFile]
) -> Case:
    """The case of a text cleaned elsewhere, from its statements and the number of edits of each step."""
    stated = {statement.field: statement.value for statement in statements}
    title = stated.get(Field.TITLE, "")
    first, *behind = files
    base = SourceRecord(
        role=SourceRole.BASE_TEXT, raw=first.raw, sha256=first.sha256, bytes=first.bytes, continued=tuple(behind)
    )
    meta = FrontMatter(
        id=id,
        title=title or UNTITLED,
        title_type=TitleType.PRINTED if title else TitleType.SUPPLIED,
        subtitle=stated.get(Field.SUBTITLE, ""),
        sources=(base, _original(statements)),
        damage=tuple(_damage(counts)),
        text_status=TextStatus.CLEANED,
        review=Review(status=ReviewStatus.DRAFT),
    )
    return Case(meta, text)


_LOST_BYTES = {"channel", "quotation"}  # the steps that mend what a conversion lost
_RESTS_ON = {
    Certainty.EXACT: "字节俱在，只有这一种读法。",
    Certainty.LIKELY: "按残存的字节和上下文推定。",
    Certainty.DOUBTFUL: "按残存的字节和上下文推定，存疑。",
}
_NARROWEST, _WIDEST = 2, 24  # characters of the text on each side that say where a repair stands
_MOST = 500


def _emendations(cleaned: Cleaned) -> Iterator[Emendation]:
    """The repairs of lost bytes that left words, each with as much around it as makes it the only such place."""
    raw, shift, count = cleaned.source.text, 0, 0
    for edit in cleaned.edits:
        start = edit.start + shift
        shift += len(edit.replacement) - (edit.end - edit.start)
        if _LOST_BYTES.isdisjoint((edit.step, *edit.also)) or not edit.replacement.strip():
            continue
        lead, rest = _surroundings(cleaned.text, start, start + len(edit.replacement))
        before, after = lead + raw[edit.start : edit.end] + rest, lead + edit.replacement + rest
        if count < _MOST and "\n" not in before + after and max(len(before), len(after)) <= 300:
            count += 1
            yield Emendation(before=before, after=after, reason=_RESTS_ON[edit.certainty])


def _surroundings(text: str, start: int, end: int) -> tuple[str, str]:
    """The fewest characters on both sides, within the line, with which a part of the text is found but once."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    last = last if last >= 0 else len(text)
    left = right = 0
    for width in range(_NARROWEST, _WIDEST + 1):
        left, right = min(width, start - first), min(width, last - end)
        if text.count(text[start - left : end + right]) == 1:
            break
    return text[start - left : start], text[end : end + right]


def _original(statements: tuple[Statement, ...]) -> SourceRecord:
    """The article as its publisher printed it, as far as the page tells."""
    stated = {statement.field: statement.value for statement in statements}
    issued = stated.get(Field.ISSUED, "")
    return SourceRecord(
        role=SourceRole.ORIGINAL,
        creators=tuple(_creators(statements)),
        publisher=stated.get(Field.PUBLISHER, ""),
        container=stated.get(Field.CONTAINER, ""),
        section=tuple(statement.value for statement in statements if statement.field is Field.SECTION),
        issued=issued,
        issued_certainty=IssuedCertainty.STATED if issued else IssuedCertainty.UNKNOWN,
    )


def _creators(statements: tuple[Statement, ...]) -> Iterator[Creator]:
    """The persons and bodies the page names: writers first, then editors, commentators and submitters."""
    for field, role in _ROLES.items():
        for statement in statements:
            if statement.field is field:
                yield Creator(name=statement.value, role=role, org=statement.org)


def _damage(counts: Mapping[str, int]) -> Iterator[Damage]:
    """Each kind of damage and in how many places it was mended, in the order of the steps."""
    places: Counter[DamageKind] = Counter()
    for step, kind in _KINDS.items():
        places[kind] += counts.get(step, 0)
    yield from (Damage(kind=kind, count=count) for kind, count in places.items() if count)
