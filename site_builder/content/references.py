"""What a case names outside its own front matter: terms, paragraphs, other cases, raw files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum

from site_builder.content.decode import Fault, key_hint
from site_builder.content.rules import FIELDS
from site_builder.content.scalars import is_code
from site_builder.content.schema import FrontMatter, KeptFile
from site_builder.content.vocabulary import PUBLISHERS, Vocabulary, fold

Path = tuple[str | int, ...]
# Fields whose codes stand one level down, and the key they stand under.
_NESTED = {"five_co": "code", "actors": "kind"}
# Vocabularies that are not a field of their own: the one is named by topics too, the other by each source.
_ALSO = {"themes": ("topics",)}


def codes_of(meta: FrontMatter, taxonomy: str) -> tuple[str, ...]:
    """The codes a case has in a taxonomy, as its front matter lists them; topics count as themes."""
    codes = _codes(meta, taxonomy)
    for field in _ALSO.get(taxonomy, ()):
        codes = [*codes, *_codes(meta, field)]
    return tuple(dict.fromkeys(codes)) if codes else ()


def _codes(meta: FrontMatter, field: str) -> Sequence[str]:
    values = getattr(meta, field) if field in FIELDS else meta.facets.get(field)
    if not values:
        return ()
    if isinstance(values, StrEnum):
        return (values.value,)
    key = _NESTED.get(field)
    if not isinstance(values, tuple):
        return ()
    return [getattr(value, key) for value in values] if key else values


def code_places(meta: FrontMatter, vocabulary: str) -> Iterator[tuple[Path, str]]:
    """Every place of a case's front matter that names a term of a vocabulary by its code.

    Places where a thing was done again and publishers are named without being what the case is about.
    """
    for field in (vocabulary, *_ALSO.get(vocabulary, ())):
        yield from _codes_in(meta, field)
    if vocabulary == "places":
        for number, spread in enumerate(meta.replication):
            yield ("replication", number, "place"), spread.place
    if vocabulary == PUBLISHERS:
        for number, source in enumerate(meta.sources):
            if is_code(source.publisher):
                yield ("sources", number, "publisher"), source.publisher


def _codes_in(meta: FrontMatter, field: str) -> Iterator[tuple[Path, str]]:
    key = _NESTED.get(field)
    is_one = field in FIELDS and isinstance(getattr(meta, field), StrEnum)
    for number, code in enumerate(_codes(meta, field)):
        yield (field,) if is_one else (field, number, *filter(None, [key])), code


def publishers_of(meta: FrontMatter, words: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of a case's publishers; `words` are the folded labels and synonyms of the vocabulary."""
    found = (words.get(fold(source.publisher)) for source in meta.sources if source.publisher)
    return tuple(dict.fromkeys(filter(None, found)))


def term_faults(
    meta: FrontMatter, known: Mapping[str, Vocabulary], unread: Collection[str] = ()
) -> Iterator[Fault]:
    """Codes that no vocabulary has, codes that were replaced, and taxonomies that the site does not have.

    `unread` are vocabularies whose terms nobody knows.
    """
    for name, vocabulary in known.items():
        for path, code in code_places(meta, name):
            term = vocabulary.terms.get(code)
            if term is None:
                yield Fault(path, f"not in the vocabulary of {name}: {code}", _nearest(code, vocabulary))
            elif term.deprecated_by:
                hint = f"write {vocabulary.current(code)}"
                yield Fault(path, f"{code} was replaced in the vocabulary of {name}", hint)
    for facet in meta.facets:
        if facet not in known and facet not in unread:
            keys = [*(name for name in FrontMatter.__struct_fields__ if name in FIELDS), *known]
            yield Fault((f"~{facet}",), f"unknown key: {facet}", key_hint(facet, keys))
    yield from _topics(meta, known)


def _topics(meta: FrontMatter, known: Mapping[str, Vocabulary]) -> Iterator[Fault]:
    themes = known.get("themes")
    for number, topic in enumerate(meta.topics if themes else ()):
        assert themes
        if topic in themes.terms and not themes.terms[topic].parent:
            yield Fault(
                ("topics", number), f"{topic} is a theme, no topic", "name a term below it, or move it to themes"
            )


def _nearest(code: str, vocabulary: Vocabulary) -> str:
    near = vocabulary.by_word().get(fold(code)) or alike(code, vocabulary.terms)
    file = f"content/vocabulary/{vocabulary.name}.yml"
    return f"did you mean {near}?" if near else f"add it to {file}"


