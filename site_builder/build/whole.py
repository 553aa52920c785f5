"""The whole way: every case known, every view made, the files rendered whose keys differ from the last build's."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b, sha256
from pathlib import PurePosixPath

import msgspec
from msgspec import Struct

from site_builder.build import manifest as records
from site_builder.build.cases import ReadCase, Shop, new_writer, read_cases
from site_builder.build.disk import (
    damaged,
    read_frame,
    read_marked,
    read_text,
    scan_sources,
    source_path,
    strangers,
    write_new,
)
from site_builder.build.limits import check_paths
from site_builder.build.manifest import UNKNOWN, Input, Key, Manifest, Output, Ref, Stat
from site_builder.build.plan import Change, Outcome, Plan, Reason, Watch, Wish
from site_builder.build.pool import cores, spread
from site_builder.build.program import program_digest
from site_builder.build.scripts import open_scripts, scripts_digest
from site_builder.build.sources import PACKAGED
from site_builder.build.stages import Layout, collect, lay_out, load, missing_vocabularies, parse
from site_builder.build.store import Reader, Writer, segment_name
from site_builder.build.swap import Place, Stage, commit_files, commit_tree, new_stage, save_manifest, sweep
from site_builder.build.theme import Theme, open_theme, render_page
from site_builder.check import Known, check_anchors, known, page_links
from site_builder.content.collection import CaseFile, cross_check
from site_builder.content.markdown import Rendered
from site_builder.content.wording import topic_problems
from site_builder.pages import Data, File, Page, TextOf, fixed_files
from site_builder.problem import BuildError, Problem

PAGES_A_TASK = 50
FEW_PAGES = 400

_encode = msgspec.msgpack.Encoder().encode
_RENDERED = msgspec.msgpack.Decoder(Rendered)


class Made(Struct, frozen=True, array_like=True):
    """A file that was made. `staged` is its name in the stage, empty where the output has these bytes already."""

    output: Output
    staged: str
    why: str


class MadeFiles(Struct, frozen=True, array_like=True):
    """What a worker made; `same` are the numbers of the units it found unchanged."""

    made: tuple[Made, ...]
    same: tuple[int, ...]
    problems: tuple[Problem, ...]
    faults: tuple[Problem, ...]


_MADE = msgspec.msgpack.Decoder(MadeFiles)


def rebuild_all(place: Place, wish: Wish, old: Manifest, watch: Watch, handle: int) -> Outcome:
    """Make everything that may have changed; raises BuildError with the problems of all stages."""
    place.texts.mkdir(parents=True, exist_ok=True)
    jobs = wish.jobs or cores()
    segments = (*old.segments, *(segment_name() for _ in range(2 * jobs)))
    shop = Shop(place, wish, old, watch, handle, jobs, segments, Reader(place.texts, segments))
    try:
        with new_stage(place) as stage:
            return _rebuild(shop, stage)
    finally:
        if wish.is_dry:
            sweep(place, old.segments)
        shop.reader.close()


def _rebuild(shop: Shop, stage: Stage) -> Outcome:
    place, old = shop.place, shop.old
    problems: list[Problem] = []
    shop.watch("read", 0, 0)
    builder = program_digest()
    scan = scan_sources(place.root)
    sources = read_frame(place.root, shop.wish.base_url, shop.wish.drafts)
    inputs = _read_inputs(place, old, scan.inputs)
    raw = {PurePosixPath(name).name: each.digest.hex() for name, each in inputs.items() if name.startswith(_RAW)}
    try:
        loaded = load(sources, problems)
    except BuildError as error:
        raise BuildError([*_case_problems(place, scan.cases), *error.problems]) from None
    scripts = open_scripts(loaded.site, loaded.glossaries, loaded.vocabularies, place.cache)
    digest = scripts_digest(scripts)
    is_known = old.builder == builder and old.scripts == digest and old.variants == loaded.site.variants
    cases = read_cases(shop, scan.cases, old.cases if is_known else (), scripts, problems)
    shop.watch("assemble", 0, 0)
    files = [_case_file(place, case) for case in cases]
    sound = cross_check(files, loaded.vocabularies, raw)
    problems += [*sound.problems, *topic_problems(files, sources.glossaries)]
    metas = {
        tag: {case.entry.id: case.metas[number] for case in cases if case.entry.name in sound.names}
        for number, tag in enumerate(scripts)
    }
    layout = lay_out(loaded, metas, scripts)
    fixed = [*fixed_files(), *(File(f"assets/{path}", content) for path, content in sources.theme.assets.items())]
    problems += missing_vocabularies(loaded.site, sources)
    problems += check_paths([*_paths(layout), *(file.path for file in fixed)])
    theme = collect(lambda: open_theme(sources.theme, layout.strings), problems)
    now = Manifest(
        builder=builder,
        scripts=digest,
        variants=loaded.site.variants,
        base_url=loaded.site.base_url,
        wished_url=shop.wish.base_url,
        drafts=shop.wish.drafts,
        inputs=inputs,
        cases=tuple(case.entry for case in cases),
        templates=theme.closures if theme else {},
    )
    made = _make(shop, stage, layout, theme, cases, fixed, now, problems) if theme else None
    if made is None or problems:
        _remember(shop, now)
        raise BuildError(problems)
    return _apply(shop, stage, now, made)


_RAW = "content/raw/"


def _read_inputs(place: Place, old: Manifest, marks: Mapping[str, Stat]) -> dict[str, Input]:
    inputs = {}
    for name, stat in marks.items():
        before = old.inputs.get(name)
        if before is not None and before.stat == stat:
            inputs[name] = before
        else:
            content, settled = read_marked(source_path(place.root, name))
            inputs[name] = Input(settled, sha256(content).digest())
    return inputs


def _case_problems(place: Place, names: Iterable[str]) -> list[Problem]:
    problems: list[Problem] = []
    for name in names:
        collect(lambda name=name: parse(read_text(place.root, place.root / name)), problems)  # type: ignore[misc]
    return problems


def _case_file(place: Place, case: ReadCase) -> CaseFile:
    name = case.entry.name
    return CaseFile(name, case.metas[0], case.entry.paragraphs, lambda: read_text(place.root, place.root / name))


# Files


class Bench(Struct, frozen=True):
    """What a worker needs to make files; `before` are the outputs of the last build that still stand as they were."""

    shop: Shop
    stage: Stage
    is_tree: bool
    units: tuple[Page | Data, ...]
    theme: Theme
    builder: bytes
    makers: dict[tuple[str, str], bytes]
    texts: dict[TextOf, tuple[bytes, Ref]]
    before: dict[str, Output]
    site: Known
    reasons: Reasons


class Reasons(Struct, frozen=True):
    """What is the same for many files when one asks why they were made again."""

    is_new_builder: bool
    changed_templates: frozenset[str]


class MadeSite(Struct, frozen=True):
    """All files of a site as they stand in the stage or already in the output."""

    outputs: tuple[Output, ...]
    moves: dict[str, str]
    changes: tuple[Change, ...]
    is_tree: bool
    gone: tuple[str, ...]


def _make(
    shop: Shop,
    stage: Stage,
    layout: Layout,
    theme: Theme,
    cases: Sequence[ReadCase],
    fixed: Sequence[File],
    now: Manifest,
    problems: list[Problem],
) -> MadeSite:
    units: tuple[Page | Data, ...] = (*layout.pages, *layout.data)
    paths = [*_paths(layout), *(file.path for file in fixed)]
    before = _standing(shop, paths)
    bench = Bench(
        shop=shop,
        stage=stage,
        is_tree=not before,
        units=units,
        theme=theme,
        builder=now.builder,
        makers=_makers(layout, theme, now.builder),
        texts=_texts(cases, now.variants),
        before=before,
        site=known(now.base_url, paths),
        reasons=_reasons(shop.old, now, theme),
    )
    made, faults = _make_units(bench, problems)
    made += [_make_fixed(bench, file, number) for number, file in enumerate(fixed)]
    if not problems:
        problems += faults
        problems += _other_links(bench, made, paths)
    return _made_site(bench, made, paths)


def _paths(layout: Layout) -> list[str]:
    return [*(page.path for page in layout.pages), *(data.path for data in layout.data)]


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


def _makers(layout: Layout, theme: Theme, builder: bytes) -> dict[tuple[str, str], bytes]:
    """A digest of all that makes a page, for each template and script."""
    digests = {name: sha256(source.text.encode()).digest() for name, source in theme.sources.items()}
    makers = {}
    for tag, strings in layout.strings.items():
        told = _encode(strings)
        for name, closure in theme.closures.items():
            parts = (builder, told, *(each.encode() + digests.get(each, b"") for each in closure))
            makers[name, tag] = _digest(*parts)
    return makers


def _texts(cases: Sequence[ReadCase], variants: Sequence[str]) -> dict[TextOf, tuple[bytes, Ref]]:
    """The texts by name: the digest of the file each is from, and where it is kept."""
    return {
        TextOf(tag, case.entry.id): (case.entry.digest, ref)
        for case in cases
        for tag, ref in zip(variants, case.entry.texts, strict=True)
    }


def _reasons(old: Manifest, now: Manifest, theme: Theme) -> Reasons:
    changed = (name for name in theme.sources if _template_digest(old, name) != _template_digest(now, name))
    return Reasons(old.builder != now.builder, frozenset(changed))


def _template_digest(manifest: Manifest, name: str) -> bytes:
    """The digest of the file that gave a template: the site's own goes before the packaged one."""
    files = [f"theme/templates/{name}", f"{PACKAGED}templates/{name.removeprefix(PACKAGED)}"]
    return next((manifest.inputs[file].digest for file in files if file in manifest.inputs), b"")


