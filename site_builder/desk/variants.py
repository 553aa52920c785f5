"""The audit of a site's variants: what a curator should read before trusting them, case by case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct

from site_builder.build.sources import PACKAGED, Sources
from site_builder.build.strings import Strings, parse_strings
from site_builder.config import Site, parse_site
from site_builder.content.casefile import parse_case
from site_builder.content.essay import parse_essay
from site_builder.content.markdown import render_markdown
from site_builder.content.prose import ProseMatter, parse_prose
from site_builder.content.reading import parse_list
from site_builder.content.schema import EssayMatter, FrontMatter, ListMatter
from site_builder.content.vocabulary import Vocabulary, parse_vocabulary
from site_builder.content.wording import for_page, page_rules, site_rules
from site_builder.desk.accepted import Choice, choice
from site_builder.desk.templates import render
from site_builder.problem import Problem, Source, position
from site_builder.script import Converter, Glossary, PageRules, Rules, Variant, converters, parse_glossary
from site_builder.script.audit import (
    Characters,
    Finding,
    Place,
    RuleUse,
    audit,
    characters,
    find_places,
)
from site_builder.script.html import readable
from site_builder.script.layers import Claim
from site_builder.script.markup import PAGE_FLAGS, marks
from site_builder.script.store import user_folder
from site_builder.script.texts import convert_texts


class Passage(Struct, frozen=True):
    """All that readers read of one source, a paragraph a line; `meta` where it is a case with rules of its own."""

    source: Source
    text: str
    title: str = ""
    meta: FrontMatter | None = None


class Group(Struct, frozen=True):
    """All places of one choice, and whether a person has accepted it."""

    choice: Choice
    forms: tuple[str, ...]
    by: str
    places: tuple[Place, ...]
    is_accepted: bool


class Report(Struct, frozen=True):
    """The audit of one variant. `gone` are accepted choices that no text asks for any more."""

    variant: str
    groups: tuple[Group, ...]
    gone: tuple[Choice, ...]
    rules: tuple[RuleUse, ...]
    traditional: tuple[Finding, ...]
    unbalanced: tuple[Finding, ...]

    @property
    def unreviewed(self) -> tuple[Group, ...]:
        """The choices that nobody has accepted yet."""
        return tuple(group for group in self.groups if not group.is_accepted)

    @property
    def idle(self) -> tuple[RuleUse, ...]:
        """The rules of the project whose word stands nowhere. Of the shipped glossaries that is no news."""
        return tuple(rule for rule in self.rules if not rule.seen and rule.layer not in ("starter", "regional"))

    @property
    def shadowed(self) -> tuple[RuleUse, ...]:
        """The rules that are never asked because others decide wherever their words stand."""
        return tuple(rule for rule in self.rules if rule.is_shadowed)


class SiteAudit(Struct, frozen=True):
    """What is audited and with which converters: all passages of a project, all variants but the master."""

    passages: tuple[Passage, ...]
    scripts: dict[str, Converter]
    known: dict[str, Characters]
    rules: Rules


class Mark(Struct, frozen=True):
    """A stretch of a paragraph in both scripts; `kind` is empty, `rule`, `new` or `accepted`."""

    master: str
    written: str
    kind: str = ""
    note: str = ""


class Row(Struct, frozen=True):
    """A paragraph: its marks for every variant."""

    cells: tuple[tuple[Mark, ...], ...]


def open_audit(sources: Sources) -> SiteAudit:
    """Everything an audit needs; raises BuildError where a source cannot be read."""
    site = parse_site(sources.site)
    vocabularies = [(source, parse_vocabulary(_stem(source), source)) for source in sources.vocabularies]
    glossaries = [parse_glossary(source, _stem(source)) for source in sources.glossaries]
    rules = site_rules(site, glossaries, [vocabulary for _, vocabulary in vocabularies])
    variants = [Variant(tag) for tag in site.variants if tag != site.master]
    made = converters(variants, profile=site.conversion, rules=rules, cache_dir=user_folder())
    scripts = {variant.value: script for variant, script in made.items()}
    own = {label for label, _ in rules.labels}
    passages = (*_cases(sources), *_frame(sources, site, vocabularies, own))
    return SiteAudit(passages, scripts, {tag: characters(script) for tag, script in scripts.items()}, rules)


def report(site: SiteAudit, variant: str, accepted: frozenset[Choice]) -> Report:
    """The audit of all passages in one variant."""
    script, known = site.scripts[variant], site.known[variant]
    found = [audit(_own(script, each), [Source(each.source.name, each.text)], known) for each in site.passages]
    places: dict[Choice, list[Place]] = {}
    for each in found:
        for place in each.places:
            places.setdefault(choice(variant, place), []).append(place)
    groups = (
        Group(key, same[0].forms, same[0].by, tuple(same), key in accepted) for key, same in sorted(places.items())
    )
    gone = sorted(each for each in accepted if each.variant == variant and each not in places)
    return Report(
        variant,
        tuple(groups),
        tuple(gone),
        tuple(_uses(site.passages, [each.rules for each in found])),
        tuple(finding for each in found for finding in each.traditional),
        tuple(finding for each in found for finding in each.unbalanced),
    )


def where(site: SiteAudit, name: str, *words: str) -> str:
    """The line and column of the first of some words that the file has as they are, else its name."""
    source = next(passage.source for passage in site.passages if passage.source.name == name)
    for word in words:
        offset = source.text.find(word)
        if word and offset >= 0:
            return "{}:{}:{}".format(name, *position(source.text, offset))
    return name


def rule_problems(site: SiteAudit) -> Iterator[Problem]:
    """Examples that do not read as their rules say, and marks in the texts that cannot be read."""
    for glossary in (*site.rules.site, *site.rules.topics):
        for variant, script in site.scripts.items():
            yield from _example_problems(glossary, script, variant)
    for passage in site.passages:
        for mark in marks(passage.text):
            fault = mark.fault
            if not fault and mark.flag in PAGE_FLAGS and passage.meta is None:
                fault = f"a mark with {mark.flag} is for the text of a case; a glossary holds everywhere"
            if fault:
                yield Problem(fault, Source(where(site, passage.source.name, passage.text[mark.start :][:12]), ""))


def case_html(site: SiteAudit, passage: Passage, accepted: frozenset[Choice], overview: str) -> str:
    """A case with its master beside every variant, audited places marked, as one HTML file that needs nothing else.

    `overview` is the address of the audit of all.
    """
    variants = tuple(site.scripts)
    rows = [
        Row(tuple(tuple(_line(site, variant, passage, line, accepted)) for variant in variants))
        for line in passage.text.split("\n")
        if line.strip()
    ]
    return render("variants.html", title=passage.title, variants=variants, rows=rows, overview=overview)


def overview_html(reports: Sequence[Report], links: Iterable[tuple[str, str]]) -> str:
    """The findings of all variants and links to the cases, as one HTML file that needs nothing else."""
    return render("variants-overview.html", reports=reports, links=tuple(links))


def _stem(source: Source) -> str:
    return PurePosixPath(source.name).stem


def _own(script: Converter, passage: Passage) -> Converter:
    return for_page(script, passage.meta, passage.text) if passage.meta else script


def _cases(sources: Sources) -> Iterator[Passage]:
    for source in sources.cases:
        case = parse_case(source)
        lines = [*_texts(case.meta, FrontMatter), readable(render_markdown(case.body).html)]
        yield Passage(source, "\n".join(lines), case.meta.title, case.meta)


def _frame(
    sources: Sources, site: Site, vocabularies: Iterable[tuple[Source, Vocabulary]], own: set[str]
) -> Iterator[Passage]:
    """Everything beside the cases; labels that have a traditional form of their own are not converted."""
    for source in sources.prose:
        prose = parse_prose(source)
        text = "\n".join([*_texts(prose.meta, ProseMatter), readable(render_markdown(prose.body).html)])
        yield Passage(source, text, prose.meta.title)
    for source in sources.lists:
        listed = parse_list(source)
        text = "\n".join([*_texts(listed.meta, ListMatter), readable(render_markdown(listed.body).html)])
        yield Passage(source, text, listed.meta.title)
    for source in sources.essays:
        essay = parse_essay(source)
        text = "\n".join([*_texts(essay.meta, EssayMatter), readable(render_markdown(essay.body).html)])
        yield Passage(source, text, essay.meta.title or source.name)
    yield Passage(sources.site, "\n".join(_texts(site, Site)), sources.site.name)
    for source, vocabulary in vocabularies:
        labels = (text for text in _texts(vocabulary, Vocabulary) if text not in own)
        yield Passage(source, "\n".join(labels), source.name)
    for source in sources.theme.strings:
        if not source.name.startswith(PACKAGED):  # those were read where the theme was made
            strings = {name: each for name, each in parse_strings([source]).items() if name != "script"}
            yield Passage(source, "\n".join(_texts(strings, Strings)), source.name)


def _texts(value: object, kind: Any) -> list[str]:
    """What readers read of a value, each text once."""
    found: list[str] = []

    def note(texts: list[str]) -> list[str]:
        found.extend(texts)
        return texts

    convert_texts(value, kind, note, lambda pages: [note([readable(page)])[0] for page in pages])
    return found


def _uses(passages: Sequence[Passage], found: Sequence[Sequence[RuleUse]]) -> Iterator[RuleUse]:
    """The rules over all passages: those of the site summed up, those of a page under its name."""
    summed: dict[tuple[str, str], RuleUse] = {}
    for passage, uses in zip(passages, found, strict=True):
        for use in uses:
            layer = f"{passage.source.name}: {use.layer}" if use.layer in ("page", "names of the page") else use.layer
            old = summed.get((layer, use.word), RuleUse(layer, use.word, 0, 0, use.shadow))
            both = RuleUse(layer, use.word, old.seen + use.seen, old.fired + use.fired, old.shadow and use.shadow)
            summed[layer, use.word] = both
        for rule in page_rules(passage.meta, passage.text).title if passage.meta else ():
            seen = passage.title.count(rule.word)
            layer = f"{passage.source.name}: title"
            summed[layer, rule.word] = RuleUse(layer, rule.word, seen, seen)
    return iter(summed.values())


def _example_problems(glossary: Glossary, script: Converter, variant: str) -> Iterator[Problem]:
    topics = (glossary.name,) if glossary.name in script.topics else ()
    script = script.with_rules(PageRules(topics=topics))
    for rule in glossary.rules:
        if rule.example and rule.example_variant == variant and script.text(rule.example[0]) != rule.example[1]:
            message = f"the example of {rule.word} reads {script.text(rule.example[0])}, not {rule.example[1]}"
            yield Problem(message, Source(rule.place, ""), None, "change the rule or the example")


def _line(site: SiteAudit, variant: str, passage: Passage, line: str, accepted: frozenset[Choice]) -> Iterator[Mark]:
    script = _own(site.scripts[variant], passage)
    places = {place.span.start: place for place in find_places(script, Source("", line), site.known[variant])}
    for piece in script.trace(line):
        master, place = line[piece.start : piece.end], places.get(piece.start)
        if place:
            kind = "accepted" if choice(variant, place) in accepted else "new"
            yield Mark(master, piece.text, kind, f"{place.by}: {' '.join(place.forms)}")
        elif isinstance(piece, Claim):
            yield Mark(master, piece.text, "rule", f"{piece.layer}: {piece.word}")
        else:
            yield Mark(master, piece.text)
