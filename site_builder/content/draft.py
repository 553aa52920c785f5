"""A cleaned article as a draft case: what the page states goes to the front matter, the rest waits for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from site_builder.clean import Cleaned, Field, Statement
from site_builder.content.schema import (
    Case,
    Creator,
    CreatorRole,
    Damage,
    DamageKind,
    FrontMatter,
    IssuedCertainty,
    Review,
    ReviewStatus,
    SourceRecord,
    SourceRole,
    TextStatus,
    TitleType,
)

_ROLES = {Field(role.value): role for role in CreatorRole}
_KINDS = {
    "annotation": DamageKind.PINYIN_GLOSS,
    "channel": DamageKind.LOSSY_ENCODING,
    "script": DamageKind.SCRIPT_SWAPPED,
    "spam": DamageKind.SPAM_LINES,
    "furniture": DamageKind.MIRROR_CHROME,
    "punctuation": DamageKind.HALF_WIDTH,
    "figures": DamageKind.LOST_IMAGES,
}
UNTITLED = "（原文不载题名，待拟）"


def draft(cleaned: Cleaned, id: str, raw: str, sha256: str, size: int) -> Case:
    """The case of a cleaned article; `raw`, `sha256` and `size` in bytes are of the file it was read from.

    A field that the article does not state stays empty: nothing is invented here.
    """
    edits = (*cleaned.edits, *cleaned.value_edits)
    counts = Counter(step for edit in edits for step in dict.fromkeys((edit.step, *edit.also)))
    return draft_of(cleaned.statements, cleaned.text, counts, SourceFile(id, raw, sha256, size))


class SourceFile(Struct, frozen=True):
    """The file a draft rests on: the case's id, the file's name where it is kept, its SHA-256 and size in bytes."""

    id: str
    raw: str
    sha256: str
    size: int


def draft_of(statements: tuple[Statement, ...], text: str, counts: Mapping[str, int], file: SourceFile) -> Case:
    """The case of a text cleaned elsewhere, from its statements and the number of edits of each step."""
    stated = {statement.field: statement.value for statement in statements}
    title = stated.get(Field.TITLE, "")
    base = SourceRecord(role=SourceRole.BASE_TEXT, raw=file.raw, sha256=file.sha256, bytes=file.size)
    meta = FrontMatter(
        id=file.id,
        title=title or UNTITLED,
        title_type=TitleType.PRINTED if title else TitleType.SUPPLIED,
        sources=(base, _original(statements)),
        damage=tuple(_damage(counts)),
        text_status=TextStatus.CLEANED,
        review=Review(status=ReviewStatus.DRAFT),
    )
    return Case(meta, text)


def _original(statements: tuple[Statement, ...]) -> SourceRecord:
    """The article as its publisher printed it, as far as the page tells."""
    stated = {statement.field: statement.value for statement in statements}
    issued = stated.get(Field.ISSUED, "")
    return SourceRecord(
        role=SourceRole.ORIGINAL,
        creators=tuple(_creators(statements)),
        publisher=stated.get(Field.PUBLISHER, ""),
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
    for step, kind in _KINDS.items():
        if counts.get(step):
            yield Damage(kind=kind, count=counts[step])
