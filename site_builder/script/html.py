"""HTML: which characters of a page are text to convert, and which are not.

For well-formed HTML as this project writes it (quoted attributes, every element closed or void). Text inside code,
scripts, styles, formulas and drawings, in another language or under `translate="no"` is never touched; of attributes
only those a person reads are. Inline tags do not part words: 厚<b>植</b>发展 converts as one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, chain

from msgspec import Struct

from site_builder.script.engine import Rendering

BLOCK = "\x1e"  # stands in the text of a page for a tag that ends a paragraph
OBJECT = "\x1f"  # … and for something inside a paragraph that is not text

_Convert = Callable[[str], str]


class Tokens(Struct, frozen=True):
    """HTML in turns of text and tag: `texts` has one more than the others. A sealed tag is a whole element to leave."""

    texts: list[str]
    tags: list[str]
    sealed: list[bool]
    borders: list[str]


def convert_html(
    html: str, render: Callable[[str], Rendering], convert: _Convert, pair: tuple[str, str] | None = None
) -> str:
    """HTML with its text converted by `render` as one run, and each readable attribute by `convert`.

    `pair` are two characters with which `render` brackets stretches; in the result each text between tags has its own.
    """
    tokens = tokenize(html)
    rendering = render(run(tokens))
    texts = _cut(rendering, tokens)
    if pair:
        texts = list(_bracketed(texts, *pair))
    tags = [
        tag if sealed or tag.isascii() else _convert_attributes(tag, convert)
        for tag, sealed in zip(tokens.tags, tokens.sealed, strict=True)
    ]
    return "".join(chain.from_iterable(zip(texts, tags, strict=False))) + texts[-1]


def tokenize(html: str) -> Tokens:
    """Part HTML into texts and tags."""
    if any(opening in html for opening in _SPECIAL):
        parts = _TOKEN.split(html)
        tags, sealed = parts[1::4], list(map(bool, parts[2::4]))
        names = [whole or plain for whole, plain in zip(parts[2::4], parts[3::4], strict=True)]
        tokens = Tokens(parts[0::4], tags, sealed, [_BORDERS.get(name, BLOCK) for name in names])
    else:
        parts = _TAG.split(html)
        tags = parts[1::3]
        tokens = Tokens(parts[0::3], tags, [False] * len(tags), [_BORDERS.get(name, BLOCK) for name in parts[2::3]])
    return _sealed(tokens) if " lang=" in html or " translate=" in html else tokens


def run(tokens: Tokens) -> str:
    """The texts as one, with a control character for each tag that parts words."""
    return "".join(chain.from_iterable(zip(tokens.texts, tokens.borders, strict=False))) + tokens.texts[-1]


def readable(page: str) -> str:
    """The text of HTML that conversion sees, a paragraph a line: what an audit of built pages reads."""
    return run(tokenize(page)).replace(BLOCK, "\n").replace(OBJECT, " ")


def _cut(rendering: Rendering, tokens: Tokens) -> list[str]:
    """The converted run in as many texts as before."""
    sizes = chain.from_iterable(zip(map(len, tokens.texts), map(len, tokens.borders), strict=False))
    places = list(accumulate(sizes))
    places.append((places[-1] if places else 0) + len(tokens.texts[-1]))
    if rendering.shifts:
        places = _moved(places, rendering.shifts)
    starts = [0, *places[1::2]]
    return [rendering.text[start:stop] for start, stop in zip(starts, places[0::2], strict=True)]


def _bracketed(texts: Iterable[str], opening: str, closing: str) -> Iterator[str]:
    """Texts in which a stretch that begins in one and ends in another has brackets in each; none are empty."""
    inside = False
    for text in texts:
        whole = (opening if inside else "") + text
        inside = whole.rfind(opening) > whole.rfind(closing)
        yield (whole + (closing if inside else "")).replace(opening + closing, "")


def _moved(places: list[int], shifts: Iterable[tuple[int, int, int]]) -> list[int]:
    """Where places of the source are in the output. One in a replaced range keeps its distance from the start."""
    moved: list[int] = []
    waiting = iter(shifts)
    start, end, size = next(waiting)
    offset, done = 0, False
    for place in places:
        while not done and place >= end:
            offset += size - (end - start)
            try:
                start, end, size = next(waiting)
            except StopIteration:
                done = True
        inside = not done and start < place
        moved.append(start + offset + min(place - start, size) if inside else place + offset)
    return moved


def _sealed(tokens: Tokens) -> Tokens:
    """Tokens with every element in another language or under translate="no" as one sealed tag."""
    texts, tags, sealed, borders = [tokens.texts[0]], [], [], []  # type: list[str], list[str], list[bool], list[str]
    inside, depth = "", 0
    for tag, seal, border, text in zip(tokens.tags, tokens.sealed, tokens.borders, tokens.texts[1:], strict=True):
        if depth:
            name = _name(tag)
            depth += 0 if seal or name != inside or tag.endswith("/>") else -1 if tag.startswith("</") else 1
            tags[-1] += tag
        else:
            tags.append(tag)
            sealed.append(seal)
            borders.append(border)
            texts.append("")
            if not seal and _is_foreign(tag):
                inside, depth = _name(tag), 1
                sealed[-1], borders[-1] = True, border or OBJECT
        if depth:
            tags[-1] += text
        else:
            texts[-1] += text
    return Tokens(texts, tags, sealed, borders)


def _is_foreign(tag: str) -> bool:
    """Whether a tag opens an element whose text is not the master's."""
    if tag.startswith(("</", "<!")) or tag.endswith("/>") or _name(tag) in _VOID:
        return False
    attributes = {match[1]: match[3] for match in _ATTRIBUTE.finditer(tag)}
    if attributes.get("translate") == "no":
        return True
    return "lang" in attributes and not _MASTER.fullmatch(attributes["lang"])


