"""Which characters the font of titles is given: all that titles need, or of many those that most titles need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from site_builder.content.collection import Collection

# A bold serif with so many has up to 120 kB as WOFF2, of traditional characters.
MOST = 370
_ALWAYS = "".join(map(chr, range(0x21, 0x7F))) + "，。、：；！？·—…“”‘’「」『』《》〈〉（）【】"


def title_characters(collection: Collection, strings: Mapping[str, Any]) -> str:
    """The characters for the titles of a collection in its script, sorted; `strings` are the theme's."""
    site = collection.site
    wanted = dict.fromkeys("".join((site.title, site.tagline, site.seal, *_headings(strings))))
    counts = Counter(character for title in _titles(collection) for character in set(title))
    for character in sorted(counts, key=lambda each: (-counts[each], each)):
        if len(wanted) < MOST:
            wanted[character] = None
    return "".join(sorted({*wanted, *_ALWAYS} - {" ", "\u3000"}))


def _headings(strings: Mapping[str, Any]) -> Iterator[str]:
    """What the theme calls its own pages."""
    for name, value in strings.items():
        if isinstance(value, Mapping):
            yield from value.values() if name == "way" else _headings(value)
        elif name == "title":
            yield value


def _titles(collection: Collection) -> Iterator[str]:
    for article in collection.articles:
        yield article.meta.title_display or article.meta.title
    for index in collection.indexes:
        yield index.taxonomy.label
        yield from (term.label for term in index.terms)
    yield from (prose.meta.title for prose in collection.prose)
    yield from (reading.meta.title for reading in collection.readings)
