"""Markup: decisions an author writes into the text, in the notation of MediaWiki.

`-{text}-` and `-{R|text}-` are not converted, `-{zh-hans:A;zh-hant:B}-` gives each variant its own text, `-{}-` parts
two characters that would read as one word. Other flags speak about the whole page: `A` shows its texts and makes them
a rule, `H` makes the rule and shows nothing, `T` makes a rule for the title, `-` takes a rule away, `D` describes one,
`N` names a variant. Marks do not nest and do not reach over a paragraph.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from site_builder.script.layers import Claim
from site_builder.script.rules import PageRules, Rule
from site_builder.script.variant import Variant

LAYER = "markup"
OPEN, CLOSE = "\x1c", "\x1d"  # stand in a converted run around text that is in another script than the page


class Mark(Struct, frozen=True):
    """One mark: its range with the brackets, its flag, one text for all variants or one for each, and what is wrong.

    A one-way mark (`word=>zh-tw:text`) speaks about no variant but those it names.
    """

    start: int
    end: int
    text: str
    texts: tuple[tuple[Variant, str], ...] = ()
    fault: str = ""
    flag: str = ""
    is_one_way: bool = False


IsForeign = Callable[[str], bool]


def marks(text: str) -> Iterator[Mark]:
    """The marks of a text in order. An opening without an end is a fault and marks nothing else."""
    done = 0
    while (start := text.find("-{", done)) >= 0:
        match = _MARK.match(text, start)
        if match is None:
            yield Mark(start, start + 2, "-{", fault="this -{ is never closed with }-")
            done = start + 2
        else:
            yield _parsed(start, match.end(), match[1])
            done = match.end()


def claims(text: str, variant: Variant, is_foreign: IsForeign | None = None) -> list[Claim]:
    """What the marks of a text write in a variant; text that `is_foreign` finds stands between OPEN and CLOSE."""
    found = (mark for mark in marks(text) if mark.end - mark.start > 2)
    return [claim for mark in found for claim in _written(text, mark, variant, is_foreign)]


def shown(mark: Mark, variant: Variant) -> str:
    """The text of a mark in a variant: its own, that of the nearest variant which has one, else the first."""
    texts = dict(mark.texts)
    if not texts:
        return mark.text
    near = (variant,) if mark.is_one_way else variant.fallbacks
    return next((texts[each] for each in near if each in texts), next(iter(texts.values())))


def plain(text: str) -> str:
    """A text of the master as its readers see it, without marks."""
    if "-{" not in text:
        return text
    parts, done = list[str](), 0
    for claim in claims(text, Variant.ZH_HANS):
        parts += (text[done : claim.start], claim.text)
        done = claim.end
    return "".join((*parts, text[done:]))


def decisions(text: str) -> PageRules:
    """What the marks of a page's text, which may have character references, decide for the whole page."""
    kinds: dict[str, list[Rule]] = {"A": [], "H": [], "T": [], "-": []}
    for mark in marks(html.unescape(text)) if "|" in text else ():
        made = _rule(mark)
        if mark.flag in kinds and made:
            kinds[mark.flag].append(made)
    return PageRules(
        rules=(*kinds["A"], *kinds["H"]),
        title=tuple(kinds["T"]),
        without=tuple(rule.word for rule in kinds["-"]),
    )


def _rule(mark: Mark) -> Rule | None:
    """The rule that a mark speaks about: its word in the master, and what the variants write for it."""
    texts = dict(mark.texts)
    word = texts.pop(Variant.ZH_HANS, "") if mark.texts else mark.text
    if mark.texts and not mark.is_one_way:
        texts = {each: shown(mark, each) for each in Variant if each is not Variant.ZH_HANS}
    return Rule(word, tuple(texts.items())) if word else None


