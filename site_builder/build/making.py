"""All files of a site, made by as many processes as there are cores; then what only all of them together show."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from site_builder.build.cases import ReadCase, Shop, new_writer
from site_builder.build.files import Bench, Fixed, Made, make_fixed, make_unit
from site_builder.build.index import make_index
from site_builder.build.kept import texts_of
from site_builder.build.keys import makers
from site_builder.build.manifest import Manifest, Output
from site_builder.build.plan import Change, Reason
from site_builder.build.pool import spread
from site_builder.build.reasons import reasons
from site_builder.build.shards import texts_key
from site_builder.build.stages import Layout
from site_builder.build.store import Writer
from site_builder.build.swap import Stage
from site_builder.build.theme import Theme, with_flat
from site_builder.build.tree import damaged, strangers
from site_builder.check import check_anchors, known, page_links
from site_builder.pages import Bundle, Data, Page, paths_of
from site_builder.problem import BuildError, Problem

PAGES_A_TASK = 50
FEW_PAGES = 400

_encode = msgspec.msgpack.Encoder().encode


class MadeSite(Struct, frozen=True):
    """All files of a site as they stand in the stage or already in the output; `indexed` as the manifest has it."""

    outputs: tuple[Output, ...]
    moves: dict[str, str]
    changes: tuple[Change, ...]
    is_tree: bool
    gone: tuple[str, ...]
    indexed: bytes


def make_site(
    shop: Shop,
    stage: Stage,
    layout: Layout,
    theme: Theme,
    cases: Sequence[ReadCase],
    fixed: Sequence[Fixed],
    now: Manifest,
    problems: list[Problem],
) -> MadeSite:
    """Every file of the site, made or found unchanged; what is wrong goes to `problems`."""
    # Data first: its largest files are then made beside the pages, not after them.
    units: tuple[Page | Data | Bundle, ...] = (*layout.data, *layout.pages)
    paths = [*all_paths(layout), *(file.path for file in fixed)]
    before = _standing(shop, paths)
    counts = Counter(page.template for page in layout.pages)
    theme = with_flat(theme, (name for name, count in counts.items() if count > FEW_PAGES))
    bench = Bench(
        shop=shop,
        stage=stage,
        is_tree=not before,
        units=units,
        theme=theme,
        builder=now.builder,
        makers=makers(layout, theme, now.builder),
        texts=texts_of(shop.reader, (case.entry for case in cases), now.variants),
        before=before,
        site=known(now.base_url, paths),
        reasons=reasons(shop.old, now, shop.reader if shop.wish.explains else None),
    )
    made, faults = _make_units(bench, problems)
    made += [make_fixed(bench, file, number) for number, file in enumerate(fixed)]
    if not problems:
        made += make_index(bench, layout.index)
        problems += faults
        problems += _other_links(bench, made, paths)
    return _made_site(bench, made, paths, texts_key(layout.index, bench.texts))


def all_paths(layout: Layout) -> list[str]:
    """Where the pages and data files of a site stand."""
    paths = [path for unit in (*layout.pages, *layout.data) for path in paths_of(unit)]
    return [*paths, *layout.index.paths]


def _standing(shop: Shop, paths: Iterable[str]) -> dict[str, Output]:
    """The outputs of the last build that stand as it left them; none where a folder and a file would meet."""
    outputs = {each.path: each for each in shop.old.outputs}
    lost = set(damaged(shop.place.output, ((each.path, each.stat) for each in shop.old.outputs)))
    standing = {path: output for path, output in outputs.items() if path not in lost}
    new = [path for path in paths if path not in outputs]
    folders = {folder for path in outputs for folder in _folders(path)} if new else set()
    is_meeting = any(path in folders or not outputs.keys().isdisjoint(_folders(path)) for path in new)
    return {} if is_meeting else standing


def _folders(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


class MadeFiles(Struct, frozen=True, array_like=True):
    """What a worker made; `same` are the numbers of the units it found unchanged."""

    made: tuple[Made, ...]
    same: tuple[int, ...]
    problems: tuple[Problem, ...]
    faults: tuple[Problem, ...]


_MADE = msgspec.msgpack.Decoder(MadeFiles)


def _make_units(bench: Bench, problems: list[Problem]) -> tuple[list[Made], list[Problem]]:
    """Every page and data file made or found unchanged, and the faults of their links."""
    shop, count = bench.shop, len(bench.units)
    # Each task has units of every kind: tasks are alike then, and processes seldom want one folder at one time.
    tasks = -(-count // PAGES_A_TASK)
    parts = [range(task, count, tasks) for task in range(tasks)]
    writers: dict[int, Writer] = {}

    def work(task: int, worker: int) -> bytes:
        writer = writers.setdefault(worker, new_writer(shop, shop.jobs + worker))
        content = _encode(_make_part(bench, parts[task], writer))
        writer.flush()
        return content

    gc.freeze()
    made: dict[int, list[Made]] = {}
    told: dict[str, Problem] = {}
    faults: list[Problem] = []
    done = 0
    for task, content in spread(work, len(parts), shop.jobs if count > FEW_PAGES else 1, shop.handle):
        result = _MADE.decode(content)
        same = [Made(bench.before[path], "", "") for number in result.same for path in paths_of(bench.units[number])]
        made[task] = [*result.made, *same]
        told.update((str(problem), problem) for problem in result.problems)
        faults += result.faults
        done += len(parts[task])
        shop.watch("pages", done, count)
    problems += told.values()
    return [each for task in sorted(made) for each in made[task]], faults


def _make_part(bench: Bench, numbers: Iterable[int], writer: Writer) -> MadeFiles:
    made: list[Made] = []
    same: list[int] = []
    problems: dict[str, Problem] = {}
    faults: list[Problem] = []
    for number in numbers:
        try:
            result = make_unit(bench, number, writer, faults)
        except BuildError as error:
            problems.update((str(problem), problem) for problem in error.problems)
            continue
        if result is None:
            same.append(number)
        else:
            made += result
    return MadeFiles(tuple(made), tuple(same), tuple(problems.values()), tuple(faults))


def _other_links(bench: Bench, made: Sequence[Made], paths: Sequence[str]) -> list[Problem]:
    """The faults that only all pages together show: links to what has gone, links to places on other pages."""
    staged = {each.output.path: each.staged for each in made if each.staged}

    def read(path: str) -> str:
        folder = bench.stage / staged[path] if path in staged else bench.shop.place.output / path
        return folder.read_text("utf-8")

    gone = {each.path for each in bench.shop.old.outputs} - set(paths)
    problems: list[Problem] = []
    if gone:
        for each in made:
            if not each.staged and each.output.path.endswith(".html"):
                problems += page_links(each.output.path, read(each.output.path), bench.site).problems
    wanted = {each.output.path: each.output.anchors for each in made if each.output.anchors}
    return [*problems, *check_anchors(wanted, read)]


def _made_site(bench: Bench, made: Sequence[Made], paths: Iterable[str], indexed: bytes) -> MadeSite:
    wanted = set(paths)
    stale = set(strangers(bench.shop.place.output, wanted))
    old = {each.path for each in bench.shop.old.outputs}
    changes = [
        Change(each.output.path, Reason.CHANGED if each.output.path in old else Reason.NEW, each.why)
        for each in made
        if each.staged
    ]
    changes += [Change(path, Reason.STALE) for path in stale]
    return MadeSite(
        outputs=tuple(sorted((each.output for each in made), key=lambda output: output.path)),
        moves={each.staged: each.output.path for each in made if each.staged},
        changes=tuple(sorted(changes, key=lambda change: change.path)),
        is_tree=bench.is_tree,
        gone=tuple(sorted(stale)),
        indexed=indexed,
    )
