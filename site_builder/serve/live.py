"""What the server shows at one moment: one whole site, and the problems of the sources as they stand now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from site_builder.problem import Problem


class Made(Struct, frozen=True):
    """A whole site that a build made: where it will stand, its files by path, which of them are not as before."""

    base_path: str
    files: Mapping[str, bytes]
    changed: frozenset[str]


class Live(Struct, frozen=True, kw_only=True):
    """The last good site and what stands in the way of a newer one.

    `run` names this run of the server, `builds` counts all builds, those that failed too. `generation` counts the sites
    shown, 0 before the first; a page made before generation `pages_from` is out of date, one made since then lacks new
    style sheets at most.
    """

    run: str
    base_path: str
    builds: int = 0
    generation: int = 0
    pages_from: int = 0
    files: Mapping[str, bytes] = {}
    problems: tuple[Problem, ...] = ()


def show_site(live: Live, made: Made) -> Live:
    """The state with a new site and without problems; the same generation where nothing in it is new."""
    is_moved = live.generation == 0 or made.base_path != live.base_path
    if made.changed or is_moved:
        generation = live.generation + 1
        only_sheets = all(path.endswith(".css") and path in live.files and path in made.files for path in made.changed)
        live = msgspec.structs.replace(
            live,
            base_path=made.base_path,
            generation=generation,
            pages_from=live.pages_from if only_sheets and not is_moved else generation,
            files=made.files,
        )
    return msgspec.structs.replace(live, problems=())


def show_failure(live: Live, problems: Iterable[Problem]) -> Live:
    """The state with the last good site and the problems that no newer one could be built for."""
    return msgspec.structs.replace(live, problems=tuple(problems))
