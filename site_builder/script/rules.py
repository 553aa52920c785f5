"""Rules: what a person decided about words, and how it becomes layers for one variant."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from site_builder.script.layers import Layer
from site_builder.script.variant import Variant


class Rule(Struct, frozen=True):
    """A word of the master and what variants write for it. Without texts it is kept as the master writes it.

    `texts` name the variants that differ; the text of `zh-Hant`, in the characters of Taiwan's standard, holds for
    every traditional variant, with characters of another region's standard replaced. `reason` says why the dictionary
    is wrong, `example` is a sentence with the word and what becomes of it in `zh-Hant`, or where the rule says nothing
    about that in the first region it names; `place` is where it was written.
    """

    word: str
    texts: tuple[tuple[Variant, str], ...] = ()
    reason: str = ""
    example: tuple[str, str] | None = None
    place: str = ""

    @property
    def keeps(self) -> bool:
        """Whether the word stays as the master writes it."""
        return not self.texts

    @property
    def example_variant(self) -> Variant:
        """The variant that the example is written in."""
        known = dict(self.texts)
        return next((each for each in Variant.ZH_HANT.fallbacks if each in known), Variant.ZH_HANT)


class Glossary(Struct, frozen=True):
    """Rules under one name. A topic glossary holds for the pages that name it, the site's for every page."""

    name: str
    rules: tuple[Rule, ...] = ()


class Rules(Struct, frozen=True):
    """All that a site decides about its variants.

    `names` are proper names with their traditional form: (范湖乡, 范湖鄉). `people` are names of persons in the
    master's script; their surnames are protected. `labels` are whole texts with their traditional form, which hold
    where a text is nothing else: the label of a term. `forms` are the site's choice between characters: (臺, 台) writes
    台 for 臺 wherever the dictionary decides. `quotes` are quotation marks and what traditional variants write for
    them; empty leaves all as they are.
    """

    site: tuple[Glossary, ...] = ()
    topics: tuple[Glossary, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    forms: tuple[tuple[str, str], ...] = ()
    quotes: tuple[tuple[str, str], ...] = (("“", "「"), ("”", "」"), ("‘", "『"), ("’", "』"))


class PageRules(Struct, frozen=True):
    """What one page decides: its rules, those for its title alone, the topics it switches on, names it mentions.

    `without` are words for which no rule shall hold on the page, wherever it was written.
    """

    rules: tuple[Rule, ...] = ()
    title: tuple[Rule, ...] = ()
    topics: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


_Convert = Callable[[str], str]


def rule_layer(name: str, rules: Iterable[Rule], variant: Variant, regional: _Convert) -> Layer:
    """The rules that hold for a variant, as a layer. Of two rules for one word the first holds."""
    entries: dict[str, str] = {}
    for rule in rules:
        text = text_for(rule, variant, regional)
        if text is not None:
            entries.setdefault(rule.word, text)
    return Layer(name, entries)


def text_for(rule: Rule, variant: Variant, regional: _Convert) -> str | None:
    """What a rule writes in a variant; None where it says nothing about it."""
    texts = dict(rule.texts)
    if rule.keeps:
        return rule.word
    if variant in texts:
        return texts[variant]
    return regional(texts[Variant.ZH_HANT]) if Variant.ZH_HANT in texts else None


def name_layer(
    name: str,
    names: Iterable[tuple[str, str]],
    people: Iterable[str],
    convert: _Convert,
    regional: _Convert,
) -> Layer:
    """Proper names as a layer: names with a known traditional form, then persons by their surnames."""
    entries = {person: person_name(person, convert) for person in people if len(person) > 1}
    return Layer(name, entries | {word: regional(text) for word, text in names})


def person_name(name: str, convert: _Convert) -> str:
    """A person's name in traditional script: the surname by the table of surnames, the rest as words.

    A person's own choice between 鍾 and 鐘 cannot be known from the simplified form: such a name wants a rule.
    """
    if name[:2] in _DOUBLE_SURNAMES:
        surname, given = _DOUBLE_SURNAMES[name[:2]], name[2:]
    else:
        surname, given = _SURNAMES.get(name[0]) or convert(name[0]), name[1:]
    return surname + "".join(_GIVEN.get(character) or convert(character) for character in given)


# Surnames whose traditional form is not that of the common word.
_SURNAMES = {
    **{surname: surname for surname in "余范于后岳涂干种郁党云丑占征台朴柜吁游咸别"},
    "万": "萬",
    "钟": "鍾",
    "叶": "葉",
}
_DOUBLE_SURNAMES = {"万俟": "万俟", "钟离": "鍾離"}
# Characters of given names that their most common word would lead astray.
_GIVEN = {given: given for given in "里台丑于"}
