"""The case: every field of a case file, its type, its rule and its meaning, in one place.

From here come the checks, the JSON Schema for editors, the documentation of the fields and the codebook. Codes are the
ASCII names of things; their labels in Chinese live in vocabularies and in `fields.zh-Hans.yml`. `Text` and `Html` mark
what a reader reads: these, and nothing else, are rendered in the other script.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from site_builder.content.choices import (
    ActorRole,
    Beneficiary,
    CommunityKind,
    Completeness,
    CreatorRole,
    DamageKind,
    DecisionMethod,
    Digital,
    Evidence,
    FiveCo,
    Funder,
    Genre,
    ImageStatus,
    IssuedCertainty,
    Language,
    Ongoing,
    Outcome,
    PilotRound,
    PlaceLevel,
    Precision,
    RecognitionLevel,
    ReviewStatus,
    RightsBasis,
    RightsStatus,
    Scope,
    Settlement,
    SourceRole,
    SourceType,
    Spectrum,
    TextStatus,
    TitleType,
    UrlStatus,
    Venue,
    Why,
)
from site_builder.content.scalars import (
    NOT_STATED,
    Address,
    Code,
    Count,
    Date,
    Decimal,
    Degrees,
    FileName,
    Id,
    Key,
    Line,
    Note,
    Paragraph,
    Paragraphs,
    Positive,
    Range,
    Sha256,
    Summary,
    TermCode,
    Url,
    check_date,
    date_hint,
)

__all__ = [
    "NOT_STATED",
    "Actor",
    "ActorRole",
    "Address",
    "Beneficiary",
    "Case",
    "Change",
    "Code",
    "CommunityKind",
    "Completeness",
    "Cost",
    "Creator",
    "CreatorRole",
    "Damage",
    "DamageKind",
    "Date",
    "DecisionMethod",
    "Digital",
    "Emendation",
    "Evidence",
    "FiveCo",
    "FrontMatter",
    "Funder",
    "Genre",
    "Id",
    "Image",
    "ImageStatus",
    "IssuedCertainty",
    "Language",
    "Measure",
    "Ongoing",
    "Outcome",
    "Outline",
    "Paragraph",
    "Paragraphs",
    "PilotRound",
    "PlaceLevel",
    "Recognition",
    "RecognitionLevel",
    "Related",
    "Replication",
    "Review",
    "ReviewStatus",
    "Rights",
    "RightsBasis",
    "RightsStatus",
    "Scope",
    "ScriptOverride",
    "Settlement",
    "Sha256",
    "SourceRecord",
    "SourceRole",
    "SourceType",
    "Spectrum",
    "Stage",
    "Strict",
    "Teaching",
    "Term",
    "TextStatus",
    "TitleType",
    "Url",
    "UrlStatus",
    "Venue",
    "Video",
    "Why",
    "Withdrawal",
    "check_date",
    "date_hint",
]


def _says(meaning: str, *, weight: int = 0, may_be_silent: bool = False) -> Meta:
    """A field's meaning, how much it is missed where a published case lacks it, and whether 原文未提及 is a value."""
    return Meta(description=meaning, extra={"weight": weight, "may_be_silent": may_be_silent})


class Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The base of what is read from front matter: unknown keys are problems, empty ones are not written."""


class Creator(Strict, frozen=True, kw_only=True):
    """A person or body and what they did for the article, named as printed."""

    name: Annotated[Line, _says("The name as printed.")]
    role: Annotated[CreatorRole, _says("What they did; reporters and correspondents are kept apart.")]
    org: Annotated[Line, _says("Where they belong, as printed.")] = ""


class KeptFile(Strict, frozen=True, kw_only=True):
    """A file as it was fetched."""

    raw: Annotated[FileName | None, _says("The kept copy in content/raw/, outside the public site.")] = None
    sha256: Annotated[Sha256 | None, _says("SHA-256 of the bytes as fetched.")] = None
    bytes: Annotated[Count | None, _says("How many bytes were fetched.")] = None


class SourceRecord(Strict, frozen=True, kw_only=True):
    """One document the case rests on. The first source of a case is the text it was made from."""

    role: Annotated[SourceRole, _says("What the document is to the case.")]
    id: Annotated[Id | None, _says("A name for it within this case, for others to refer to.")] = None
    source_type: Annotated[SourceType, _says("What kind of body put it out.")] = SourceType.UNKNOWN
    title: Annotated[Line, _says("Its title, where it is not that of the case.")] = ""
    creators: Annotated[
        tuple[Creator, ...], _says("Who made it, in printed order; none means unsigned, not unknown.")
    ] = ()
    publisher: Annotated[Line, _says("Who published it: the name as printed, or a code of the publishers.")] = ""
    container: Annotated[Line, _says("The newspaper, site or account it stood in.")] = ""
    section: Annotated[tuple[Line, ...], Meta(max_length=12), _says("The path of sections it stood under.")] = ()
    issued: Annotated[Date, _says("The date printed on it.")] = ""
    issued_certainty: Annotated[IssuedCertainty, _says("Whether that date is stated or inferred.")] = (
        IssuedCertainty.UNKNOWN
    )
    page: Annotated[Line, _says("The page of a newspaper.")] = ""
    doc_no: Annotated[Line, _says("The number of an official document, like 建村〔2019〕19号.")] = ""
    url: Annotated[Url | None, _says("The publisher's own address.")] = None
    url_status: Annotated[UrlStatus, _says("What that address rests on.")] = UrlStatus.UNKNOWN
    mirror_url: Annotated[Url | None, _says("Where the bytes came from.")] = None
    spam: Annotated[bool, _says("The mirror spreads spam: its address is printed, never linked.")] = False
    archive_url: Annotated[Url | None, _says("A copy in a web archive.")] = None
    retrieved: Annotated[Date, _says("When the bytes were fetched; the access date of citations.")] = ""
    raw: Annotated[FileName | None, _says("The kept copy in content/raw/, outside the public site.")] = None
    sha256: Annotated[Sha256 | None, _says("SHA-256 of the bytes as fetched.")] = None
    bytes: Annotated[Count | None, _says("How many bytes were fetched.")] = None
    continued: Annotated[
        tuple[KeptFile, ...], _says("The files of its further pages, in order, where it stood on several.")
    ] = ()

    @property
    def files(self) -> tuple[KeptFile, ...]:
        """All files it was fetched as, in the order of its pages."""
        return (KeptFile(raw=self.raw, sha256=self.sha256, bytes=self.bytes), *self.continued)


class Damage(Strict, frozen=True, kw_only=True):
    """One kind of damage that the text had."""

    kind: Annotated[DamageKind, _says("What happened to the text.")]
    count: Annotated[Count | None, _says("In how many places it was mended.")] = None
    where: Annotated[Line, _says("Where it was: all, title, head, or words of the text.")] = ""
    note: Annotated[Note, _says("How it was mended, or why not.")] = ""


class Emendation(Strict, frozen=True, kw_only=True):
    """A repair that changed characters. Words that stand in both `from` and `to` only say where it is."""

    before: Annotated[str, Meta(max_length=300), _says("What stood there, damage and all.")] = msgspec.field(name="from")
    after: Annotated[str, Meta(max_length=300), _says("What stands there now, as the text has it.")] = msgspec.field(
        name="to"
    )
    reason: Annotated[Note, _says("What the repair rests on.")] = ""
    by: Annotated[Line, _says("Who made it; the cleaner, where nobody is named.")] = ""
    date: Annotated[Date, _says("When.")] = ""


class ScriptOverride(Strict, frozen=True, kw_only=True):
    """A word that other scripts must write in their own way on this page; `hant` like `hans` keeps it as it is."""

    hans: Annotated[str, Meta(min_length=1, max_length=100), _says("The word as the text has it.")]
    hant: Annotated[str, Meta(min_length=1, max_length=100), _says("How the traditional edition writes it.")]
    hant_tw: Annotated[str, Meta(max_length=100), _says("How the edition for Taiwan writes it, if otherwise.")] = ""
    hant_hk: Annotated[str, Meta(max_length=100), _says("How the edition for Hong Kong writes it, if otherwise.")] = ""
    reason: Annotated[str, Meta(max_length=200), _says("Why the dictionaries are wrong here.")] = ""


class Stage(Strict, frozen=True, kw_only=True):
    """One of the five co-s and what shows it; without evidence it is the curator's judgement."""

    code: Annotated[FiveCo, _says("Which of the five.")]
    evidence: Annotated[Paragraph | None, _says("The paragraph that shows it.")] = None
    quote: Annotated[Note, _says("The words that show it, exactly as the text has them.")] = ""


