"""Undo the channel on a page: plain annotations removed, and every `?` that its bytes explain read back."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

import msgspec

from site_builder.clean import annotation
from site_builder.clean.annotation import Gloss, Page
from site_builder.clean.brackets import Written, is_open
from site_builder.clean.channel import EATEN, LOST, UNKNOWN
from site_builder.clean.grammar import Grammar, at_end
from site_builder.clean.language import page_language
from site_builder.clean.lattice import Search
from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.marks import BROKEN_TAG, lost_character
from site_builder.clean.page_words import PageWords
from site_builder.clean.phrase import Glosses, Path, Phrasing, beginning
from site_builder.clean.proof import Coded, coded, gives_back
from site_builder.clean.readings import Reading, Share, agreement, readings, share_of_first
from site_builder.clean.silent import silent_cuts
from site_builder.clean.suspicion import gain, may_be_cut, odd_words
from site_builder.clean.tokens import Token, is_damaged, shown, tokens

_CONTEXT = 8  # tokens before a damaged one that the search reads again, for the words they may begin
_TRIED, _KEPT = 24, 12  # readings pushed through the channel, and kept
_REACH = 160  # tokens: no shift was seen to reach half as far
_FUEL, _FUEL_FOR_EACH = 20_000, 12  # of a page and of each of its characters; damaged articles use 3 to 5 for each
_SIGHT = 60
_PATIENCE = 20  # stretches in a row without a reading, behind which the page is left alone
_SPACED = re.compile("[”》）)] [㐀-鿿]")
_HABIT = 2
_UNFIT = -3.0
_FAR, _FOR_MORE = 9.0, 5.0  # nats behind the best reading that make one count for nothing; and for a character more
# The share of the readings that agree on a character which is shown, on one in an odd word, and of those that have as
# many in that place: an invented character is worse than a wrong one.
_SURE, _SURE_ODD, _SURER = 0.75, 0.85, 0.85
# For a repair that no person needs to look at, the odds of the best reading (logarithm), and how much more they must be
# where it is oddly worded and where a pair left no trace; fitted to simulated damage (`benchmarks/clean_channel.py`).
_LIKELY, _ODD, _UNSEEN = 3.2, 0.9, 0.55
_ABSURD = -10.0  # nats a character: ordinary prose costs 5 to 7, garble 12 and more
_PROOF = 20.0  # nats; most cuts gain 25 and more, sound text with a `?` before half of all its marks up to 17
_WIDE_MARKS = dict(zip("，！；？：", ",!;?:", strict=True))  # as some mirrors leave the marks of a cut
_GRACE = 4  # characters: a name or a formula may be as rare as garble


def repair(text: str) -> tuple[Edit, ...]:
    """The edits that undo the channel, in code points of the text; none where the page shows no sign of it.

    A page with readings behind characters at random, in sound Unicode, only loses those readings.
    """
    for wide, narrow in _WIDE_MARKS.items():
        text = text.replace(wide, narrow)
    page = annotation.channel_page(text)
    if page is None:
        return tuple(map(_without_reading, annotation.random_glosses(text))) or _of_cuts_alone(text)
    reader = _Reader(text, page)
    repaired = list(_repaired(reader, text))
    repaired = sorted([*repaired, *reader.silent(repaired)], key=_start)
    return tuple(sorted([*repaired, *_without_readings(page.glosses, repaired)], key=_start))


def _of_cuts_alone(text: str) -> tuple[Edit, ...]:
    """The repairs of a page that shows no reading, where its cuts alone prove that a mirror made them.

    The proof: in traditional script as the swap gives it, behind a `?` and a mark stands what is no Chinese, and the
    inverse makes it Chinese, by far.
    """
    if not may_be_cut(text):
        return ()
    reader = _Reader(text, Page({}, ()))
    edits = tuple(_repaired(reader, text))
    return edits if reader.gained >= _PROOF else ()


def _start(edit: Edit) -> int:
    return edit.start


def _without_readings(glosses: Iterable[Gloss], repaired: Sequence[Edit]) -> Iterator[Edit]:
    """A removal for each reading that no repair has taken in."""
    taken = iter(repaired)
    block = next(taken, None)
    for gloss in glosses:
        while block and block.end <= gloss.start:
            block = next(taken, None)
        if block is None or gloss.end <= block.start:
            reason = f"reading of {gloss.character}"
            yield Edit(gloss.start, gloss.end, "", "annotation", Certainty.EXACT, reason)


def _without_reading(gloss: Gloss) -> Edit:
    reason = f"reading of {gloss.character}, one of many at random on this page"
    return Edit(gloss.start, gloss.end, "", "annotation", Certainty.LIKELY, reason)


def _repaired(reader: _Reader, text: str) -> Iterator[Edit]:
    offset = 0
    for line in text.split("\n"):
        if "?" in line:
            yield from _without_tags(reader, line, offset)
        offset += len(line) + 1


def _without_tags(reader: _Reader, line: str, offset: int) -> Iterator[Edit]:
    """The repairs of a line, each `/p>` removed of which a lead byte took the `<`: there the line ended."""
    done = 0
    for tag in BROKEN_TAG.finditer(line):
        *edits, last = [None, *reader.line(line[done : tag.start()], offset + done)]
        yield from filter(None, edits)
        if last:
            yield _without_bracket(last) if last.end == offset + tag.start() else last
        reason = "what is left of a tag, the byte before it took the bracket"
        yield Edit(offset + tag.start(), offset + tag.end(), "", "channel", Certainty.LIKELY, reason)
        done = tag.end()
    yield from reader.line(line[done:], offset + done)


def _without_bracket(edit: Edit) -> Edit:
    """The repair at whose end a `<` was taken, without the mark of a lost character for it."""
    return msgspec.structs.replace(edit, replacement=edit.replacement.removesuffix(UNKNOWN))


class _Reader:
    """Reads the damaged lines of one page; the search and its language are loaded when the first one comes."""

    def __init__(self, text: str, page: Page) -> None:
        self._text = text
        self._page = page
        self._table = coded(page.table)
        self._failures = self._cuts = 0
        self.gained = 0.0  # nats by which the repaired cuts read better than what was observed
        self._fuel = _FUEL + _FUEL_FOR_EACH * len(text)
        self._spaced = len(_SPACED.findall(text)) >= _HABIT

    @cached_property
    def _search(self) -> Search:
        text = annotation.bare(self._text)
        language = page_language(text)
        phrasing = Phrasing(language, PageWords(language, text), Grammar(text))
        return Search(phrasing, self._page.table, self._fuel)

    def silent(self, repaired: Sequence[Edit]) -> Iterator[Edit]:
        """The repairs of cuts that left no `?`, clear of those already made; none where other cuts did leave one."""
        offset = 0
        for line in () if self._cuts else self._text.split("\n"):
            for found in silent_cuts(line, self._search.phrasing, self._tried):
                edit = msgspec.structs.replace(found, start=found.start + offset, end=found.end + offset)
                if not any(edit.start < other.end and other.start < edit.end for other in repaired):
                    yield edit
            offset += len(line) + 1

    def _tried(self, line: str) -> tuple[float, list[Edit]]:
        """By how much the repaired cuts of the line read better, and all its repairs."""
        before, self.gained = (self.gained, self._failures), 0.0
        edits = list(self.line(line, 0))
        gained, (self.gained, self._failures) = self.gained, before
        return gained, edits

    def line(self, line: str, offset: int) -> Iterator[Edit]:
        """The repairs of one line that begins at `offset`, in order."""
        found = tokens(line)
        done, written = 0, Written("", 0)
        for place in range(len(found)):
            if place < done or found[place].character != "?":
                continue
            if not is_damaged(found, place):
                written, done = written.and_then(shown(found[done:place])), place
                behind = line[found[place].end : found[place].end + _SIGHT]
                yield from lost_character(written, behind, offset + found[place].start)
                continue
            start = max(done, place - _CONTEXT)
            written = written.and_then(shown(found[done:start]))
            done, accepted = self._read(line, found, start, place, written)
            stretch = found[start:done]
            if not accepted:
                yield _unexplained(found[place], offset)
                written = written.and_then(shown(stretch))
                continue
            self.gained += gain(accepted[0], stretch, beginning(written.open_pairs), self._search.phrasing)
            self._cuts += "cut" in accepted[0].guesses.values()
            text = accepted[0].text
            head = _common(stretch, text)
            tail = _common(stretch[head:][::-1], text[head:][::-1])
            done -= tail
            written = written.and_then(text[: len(text) - tail])
            if head + tail < max(len(stretch), len(text)):
                damage = _Damage(stretch[: len(stretch) - tail], head, tail)
                odd = odd_words(accepted[0], stretch, self._search.phrasing)
                yield _edit(accepted, damage, odd, self._spaced, offset)

    def _read(
        self, line: str, found: Sequence[Token], start: int, place: int, written: Written
    ) -> tuple[int, Sequence[Reading]]:
        """The token where the damage ends, and the accepted readings up to there, the best first."""
        if self._failures >= _PATIENCE or self._search.fuel < 0:
            return place + 1, []
        near = found[start : place + _REACH]
        accepted: list[Reading] = []
        for read in (self._search.read, self._search.read_widely):
            length, paths = read(near, place - start, beginning(written.open_pairs))
            end = start + length
            observed = line[found[start].start : found[end - 1].end] if length else ""
            accepted = self._accepted(paths, found, end, observed)
            if len(accepted) > 1 or (accepted and not accepted[0].guesses):
                break
        self._failures = 0 if accepted else self._failures + 1
        return max(end, place + 1), accepted

    def _accepted(self, paths: Sequence[Path], found: Sequence[Token], end: int, observed: str) -> list[Reading]:
        """The likeliest readings of what was observed that give it back when pushed through the channel, best first."""
        nearest = islice(readings(paths), _TRIED)
        follows = _next_quotation(found, end)
        closed = (_closed(each, follows, is_last=end == len(found)) for each in nearest)
        ranked = sorted(closed, key=lambda reading: -reading.score)
        kept: list[Reading] = []
        for each in ranked:
            far = _FAR + _FOR_MORE * max(0, len(each.text) - len(kept[0].text)) if kept else 0.0
            if kept and (len(kept) == _KEPT or each.score < kept[0].score - far):
                continue
            if gives_back(each.text, observed, self._table_with(each.glosses)):
                kept.append(each)
        return [] if kept and kept[0].score < _ABSURD * (len(kept[0].text) + _GRACE) else kept

    def _table_with(self, glosses: Glosses) -> Coded:
        """The page's annotated characters and those that a reading found."""
        table = self._page.table
        found = {character: reading for character, reading in glosses if table.get(character) != reading}
        return {**self._table, **coded(found)} if found else self._table