def _make_units(bench: Bench, problems: list[Problem]) -> tuple[list[Made], list[Problem]]:
    """Every page and data file made or found unchanged, and the faults of their links."""
    shop, count = bench.shop, len(bench.units)
    parts = [range(at, min(at + PAGES_A_TASK, count)) for at in range(0, count, PAGES_A_TASK)]
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
        same = [Made(bench.before[bench.units[number].path], "", "") for number in result.same]
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
            result = _make_unit(bench, number, writer, faults)
        except BuildError as error:
            problems.update((str(problem), problem) for problem in error.problems)
            continue
        if result is None:
            same.append(number)
        else:
            made.append(result)
    return MadeFiles(tuple(made), tuple(same), tuple(problems.values()), tuple(faults))


def _make_unit(bench: Bench, number: int, writer: Writer, faults: list[Problem]) -> Made | None:
    """A file made, None where the last build's still is right."""
    unit = bench.units[number]
    view = unit.view()
    encoded = _encode(view)
    texts = ((unit.text,) if unit.text else ()) if isinstance(unit, Page) else unit.texts
    if isinstance(unit, Page):
        kind, maker = unit.template, bench.makers.get((unit.template, view.frame.lang), b"")  # type: ignore[attr-defined]
    else:
        kind = f"{unit.make.__module__}.{unit.make.__qualname__}"
        maker = _digest(bench.builder, kind.encode())
    key = Key(_digest(encoded), text_key(bench.texts[text][0] for text in texts), maker)
    before = bench.before.get(unit.path)
    if before is not None and before.key == key:
        return None
    read = tuple(_RENDERED.decode(bench.shop.reader.read(bench.texts[text][1])) for text in texts)
    anchors: tuple[str, ...] = ()
    if isinstance(unit, Page):
        content = render_page(bench.theme, unit.template, view, read[0] if read else None)  # type: ignore[arg-type]
        links = page_links(unit.path, content.decode(), bench.site)
        faults += links.problems
        anchors = links.anchors
    else:
        content = unit.make(view, read)
    digest = sha256(content).digest()
    output = Output(unit.path, kind, key, writer.add(encoded), texts, digest, UNKNOWN, anchors)
    return _put(bench, output, content, f"{number}", _why(bench, output, encoded))


