"""Renaming and merging of terms: what becomes of a vocabulary and of every case that uses the term.

Everything here is text in, text out. Whoever writes the texts writes them all or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from site_builder.content.casefile import fields_of, front_matter, parse_case
from site_builder.content.decode import find
from site_builder.content.references import code_places
from site_builder.content.rewrite import rewrite
from site_builder.content.schema import FrontMatter
from site_builder.content.vocabulary import MAX_CHARACTERS, Vocabulary, fold, parse_vocabulary
from site_builder.problem import Source
from site_builder.strict_yaml import Mapping as Nodes
from site_builder.strict_yaml import parse_yaml

_LISTS = ("broader", "related")
_SINGLE = ("parent", "deprecated_by")


def rename_term(name: str, source: Source, old: str, new: str) -> str:
    """The vocabulary with a term under another code; the old code stays and leads to the new one."""
    renamed = Source(source.name, _with_key(source, old, new))
    terms = _plain_terms(renamed)
    _recode_terms(terms, old, new)
    order: list[str] = []
    for code in terms:
        order += [code, old] if code == new else [code]
    redirect = {"label": terms[new]["label"], "deprecated_by": new}
    text = rewrite(renamed, {**terms, old: redirect}, order)
    parse_vocabulary(name, Source(source.name, text))
    return text


def merge_term(name: str, source: Source, old: str, into: str) -> str:
    """The vocabulary with one term gone into another, which gets its words; the old code leads there."""
    terms = _plain_terms(source)
    gone, kept = terms[old], terms[into]
    if kept.get("parent") == old:
        kept.pop("parent")
        kept |= {"parent": gone["parent"]} if gone.get("parent") else {}
    _recode_terms(terms, old, into)
    present = {fold(word) for word in (kept["label"], *kept.get("synonyms", ()))}
    words = [word for word in (gone["label"], *gone.get("synonyms", ())) if fold(word) not in present]
    if words:
        kept["synonyms"] = [*kept.get("synonyms", ()), *dict.fromkeys(words)]
    terms[old] = {"label": gone["label"], "deprecated_by": into}
    text = rewrite(source, terms, tuple(terms))
    parse_vocabulary(name, Source(source.name, text))
    return text


def recode_cases(sources: Iterable[Source], vocabulary: str, old: str, new: str) -> dict[str, str]:
    """The texts that change, by their names, where cases use another code for a term; nothing else in them does."""
    changed: dict[str, str] = {}
    for source in sources:
        if old not in source.text:
            continue  # most files; reading them would cost more than all the rest
        meta = parse_case(source).meta
        if _uses(meta, vocabulary, old):
            start, end = front_matter(source)
            fields = recode(meta, vocabulary, old, new)
            changed[source.name] = rewrite(source, fields, FrontMatter.__struct_fields__, start, end)
    return changed


def uses(metas: Iterable[FrontMatter], vocabulary: Vocabulary) -> dict[str, int]:
    """In how many cases each term of a vocabulary is named, in any field."""
    counts = dict.fromkeys(vocabulary.terms, 0)
    words = vocabulary.by_word() if vocabulary.name == "publishers" else {}
    for meta in metas:
        codes = {code for _, code in code_places(meta, vocabulary.name)}
        codes |= {words.get(fold(record.publisher), "") for record in meta.sources} if words else set()
        for code in codes & counts.keys():
            counts[code] += 1
    return counts


def _uses(meta: FrontMatter, vocabulary: str, code: str) -> bool:
    return any(each == code for _, each in code_places(meta, vocabulary))


def recode(meta: FrontMatter, vocabulary: str, old: str, new: str) -> dict[str, Any]:
    """The fields of a case with one code in the place of another, once where both were there."""
    fields = fields_of(meta)
    touched = {str(path[0]) for path, code in code_places(meta, vocabulary) if code == old}
    for path, code in code_places(meta, vocabulary):
        if code == old:
            _put(fields, path, new)
    for field in touched:
        value = fields[field]
        if isinstance(value, (list, tuple)):
            fields[field] = _once(value)
    shown = fields.get("shown_by", {})
    for field in touched:
        if f"{field}.{old}" in shown:
            shown = _shown(shown, f"{field}.{old}", f"{field}.{new}")
            fields["shown_by"] = shown
    return fields


def _put(fields: Any, path: tuple[str | int, ...], value: str) -> None:
    for step in path[:-1]:
        fields[step] = list(fields[step]) if isinstance(fields[step], tuple) else fields[step]
        fields = fields[step]
    fields[path[-1]] = value


def _once(values: Iterable[Any]) -> list[Any]:
    kept: list[Any] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept


def _shown(shown: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """The paragraphs that show a value, under its new code."""
    both = [*shown.get(new, ()), *shown[old]]
    recoded = {new if key == old else key: value for key, value in shown.items()}
    return {**recoded, new: _once(both)}


def _plain_terms(source: Source) -> dict[str, dict[str, Any]]:
    """The terms as they are written: plain data that `rewrite` compares with."""
    node = parse_yaml(source, limit=MAX_CHARACTERS)
    assert isinstance(node, Nodes), node
    return {entry.key.text: _plain(entry.value) for entry in node.entries}


def _plain(node: Any) -> Any:
    if isinstance(node, Nodes):
        return {entry.key.text: _plain(entry.value) for entry in node.entries}
    return [_plain(value) for value in node.values] if hasattr(node, "values") else node.text.strip()


def _recode_terms(terms: dict[str, dict[str, Any]], old: str, new: str) -> None:
    """Let every term that names the old code name the new one; a term never names itself."""
    for code, term in terms.items():
        for key in _SINGLE:
            if term.get(key) == old:
                term[key] = new
        for key in _LISTS:
            if old in term.get(key, ()):
                term[key] = [each for each in _once(new if each == old else each for each in term[key]) if each != code]
                if not term[key]:
                    del term[key]


def _with_key(source: Source, old: str, new: str) -> str:
    span = find(parse_yaml(source, limit=MAX_CHARACTERS), (f"~{old}",)).span
    return source.text[: span.start] + new + source.text[span.end :]
