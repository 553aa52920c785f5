"""The case: every field of a case file, its type and its rule, in one place.

Codes are the ASCII names of things; their labels in Chinese live in vocabularies and in the theme's strings.
`Text` and `Html` mark what a reader reads: these, and nothing else, are rendered in the other script.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from site_builder.script.texts import Text

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?~?")


def check_date(text: str) -> None:
    """An EDTF date: 2022, 2022-08, 2022-08-10, any of them with `~` for about, or two joined by `/`; ValueError."""
    for part in text.split("/", 1):
        found = _DATE.fullmatch(part)
        if found is None:
            raise ValueError("not a date")
        year, month, day = (int(number) if number else 1 for number in found.groups())
        try:
            date(year, month, day)
        except ValueError:
            raise ValueError("not a day of the calendar") from None


def date_hint(text: str) -> str:
    """How a date that a person wrote would be written here."""
    digits = re.match(r"\s*(\d{4})\D+(\d{1,2})(?:\D+(\d{1,2}))?", text)
    if digits is None:
        return "write it like 2024-03-09"
    day = f"-{int(digits[3]):02d}" if digits[3] else ""
    rewritten = f"{digits[1]}-{int(digits[2]):02d}{day}"
    return f"write it like {'2024-03-09' if rewritten == text else rewritten}"


Date = Annotated[str, Meta(extra={"check": check_date, "hint": date_hint})]
Id = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=80,
        extra={"hint": "small Latin letters, digits, single hyphens"},
    ),
]
Code = Annotated[
    str,
    Meta(pattern=r"^[a-z0-9]+([-_.][a-z0-9]+)*$", max_length=80, extra={"hint": "a Latin code of the vocabulary"}),
]
Sha256 = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{64}$", extra={"hint": "64 hexadecimal digits, as sha256sum prints them"})
]
Paragraph = Annotated[str, Meta(pattern=r"^p[1-9][0-9]*$", extra={"hint": "a paragraph's anchor, like p3"})]
Url = Annotated[str, Meta(pattern=r"^https?://[^\s/]+(/\S*)?$", extra={"hint": "an address that starts with https://"})]


class TitleType(StrEnum):
    PRINTED = "printed"
    SUPPLIED = "supplied"  # by the curator: the source prints none


class Genre(StrEnum):
    NEWS = "news"
    FEATURE = "feature"
    COMMENTARY = "commentary"
    OFFICIAL_BRIEF = "official_brief"
    SUBMISSION = "submission"
    ACADEMIC = "academic"
    POLICY = "policy"
    SPEECH = "speech"
    INTERVIEW = "interview"


class SourceRole(StrEnum):
    BASE_TEXT = "base_text"
    ORIGINAL = "original"
    WITNESS = "witness"
    MIRROR = "mirror"
    FOLLOW_UP = "follow_up"
    POLICY_BASIS = "policy_basis"


class SourceType(StrEnum):
    GOV = "gov"
    PARTY_MEDIA = "party_media"
    COMMERCIAL_MEDIA = "commercial_media"
    ACADEMIC = "academic"
    ORGANISATION = "organisation"
    MIRROR_FARM = "mirror_farm"
    UNKNOWN = "unknown"


class CreatorRole(StrEnum):
    AUTHOR = "author"
    REPORTER = "reporter"
    CORRESPONDENT = "correspondent"
    EDITOR = "editor"
    PHOTOGRAPHER = "photographer"
    COMMENTATOR = "commentator"
    SUBMITTER = "submitter"


class IssuedCertainty(StrEnum):
    STATED = "stated"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class UrlStatus(StrEnum):
    OBSERVED = "observed"
    INFERRED_FROM_PATH = "inferred_from_path"
    DEAD = "dead"
    UNKNOWN = "unknown"


class DamageKind(StrEnum):
    PINYIN_GLOSS = "pinyin_gloss"
    LOSSY_ENCODING = "lossy_encoding"
    SCRIPT_SWAPPED = "script_swapped"
    SPAM_LINES = "spam_lines"
    MIRROR_CHROME = "mirror_chrome"
    HALF_WIDTH = "half_width"
    LOST_IMAGES = "lost_images"
    TRUNCATED = "truncated"


class TextStatus(StrEnum):
    RAW = "raw"
    CLEANED = "cleaned"
    COLLATED = "collated"
    VERIFIED_ORIGINAL = "verified_original"


class FiveCo(StrEnum):
    """The five stages of 共同缔造, in their canonical order."""

    PLAN = "plan"
    BUILD = "build"
    MANAGE = "manage"
    EVALUATE = "evaluate"
    SHARE = "share"


class ActorRole(StrEnum):
    LEAD = "lead"
    CONVENE = "convene"
    DECIDE = "decide"
    FUND = "fund"
    BUILD = "build"
    MAINTAIN = "maintain"
    EVALUATE = "evaluate"
    BENEFIT = "benefit"
    SUPPORT = "support"


class ReviewStatus(StrEnum):
    DRAFT = "draft"
    REVIEWED = "reviewed"
    WITHDRAWN = "withdrawn"


class Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The base of what is read from front matter: unknown keys are problems, empty ones are not written."""


