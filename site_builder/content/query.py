"""Questions to the collection: which cases have these values, and what do their fields say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from site_builder.content.casefile import fields_of
from site_builder.content.quality import completeness, filled
from site_builder.content.references import codes_of, publishers_of
from site_builder.content.scalars import years_of
from site_builder.content.schema import Case, FrontMatter
from site_builder.content.vocabulary import PUBLISHERS, Vocabulary

# What can be asked for beside the fields.
COMPUTED = ("status", "year", "issued", "state", "filled", "has")
_HAS = ("images", "measures", "teaching", "recognition", "videos", "outline", "related")


class Condition(Struct, frozen=True):
    """A facet and the codes of which a case must have one; codes that stand for terms below them count too."""

    facet: str
    codes: tuple[str, ...]


def matching(
    cases: Iterable[Case], conditions: Sequence[Condition], vocabularies: Mapping[str, Vocabulary]
) -> Iterator[Case]:
    """The cases that meet all conditions: one of the codes of each."""
    words = vocabularies[PUBLISHERS].by_word() if PUBLISHERS in vocabularies else {}
    for case in cases:
        if all(_meets(case, condition, vocabularies, words) for condition in conditions):
            yield case


def values_of(
    case: Case, facet: str, vocabularies: Mapping[str, Vocabulary], words: Mapping[str, str]
) -> tuple[str, ...]:
    """The codes that a case has in a facet, those above them in a tree included."""
    meta = case.meta
    match facet:
        case "status":
            return (meta.review.status,)
        case "year":
            return tuple(filter(None, [year_of(meta)]))
        case "state":
            return (completeness(meta, case.body),)
        case "has":
            return tuple(name for name in _HAS if getattr(meta, name))
    vocabulary = vocabularies.get(facet)
    codes = publishers_of(meta, words) if facet == PUBLISHERS else codes_of(meta, facet)
    if vocabulary is None:
        return codes
    return tuple(dict.fromkeys(above for code in codes if code in vocabulary.terms for above in vocabulary.path(code)))


def column(case: Case, name: str) -> str:
    """What a case says in a field, or in one that is computed, as a reader of a table sees it; lists by `; `."""
    match name:
        case "status":
            return case.meta.review.status
        case "issued":
            return next((source.issued for source in case.meta.sources if source.issued), "")
        case "year":
            return year_of(case.meta)
        case "state":
            return completeness(case.meta, case.body)
        case "filled":
            return f"{filled(case.meta):.2f}"
        case "has":
            return "; ".join(field for field in _HAS if getattr(case.meta, field))
        case "publisher":
            return "; ".join(dict.fromkeys(source.publisher for source in case.meta.sources if source.publisher))
    codes = codes_of(case.meta, name)
    return "; ".join(codes) if codes else _told(fields_of(case.meta).get(name, ""))


def _told(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "; ".join(map(_told, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_told(each)}" for key, each in value.items())
    return str(value)


def year_of(meta: FrontMatter) -> str:
    """The year a case belongs to: the first in which it was done, else the one it was written about in, else none."""
    years = years_of(meta.period or next((source.issued for source in meta.sources if source.issued), ""))
    return str(years[0]) if years else ""


def _meets(
    case: Case, condition: Condition, vocabularies: Mapping[str, Vocabulary], words: Mapping[str, str]
) -> bool:
    return not set(condition.codes).isdisjoint(values_of(case, condition.facet, vocabularies, words))
