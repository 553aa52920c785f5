"""Tables: what the engine needs to know of several chains, worked out once and kept on disk.

Three facts make a fast conversion exact. The *base* table gives every character its form on its own; that is already
right for all but a few per cent of a text. A *trigger* is a pair of neighbours without which no dictionary entry can
say otherwise. A *link* is a pair of neighbours that some key might span; where two neighbours are not linked no match
can cross, so the text may be cut there and each part converted alone.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import add

from msgspec import Struct

from site_builder.script.dictionaries import Chain, Dictionary, Stage


class Tables(Struct, frozen=True):
    """The tables of several chains of one profile. Strings, not sets, where that reads back faster."""

    chains: tuple[Chain, ...]
    bases: tuple[tuple[str, str], ...]  # per chain: characters, and the form of each at the same index
    anchors: str  # characters at which a scan stops, …
    pairs: str  # … the pairs with one of them that call for a closer look, a line each, …
    alone: str  # … and the characters that do so alone; every entry the base gets wrong holds one of these
    links: str  # pairs, a line each
    unstable: str  # characters a chain replaces before it looks anything up


def compile_tables(chains: tuple[Chain, ...]) -> Tables:
    """Work out the tables of chains that are used together."""
    links: set[str] = set()
    for chain in chains:
        links |= _links(chain)
    unstable = {character for chain in chains for character in chain.normal}
    anchors, pairs, alone = _cover([key for keys in _deviations(chains) for key in keys if all(key)])
    return Tables(
        chains=chains,
        bases=tuple(_base(chain) for chain in chains),
        anchors="".join(sorted(anchors | unstable)),
        pairs="\n".join(sorted(pairs)),
        alone="".join(sorted(alone | unstable)),
        links="\n".join(sorted(links)),
        unstable="".join(sorted(unstable)),
    )


def _characters(dictionaries: Iterable[Dictionary]) -> dict[str, str]:
    """What a stage makes of single characters, where that is one character again."""
    merged: dict[str, str] = {}
    for dictionary in reversed(tuple(dictionaries)):
        merged |= {key: value for key, value in dictionary.entries.items() if len(key) == 1}
    return {key: value for key, value in merged.items() if len(value) == 1}


def _maps(chain: Chain) -> list[dict[str, str]]:
    """The composed character map before the first stage, after it, after the second, …"""
    maps: list[dict[str, str]] = [{}]
    for stage in chain.stages:
        step = _characters(stage.dictionaries)
        before = maps[-1]
        after = {key: step.get(value, value) for key, value in before.items()}
        maps.append(after | {key: value for key, value in step.items() if key not in before})
    return maps


def _base(chain: Chain) -> tuple[str, str]:
    final = _maps(chain)[-1]
    final = {key: final.get(value, value) for key, value in chain.normal.items()} | final
    changed = sorted(key for key, value in final.items() if key != value)
    return "".join(changed), "".join(final[key] for key in changed)


def _deviations(chains: tuple[Chain, ...]) -> Iterator[list[list[frozenset[str]]]]:
    """Keys whose value is not that of their characters, as source characters: per place, the possible ones."""
    first: set[str] = set()
    for chain in chains:
        maps = _maps(chain)
        for number, stage in enumerate(chain.stages):
            step = _characters(stage.dictionaries)
            sources: dict[str, set[str]] = defaultdict(set)
            for key, value in maps[number].items():
                sources[value].add(key)
            unmoved = maps[number].keys()
            table = str.maketrans(step)
            odd = {
                key
                for dictionary in stage.dictionaries
                for key, value in dictionary.entries.items()
                # A character in two dictionaries is not odd: the first one's form is in the map.
                if (key.translate(table) != value if len(key) > 1 else len(value) != 1 or key not in step)
            }
            if number == 0:
                first |= odd
                continue
            yield [
                [frozenset(sources[character] | ({character} - unmoved)) for character in key] for key in sorted(odd)
            ]
    yield [[frozenset(character) for character in key] for key in sorted(first)]


def _cover(keys: list[list[frozenset[str]]]) -> tuple[set[str], set[str], set[str]]:
    """Anchors and pairs such that every key holds a pair with an anchor in it, and the lone anchors.

    A scan stops at every anchor, so they are chosen greedily: the character that covers most keys for how often a
    reader meets it (a weighted set cover).
    """
    anchors = _greedy([key for key in keys if len(key) > 1 and all(len(place) == 1 for place in key)])
    pairs, alone = set[str](), set[str]()
    for key in keys:
        if len(key) == 1:
            anchors |= key[0]
            alone |= key[0]
            continue
        best = min(range(len(key)), key=lambda place: _price(key[place] - anchors))
        anchors |= key[best]
        beside = [place for place in (best - 1, best + 1) if 0 <= place < len(key)]
        other = min(beside, key=lambda place: _price(key[place]))
        left, right = sorted((best, other))
        pairs |= {one + two for one in key[left] for two in key[right]}
    return anchors, pairs, alone


def _greedy(keys: list[list[frozenset[str]]]) -> set[str]:
    """Characters that together are in every key."""
    holders: dict[str, set[int]] = defaultdict(set)
    for number, key in enumerate(keys):
        for place in key:
            for character in place:
                holders[character].add(number)
    heap = [(frequency(character) / len(held), character) for character, held in holders.items()]
    heapq.heapify(heap)
    chosen: set[str] = set()
    uncovered = set(range(len(keys)))
    while uncovered:
        price, character = heapq.heappop(heap)
        held = holders[character] & uncovered
        fresh = frequency(character) / len(held) if held else 0.0
        if fresh > price:  # what it covered is partly covered by now: ask again
            heapq.heappush(heap, (fresh, character))
        elif held:
            chosen.add(character)
            uncovered -= held
    return chosen


def _price(place: frozenset[str]) -> float:
    return sum(map(frequency, place))


def _links(chain: Chain) -> set[str]:
    """Every pair of neighbours in a source text that a match of any stage might span."""
    first, *others = (stage.dictionaries for stage in chain.stages)
    words = (chain.words,) if chain.words and chain.words not in first else ()
    links = _pairs(words + first)
    for number, dictionaries in enumerate(others, 1):
        pairs = _pairs(dictionaries)
        lefts = _sources({pair[0] for pair in pairs}, chain.stages[:number], -1)
        rights = _sources({pair[1] for pair in pairs}, chain.stages[:number], 0)
        links |= {left + right for pair in pairs for left in lefts[pair[0]] for right in rights[pair[1]]}
    return links


def _sources(wanted: set[str], stages: tuple[Stage, ...], end: int) -> dict[str, set[str]]:
    """The characters of a text that stages may turn into each wanted one, at the `end` of a match: 0 or -1."""
    found = {character: {character} for character in wanted}
    for stage in reversed(stages):
        befores: dict[str, set[str]] = {
            after: set() if any(after in dictionary.entries for dictionary in stage.dictionaries) else {after}
            for after in set().union(*found.values())
        }
        for dictionary in stage.dictionaries:
            for key, value in dictionary.entries.items():
                if value[end] in befores:
                    befores[value[end]].add(key[end])
        found = {each: set().union(*(befores[after] for after in afters)) for each, afters in found.items()}
    return found


def _pairs(dictionaries: Iterable[Dictionary]) -> set[str]:
    """The neighbours in all keys: looked for in one text of them, which is many times faster than key by key."""
    keys = "\n".join(key for dictionary in dictionaries for key in dictionary.entries)
    return {pair for pair in set(map(add, keys, keys[1:])) if "\n" not in pair}


def frequency(character: str) -> float:
    """How often a reader meets a character, roughly: Zipf's law over the order of frequency."""
    return 1.0 / (_RANKS.get(character, 2000) + 20)


