"""What the fields of one case ask of each other: every rule as a function that yields what breaks it."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.content.choices import (
    Beneficiary,
    Digital,
    ImageStatus,
    ReviewStatus,
    RightsStatus,
    SourceRole,
    UrlStatus,
)
from site_builder.content.decode import Fault
from site_builder.content.schema import FrontMatter, Image


def faults(meta: FrontMatter, body: str) -> Iterator[Fault]:
    """Everything that contradicts itself in one case file."""
    for rule in _RULES:
        yield from rule(meta)
    yield from _quotes(meta, body)


def _review(meta: FrontMatter) -> Iterator[Fault]:
    is_withdrawn = meta.review.status is ReviewStatus.WITHDRAWN
    if is_withdrawn and meta.withdrawn is None:
        hint = "add a line withdrawn: {date: …, reason: …}; readers of the tombstone want to know"
        yield Fault(("review", "status"), "withdrawn, and no word why", hint)
    if meta.withdrawn and not is_withdrawn:
        hint = "write review: {status: withdrawn} or delete the key"
        yield Fault(("~withdrawn",), "the case is not withdrawn", hint)


def _title(meta: FrontMatter) -> Iterator[Fault]:
    if meta.title_display == meta.title:
        yield Fault(("title_display",), "the same as the title", "delete it")


def _base_text(meta: FrontMatter) -> Iterator[Fault]:
    for number, source in enumerate(meta.sources):
        if number and source.role is SourceRole.BASE_TEXT:
            yield Fault(("sources", number, "role"), "the base text stands first, and there is one", "move it up")


def _source_dates(meta: FrontMatter) -> Iterator[Fault]:
    for number, source in enumerate(meta.sources):
        if source.issued_certainty not in ("unknown",) and not source.issued:
            yield Fault(("sources", number, "issued_certainty"), "the certainty of no date", "add issued or delete it")


def _source_addresses(meta: FrontMatter) -> Iterator[Fault]:
    for number, source in enumerate(meta.sources):
        if source.url_status is not UrlStatus.UNKNOWN and source.url is None:
            yield Fault(("sources", number, "url_status"), "the status of no address", "add url or delete it")
        if source.spam and source.mirror_url is None:
            yield Fault(("sources", number, "spam"), "says of no mirror that it spreads spam", "add mirror_url")


def _source_ids(meta: FrontMatter) -> Iterator[Fault]:
    known: set[str] = set()
    for number, source in enumerate(meta.sources):
        if source.id in known:
            yield Fault(("sources", number, "id"), f"two sources are called {source.id}", "give one another id")
        known |= {source.id} if source.id else set()
    hint = f"the sources are called {', '.join(sorted(known))}" if known else "give the source an id first"
    for path, id in _source_references(meta):
        if id not in known:
            yield Fault(path, f"no source is called {id}", hint)


def _source_references(meta: FrontMatter) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for number, id in enumerate(meta.policy_basis):
        yield ("policy_basis", number), id
    for number, spread in enumerate(meta.replication):
        if spread.source:
            yield ("replication", number, "source"), spread.source
    for number, honour in enumerate(meta.recognition):
        if honour.source:
            yield ("recognition", number, "source"), honour.source


def _damage(meta: FrontMatter) -> Iterator[Fault]:
    seen = set()
    for number, damage in enumerate(meta.damage):
        if (damage.kind, damage.where) in seen:
            yield Fault(("damage", number, "kind"), f"told twice: {damage.kind}", "keep one, or say where each was")
        seen.add((damage.kind, damage.where))


def _emendations(meta: FrontMatter) -> Iterator[Fault]:
    for number, emendation in enumerate(meta.emendations):
        if emendation.before == emendation.after:
            yield Fault(("emendations", number, "to"), "changes nothing", "delete the entry")


def _overrides(meta: FrontMatter) -> Iterator[Fault]:
    seen = set()
    for number, override in enumerate(meta.script_overrides):
        if override.hans in seen:
            yield Fault(("script_overrides", number, "hans"), f"given twice: {override.hans}", "keep one")
        seen.add(override.hans)


def _exclusive(meta: FrontMatter) -> Iterator[Fault]:
    """Values that leave no room for others."""
    if len(meta.digital) > 1 and Digital.NONE in meta.digital:
        yield Fault(("digital", meta.digital.index(Digital.NONE)), "none stands beside others", "keep one of both")
    if len(meta.beneficiaries) > 1 and Beneficiary.ALL in meta.beneficiaries:
        place = ("beneficiaries", meta.beneficiaries.index(Beneficiary.ALL))
        yield Fault(place, "all stands beside others", "keep one of both")


def _images(meta: FrontMatter) -> Iterator[Fault]:
    for number, image in enumerate(meta.images):
        for key, message, hint in _image_faults(image):
            yield Fault(("images", number, key), message, hint)


def _image_faults(image: Image) -> Iterator[tuple[str, str, str]]:
    is_shown = image.status is not ImageStatus.LOST
    if is_shown and not image.file and not image.url:
        yield "status", f"{image.status}, and neither file nor url", "add file or url, or write lost"
    if not is_shown and image.file:
        yield "file", "a lost picture has no file", "write status: kept or delete the file"
    if is_shown and image.alt is None:
        yield "status", "a picture to be shown has no alt", 'say what it shows in alt, or alt: "" and decorative: true'
    if is_shown and image.alt == "" and not image.decorative:
        yield "alt", "an empty alt", "say what the picture shows, or add decorative: true"
    if image.decorative and image.alt:
        yield "decorative", "decorative, and has an alt", "delete one of both"


def _relations(meta: FrontMatter) -> Iterator[Fault]:
    for key, other in (("part_of", meta.part_of), ("duplicates_of", meta.duplicates_of)):
        if other == meta.id:
            yield Fault((key,), "a case cannot be tied to itself", "name the other case")
    seen = set()
    for number, related in enumerate(meta.related):
        if related.id == meta.id:
            yield Fault(("related", number, "id"), "a case cannot be tied to itself", "name the other case")
        if (related.id, related.why) in seen:
            yield Fault(("related", number, "id"), f"tied twice for the same reason: {related.id}", "keep one")
        seen.add((related.id, related.why))


def _aliases(meta: FrontMatter) -> Iterator[Fault]:
    for number, alias in enumerate(meta.aliases):
        if alias.rstrip("/") == f"cases/{meta.id}":
            yield Fault(("aliases", number), "the case's own address", "delete it")


def _rights(meta: FrontMatter) -> Iterator[Fault]:
    if meta.rights and meta.rights.status is RightsStatus.OPEN_LICENCE and meta.rights.uri is None:
        yield Fault(("rights", "status"), "an open licence, and not which", "add uri: https://creativecommons.org/…")


def _dates(meta: FrontMatter) -> Iterator[Fault]:
    if meta.added and meta.modified and meta.modified < meta.added:
        yield Fault(("modified",), f"before the case was added, {meta.added}", "one of both dates is wrong")


def _shown_by(meta: FrontMatter) -> Iterator[Fault]:
    for key in meta.shown_by:
        field, _, code = key.partition(".")
        if field not in FIELDS or field in ("id", "review", "shown_by"):
            yield Fault(("shown_by", f"~{key}"), f"no such field: {field}", "write field or field.code")
        elif code and code not in _codes(getattr(meta, field)):
            yield Fault(("shown_by", f"~{key}"), f"{code} is no value of {field} here", "name a value the case has")
        elif not getattr(meta, field) and field not in meta.not_stated:
            yield Fault(("shown_by", f"~{key}"), f"the case has no {field}", f"add {field} or delete the line")


def _codes(value: object) -> tuple[object, ...]:
    if isinstance(value, tuple):
        return tuple(getattr(each, "code", getattr(each, "kind", each)) for each in value)
    return (value,)


def _quotes(meta: FrontMatter, body: str) -> Iterator[Fault]:
    """Quotations that are not words of the text; line breaks do not count."""
    quotes = [(("five_co", number, "quote"), stage.quote) for number, stage in enumerate(meta.five_co)]
    quotes += [(("measures", number, "quote"), measure.quote) for number, measure in enumerate(meta.measures)]
    if not any(quote for _, quote in quotes):
        return
    text = "".join(body.split())
    for path, quote in quotes:
        if quote and "".join(quote.split()) not in text:
            yield Fault(path, "not in the text", "copy the words exactly as the text has them")


FIELDS = frozenset(FrontMatter.__struct_fields__) - {"not_stated", "facets"}
_RULES = (
    _review,
    _title,
    _base_text,
    _source_dates,
    _source_addresses,
    _source_ids,
    _damage,
    _emendations,
    _overrides,
    _exclusive,
    _images,
    _relations,
    _aliases,
    _rights,
    _dates,
    _shown_by,
)