class Actor(Strict, frozen=True, kw_only=True):
    """Who took part, in which role."""

    kind: Annotated[TermCode, _says("What kind of actor: a code of the actors.")]
    role: Annotated[ActorRole, _says("What they did; the first with role lead is the leading body.")]
    name: Annotated[Line, _says("The name as the text has it.")] = ""
    evidence: Annotated[Paragraph | None, _says("The paragraph that shows it.")] = None


class Measure(Strict, frozen=True, kw_only=True):
    """A figure of the text with the sentence that gives it."""

    what: Annotated[Line, _says("What is counted.")]
    value: Annotated[Line, _says("The figure as printed.")]
    unit: Annotated[Line, _says("Its unit.")] = ""
    as_of: Annotated[Date, _says("The date it holds for.")] = ""
    quote: Annotated[Note, _says("The sentence, exactly as the text has it.")] = ""
    evidence: Annotated[Paragraph | None, _says("The paragraph that gives it.")] = None


class Cost(Strict, frozen=True, kw_only=True):
    """What the practice cost."""

    amount: Annotated[Decimal, _says("The sum.")]
    unit: Annotated[Line, _says("Its unit, like 元 or 万元.")]
    note: Annotated[Note, _says("What the sum covers.")] = ""
    evidence: Annotated[Paragraph | None, _says("The paragraph that gives it.")] = None


class Replication(Strict, frozen=True, kw_only=True):
    """A place that took the practice up."""

    place: Annotated[TermCode, _says("Where: a code of the places.")]
    date: Annotated[Date, _says("When.")] = ""
    source: Annotated[Id | None, _says("The id of the source that says so.")] = None
    evidence: Annotated[Paragraph | None, _says("The paragraph that says so.")] = None


class Recognition(Strict, frozen=True, kw_only=True):
    """An award, a list, or a pilot status that the practice was given."""

    name: Annotated[Line, _says("What it is called.")]
    level: Annotated[RecognitionLevel, _says("The level of the body that gave it.")]
    year: Annotated[Date, _says("The year it was given.")] = ""
    body: Annotated[Line, _says("Who gave it.")] = ""
    source: Annotated[Id | None, _says("The id of the source that says so.")] = None
    evidence: Annotated[Paragraph | None, _says("The paragraph that says so.")] = None


class Outline(Strict, frozen=True, kw_only=True):
    """Which paragraphs hold the parts that all cases can be compared by, without rewriting the source."""

    background: Annotated[Paragraphs | None, _says("How things stood before.")] = None
    problem: Annotated[Paragraphs | None, _says("What was wrong.")] = None
    process: Annotated[Paragraphs | None, _says("What was done.")] = None
    result: Annotated[Paragraphs | None, _says("What came of it.")] = None
    lesson: Annotated[Paragraphs | None, _says("What the text concludes.")] = None


