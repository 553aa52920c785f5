"""Selection: which cleaned articles fit the collection, as conditions that a user writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from site_builder.batch.work import Article
from site_builder.clean import Field
from site_builder.clean.script import is_traditional
from site_builder.content.vocabulary import Vocabulary

KEYS = "language, length, damage, words, publisher, issued, or the name of a vocabulary"


class Condition(Struct, frozen=True):
    """One condition: its key, and the values of which one must hold."""

    key: str
    values: tuple[str, ...]


def parse_conditions(texts: Iterable[str], vocabularies: Mapping[str, Vocabulary]) -> tuple[Condition, ...]:
    """Conditions as a user writes them, `KEY=VALUE,VALUE`; raises ValueError that says what is wrong.

    The values of a vocabulary are codes, which stand for their labels, their synonyms and all terms below them, or
    words; `*` stands for every term.
    """
    return tuple(_parse(text, vocabularies) for text in texts)


def misses(article: Article, conditions: Sequence[Condition]) -> str:
    """The condition that an article does not meet, as text; nothing where it meets all."""
    return next((f"{each.key}={','.join(each.values[:3])}" for each in conditions if not _meets(article, each)), "")


def _parse(text: str, vocabularies: Mapping[str, Vocabulary]) -> Condition:
    key, _, value = text.partition("=")
    values = tuple(part.strip() for part in value.split(",") if part.strip())
    if not values:
        raise ValueError(f"{text!r} is no condition: write KEY=VALUE,VALUE with one of {KEYS}")
    if key == "length" and not re.fullmatch(r"\d+\.\.\d*|\.\.\d+", values[0]):
        raise ValueError(f"{text!r}: write a length like length=400..8000")
    if key == "language" and not set(values) <= {"zh", "zh-Hans", "zh-Hant"}:
        raise ValueError(f"{text!r}: a language is zh, zh-Hans or zh-Hant")
    if key in ("language", "length", "damage", "words", "publisher", "issued"):
        return Condition(key, values)
    if key not in vocabularies:
        raise ValueError(f"{key!r} is no condition: there are {KEYS}")
    return Condition("words", tuple(_words(vocabularies[key], values)))


def _words(vocabulary: Vocabulary, values: Sequence[str]) -> list[str]:
    words: dict[str, None] = {}
    for value in values:
        codes = [code for code in vocabulary.terms if value == "*" or value in vocabulary.path(code)]
        for code in codes:
            term = vocabulary.terms[code]
            words |= dict.fromkeys((term.label, *term.synonyms))
        if not codes:
            words[value] = None
    return list(words)


def _meets(article: Article, condition: Condition) -> bool:
    match condition.key:
        case "language":
            script = "zh-Hant" if is_traditional(article.text) else "zh-Hans"
            return bool({"zh", script} & set(condition.values))
        case "length":
            low, _, high = condition.values[0].partition("..")
            return int(low or 0) <= len(article.text) <= int(high or len(article.text))
        case "damage":
            return any(
                article.damage.get(step) or (step == "none" and not article.damage.get("channel"))
                for step in condition.values
            )
        case "publisher" | "issued":
            stated = _stated(article, Field(condition.key))
            return any(
                stated.startswith(value) if condition.key == "issued" else value in stated for value in condition.values
            )
        case _:
            title = _stated(article, Field.TITLE)
            return any(word in article.text or word in title for word in condition.values)


def _stated(article: Article, field: Field) -> str:
    return next((each.value for each in article.statements if each.field is field), "")
