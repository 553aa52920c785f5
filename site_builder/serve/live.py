"""What the server shows at one moment: one whole site, and the problems of the sources as they stand now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from site_builder.build import Built
from site_builder.problem import Problem


class Live(Struct, frozen=True, kw_only=True):
    """The last good site and what stands in the way of a newer one.

    `run` names this run of the server. `generation` counts the sites shown, 0 before the first; a page made before
    generation `pages_from` is out of date, one made since then lacks new style sheets at most. The site `is_current`
    where it was built from the sources as they stand now.
    """

    run: str
    base_path: str
    generation: int = 0
    pages_from: int = 0
    files: Mapping[str, bytes] = {}
    problems: tuple[Problem, ...] = ()
    is_current: bool = False


def show_site(live: Live, built: Built) -> tuple[Live, int]:
    """The state with a new site and without problems, and how many files differ from the site before."""
    # Bytes that did not change stay the same object: what is held in memory is one site, not two.
    files = {file.path: _same(live.files.get(file.path), file.content) for file in built.files}
    base_path = unquote(built.site.base_path)
    changed = _changed(live.files, files)
    moved = live.generation == 0 or base_path != live.base_path
    if not changed and not moved:
        return show_remarks(live, ()), 0
    generation = live.generation + 1
    only_sheets = all(path.endswith(".css") and path in live.files and path in files for path in changed)
    pages_from = live.pages_from if only_sheets and not moved else generation
    shown = msgspec.structs.replace(
        live, base_path=base_path, generation=generation, pages_from=pages_from, files=files
    )
    return show_remarks(shown, ()), len(changed)


def show_failure(live: Live, problems: Iterable[Problem]) -> Live:
    """The state with the last good site and the problems that no newer one could be built for."""
    return msgspec.structs.replace(live, problems=tuple(problems), is_current=False)


def show_remarks(live: Live, problems: Iterable[Problem]) -> Live:
    """The state with its site, which is of the newest sources, and the problems found in it: links to nowhere."""
    return msgspec.structs.replace(live, problems=tuple(problems), is_current=True)


def _same(old: bytes | None, new: bytes) -> bytes:
    return old if old is not None and old == new else new


def _changed(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[str]:
    return [path for path in old.keys() | new.keys() if old.get(path) is not new.get(path)]
