"""Undo the channel on a page: plain annotations removed, and every `?` that its bytes explain read back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import re
from itertools import islice

from site_builder.clean import annotation, lattice, marks
from site_builder.clean.annotation import Page
from site_builder.clean.channel import EATEN, LOST, UNKNOWN, reproduces
from site_builder.clean.language import load_language, page_words
from site_builder.clean.lattice import Path, Search, Token
from site_builder.clean.ledger import Certainty, Edit

_CONTEXT = 8  # tokens before a damaged one that the search reads again, for the words they may begin
_KEPT = 4
_HABIT = 2
_OPENERS = frozenset("“《‘（【〔")
_AT_END, _UNFIT = -6.0, -3.0
_TOO_CLOSE = 1.6  # nats: a reading five times less likely is still a rival
_CLEAR = 4.5


def repair(text: str) -> tuple[Edit, ...]:
    """The edits that undo the channel, in code points of the text; none where the page shows no sign of it."""
    page = annotation.channel_page(text)
    if page is None:
        return ()
    edits = sorted(_decoded(text, page), key=_start)
    taken = iter([*edits, None])
    block = next(taken)
    for gloss in page.glosses:
        while block and block.end <= gloss.start:
            block = next(taken)
        if block is None or gloss.end <= block.start:
            edits.append(
                Edit(gloss.start, gloss.end, "", "annotation", Certainty.EXACT, f"reading of {gloss.character}")
            )
    return tuple(sorted(edits, key=_start))


def _start(edit: Edit) -> int:
    return edit.start


def _decoded(text: str, page: Page) -> Iterator[Edit]:
    if "?" not in text:
        return
    search: Search | None = None
    spaced = len(_SPACED.findall(text)) >= _HABIT
    start = 0
    for line in text.split("\n"):
        if "?" in line:
            found = lattice.tokens(line)
            places = [place for place in range(len(found)) if lattice.is_damaged(found, place)]
            if places:
                search = search or _search(text, page)
                yield from _decoded_line(line, found, places, search, start, spaced)
            yield from marks.lost_characters(line, start)
        start += len(line) + 1


_SPACED = re.compile("[”》）)] [㐀-鿿]")


def _search(text: str, page: Page) -> Search:
    language = load_language()
    bare = annotation.bare(text)
    return Search(language, page_words(language, bare), page.table)


def _decoded_line(
    line: str, found: Sequence[Token], places: Sequence[int], search: Search, offset: int, spaced: bool
) -> Iterator[Edit]:
    done, written = 0, ""
    for first in places:
        if first < done:
            continue
        start = max(done, first - _CONTEXT)
        written += _shown(found[done:start])
        before = lattice.beginning(written)
        done, paths = search.read(found, start, first, before)
        stretch = found[start:done]
        readings = _accepted(paths, found, start, done, line, search)
        if readings:
            yield from _edit(readings, stretch, offset, spaced)
            written += readings[0].text
        else:
            yield _unexplained(found[first], offset)
            written += _shown(stretch)


def _shown(found: Sequence[Token]) -> str:
    return "".join(token.character for token in found)


def _accepted(
    paths: Sequence[Path], found: Sequence[Token], start: int, end: int, line: str, search: Search
) -> list[Path]:
    """The likeliest ways to read the stretch that give it back when pushed through the channel, the best first."""
    shown = line[found[start].start : found[end - 1].end] if end > start else ""
    ranked = sorted((_closed(path, found, end) for path in paths), key=lambda path: -path.score)
    proved = (path for path in ranked if reproduces(path.text, shown, {**search.table, **dict(path.glossed)}))
    return list(islice(proved, _KEPT))


def _closed(path: Path, found: Sequence[Token], end: int) -> Path:
    """The path, the worse if a pair of marks that it leaves open or closed does not fit what follows in the line."""
    score = path.score
    if end == len(found) and path.text[-1:] in _OPENERS:
        score += _AT_END
    if "?" in path.text:
        return path._replace(score=score)  # whatever it was, it may be the other mark of the pair
    for place in range(end, len(found)):
        character = found[place].character
        if character == "?":
            break
        if character in "“”":
            score += 0.0 if (character == "”") == bool(path.open_pairs & 1) else _UNFIT
            break
    else:
        score += _UNFIT if path.open_pairs & 1 else 0.0
    return path._replace(score=score)


def _unexplained(token: Token, offset: int) -> Edit:
    reason = "damaged by the channel, but no reading gives the same bytes back; left as it stands"
    return Edit(offset + token.start, offset + token.start + 1, "?", "channel", Certainty.DOUBTFUL, reason)


def _edit(readings: Sequence[Path], stretch: Sequence[Token], offset: int, spaced: bool) -> Iterator[Edit]:
    best, text = readings[0], readings[0].text
    head = _common(stretch, text)
    tail = _common(stretch[head:][::-1], text[head:][::-1])
    if head + tail == len(stretch) == len(text):
        return
    stop = len(text) - tail
    others = [path for path in readings[1:] if _plain(path.text) != _plain(text)]
    margin = best.score - others[0].score if others else None
    replacement = _known(best, others, spaced)[head:stop]
    yield Edit(
        offset + (stretch[head].start if head < len(stretch) else stretch[-1].end),
        offset + stretch[len(stretch) - 1 - tail].end,
        replacement,
        "channel",
        _certainty(best, replacement, margin),
        _reason(best, margin),
        tuple(dict.fromkeys(_plain(path.text[head : len(path.text) - tail]) for path in readings[1:])),
    )


def _common(found: Sequence[Token], text: str) -> int:
    """How many tokens and characters agree from the front."""
    pairs = enumerate(zip(found, text, strict=False))
    differ = (place for place, (token, character) in pairs if token.character != character or token.eaten)
    return next(differ, min(len(found), len(text)))


_EATEN_SPACE = re.compile(f"(?<=[”》）)]){EATEN}(?=[㐀-鿿])")


def _plain(text: str) -> str:
    return text.replace(EATEN, UNKNOWN).replace(LOST, UNKNOWN)


def _known(best: Path, others: Sequence[Path], spaced: bool) -> str:
    """The best text, with □ where a reading nearly as good has another character: nothing is invented.

    A byte eaten between a closing mark and a Han character was a space, if this page is `spaced` so.
    """
    text = list(_EATEN_SPACE.sub(" ", best.text) if spaced else best.text)
    text = list(_plain("".join(text)))
    for path in others:
        if len(path.text) == len(text) and best.score - path.score < _TOO_CLOSE:
            for place, character in enumerate(path.text):
                if character != best.text[place]:
                    text[place] = UNKNOWN
    return "".join(text)


def _certainty(path: Path, replacement: str, margin: float | None) -> Certainty:
    if UNKNOWN in replacement or (margin is not None and margin < _CLEAR):
        return Certainty.DOUBTFUL
    return Certainty.LIKELY if path.guesses else Certainty.EXACT


_BECAUSE = {
    "cut": "cut inside two characters at a mark's code, which lost a byte",
    "lone": "a byte lost where the piece ended",
    "vanished": "a pair of bytes vanished as a private-use character",
    "unassigned": "a pair of bytes shown as ? for want of a character",
    "eaten": "a one-byte character taken by the byte before it: its value is gone",
}


def _reason(path: Path, margin: float | None) -> str:
    kinds = dict.fromkeys(guess.kind for guess in path.guesses)
    parts = [_BECAUSE[kind] for kind in kinds] or ["every byte is known"]
    if path.glossed:
        parts.append("annotated: " + " ".join(f"{character}({reading})" for character, reading in path.glossed))
    parts.append("no other reading" if margin is None else f"ahead of the next reading by {margin:.1f} nats")
    return "; ".join(parts)
