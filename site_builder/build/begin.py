"""What a whole build reads beside its cases, and what can be said of these before there is a site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from hashlib import sha256

from msgspec import Struct

from site_builder.build.assets import minified
from site_builder.build.cases import ReadCase, Shop
from site_builder.build.disk import read_content, read_frame, read_marked, read_text
from site_builder.build.manifest import Input, Manifest, Stat
from site_builder.build.scan import Scan, scan_sources, source_path
from site_builder.build.sources import Sources, ThemeFiles
from site_builder.build.stages import collect, parse
from site_builder.build.swap import Place
from site_builder.content.casefile import stated_ids
from site_builder.content.collection import CaseFile
from site_builder.problem import Problem, Source


class Start(Struct, frozen=True):
    """What there is to read, and what is read of it before all else: the sources beside the cases, the theme ready."""

    scan: Scan
    sources: Sources
    theme: ThemeFiles


def start_of(shop: Shop) -> Start:
    """The marks of all sources, and those beside the cases read."""
    scan = scan_sources(shop.place.root)
    sources = read_frame(shop.place.root, shop.wish.base_url, shop.wish.drafts)
    return Start(scan, sources, minified(sources.theme) if shop.wish.minifies else sources.theme)


def read_inputs(place: Place, old: Manifest, marks: Mapping[str, Stat]) -> dict[str, Input]:
    """The files beside the cases with their marks and digests; those whose marks are the last build's are not read."""
    inputs = {}
    for name, stat in marks.items():
        before = old.inputs.get(name)
        if before is not None and before.stat == stat:
            inputs[name] = before
        else:
            content, settled = read_marked(source_path(place.root, name))
            inputs[name] = Input(settled, sha256(content).digest())
    return inputs


def case_problems(place: Place, names: Iterable[str]) -> list[Problem]:
    """What is wrong in the case files by themselves, where nothing else could be read."""
    problems: list[Problem] = []
    for name in names:
        collect(lambda name=name: parse(read_text(place.root, place.root / name)), problems)  # type: ignore[misc]
    return problems


def unread_ids(place: Place, names: Iterable[str]) -> frozenset[str]:
    """What the cases may be called whose files have problems of their own."""
    texts = (read_content(place.root, place.root / name) for name in names)
    return frozenset(
        id for name, content in texts for id in stated_ids(Source(name, content.decode("utf-8", "replace")))
    )


def case_file(place: Place, case: ReadCase) -> CaseFile:
    """A case as the checks of the whole collection want it."""
    name = case.entry.name
    read = partial(read_text, place.root, place.root / name)
    return CaseFile(name, case.metas[0], case.entry.paragraphs, read, case.entry.addresses)