def alike(word: str, words: Iterable[str]) -> str:
    """The word most like another one, or nothing; only those with the same start or end are looked at closely."""
    near = [each for each in words if each[:2] == word[:2] or each[-2:] == word[-2:]]
    return next(iter(get_close_matches(word, near[:200], 1)), "")


def paragraph_faults(meta: FrontMatter, paragraphs: int) -> Iterator[Fault]:
    """Paragraphs that the front matter names and the text, which has so many, has not."""
    for path, named in _paragraphs(meta):
        if int(named.rsplit("-", 1)[-1][1:]) > paragraphs:
            hint = f"the text's paragraphs are p1 to p{paragraphs}"
            yield Fault(path, f"no such paragraph: {named}", hint)


_PROVEN = ("five_co", "actors", "measures", "replication", "recognition")


def _paragraphs(meta: FrontMatter) -> Iterator[tuple[Path, str]]:
    for field in _PROVEN:
        for number, claim in enumerate(getattr(meta, field)):
            if claim.evidence:
                yield (field, number, "evidence"), claim.evidence
    if meta.cost and meta.cost.evidence:
        yield ("cost", "evidence"), meta.cost.evidence
    for part in meta.outline.__struct_fields__ if meta.outline else ():
        named = getattr(meta.outline, part)
        if named:
            yield ("outline", part), named
    for key, shown in meta.shown_by.items():
        for number, named in enumerate(shown):
            yield ("shown_by", key, number), named


def case_faults(meta: FrontMatter, ids: Mapping[str, str | None]) -> Iterator[Fault]:
    """Cases that are named and not there; `ids` gives the wider case of each case."""
    for path, other in _cases(meta):
        if other not in ids:
            near = alike(other, ids)
            yield Fault(path, f"no such case: {other}", f"did you mean {near}?" if near else "")
    if meta.part_of and meta.id in _wider(meta.part_of, ids):
        yield Fault(("part_of",), f"{meta.id} is part of itself", "one of the cases must stand at the top")


def _cases(meta: FrontMatter) -> Iterator[tuple[Path, str]]:
    for field in ("part_of", "duplicates_of"):
        other = getattr(meta, field)
        if other:
            yield (field,), other
    for number, related in enumerate(meta.related):
        yield ("related", number, "id"), related.id


def _wider(id: str, ids: Mapping[str, str | None]) -> Iterable[str]:
    seen: dict[str, None] = {}
    following: str | None = id
    while following and following not in seen:
        seen[following] = None
        following = ids.get(following)
    return seen


def raw_faults(meta: FrontMatter, raw_digests: Mapping[str, str]) -> Iterator[Fault]:
    """Raw files that are not there or not the ones the case was made from."""
    for number, source in enumerate(meta.sources):
        first, *behind = source.files
        yield from _raw_faults(("sources", number), first, raw_digests)
        for place, file in enumerate(behind):
            yield from _raw_faults(("sources", number, "continued", place), file, raw_digests)


def _raw_faults(path: Path, file: KeptFile, raw_digests: Mapping[str, str]) -> Iterator[Fault]:
    if file.raw and file.raw not in raw_digests:
        yield Fault((*path, "raw"), f"no such raw file: {file.raw}", "raw files stand in content/raw/")
    elif file.raw and file.sha256 and file.sha256 != raw_digests[file.raw]:
        hint = f"the file's is {raw_digests[file.raw]}"
        yield Fault((*path, "sha256"), f"not the SHA-256 of {file.raw}", hint)


def alias_faults(metas: Iterable[FrontMatter], taxonomies: Iterable[str]) -> Iterator[tuple[str, Fault]]:
    """Old addresses that are claimed twice or are those of living pages, each with the id of the case that claims."""
    known = list(metas)
    folders = {name.replace("_", "-"): name for name in taxonomies}
    owners = {f"cases/{meta.id}": meta.id for meta in known}
    for meta in known:
        for number, alias in enumerate(meta.aliases):
            folder = folders.get(alias.split("/")[0])
            if folder:
                yield meta.id, Fault(("aliases", number), f"an address of the {folder}", "delete it")
            owner = owners.setdefault(alias.rstrip("/"), meta.id)
            if owner != meta.id:
                yield meta.id, Fault(("aliases", number), f"already an address of {owner}", "delete it from one")
