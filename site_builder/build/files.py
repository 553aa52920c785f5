"""One file of the site: found unchanged by its key, or made and put into the stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct

from site_builder.build.cases import Shop
from site_builder.build.kept import Texts
from site_builder.build.keys import digest_of, text_key
from site_builder.build.manifest import UNKNOWN, Key, Output
from site_builder.build.reasons import Reasons, why
from site_builder.build.sources import ThemeFiles
from site_builder.build.store import Writer
from site_builder.build.swap import Stage
from site_builder.build.theme import Theme, render_page
from site_builder.build.tree import write_new
from site_builder.check import Known, page_links
from site_builder.pages import Bundle, Data, File, Page, fixed_files, made_by, paths_of
from site_builder.problem import Problem

_encode = msgspec.msgpack.Encoder().encode


class Fixed(Struct, frozen=True):
    """A file of the site that is known before it is made: its path, the SHA-256 of its bytes, and how to get them."""

    path: str
    digest: bytes
    read: Callable[[], bytes]


class Bench(Struct, frozen=True):
    """What a worker needs to make files; `before` are the outputs of the last build that still stand as they were."""

    shop: Shop
    stage: Stage
    is_tree: bool
    units: tuple[Page | Data | Bundle, ...]
    theme: Theme
    builder: bytes
    makers: dict[tuple[str, str], bytes]
    texts: Texts
    before: dict[str, Output]
    site: Known
    reasons: Reasons


class Made(Struct, frozen=True, array_like=True):
    """A file that was made. `staged` is its name in the stage, empty where the output has these bytes already."""

    output: Output
    staged: str
    why: str


def make_unit(bench: Bench, number: int, writer: Writer, faults: list[Problem]) -> list[Made] | None:
    """The files of a unit made, None where the last build's still are right."""
    unit = bench.units[number]
    view = unit.view()
    encoded = _encode(view)
    texts = ((unit.text,) if unit.text else ()) if isinstance(unit, Page) else unit.texts
    if isinstance(unit, Page):
        kind, maker = unit.template, bench.makers.get((unit.template, view.frame.lang), b"")  # type: ignore[attr-defined]
    else:
        kind = f"{unit.make.__module__}.{unit.make.__qualname__}"
        maker = digest_of(bench.builder, kind.encode())
    key = Key(digest_of(encoded), text_key(map(bench.texts.digest, texts)), maker)
    paths = paths_of(unit)
    before = [bench.before.get(path) for path in paths]
    if all(each is not None and each.key == key for each in before):
        return None
    read: tuple[Any, ...] = tuple(map(bench.texts.read, texts))
    anchors: tuple[str, ...] = ()
    contents: tuple[bytes, ...]
    if isinstance(unit, Page):
        page = render_page(bench.theme, unit.template, view, read[0] if read else None)  # type: ignore[arg-type]
        links = page_links(unit.path, page, bench.site)
        faults += links.problems
        contents, anchors = (page.encode(),), links.anchors
    else:
        contents = made_by(unit, view, read)
    stored = writer.add(encoded)
    made = []
    for place, (path, content) in enumerate(zip(paths, contents, strict=True)):
        output = Output(path, kind, key, stored, texts, sha256(content).digest(), UNKNOWN, anchors)
        told = why(bench.reasons, before[place], output, encoded)
        made.append(put(bench, output, content, f"{number}-{place}", told))
    return made


def make_fixed(bench: Bench, file: Fixed, number: int) -> Made:
    """A file whose bytes are known put into the stage."""
    before = bench.before.get(file.path)
    if before is not None and before.digest == file.digest:
        return Made(before, "", "")
    content = file.read()
    digest = sha256(content).digest()  # its source may be another one by now, as the next build will see
    output = Output(file.path, "", Key(digest, b"", b""), None, (), digest, UNKNOWN)
    return put(bench, output, content, f"fixed-{number}", "content changed" if before else "")


def fixed_of(theme: ThemeFiles) -> Iterator[Fixed]:
    """The theme's assets, and the files that are the same on every site."""
    assets = (File(f"assets/{path}", content) for path, content in theme.assets.items())
    for file in (*fixed_files(), *assets):
        yield Fixed(file.path, sha256(file.content).digest(), partial(bytes, file.content))


def put(bench: Bench, output: Output, content: bytes, name: str, why: str) -> Made:
    """Stage a file, unless the output has its very bytes."""
    before = bench.before.get(output.path)
    if before is not None and before.digest == output.digest:
        return Made(msgspec.structs.replace(output, stat=before.stat), "", "")
    staged = output.path if bench.is_tree else name
    stat = write_new(f"{bench.stage}/{staged}", content)
    return Made(msgspec.structs.replace(output, stat=stat), staged, why)