def _convert_attributes(tag: str, convert: _Convert) -> str:
    readable = _READABLE | {"content"} if tag.startswith("<meta") and _META.search(tag) else _READABLE

    def replace(match: re.Match[str]) -> str:
        name, quote, value = match[1], match[2], match[3]
        return f" {name}={quote}{convert(value)}{quote}" if name in readable else match[0]

    return _ATTRIBUTE.sub(replace, tag)


def _name(tag: str) -> str:
    match = _TAG_NAME.match(tag)
    return match[1] if match else ""


# Quoted values of attributes may hold “>”.
_TAG_PATTERN = r"""</?([a-zA-Z][^\s/>]*)[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>"""
_TAG = re.compile(f"({_TAG_PATTERN})")
# With comments and elements that are left alone as a whole: most pieces of a page have none, and go twice as fast.
_ALONE = "script|style|pre|code|kbd|samp|math|svg|textarea"
_TOKEN = re.compile(
    rf"(<!--.*?-->|<({_ALONE})\b[^>]*>.*?</\2\s*>|{_TAG_PATTERN}|<![^>]*>|<\?.*?\?>)",
    re.DOTALL,
)
_SPECIAL = ("<!", "<?", *(f"<{name}" for name in _ALONE.split("|")))
_TAG_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_ATTRIBUTE = re.compile(r"""\s([a-zA-Z:-]+)=(["'])(.*?)\2""", re.DOTALL)
_MASTER = re.compile(r"(?i)(?:zh|cmn)(?:-hans)?(?:-(?:cn|sg|my))?")
_READABLE_NAMES = "alt title aria-label aria-description aria-roledescription placeholder label summary"
_READABLE = frozenset(_READABLE_NAMES.split())
_META = re.compile(
    r"""(?:name|property)=["'](?:description|keywords|author|application-name|apple-mobile-web-app-title|og:title"""
    r"""|og:description|og:site_name|og:image:alt|twitter:title|twitter:description|twitter:image:alt)["']"""
)
_VOID_TAGS = "area base br col embed hr img input link meta source track wbr"
_VOID = frozenset(_VOID_TAGS.split())
# What a tag is to the words around it: nothing, or a thing between them. Any other tag ends the paragraph.
_INLINE_TAGS = (
    "a abbr b bdi bdo cite data del dfn em font i ins label mark q s small span strong sub sup time u var wbr"
)
_OBJECT_TAGS = "br button code img input kbd math object output picture rp rt ruby samp select svg"
_BORDERS: dict[str | None, str] = {
    None: "",  # a comment
    **dict.fromkeys(_INLINE_TAGS.split(), ""),
    **dict.fromkeys(_OBJECT_TAGS.split(), OBJECT),
}