def text_key(digests: Iterable[bytes]) -> bytes:
    """The part of a key that stands for texts: the digests of the files they are from."""
    return b"".join(digests)


def _digest(*parts: bytes) -> bytes:
    return blake2b(b"\0".join(parts), digest_size=16).digest()


def _make_fixed(bench: Bench, file: File, number: int) -> Made:
    digest = sha256(file.content).digest()
    before = bench.before.get(file.path)
    output = Output(file.path, "", Key(digest, b"", b""), None, (), digest, UNKNOWN)
    if before is not None and before.digest == digest:
        return Made(before, "", "")
    return _put(bench, output, file.content, f"fixed-{number}", "content changed" if before else "")


def _put(bench: Bench, output: Output, content: bytes, name: str, why: str) -> Made:
    """Stage a file, unless the output has its very bytes."""
    before = bench.before.get(output.path)
    if before is not None and before.digest == output.digest:
        return Made(msgspec.structs.replace(output, stat=before.stat), "", "")
    staged = output.path if bench.is_tree else name
    stat = write_new(f"{bench.stage}/{staged}", content)
    return Made(msgspec.structs.replace(output, stat=stat), staged, why)


def _why(bench: Bench, output: Output, encoded: bytes) -> str:
    """What has changed since the last build, in words."""
    before = bench.before.get(output.path)
    if before is None:
        return ""
    if bench.reasons.is_new_builder:
        return "builder changed"
    parts = []
    if before.key.view != output.key.view:
        parts.append(f"content changed{_fields(bench, before, output, encoded)}")
    if before.key.texts != output.key.texts:
        parts.append("text changed")
    if before.key.maker != output.key.maker:
        closure = bench.theme.closures.get(output.maker, ())
        changed = [name for name in closure if name in bench.reasons.changed_templates]
        parts.append(f"template changed: {', '.join(changed)}" if changed else "theme's strings changed")
    return ", ".join(parts)