class Creator(Strict, frozen=True, kw_only=True):
    """A person or body and what they did for the article, named as printed."""

    name: Text
    role: CreatorRole
    org: Text = ""


class SourceRecord(Strict, frozen=True, kw_only=True):
    """One document the case rests on. The first source of a case is the text it was made from."""

    role: SourceRole
    source_type: SourceType = SourceType.UNKNOWN
    title: Text = ""
    creators: tuple[Creator, ...] = ()
    publisher: Text = ""
    section: tuple[Text, ...] = ()
    issued: Date = ""
    issued_certainty: IssuedCertainty = IssuedCertainty.UNKNOWN
    url: Url | None = None
    url_status: UrlStatus = UrlStatus.UNKNOWN
    retrieved: Date = ""
    raw: str = ""
    sha256: Sha256 | None = None
    bytes: Annotated[int, Meta(ge=0)] | None = None


class Damage(Strict, frozen=True, kw_only=True):
    """One kind of damage that the text had; `count` is the number of places repaired."""

    kind: DamageKind
    count: Annotated[int, Meta(ge=0)] | None = None
    note: Text = ""


class ScriptOverride(Strict, frozen=True, kw_only=True):
    """A word that other scripts must write in its own way on this page; `hant` like `hans` keeps it as it is."""

    hans: Annotated[str, Meta(min_length=1, max_length=100)]
    hant: Annotated[str, Meta(min_length=1, max_length=100)]
    hant_tw: Annotated[str, Meta(max_length=100)] = ""
    hant_hk: Annotated[str, Meta(max_length=100)] = ""
    reason: str = ""


class Stage(Strict, frozen=True, kw_only=True):
    """One of the five co-s and the paragraph that shows it."""

    code: FiveCo
    evidence: Paragraph


class Actor(Strict, frozen=True, kw_only=True):
    """Who took part, in which role; `name` as the text has it."""

    kind: Code
    role: ActorRole
    name: Text = ""


class Measure(Strict, frozen=True, kw_only=True):
    """A figure of the text with the paragraph that gives it."""

    what: Text
    value: Text
    unit: Text = ""
    evidence: Paragraph | None = None


class Review(Strict, frozen=True, kw_only=True):
    """Whether a person has read the case and when."""

    status: ReviewStatus
    date: Date = ""
    note: Text = ""


class FrontMatter(Strict, frozen=True, kw_only=True):
    """The fields of a case file above its text."""

    id: Id
    title: Text
    title_type: TitleType = TitleType.PRINTED
    title_display: Text = ""
    summary: Text = ""
    genre: Genre | None = None
    lang_source: str = "zh-Hans"
    script_overrides: tuple[ScriptOverride, ...] = ()
    title_overrides: tuple[ScriptOverride, ...] = ()
    glossaries: tuple[Id, ...] = ()
    sources: Annotated[tuple[SourceRecord, ...], Meta(min_length=1)]
    damage: tuple[Damage, ...] = ()
    text_status: TextStatus = TextStatus.RAW
    editor_note: Text = ""
    places: tuple[Code, ...] = ()
    period: Date = ""
    themes: tuple[Code, ...] = ()
    mechanisms: tuple[Code, ...] = ()
    mechanism_local_name: tuple[Text, ...] = ()
    tags: tuple[Code, ...] = ()
    five_co: tuple[Stage, ...] = ()
    actors: tuple[Actor, ...] = ()
    measures: tuple[Measure, ...] = ()
    difficulties: Text = ""
    review: Review
    added: Date = ""


class Case(Struct, frozen=True):
    """A checked case: its front matter and its text in Markdown."""

    meta: FrontMatter
    body: str


class Term(Strict, frozen=True, kw_only=True):
    """A word of a controlled vocabulary. `parent` makes a tree; `hant` overrides the derived traditional label."""

    label: Text
    hant: str = ""
    definition: Text = ""
    synonyms: tuple[Text, ...] = ()
    parent: Code | None = None
    level: str = ""