class Image(Strict, frozen=True, kw_only=True):
    """A picture of the article: kept, lost, or replaced by another."""

    status: Annotated[ImageStatus, _says("Whether the picture is there.")]
    file: Annotated[FileName | None, _says("The kept file's name.")] = None
    url: Annotated[Url | None, _says("Its address.")] = None
    caption: Annotated[Note, _says("The caption as printed.")] = ""
    alt: Annotated[Note | None, _says("What the picture shows, for those who do not see it.")] = None
    decorative: Annotated[bool, _says("The picture says nothing: its alt is empty.")] = False
    credit: Annotated[Line, _says("Whose picture it is, as printed.")] = ""
    source_url: Annotated[Url | None, _says("Where it was taken from.")] = None
    rights: Annotated[Line, _says("On what ground it is shown.")] = ""
    width: Annotated[Positive | None, _says("In pixels.")] = None
    height: Annotated[Positive | None, _says("In pixels.")] = None


class Video(Strict, frozen=True, kw_only=True):
    """A film about the case."""

    title: Annotated[Line, _says("Its title.")]
    url: Annotated[Url, _says("Where it is.")]
    transcript: Annotated[Note, _says("What is said in it.")] = ""


class Related(Strict, frozen=True, kw_only=True):
    """A case that the curator sets beside this one, and why."""

    id: Annotated[Id, _says("The other case.")]
    why: Annotated[Why, _says("What ties them.")]
    note: Annotated[Note, _says("The tie in words.")] = ""


class Teaching(Strict, frozen=True, kw_only=True):
    """What a trainer needs and no press article has; written by the curator."""

    questions: Annotated[tuple[Note, ...], Meta(max_length=20), _says("Questions to discuss.")] = ()
    notes: Annotated[Note, _says("How to use the case.")] = ""
    minutes: Annotated[Positive | None, _says("How long it takes.")] = None
    audience: Annotated[Line, _says("For whom.")] = ""


class Rights(Strict, frozen=True, kw_only=True):
    """In what state the rights to the text are; a judgement of the curator's, not of the tool's."""

    status: Annotated[RightsStatus, _says("Whose the text is.")]
    uri: Annotated[Url | None, _says("A statement of rightsstatements.org or creativecommons.org.")] = None
    holder: Annotated[Line, _says("Who holds them.")] = ""
    note: Annotated[Note, _says("What else must be said.")] = ""
    basis: Annotated[RightsBasis | None, _says("On what ground the text stands here.")] = None
    fulltext_export: Annotated[bool, _says("The full text may leave in data exports.")] = False


class Review(Strict, frozen=True, kw_only=True):
    """Whether a person has read the case and when."""

    status: Annotated[ReviewStatus, _says("Only reviewed cases are published.")]
    by: Annotated[Line, _says("Who read it.")] = ""
    date: Annotated[Date, _says("When.")] = ""
    note: Annotated[Note, _says("What is left to do.")] = ""


class Withdrawal(Strict, frozen=True, kw_only=True):
    """Why a case was taken back: its address stays as a tombstone, its text goes."""

    date: Annotated[Date, _says("When.")]
    reason: Annotated[Note, _says("Why, for readers.")]


class Change(Strict, frozen=True, kw_only=True):
    """A change of the case that readers should know of."""

    date: Annotated[Date, _says("When.")]
    note: Annotated[Note, _says("What was changed.")]


