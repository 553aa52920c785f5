"""One sitting at the desk: build, show, tell; then again whenever something changed."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from time import perf_counter

import msgspec
from msgspec import Struct

from site_builder.problem import BuildError, Problem, Source
from site_builder.serve.builder import Builder
from site_builder.serve.live import Live, Made, show_failure, show_site
from site_builder.serve.snapshot import Change

# How many of the changed files a line in the terminal names.
NAMED = 3

Changes = Sequence[Change]
Show = Callable[[Live], None]
Tell = Callable[[str, Sequence[Problem]], None]


class Outcome(Struct, frozen=True):
    """A build's result: the state to show, and the site where there is one."""

    live: Live
    made: Made | None = None


def follow(builder: Builder, found: Iterable[Changes], live: Live, show: Show, tell: Tell) -> None:
    """Build and show the site at the first of `found`, and again at each later one; `tell` gets a line a build."""
    for changes in found:
        started = perf_counter()
        outcome = attempt(live, partial(builder, changes))
        live = msgspec.structs.replace(outcome.live, builds=live.builds + 1)
        show(live)
        tell(describe(changes, outcome, perf_counter() - started), live.problems)


def attempt(live: Live, make: Callable[[], Made]) -> Outcome:
    """The state after a build: a new site, or the last good one with the problems of this one."""
    try:
        made = make()
    except BuildError as error:
        return Outcome(show_failure(live, error.problems))
    except Exception as error:
        # A bug of ours must not end a sitting: it is told in every page and in the terminal until a build succeeds.
        traceback.print_exc()
        return Outcome(show_failure(live, [_bug(error)]))
    return Outcome(show_site(live, made), made)


def describe(changes: Changes, outcome: Outcome, seconds: float) -> str:
    """A build in one line: what changed, what came of it, how long it took."""
    return f"{_named(changes)}{_effect(outcome)}, {seconds:.2f} s"


def _named(changes: Changes) -> str:
    if not changes:
        return ""
    named = ", ".join(f"{change.path} {change.kind}" for change in changes[:NAMED])
    more = f" and {len(changes) - NAMED} more" if len(changes) > NAMED else ""
    return f"{named}{more}: "


def _effect(outcome: Outcome) -> str:
    live, made, files = outcome.live, outcome.made, len(outcome.live.files)
    if made is None:
        stays = "the last good site stays" if live.generation else "no site yet"
        return f"{counted(live.problems)}, {stays}"
    if not made.changed:
        return "no page changed"
    if live.generation == 1:
        return f"{files} files"
    styles = ", styles only" if live.pages_from < live.generation else ""
    return f"{len(made.changed)} of {files} files new{styles}"


def counted(problems: Sequence[Problem]) -> str:
    """How many problems there are, in words."""
    return f"{len(problems)} problem{'' if len(problems) == 1 else 's'}"


def _bug(error: Exception) -> Problem:
    hint = "a mistake of site-builder, not yours: please report it with the lines in the terminal"
    return Problem(f"{type(error).__name__}: {error}", Source("site_builder", ""), None, hint)