def _next_quotation(found: Sequence[Token], place: int) -> str:
    """The first quotation mark from this token on, or the `?` before it, that may be one; empty where there is none."""
    ahead = (found[each].character for each in range(place, len(found)))
    return next((character for character in ahead if character in "“”?"), "")


def _closed(reading: Reading, follows: str, *, is_last: bool) -> Reading:
    """The reading, the worse if a pair of marks that it leaves open or closed does not fit what `follows` it."""
    score = reading.score + (at_end(reading.text[-1:]) if is_last else 0.0)
    if follows != "?" and "?" not in reading.text:  # whatever it was, it may be the other mark of the pair
        score += 0.0 if (follows == "”") == is_open(reading.open_pairs, "“") else _UNFIT
    return reading._replace(score=score)


def _unexplained(token: Token, offset: int) -> Edit:
    reason = "damaged by the channel, but no reading gives the same bytes back; left as it stands"
    return Edit(offset + token.start, offset + token.start + 1, "?", "channel", Certainty.DOUBTFUL, reason)


Span = tuple[int, int]  # places of a text


class _Damage(NamedTuple):
    """A stretch of tokens, without the `tail` that reads as it stands, and from `head` on changed."""

    tokens: Sequence[Token]
    head: int
    tail: int


def _edit(found: Sequence[Reading], damage: _Damage, odd: Sequence[Span], spaced: bool, offset: int) -> Edit:
    best, stop = found[0], len(found[0].text) - damage.tail
    others = [each for each in found[1:] if _plain(each.text) != _plain(best.text)]
    sure = [_SURE_ODD if any(start <= place < end for start, end in odd) else _SURE for place in range(len(best.text))]
    replacement = "".join(_known(best, agreement(found), sure, spaced)[damage.head : stop])
    is_odd = any(start < stop and end > damage.head for start, end in odd)
    changed = damage.tokens[damage.head :]
    return Edit(
        offset + (changed[0].start if changed else damage.tokens[-1].end),
        offset + damage.tokens[-1].end,
        replacement,
        "channel",
        _certainty(found, replacement, is_odd, not others),
        _reason(best, others),
        tuple(dict.fromkeys(_plain(each.text[damage.head : len(each.text) - damage.tail]) for each in others[:3])),
    )