def _written(text: str, mark: Mark, variant: Variant, is_foreign: IsForeign | None) -> Iterator[Claim]:
    """The claims of a mark. Text for all variants is one of its own, so that tags inside it keep their places."""
    word = text[mark.start : mark.end]

    def told(part: str) -> str:
        return f"{OPEN}{part}{CLOSE}" if is_foreign and is_foreign(part) else part

    if mark.flag in _HIDDEN:
        yield Claim(mark.start, mark.end, "", LAYER, word)
    elif mark.flag == "N":
        code = VARIANT_CODES.get(mark.text.strip().lower())
        yield Claim(mark.start, mark.end, code.name_in(variant) if code else mark.text, LAYER, word)
    elif mark.flag == "D":
        pairs = mark.texts or ((variant, mark.text),)
        said = "".join(f"{each.name_in(variant)}：{told(part)}；" for each, part in pairs)
        yield Claim(mark.start, mark.end, said, LAYER, word)
    elif mark.texts:
        yield Claim(mark.start, mark.end, told(shown(mark, variant)), LAYER, word)
    elif mark.text:
        low, high = mark.end - 2 - len(mark.text), mark.end - 2
        before, _, after = told(mark.text).rpartition(mark.text)
        yield Claim(mark.start, low, before, LAYER, word)
        yield Claim(low, high, mark.text, LAYER, word)
        yield Claim(high, mark.end, after, LAYER, word)
    else:
        yield Claim(mark.start, mark.end, "", LAYER, word)


def _parsed(start: int, end: int, content: str) -> Mark:
    flag, bar, rest = content.partition("|")
    flag = flag.strip()
    if not bar or not _FLAG.fullmatch(flag):
        return _with_texts(Mark(start, end, content))
    if flag in ("R", "N"):
        unknown = flag == "N" and rest.strip().lower() not in VARIANT_CODES
        return Mark(start, end, rest, flag=flag, fault=f"no variant is called {rest.strip()}" if unknown else "")
    if flag not in FLAGS:
        return Mark(start, end, rest, fault=f"the flag {flag} is not known here; {', '.join(FLAGS)} are")
    mark = _with_texts(Mark(start, end, rest, flag=flag))
    if flag in ("A", "H", "T", "-") and not mark.fault and _rule(mark) is None:
        return _faulty(mark, "the text for zh-hans is missing; it is the word the rule looks for")
    return mark


def _with_texts(mark: Mark) -> Mark:
    """A mark whose content gives texts by variant, one way or both, with these; else as it is."""
    if _CODE.match(mark.text):
        return _per_variant(mark)
    way = _WAY.fullmatch(mark.text.strip())
    if way and mark.flag:
        texts = ((Variant.ZH_HANS, way[1].strip()), (VARIANT_CODES[way[2].lower()], way[3].strip()))
        return Mark(mark.start, mark.end, mark.text, texts, flag=mark.flag, is_one_way=True)
    return mark


def _per_variant(mark: Mark) -> Mark:
    texts: dict[Variant, str] = {}
    fault = ""
    for part in _PART.split(mark.text.rstrip().removesuffix(";")):
        code, _, text = part.partition(":")
        variant = VARIANT_CODES[code.strip().lower()]
        if variant in texts:
            fault = f"{variant} has two texts here"
        texts.setdefault(variant, text.strip())
    if not fault and len(texts) < 2:
        fault = "only one variant has a text here; name the other script too"
    return Mark(mark.start, mark.end, mark.text, tuple(texts.items()), fault, mark.flag)


def _faulty(mark: Mark, fault: str) -> Mark:
    return Mark(mark.start, mark.end, mark.text, mark.texts, fault, mark.flag, mark.is_one_way)


FLAGS = ("R", "A", "H", "T", "-", "D", "N")
PAGE_FLAGS = frozenset("AHT-")  # those that decide for a whole page
_HIDDEN = frozenset("HT-")
VARIANT_CODES = {
    "zh-hans": Variant.ZH_HANS,
    "zh-cn": Variant.ZH_HANS,
    "zh-hant": Variant.ZH_HANT,
    "zh-hant-tw": Variant.ZH_HANT_TW,
    "zh-tw": Variant.ZH_HANT_TW,
    "zh-hant-hk": Variant.ZH_HANT_HK,
    "zh-hk": Variant.ZH_HANT_HK,
}
_MARK = re.compile(r"-\{((?:(?!\}-|-\{)[^\x1e\x1f])*)\}-")
_FLAG = re.compile(r"[A-Z\-+]{1,3}")
_CODES = "|".join(sorted(VARIANT_CODES, key=len, reverse=True))
_CODE = re.compile(rf"\s*(?:{_CODES})\s*:", re.IGNORECASE)
_PART = re.compile(rf";(?=\s*(?:{_CODES})\s*:)", re.IGNORECASE)
_WAY = re.compile(rf"([^;:=]+)=(?:>|&gt;)\s*({_CODES})\s*:([^;]*);?", re.IGNORECASE)
