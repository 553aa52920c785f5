"""`site-builder build`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

import click

from site_builder.build.engine import build_site, place_of, verify
from site_builder.build.lock import HeldError
from site_builder.build.plan import Outcome, Reason, Wish
from site_builder.build.typefaces import OWN, find_fonts
from site_builder.cli.options import base_url_option

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

TEMPORARY_FAILURE = 75  # EX_TEMPFAIL of sysexits.h


@click.command()
@click.option("--jobs", type=click.IntRange(0), default=0, help="Processes to use; 0, the default, is one a core.")
@click.option("--cold", is_flag=True, help="Believe nothing that earlier builds left in .cache/.")
@click.option("--dry-run", is_flag=True, help="Tell what would be written and why; write nothing.")
@click.option("--verify", "verifies", is_flag=True, help="Then build from nothing in a temporary place and compare.")
@click.option("--why", metavar="URL", help="Tell why the file of an address would be written, or why not.")
@click.option("-v", "--verbose", is_flag=True, help="Name every file that is written or deleted, and why.")
@click.option("--profile", type=click.Path(path_type=Path), help="Write the stages' times as a trace for Perfetto.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the result.")
@base_url_option
@click.option("--drafts", is_flag=True, help="Show drafts too. Such a site is for you alone: publish refuses it.")
@click.option(
    "--minify/--no-minify",
    default=True,
    help="Make style sheets and scripts small and name them by their bytes, the default, or leave them as they are.",
)
@click.pass_context
def build(
    ctx: click.Context,
    jobs: int,
    cold: bool,
    dry_run: bool,
    verifies: bool,
    why: str | None,
    verbose: bool,
    profile: Path | None,
    form: str,
    base_url: str,
    drafts: bool,
    minify: bool,
) -> None:
    """Build the site into output/.

    Only what changed is made again. Nothing is written where there are problems: the last good site stays.

    \b
    Examples:
      site-builder build
      site-builder build --dry-run -v
      site-builder build --why zh-hant/cases/
    """
    place = place_of(ctx.obj)
    wish = Wish(
        jobs=jobs,
        is_cold=cold,
        is_dry=dry_run or why is not None,
        explains=verbose or dry_run or why is not None,
        base_url=base_url,
        drafts=drafts,
        minifies=minify,
    )
    try:
        with Clock(shows=form == "text" and sys.stderr.isatty()) as clock:
            outcome = build_site(place, wish, clock.watch)
            differing = verify(place, wish, clock.watch_again) if verifies else ()
    except HeldError as holder:
        click.echo(f"another command is at work here: {holder}", err=True)
        ctx.exit(TEMPORARY_FAILURE)
    if profile:
        profile.write_text(json.dumps(clock.trace()), "utf-8")
    if why is not None:
        click.echo(_explain(outcome, why))
    elif form == "json":
        click.echo(json.dumps(_as_json(outcome, clock, differing), ensure_ascii=False))
    else:
        _print(outcome, clock, wish, verbose or dry_run, str(place.output))
    for note in _font_notes(place.root):
        click.echo(note, err=True)
    for path in differing:
        click.echo(f"{path}: not as a build from nothing has it", err=True)
    if verifies and form == "text" and not differing:
        click.echo("the same as a build from nothing, byte for byte")
    if differing:
        ctx.exit(1)


class Clock:
    """Takes the time of each stage; on a terminal it shows how far a long one is."""

    def __init__(self, shows: bool) -> None:
        self._shows = shows
        self._marks: list[tuple[str, float]] = []
        self._stack = ExitStack()
        self._bar: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> Clock:
        self._marks = [("start", perf_counter())]
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()
        self._marks.append(("end", perf_counter()))

    def watch(self, stage: str, done: int, count: int) -> None:
        """What the engine tells."""
        if self._marks[-1][0] != stage:
            self._marks.append((stage, perf_counter()))
        if self._shows and count > 500:
            self._show(stage, done, count)

    def watch_again(self, stage: str, done: int, count: int) -> None:
        """What the engine tells of a second build, to compare with."""
        self.watch(f"{stage} again", done, count)

    def stages(self) -> list[tuple[str, float, float]]:
        """The name, start and length of each stage, in seconds from the beginning."""
        start = self._marks[0][1]
        return [(name, at - start, end - at) for (name, at), (_, end) in pairwise(self._marks) if name != "start"]

    def seconds(self) -> float:
        """The whole time."""
        return self._marks[-1][1] - self._marks[0][1]

    def trace(self) -> list[dict[str, object]]:
        """The stages as Chrome's trace events, in microseconds."""
        return [
            {"name": name, "ph": "X", "ts": round(at * 1e6), "dur": round(length * 1e6), "pid": 1, "tid": 1}
            for name, at, length in self.stages()
        ]

    def _show(self, stage: str, done: int, count: int) -> None:
        if self._bar is None:
            from rich.console import Console  # only a long build on a terminal waits for it
            from rich.progress import Progress

            progress = self._stack.enter_context(Progress(console=Console(stderr=True), transient=True))
            self._bar = progress, progress.add_task(stage)
        progress, task = self._bar
        progress.update(task, description=stage, completed=done, total=count)