def _common(found: Sequence[Token], text: str) -> int:
    """How many tokens and characters agree from the front."""
    pairs = enumerate(zip(found, text, strict=False))
    differ = (place for place, (token, character) in pairs if token.character != character or token.eaten)
    return next(differ, min(len(found), len(text)))


_EATEN_SPACE = re.compile(f"(?<=[”》）)]){EATEN}(?=[㐀-鿿])")


def _plain(text: str) -> str:
    return text.replace(EATEN, UNKNOWN).replace(LOST, UNKNOWN)


def _known(best: Reading, shares: Sequence[Share], sure: Sequence[float], spaced: bool) -> list[str]:
    """The best text, with □ for each character that other readings put too much in doubt: nothing is invented.

    A byte eaten between a closing mark and a Han character was a space, if this page is `spaced` so.
    """
    text = _plain(_EATEN_SPACE.sub(" ", best.text) if spaced else best.text)
    return list(map(_if_sure, text, shares, sure))


def _if_sure(character: str, share: Share, sure: float) -> str:
    """The character, or □ for it and for as many as other readings have more of in its place."""
    return character if share.same >= sure and share.as_many >= _SURER else UNKNOWN * (1 + share.more)


def _certainty(found: Sequence[Reading], replacement: str, is_odd: bool, alone: bool) -> Certainty:
    guesses = found[0].guesses
    if alone and not guesses and not is_odd:
        return Certainty.EXACT
    if UNKNOWN in replacement or (alone and guesses):  # a guess has rivals, and none of them was seen
        return Certainty.DOUBTFUL
    share, unseen = share_of_first(found), not _TRACELESS.isdisjoint(guesses.values())
    odds = math.log(share / max(1 - share, 0.01)) - _ODD * is_odd - _UNSEEN * unseen
    return Certainty.LIKELY if odds > _LIKELY else Certainty.DOUBTFUL


_TRACELESS = frozenset(("vanished", "unassigned"))
_BECAUSE = {
    "cut": "cut inside two characters at a mark's code, which lost a byte",
    "lone": "a byte lost where the piece ended",
    "vanished": "a pair of bytes vanished as a private-use character",
    "unassigned": "a pair of bytes shown as ? for want of a character",
    "eaten": "a one-byte character taken by the byte before it: its value is gone",
}


def _reason(best: Reading, others: Sequence[Reading]) -> str:
    kinds = dict.fromkeys(best.guesses.values())
    parts = [_BECAUSE[kind] for kind in kinds] or ["every byte is known"]
    if best.glosses:
        parts.append("annotated: " + " ".join(f"{character}({reading})" for character, reading in best.glosses))
    margin = f"ahead of the next reading by {best.score - others[0].score:.1f} nats" if others else "no other reading"
    return "; ".join([*parts, margin])
