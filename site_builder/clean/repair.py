"""Undo the channel on a page: plain annotations removed, and every `?` that its bytes explain read back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from site_builder.clean import annotation, lattice
from site_builder.clean.annotation import Page
from site_builder.clean.channel import EATEN, LOST, UNKNOWN, annotations, reproduces
from site_builder.clean.language import load_language
from site_builder.clean.lattice import IN_STEP, Path, Search, Token
from site_builder.clean.ledger import Certainty, Edit

_CONTEXT = 8


def repair(text: str) -> tuple[Edit, ...]:
    """The edits that undo the channel, in code points of the text; none where the page shows no sign of it."""
    page = annotation.channel_page(text)
    if page is None:
        return ()
    edits = list(_decoded(text, page))
    taken = iter([*edits, None])
    block = next(taken)
    for gloss in page.glosses:
        while block and block.end <= gloss.start:
            block = next(taken)
        if block is None or gloss.end <= block.start:
            edits.append(
                Edit(gloss.start, gloss.end, "", "annotation", Certainty.EXACT, f"reading of {gloss.character}")
            )
    return tuple(sorted(edits, key=lambda edit: edit.start))


def _decoded(text: str, page: Page) -> Iterator[Edit]:
    if "?" not in text:
        return
    search: Search | None = None
    start = 0
    for line in text.split("\n"):
        if "?" in line:
            found = lattice.tokens(line)
            places = [place for place in range(len(found)) if lattice.is_damaged(found, place)]
            if places:
                search = search or Search(load_language(), page.table, partial(_candidates, page))
                yield from _decoded_line(line, found, places, search, start)
        start += len(line) + 1


def _candidates(page: Page, lead: int, reading: str) -> Sequence[str]:
    for table in (page.table, annotations().full):
        found = [c for c, r in table.items() if r == reading and c.encode("gbk")[0] == lead]
        if found:
            return found
    return annotation.straddlers(lead, reading)


def _decoded_line(
    line: str, found: Sequence[Token], places: Sequence[int], search: Search, offset: int
) -> Iterator[Edit]:
    done, written = 0, ""
    for first in places:
        if first < done:
            continue
        start = max(done, first - _CONTEXT)
        written += _shown(found[done:start])
        before = Path(0.0, (0.0,), "", IN_STEP, False, "", lattice.open_pairs_of(written), (), ())
        end, paths = search.walk(found, start, first, before)
        ranked = sorted((_closed(path, found, end) for path in paths), key=lambda path: -path.score)
        stretch = line[found[start].start : found[end - 1].end]
        readings = [path for path in ranked if _verified(path, stretch, search)][:_KEPT]
        done = end
        if readings:
            written += readings[0].text
            yield from _edit(readings, found[start:end], offset)
        else:
            written += _shown(found[start:end])


_KEPT = 4


def _shown(found: Sequence[Token]) -> str:
    return "".join(token.character for token in found)


def _verified(path: Path, stretch: str, search: Search) -> bool:
    return reproduces(path.text, stretch, {**search.table, **dict(path.glossed)})


def _closed(path: Path, found: Sequence[Token], end: int) -> Path:
    """The path, the worse if a pair of marks that it leaves open or closed does not fit what follows in the line."""
    if end == len(found) and path.text[-1:] in "“《‘（【〔":
        path = path._replace(score=path.score - 6.0)
    for place in range(end, len(found)):
        character = found[place].character
        if character == "?" and lattice.is_damaged(found, place):
            return path
        if character in "“”":
            fits = (character == "”") == bool(path.open_pairs & 1)
            return path if fits else path._replace(score=path.score - 4.0)
    return path._replace(score=path.score - 2.5) if path.open_pairs & 1 else path


def _edit(readings: Sequence[Path], found: Sequence[Token], offset: int) -> Iterator[Edit]:
    best = readings[0]
    text = best.text
    head = 0
    while head < min(len(found), len(text)) and _same(found[head], text[head]):
        head += 1
    tail = 0
    while tail < min(len(found), len(text)) - head and _same(found[-1 - tail], text[-1 - tail]):
        tail += 1
    if head + tail == len(found) == len(text):
        return
    stop = len(text) - tail
    others = [path for path in readings[1:] if _plain(path.text) != _plain(text)]
    margin = best.score - others[0].score if others else _SURE
    yield Edit(
        offset + found[head].start if head < len(found) else offset + found[-1].end,
        offset + found[len(found) - 1 - tail].end,
        _plain(text[head:stop]),
        "channel",
        _certainty(best, margin),
        f"margin {margin:.1f} " + " ".join(guess.kind for guess in best.guesses),
        tuple(dict.fromkeys(_plain(path.text[head : len(path.text) - tail]) for path in others)),
    )


_SURE = 99.0


def _same(token: Token, character: str) -> bool:
    return token.character == character and not (token.eaten or token.character == "?" and False)


def _plain(text: str) -> str:
    return text.replace(EATEN, UNKNOWN).replace(LOST, UNKNOWN)


def _certainty(path: Path, margin: float) -> Certainty:
    if any(guess.kind == "eaten" for guess in path.guesses):
        return Certainty.DOUBTFUL
    if not path.guesses and margin >= 5:
        return Certainty.EXACT
    return Certainty.LIKELY if margin >= 3 else Certainty.DOUBTFUL