def _print(outcome: Outcome, clock: Clock, wish: Wish, names_files: bool, output: str) -> None:
    if names_files:
        for change in outcome.plan.changes:
            click.echo(str(change))
    new, changed, stale = (outcome.plan.count(reason) for reason in Reason)
    tense = "would be " if wish.is_dry else ""
    click.echo(
        f"{output}: {tense}{new} new, {changed} changed, {outcome.plan.unchanged} unchanged, {stale} deleted"
        f" in {clock.seconds():.1f} s"
    )
    stages = [f"{name} {length:.2f}" for name, _, length in clock.stages() if length >= 0.05]
    if stages:
        click.echo(f"seconds: {', '.join(stages)}")


def _font_notes(root: Path) -> Iterator[str]:
    """What keeps the site from the fonts that it asks for."""
    found = find_fonts(root)
    without = "" if found.files else "; the site has no title font and no social cards"
    if not found.has_tools:
        yield f"fonts: the packages that read them are not installed, pip install 'site-builder[fonts]'{without}"
    elif found.missing:
        yield f"fonts: {', '.join(found.missing)}: neither in {OWN}/ nor among the fonts of this system{without}"


def _as_json(outcome: Outcome, clock: Clock, differing: tuple[str, ...]) -> dict[str, object]:
    changes = [{"path": each.path, "reason": each.reason, "why": each.why} for each in outcome.plan.changes]
    return {
        "files": outcome.files,
        **{reason.name.lower(): outcome.plan.count(reason) for reason in Reason},
        "unchanged": outcome.plan.unchanged,
        "seconds": round(clock.seconds(), 3),
        "stages": [{"name": name, "seconds": round(length, 3)} for name, _, length in clock.stages()],
        "changes": changes,
        "differing": list(differing),
    }


def _explain(outcome: Outcome, url: str) -> str:
    """Why the file of an address, absolute or below the site's root, is written or not."""
    from site_builder.pages import file_path  # with all pages behind it: only this asks for it

    address = unquote(urldefrag(url).url.partition("?")[0].removeprefix(outcome.base_url)).lstrip("/")
    path = file_path(address)
    change = next((change for change in outcome.plan.changes if change.path == path), None)
    if change is not None:
        return str(change)
    if path in outcome.paths:
        made = _COPIED if path.startswith(("images/", "sizes/", "assets/")) else _MADE
        return f"{path}: unchanged, {made} of the last build"
    near = get_close_matches(path, outcome.paths, 1)
    return f"{path}: the site has no such file{f'; did you mean {near[0]}?' if near else ''}"


_MADE = "its view, its text and its templates are those"
_COPIED = "its bytes are those"
