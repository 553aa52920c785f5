"""Glossary files: rules with their reasons, read from YAML; every mistake is reported at its place.

```yaml
厚植发展:
  zh-Hant: 厚植發展
  reason: the dictionary reads 植发, a transplant of hair
  example: 厚植发展优势。
  becomes: 厚植發展優勢。
```
"""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.problem import BuildError, Problem, Source
from site_builder.script import packages
from site_builder.script.rules import Glossary, Rule
from site_builder.script.variant import Variant
from site_builder.strict_yaml import Entry, Mapping, Node, Scalar, parse_yaml

_TEXTS = {variant.value: variant for variant in Variant if variant is not Variant.ZH_HANS}
_FIELDS = (*_TEXTS, "keep", "reason", "example", "becomes")


def parse_glossary(source: Source, name: str) -> Glossary:
    """The glossary in a YAML text: words, and for each its texts, a reason and an example. Raises BuildError."""
    return Glossary(name, parse_rules(parse_yaml(source), source, needs_reason=True))


def parse_rules(node: Node, source: Source, *, needs_reason: bool = False) -> tuple[Rule, ...]:
    """Rules written as a mapping from words, in a glossary or a page's front matter. Raises BuildError.

    A word's value is its text in `zh-Hant`, or `keep`, or a mapping of the fields of a glossary.
    """
    if not isinstance(node, Mapping):
        raise BuildError([Problem("not a list of words", source, node.span, "write one word a line, 词: 詞")])
    problems = list(_problems(node, source, needs_reason))
    if problems:
        raise BuildError(problems)
    return tuple(_rule(entry, source) for entry in node.entries)


def starter() -> Glossary:
    """The glossary for writing on neighbourhoods that is shipped with the package."""
    return _shipped("community.yml", "starter")


def regional() -> Glossary:
    """The shipped wording of Taiwan and Hong Kong. It says nothing about zh-Hant, which is for readers anywhere."""
    return _shipped("regions.yml", "regional")


def _shipped(file: str, name: str) -> Glossary:
    text = packages.read("site_builder.script", f"glossaries/{file}").decode()
    return parse_glossary(Source(file, text), name)


def _rule(entry: Entry, source: Source) -> Rule:
    word = entry.key.text
    line = source.text.count("\n", 0, entry.key.span.start) + 1
    place = f"{source.name}:{line}"
    if isinstance(entry.value, Scalar):
        text = entry.value.text
        return Rule(word, () if text == "keep" else ((Variant.ZH_HANT, text),), place=place)
    fields = _fields(entry.value)
    texts = tuple((variant, fields[tag]) for tag, variant in _TEXTS.items() if tag in fields)
    example = (fields["example"], fields["becomes"]) if "example" in fields else None
    return Rule(word, texts, fields.get("reason", ""), example, place)


def _fields(node: Node) -> dict[str, str]:
    entries = node.entries if isinstance(node, Mapping) else ()
    return {entry.key.text: entry.value.text for entry in entries if isinstance(entry.value, Scalar)}


def _problems(node: Mapping, source: Source, needs_reason: bool) -> Iterator[Problem]:
    for entry in node.entries:
        yield from _word_problems(entry, source)
        if isinstance(entry.value, Mapping):
            yield from _field_problems(entry, entry.value, source, needs_reason)
        elif not isinstance(entry.value, Scalar) or entry.value.is_null:
            yield Problem("no text for this word", source, entry.key.span, "write its traditional form, or keep")
        elif needs_reason:
            yield Problem("no reason for this rule", source, entry.key.span, "add a line reason: …")


def _word_problems(entry: Entry, source: Source) -> Iterator[Problem]:
    word = entry.key.text
    if not word or word != word.strip() or not word.isprintable():
        yield Problem("a word has no spaces around it and no control characters", source, entry.key.span)
    if "-{" in word:
        yield Problem("a word cannot hold inline markup", source, entry.key.span, "write the word alone")


def _field_problems(entry: Entry, fields: Mapping, source: Source, needs_reason: bool) -> Iterator[Problem]:
    for field in fields.entries:
        if field.key.text not in _FIELDS:
            yield Problem(f"unknown field {field.key.text!r}", source, field.key.span, f"known: {', '.join(_FIELDS)}")
        elif not isinstance(field.value, Scalar) or not field.value.text:
            yield Problem(f"{field.key.text} needs a text", source, field.key.span)
    known = _fields(fields)
    has_text = any(tag in known for tag in _TEXTS)
    place = entry.key.span
    if known.get("keep", "yes") != "yes":
        yield Problem("keep is yes or not there", source, place)
    if has_text == ("keep" in known):
        yield Problem("a word has either texts or keep: yes", source, place, "write zh-Hant: … for a text")
    if needs_reason and "reason" not in known:
        yield Problem("no reason for this rule", source, place, "add a line reason: …")
    if ("example" in known) != ("becomes" in known):
        yield Problem("an example and what it becomes belong together", source, place)
    if "example" in known and entry.key.text not in known["example"]:
        yield Problem("the example does not hold the word", source, place)