# Characters in the order a reader of this field meets them, commonest first: the function words, the field's own, then
# the commonest of written Chinese. Only the speed depends on it.
_FREQUENT = (
    "的一是不了在人有社区居民理治党群众共同发展建设服务中个大上为和国地到以工作业们来会可也对生能而子那得于着下自之年过后里用道行所然家"
    "成方多经公动同面起看定天分还进好小部其些主样心她本前开但因只从想实日者意无力它与长把机十第此已使情明性知全三又关点正外将委员会街"
    "志愿示范项目协商设施改善环境问题解决积极组织参引领带头基层体系制度物业网格改造老旧两高间由问很最重并手应战向文头政美相见被利什二等"
    "产或新己身果加西斯月话合回特代内信表化给世位次度门任常先海通教儿原东声提立及比水名真论处走义各入几口认条平气题活尔更别打女变四神总何"
    "电数安少报才结反受太量再感务做接必场件计管期市直德资命山金指克许统保至队形便空决马科司五眼书非则听白却界达光放强即像难且权思王象完"
    "式色路记南品住告类求据程北边死张该交规万取拉格望觉术确传师观清今切院让识候导争运笔村江台愿幸举准筑解系县青团余升广划单线借丰户当"
    "局习闲卫土泛元念板托花板聚支案农园"
)
_RANKS = {character: rank for rank, character in reversed(tuple(enumerate(_FREQUENT)))}