def _fields(bench: Bench, before: Output, output: Output, encoded: bytes) -> str:
    """The names of the fields that differ, where somebody asked."""
    if not bench.shop.wish.explains or before.view is None or output.view is None:
        return ""
    was = msgspec.msgpack.decode(bench.shop.reader.read(before.view))
    now = msgspec.msgpack.decode(encoded)
    if not (isinstance(was, dict) and isinstance(now, dict)):
        return ""
    return ": " + ", ".join(name for name in {**was, **now} if was.get(name) != now.get(name))


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


def _made_site(bench: Bench, made: Sequence[Made], paths: Iterable[str]) -> MadeSite:
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
    )


# The end


def _apply(shop: Shop, stage: Stage, now: Manifest, made: MadeSite) -> Outcome:
    shop.watch("write", 0, 0)
    plan = Plan(made.changes, len(made.outputs) - len(made.moves))
    outcome = Outcome(plan, tuple(each.path for each in made.outputs), now.base_url)
    if shop.wish.is_dry:
        return outcome
    done = _with_segments(shop, msgspec.structs.replace(now, is_whole=True, outputs=made.outputs))
    if made.is_tree:
        commit_tree(shop.place, stage, records.write(done))
    else:
        commit_files(shop.place, stage, made.moves.items(), made.gone, records.write(done))
    sweep(shop.place, done.segments)
    return outcome


def _remember(shop: Shop, now: Manifest) -> None:
    """Keep what was parsed of a build that failed: the next one then has only the mistakes to read again."""
    if not shop.wish.is_dry:
        done = _with_segments(shop, msgspec.structs.replace(now, outputs=shop.old.outputs, templates={}))
        save_manifest(shop.place, records.write(done))


def _with_segments(shop: Shop, manifest: Manifest) -> Manifest:
    """The manifest with the names of the segments it refers to; the others are left empty, so that numbers stay."""
    used = {ref.segment for case in manifest.cases for ref in (case.metas, *case.texts)}
    used |= {output.view.segment for output in manifest.outputs if output.view}
    names = tuple(name if number in used else "" for number, name in enumerate(shop.segments))
    return msgspec.structs.replace(manifest, segments=names)
