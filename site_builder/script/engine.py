"""Engine: exact conversion at speed, for several targets in one scan.

Text goes through the base table as a whole; only the few windows around a trigger are converted with the dictionaries,
and each different window once. Windows are cut where no key can span, so the result is that of the exact conversion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from site_builder.script import matching
from site_builder.script.base import Base, Places
from site_builder.script.layers import Claim, Layer, claims, gaps
from site_builder.script.matching import Piece
from site_builder.script.tables import Tables, frequency

# Neither is in any key, so no match crosses it.
SEPARATOR = "\x1e"
_HIGHEST = 0x32000  # above the last Han block
_MEMO_LIMIT = 200_000  # windows, some 30 MB: only a hostile text has so many different ones


class Target(Struct, frozen=True):
    """What to convert into: one chain, the layers of rules above it (highest first) and its last touches.

    `forms` are single characters replaced in whatever the dictionary wrote (臺 → 台), never in what a rule wrote.
    `signs` are single characters of the source replaced where nothing else decides (“ → 「); no dictionary knows them.
    """

    chain: int
    layers: tuple[Layer, ...] = ()
    forms: tuple[tuple[str, str], ...] = ()
    signs: tuple[tuple[str, str], ...] = ()


class Rendering(Struct, frozen=True):
    """A converted text and the ranges of the source whose length has changed: start, end, new length."""

    text: str
    shifts: tuple[tuple[int, int, int], ...] = ()


class Engine:
    """Compiled tables at work, with a memo of the windows met so far. The results do not depend on what was met."""

    def __init__(self, tables: Tables, targets: Sequence[Target]) -> None:
        self.targets = tuple(targets)
        self._chains = tables.chains
        self._unstable = frozenset(tables.unstable)
        self._normal = {ord(key): value for chain in tables.chains for key, value in chain.normal.items()}
        kinds = {(target.chain, target.forms, target.signs): target for target in self.targets}
        bases = {kind: Base(_finished(_base_table(*tables.bases[kind[0]]), target)) for kind, target in kinds.items()}
        self._bases = [bases[target.chain, target.forms, target.signs] for target in self.targets]
        self._touches = [str.maketrans(dict(target.forms)) for target in self.targets]
        self._memos: list[dict[str, str | None]] = [{} for _ in self.targets]
        words = {word for target in self.targets for layer in target.layers for word in layer.entries}
        odd = {
            word for target, base in zip(self.targets, self._bases, strict=True) for word in _odd_words(target, base)
        }
        pairs = {_rarest_pair(word) for word in odd if len(word) > 1}
        alone = set(tables.alone) | {word for word in odd if len(word) == 1}
        anchors = set(tables.anchors) | {min(pair, key=frequency) for pair in pairs} | alone
        self._links = set(tables.links.split("\n")) | {
            word[at : at + 2] for word in words for at in range(len(word) - 1)
        }
        self._worth = _Worth(set(tables.pairs.split("\n")) | pairs, alone)
        self._scan = Places(anchors)

    def render(self, text: str, target: int = 0, fixed: Sequence[Claim] = ()) -> Rendering:
        """A text for one target. `fixed` ranges are decided already; they cut the text."""
        text, windows = self._scanned(text, fixed)
        return self._stitch(self._bases[target](text), text, target, windows, fixed)

    def render_all(self, text: str) -> tuple[Rendering, ...]:
        """A text for every target, scanned once."""
        text, windows = self._scanned(text)
        bases = {id(base): base(text) for base in self._bases}  # targets that differ in rules share one
        return tuple(self._stitch(bases[id(base)], text, target, windows) for target, base in enumerate(self._bases))

    def _scanned(self, text: str, fixed: Sequence[Claim] = ()) -> tuple[str, list[tuple[int, int]]]:
        """The text with unstable characters replaced, one by one, and the windows in it."""
        hits = self._hits(text)
        if self._unstable and any(text[hit] in self._unstable for hit in hits):
            text = text.translate(self._normal)
            hits = self._hits(text)
        return text, self._windows(text, hits, fixed)

    def _hits(self, text: str) -> list[int]:
        """The places where the base table may be wrong."""
        worth = self._worth
        return [place for place in self._scan(text) if worth[text[place - 1 : place + 2]]]

    def _windows(self, text: str, hits: list[int], fixed: Sequence[Claim]) -> list[tuple[int, int]]:
        """Each hit as far as its neighbours are linked, within the gaps between fixed ranges."""
        links = self._links
        found: list[tuple[int, int]] = []
        borders = gaps(fixed, len(text))
        low, high = next(borders, (0, 0))
        done = 0
        for hit in hits:
            while hit >= high:
                low, high = next(borders, (len(text), len(text) + 1))
            if hit < done or hit < low:
                continue
            start, done = hit, hit + 1
            while start > low and text[start - 1 : start + 1] in links:
                start -= 1
            while done < high and text[done - 1 : done + 1] in links:
                done += 1
            found.append((start, done))
        return found

    def trace(self, text: str, target: int = 0, fixed: Sequence[Claim] = ()) -> list[Claim | Piece]:
        """What decided each piece of a text, in order, without gaps: a rule's claim or dictionary entries."""
        goal = self.targets[target]
        signs = dict(goal.signs)
        decided: list[Claim | Piece] = list(claims(goal.layers, text, fixed))
        for low, high in list(gaps([claim for claim in decided if isinstance(claim, Claim)], len(text))):
            for piece in matching.trace(self._chains[goal.chain], text[low:high]):
                source = text[low + piece.start : low + piece.end]
                written = piece.text.translate(self._touches[target])
                if not piece.entries:
                    written = signs.get(source, written)
                decided.append(Piece(low + piece.start, low + piece.end, written, piece.entries))
        return sorted(decided, key=lambda part: part.start)

    def _stitch(
        self, base: str, text: str, target: int, windows: list[tuple[int, int]], fixed: Sequence[Claim] = ()
    ) -> Rendering:
        memo = self._memos[target]
        edits: list[tuple[int, int, str]] = []
        for start, end in windows:
            window = text[start:end]
            try:
                written = memo[window]
            except KeyError:
                written = self._resolve(window, target)
            if written is not None:
                edits.append((start, end, written))
        if fixed:
            edits = sorted(edits + [(claim.start, claim.end, claim.text) for claim in fixed])
        return apply(base, edits)

    def _resolve(self, window: str, target: int) -> str | None:
        """What a window becomes, None if that is what the base table says."""
        written = "".join(piece.text for piece in self.trace(window, target))
        base = self._bases[target](window)
        memo = self._memos[target]
        if len(memo) > _MEMO_LIMIT:
            memo.clear()
        memo[window] = None if written == base else written
        return memo[window]