class FrontMatter(Strict, frozen=True, kw_only=True):
    """The fields of a case file above its text.

    `not_stated` are the fields whose value is 原文未提及: the source is silent on them. `facets` are the site's own
    taxonomies. Neither is a key of its own in the file.
    """

    # Identity
    id: Annotated[Id, _says("Permanent; the address and the citation key. Never used again for another case.")]
    title: Annotated[Line, Meta(min_length=1), _says("As the source printed it, damage repaired.")]
    title_type: Annotated[TitleType, _says("Whether the source prints the title or the curator supplied it.")] = (
        TitleType.PRINTED
    )
    title_display: Annotated[Line, _says("A plain title where the source has only a slogan: place and deed.")] = ""
    subtitle: Annotated[Line, _says("The line above or below the title, as printed.")] = ""
    summary: Annotated[
        Summary, _says("Where, who, which problem, what was done, what came of it. The curator's words.", weight=3)
    ] = ""
    genre: Annotated[Genre | None, _says("What kind of text it is.", weight=2)] = None
    lang_source: Annotated[Language, _says("The language and script of the source, as a BCP 47 tag.")] = (
        Language.ZH_HANS
    )
    script_overrides: Annotated[
        tuple[ScriptOverride, ...], Meta(max_length=100), _says("Words to write otherwise in traditional script.")
    ] = ()
    title_overrides: Annotated[
        tuple[ScriptOverride, ...], Meta(max_length=20), _says("The same, for the title alone.")
    ] = ()
    glossaries: Annotated[
        tuple[Id, ...], Meta(max_length=20), _says("The topic glossaries of content/glossary/ that hold on this page.")
    ] = ()
    aliases: Annotated[
        tuple[Address, ...], Meta(max_length=20), _says("Old addresses that lead here, counted from the script.")
    ] = ()
    # Sources
    sources: Annotated[
        tuple[SourceRecord, ...],
        Meta(min_length=1, max_length=50),
        _says("The documents the case rests on, the one its text was made from first."),
    ]
    # Text
    damage: Annotated[tuple[Damage, ...], Meta(max_length=30), _says("What had happened to the text.")] = ()
    text_status: Annotated[TextStatus, _says("How far the words can be trusted.")] = TextStatus.RAW
    emendations: Annotated[tuple[Emendation, ...], Meta(max_length=500), _says("Repairs that changed characters, one by one; readers can see each in the text.")] = ()
    editor_note: Annotated[Note, _says("What a reader must know of this text, shown in a marked box.")] = ""
    duplicates_of: Annotated[Id | None, _says("The case that has the same text; this one only leads there.")] = None
    # Place
    places: Annotated[
        tuple[TermCode, ...], Meta(max_length=30), _says("The most specific places, the main one first.", weight=3)
    ] = ()
    place_as_printed: Annotated[Line, _says("The place's name as the text has it, where it differs.")] = ""
    scope: Annotated[Scope | None, _says("How far the practice reaches.", weight=1)] = None
    settlement: Annotated[Settlement | None, _says("Town or country.", weight=1)] = None
    community_kind: Annotated[CommunityKind | None, _says("What kind of neighbourhood.", may_be_silent=True)] = None
    # Time
    period: Annotated[Date, _says("When it was done; not when it was written about.", may_be_silent=True)] = ""
    ongoing: Annotated[Ongoing | None, _says("Whether it goes on.")] = None
    pilot_round: Annotated[PilotRound | None, _says("Which round of the province's pilots.")] = None
    # What the case is about
    themes: Annotated[tuple[TermCode, ...], Meta(max_length=3), _says("The problem; at most three, ranked.", weight=3)] = ()
    topics: Annotated[
        tuple[TermCode, ...], Meta(max_length=5), _says("Narrower problems: terms below those of the themes.")
    ] = ()
    mechanisms: Annotated[
        tuple[TermCode, ...], Meta(max_length=5), _says("How it works; at most five, ranked.", weight=3)
    ] = ()
    mechanism_local_name: Annotated[
        tuple[Line, ...], Meta(max_length=20), _says("What people there call what they do.")
    ] = ()
    tags: Annotated[tuple[TermCode, ...], Meta(max_length=20), _says("The curator's own words for finding it.")] = ()
    five_co: Annotated[
        tuple[Stage, ...], Meta(max_length=20), _says("Which of the five co-s the text shows, and where.", weight=3, may_be_silent=True)
    ] = ()
    five_co_as_printed: Annotated[Line, _says("The text's own count of the co-s, where it differs.")] = ""
    spectrum: Annotated[
        Spectrum | None, _says("How far residents take part; judged by the curator, after IAP2.", weight=1)
    ] = None
    actors: Annotated[tuple[Actor, ...], Meta(max_length=60), _says("Who took part, in which role.", weight=2)] = ()
    venues: Annotated[
        tuple[Venue, ...], Meta(max_length=20), _says("Where people meet to decide.", may_be_silent=True)
    ] = ()
    decision_methods: Annotated[
        tuple[DecisionMethod, ...], Meta(max_length=20), _says("How they decide.", weight=1, may_be_silent=True)
    ] = ()
    beneficiaries: Annotated[
        tuple[Beneficiary, ...], Meta(max_length=20), _says("Whom it serves.", may_be_silent=True)
    ] = ()
    digital: Annotated[
        tuple[Digital, ...], Meta(max_length=20), _says("Which digital means it uses.", may_be_silent=True)
    ] = ()
    # Results
    measures: Annotated[
        tuple[Measure, ...],
        Meta(max_length=100),
        _says("Every figure with its sentence.", weight=1, may_be_silent=True),
    ] = ()
    participants: Annotated[Range | None, _says("How many people took part.", may_be_silent=True)] = None
    cost: Annotated[Cost | None, _says("What it cost.", weight=1, may_be_silent=True)] = None
    funders: Annotated[
        tuple[Funder, ...], Meta(max_length=20), _says("Where the money came from.", weight=1, may_be_silent=True)
    ] = ()
    outcomes: Annotated[
        tuple[Outcome, ...], Meta(max_length=20), _says("What kinds of results it had.", weight=1, may_be_silent=True)
    ] = ()
    evidence: Annotated[Evidence | None, _says("What the results rest on.", weight=2)] = None
    difficulties: Annotated[Note, _says("What went wrong or was disputed.", weight=2, may_be_silent=True)] = ""
    conditions: Annotated[Note, _says("What it needs to work elsewhere.", may_be_silent=True)] = ""
    replication: Annotated[
        tuple[Replication, ...], Meta(max_length=100), _says("Where it was taken up.", may_be_silent=True)
    ] = ()
    recognition: Annotated[
        tuple[Recognition, ...], Meta(max_length=50), _says("Awards, lists and pilots.", may_be_silent=True)
    ] = ()
    policy_basis: Annotated[
        tuple[Id, ...], Meta(max_length=20), _says("The ids of the sources it invokes.", may_be_silent=True)
    ] = ()
    outline: Annotated[Outline | None, _says("Which paragraphs hold the parts that cases are compared by.")] = None
    shown_by: Annotated[
        dict[str, tuple[Paragraph, ...]],
        _says("The paragraphs that show a field's value, by `field` or `field.code`: `outcomes.facility: [p2]`."),
    ] = {}
    # Pictures and films
    images: Annotated[tuple[Image, ...], Meta(max_length=100), _says("The article's pictures.")] = ()
    videos: Annotated[tuple[Video, ...], Meta(max_length=20), _says("Films about the case.")] = ()
    # Relations and curation
    part_of: Annotated[Id | None, _says("The wider case this one belongs to.")] = None
    related: Annotated[tuple[Related, ...], Meta(max_length=20), _says("Cases set beside this one, and why.")] = ()
    teaching: Annotated[Teaching | None, _says("Questions and notes for trainers.")] = None
    rights: Annotated[Rights | None, _says("In what state the rights are.", weight=2)] = None
    metadata_licence: Annotated[Url | None, _says("The licence of this record, where it is not the site's.")] = None
    completeness: Annotated[
        Completeness | None, _says("How far the record is filled; computed unless the curator says so.")
    ] = None
    review: Annotated[Review, _says("Whether a person has read the case.")]
    withdrawn: Annotated[Withdrawal | None, _says("Why the case was taken back.")] = None
    featured: Annotated[bool, _says("Shown first on the home page.")] = False
    added: Annotated[Date, _says("When the case came into the collection.", weight=1)] = ""
    modified: Annotated[Date, _says("When it was last changed in a way that matters to readers.")] = ""
    changes: Annotated[tuple[Change, ...], Meta(max_length=200), _says("What was changed, for readers.")] = ()
    # Not keys of the file
    not_stated: Annotated[tuple[str, ...], Meta(extra={"hidden": True})] = ()
    facets: Annotated[dict[Key, tuple[TermCode, ...]], Meta(extra={"hidden": True})] = {}


