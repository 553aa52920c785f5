"""Wording: what a site and its pages have decided about words, as rules for the converters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import msgspec

from site_builder.problem import Problem, Source
from site_builder.script import Converter, Glossary, PageRules, Rule, Rules, Variant, regional, starter
from site_builder.script.html import readable
from site_builder.script.markup import decisions
from site_builder.script.texts import convert_texts

if TYPE_CHECKING:  # `site-builder convert` needs the rules of the site and nothing of its cases
    from site_builder.config import Site
    from site_builder.content.collection import CaseFile
    from site_builder.content.schema import FrontMatter, ScriptOverride
    from site_builder.content.vocabulary import Vocabulary

SITE = "site"  # the glossary that holds on every page
GAZETTEER = "places"  # the vocabulary whose labels are names


class _HasMeta(Protocol):
    @property
    def meta(self) -> FrontMatter: ...


T = TypeVar("T", bound=_HasMeta)


def site_rules(site: Site, glossaries: Iterable[Glossary], vocabularies: Iterable[Vocabulary]) -> Rules:
    """The rules that hold on every page, and the topic glossaries that pages may switch on."""
    own = tuple(glossaries)
    shipped = [*([regional()] if site.script.regional else []), *([starter()] if site.script.starter else [])]
    known = tuple(vocabularies)
    settings = site.script
    return Rules(
        site=(*(each for each in own if each.name == SITE), *shipped),
        topics=tuple(each for each in own if each.name != SITE),
        names=tuple(pair for each in known if each.name == GAZETTEER for pair in _own_labels(each)),
        labels=tuple(pair for each in known for pair in _own_labels(each)),
        forms=tuple((form[0], form[1]) for form in settings.forms),
        quotes=tuple(zip("“”‘’", settings.quotes, strict=True)) if settings.quotes else (),
    )


def page_rules(meta: FrontMatter, body: str) -> PageRules:
    """What a case decides for its own page, in its front matter and by marks in its text, as HTML.

    The marks come first. The case's persons are those who signed its sources.
    """
    written = decisions(readable(body)) if "-{" in body else PageRules()
    return PageRules(
        rules=(*written.rules, *map(_rule, meta.script_overrides)),
        title=(*written.title, *map(_rule, meta.title_overrides)),
        topics=meta.glossaries,
        people=tuple(dict.fromkeys(_people(meta))),
        without=written.without,
    )


def in_own_words(case: T, kind: type[T], script: Converter, body: str) -> T:
    """A value that has a case's front matter as `meta`, in a script, by the case's own rules; `body` is its text."""
    page = for_page(script, case.meta, body)
    written = convert_texts(case, kind, page.texts, page.htmls)
    if not page.has_title_rules:
        return written
    titles = {"title": page.title(case.meta.title), "title_display": page.title(case.meta.title_display)}
    changed: Any = msgspec.structs.replace(written, meta=msgspec.structs.replace(written.meta, **titles))  # type: ignore[type-var]
    return changed  # type: ignore[no-any-return]


def for_page(script: Converter, meta: FrontMatter, body: str) -> Converter:
    """A converter with a case's own rules. Topics that no glossary has are told by `topic_problems`."""
    rules = page_rules(meta, body)
    return script.with_rules(msgspec.structs.replace(rules, topics=tuple(filter(script.topics.__contains__, rules.topics))))


def topic_problems(files: Iterable[CaseFile], glossaries: Iterable[Source]) -> Iterator[Problem]:
    """Topic glossaries that cases name and the project does not have."""
    from site_builder.content.casefile import place_of

    topics = {PurePosixPath(source.name).stem for source in glossaries} - {SITE}
    hint = f"the topics are {', '.join(sorted(topics))}" if topics else "a topic is a file of content/glossary/"
    for file in files:
        for number, name in enumerate(file.meta.glossaries):
            if name not in topics:
                source = file.read()
                place = place_of(source, "glossaries", number)
                yield Problem(f"no such topic glossary: {name}", source, place, hint)


def _own_labels(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    return ((term.label, term.hant) for term in vocabulary.terms.values() if term.hant)


def _rule(override: ScriptOverride) -> Rule:
    texts = {
        Variant.ZH_HANT: override.hant,
        Variant.ZH_HANT_TW: override.hant_tw,
        Variant.ZH_HANT_HK: override.hant_hk,
    }
    if set(filter(None, texts.values())) == {override.hans}:
        return Rule(override.hans, reason=override.reason)
    return Rule(override.hans, tuple((variant, text) for variant, text in texts.items() if text), override.reason)


def _people(meta: FrontMatter) -> Iterator[str]:
    """The creators who are persons as far as a name can tell: two to four Han characters, and no word for a body."""
    for source in meta.sources:
        for creator in source.creators:
            if _PERSON.fullmatch(creator.name) and not creator.name.endswith(_BODIES):
                yield creator.name


_PERSON = re.compile("[\u4e00-\u9fff]{2,4}")
_BODIES = tuple("社网报台局委部办厅会院校所站组") + ("中心",)