def apply(text: str, edits: Iterable[tuple[int, int, str]]) -> Rendering:
    """A text with ranges replaced, which come in order and do not overlap."""
    parts, shifts, done = list[str](), list[tuple[int, int, int]](), 0
    for start, end, written in edits:
        parts.append(text[done:start])
        parts.append(written)
        done = end
        if len(written) != end - start:
            shifts.append((start, end, len(written)))
    if not parts:
        return Rendering(text)
    parts.append(text[done:])
    return Rendering("".join(parts), tuple(shifts))


class _Worth(dict[str, bool]):
    """Whether three neighbours hold a pair to look closer at, or a lone character in their middle; learnt by use."""

    def __init__(self, pairs: set[str], alone: set[str]) -> None:
        super().__init__()
        self._pairs = pairs
        self._alone = alone

    def __missing__(self, three: str) -> bool:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        if len(three) < 2:  # the slice went wrong at the start of a text: look closer
            return True
        worth = three[0:2] in self._pairs or three[1:3] in self._pairs or three[1] in self._alone
        self[three] = worth
        return worth


def _base_table(characters: str, forms: str) -> list[int]:
    table = list(range(_HIGHEST))  # a list is twice as fast as a dict in str.translate
    for character, form in zip(characters, forms, strict=True):
        table[ord(character)] = ord(form)
    return table


def _finished(table: list[int], target: Target) -> list[int]:
    """The base table with a target's forms and signs."""
    forms = {ord(old): ord(new) for old, new in target.forms}
    finished = [forms.get(code, code) for code in table] if forms else table
    for sign, written in target.signs:
        finished[ord(sign)] = ord(written)
    return finished


def _odd_words(target: Target, base: Base) -> set[str]:
    """The words of a target's layers that the base table would not write as the layer does."""
    return {word for layer in target.layers for word, written in layer.entries.items() if base(word) != written}


def _rarest_pair(word: str) -> str:
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    return min(pairs, key=lambda pair: min(map(frequency, pair)))


def spread(texts: Sequence[str], convert: Callable[[str], str]) -> list[str]:
    """Convert many texts as one: each different one once, joined by a character that no match crosses."""
    different = list(dict.fromkeys(texts))
    if not texts or any(SEPARATOR in text for text in different):
        return [convert(text) for text in texts]
    converted = dict(zip(different, convert(SEPARATOR.join(different)).split(SEPARATOR), strict=True))
    return [converted[text] for text in texts]