class Case(Struct, frozen=True):
    """A checked case: its front matter and its text in Markdown."""

    meta: FrontMatter
    body: str


class Term(Strict, frozen=True, kw_only=True):
    """A word of a controlled vocabulary, known by a Latin code that is also its address.

    `level` and what follows it are for places, publishers' codes aside.
    """

    label: Annotated[Line, Meta(min_length=1), _says("What readers read.")]
    hant: Annotated[str, Meta(max_length=300), _says("The traditional label, where the derived one is wrong.")] = ""
    definition: Annotated[Note, _says("What the term means.")] = ""
    scope_note: Annotated[Note, _says("When to use it and when not.")] = ""
    synonyms: Annotated[tuple[Line, ...], Meta(max_length=50), _says("Other words for it; search finds them too.")] = ()
    parent: Annotated[Code | None, _says("The term above it in the tree.")] = None
    broader: Annotated[
        tuple[Code, ...], Meta(max_length=20), _says("Wider terms in other branches, beside the parent.")
    ] = ()
    related: Annotated[
        tuple[Code, ...], Meta(max_length=50), _says("Terms beside it, neither wider nor narrower.")
    ] = ()
    same_as: Annotated[Url | None, _says("The same thing in another vocabulary.")] = None
    added: Annotated[Date, _says("When the term came in.")] = ""
    deprecated_by: Annotated[Code | None, _says("The term that took its place; its address leads there.")] = None
    level: Annotated[PlaceLevel | None, _says("For a place: which level of the administration.")] = None
    official_code: Annotated[str, Meta(pattern=r"^[0-9A-Za-z-]*$", max_length=40), _says("For a place: its code.")] = ""
    code_scheme: Annotated[str, Meta(max_length=100), _says("Whose code that is, like GB/T 2260.")] = ""
    lat: Annotated[Degrees | None, _says("Latitude, WGS-84.")] = None
    lon: Annotated[Degrees | None, _says("Longitude, WGS-84.")] = None
    precision: Annotated[Precision | None, _says("How exact the point is.")] = None
    valid_from: Annotated[Date, _says("Since when the place is called so.")] = ""
    valid_until: Annotated[Date, _says("Until when it was called so.")] = ""
    source_type: Annotated[SourceType | None, _says("For a publisher: what kind of body it is.")] = None


class Listed(Strict, frozen=True, kw_only=True):
    """A case of a reading list, and why it stands there."""

    id: Annotated[Id, _says("The case.")]
    note: Annotated[Note, _says("What to read it for; the curator's words.")] = ""


class ListMatter(Strict, frozen=True, kw_only=True):
    """The fields of a reading list above its text; the cases are read in the order they stand in."""

    id: Annotated[Id, _says("Permanent; the address of the list.")]
    title: Annotated[Line, Meta(min_length=1), _says("What the list is called.")]
    summary: Annotated[Summary, _says("For whom it is and what it leads to.")] = ""
    order: Annotated[Count, _says("Its place among the lists; those with the same number follow their ids.")] = 0
    cases: Annotated[
        tuple[Listed, ...], Meta(min_length=1, max_length=200), _says("The cases, in the order of reading.")
    ]


class EssayMatter(Strict, frozen=True, kw_only=True):
    """The fields of an essay above its text; it is shown on the page of its term."""

    vocabulary: Annotated[Key, _says("The vocabulary of the term.")]
    term: Annotated[TermCode, _says("The term it is about.")]
    title: Annotated[Line, _says("Its own title, where it has one.")] = ""
    by: Annotated[Line, _says("Who wrote it.")] = ""
