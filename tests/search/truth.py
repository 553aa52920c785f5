"""What a search must find, by looking at every text for every query: slow and plain."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from msgspec import Struct

from site_builder.build.disk import read_sources
from site_builder.build.scripts import open_scripts
from site_builder.build.stages import in_script, load, parse
from site_builder.search.fold import fold
from site_builder.search.initials import initials
from site_builder.search.plain import blocks
from tests.search.corpus import PLACES, TAGS


class Known(Struct, frozen=True):
    """A case: its texts in each script, by field, and its folded lines."""

    id: str
    titles: tuple[str, ...]
    bodies: tuple[str, ...]
    lines: tuple[str, ...]
    initials: str


def known_cases(root: Path) -> list[Known]:
    """All cases of a generated site."""
    sources = read_sources(root)
    loaded = load(sources, [])
    scripts = open_scripts(loaded.site, loaded.glossaries, loaded.vocabularies)
    found = []
    for source in sources.cases:
        master = parse(source)
        written = [in_script(master, script) for script in scripts.values()]
        lines = [line for each in written for _, line in blocks(each.text.html)]
        lines += [line for each in written for line in (each.meta.title, each.meta.summary)]
        for each in scripts.values():
            lines += each.texts(list(_labels(master.meta)))
        lines += [creator.name for creator in master.meta.sources[0].creators] + [master.meta.sources[0].publisher]
        found.append(
            Known(
                master.meta.id,
                tuple(each.meta.title for each in written),
                tuple("\n".join(words for _, words in blocks(each.text.html)) for each in written),
                tuple(dict.fromkeys(map(fold, lines))),
                initials(master.meta.title),
            )
        )
    return found


def _labels(meta: object) -> list[str]:
    tags = [TAGS[code] for code in meta.tags]  # type: ignore[attr-defined]
    labels = [*tags, *(f"{tag}办法" for tag in tags)]
    for code in meta.places:  # type: ignore[attr-defined]
        while code:
            label, code = PLACES[code]
            labels.append(label)
    return labels


def found_in(cases: list[Known], query: str) -> set[str]:
    """The ids of the cases that hold every word of a query in one of their lines, or in their title's initials."""
    words = fold(query).split()
    return {case.id for case in cases if all(map(partial(_has, case), words))}


def _has(case: Known, word: str) -> bool:
    return word in case.initials or any(word in line for line in case.lines)
