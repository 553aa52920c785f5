"""The pictures that texts show: files of `content/images/`, named from a text as `../images/NAME`.

A text keeps a picture's address as it was written; its page completes the element with all a browser wants to know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from html import escape, unescape
from urllib.parse import quote, unquote

from msgspec import Struct

from site_builder.content.casefile import front_matter, nodes_of
from site_builder.content.decode import Fault, problems_of
from site_builder.content.markdown import render_markdown
from site_builder.content.schema import FrontMatter
from site_builder.problem import Problem, Source, Span

FOLDER = "content/images/"
ORIGINALS, SIZES = "images/", "sizes/"  # where they stand on the site
# The column of text on a wide screen, the whole width of a small one.
LAYOUT = "(min-width: 50rem) 45rem, 100vw"

_IMAGE = re.compile(r'<img src="([^"]*)"([^>]*)>')
_OWN = re.compile(r"(?:\.\./)+images/([^?#]+)")


class Illustration(Struct, frozen=True):
    """A picture that a text shows: its path below `content/images/`, its width and height in pixels.

    `widths` are those of the smaller ones beside it.
    """

    path: str
    width: int
    height: int
    widths: tuple[int, ...] = ()


class Unfit(Struct, frozen=True):
    """Why a file is no picture for a page, and what to do about it."""

    message: str
    hint: str


class Showing(Struct, frozen=True):
    """A source that names pictures: in its text by their addresses, in its front matter by their files' names.

    `read` gives its text once more; only problems need it.
    """

    addresses: tuple[str, ...]
    files: tuple[str, ...]
    read: Callable[[], Source]


def addresses(html: str) -> tuple[str, ...]:
    """The addresses of the pictures in a text's HTML, each once, as they were written."""
    if "<img " not in html:
        return ()
    return tuple(dict.fromkeys(unquote(unescape(source)) for source, _ in _IMAGE.findall(html)))


def written(body: str) -> tuple[str, ...]:
    """The same of a text in Markdown."""
    return addresses(render_markdown(body).html) if "![" in body else ()


def own_path(address: str) -> str:
    """The path below `content/images/` that an address leads to, nothing for any other."""
    found = _OWN.fullmatch(address)
    return found[1] if found else ""


def files_of(meta: FrontMatter) -> tuple[str, ...]:
    """The files that a case's list of pictures names, one for each of the list."""
    return tuple(image.file or "" for image in meta.images)


def paths_of(showings: Iterable[Showing]) -> Iterator[str]:
    """The paths below `content/images/` that sources name."""
    for each in showings:
        yield from filter(None, map(own_path, each.addresses))
        yield from filter(None, each.files)


def illustrated(html: str, known: Mapping[str, Illustration], root: str) -> str:
    """A text with its pictures made ready for browsers; `root` leads from its page to the site's.

    All but one near the beginning are loaded when a reader comes near them.
    """
    if not known or "<img " not in html:
        return html
    first = html.index("<img ")
    is_near = html.count("<p ", 0, first) <= 2

    def complete(match: re.Match[str]) -> str:
        picture = known.get(own_path(unquote(unescape(match[1]))))
        if picture is None:
            return match[0]
        is_lazy = match.start() > first or not is_near
        return _element(picture, root, match[2], is_lazy)

    return _IMAGE.sub(complete, html)


def original_url(path: str) -> str:
    """The address of a picture below the site's root."""
    return ORIGINALS + quote(path)


def size_path(path: str, width: int) -> str:
    """Where a smaller picture stands on the site."""
    return f"{SIZES}{width}/{path}.webp"


def picture_problems(
    showings: Iterable[Showing], names: Collection[str], unfit: Mapping[str, Unfit]
) -> Iterator[Problem]:
    """Pictures that are named and not there, or cannot be shown; `names` are the files below `content/images/`."""
    for each in showings:
        wrong = {address: fault for address in each.addresses if (fault := _fault(address, names, unfit))}
        listed = [
            Fault(("images", number, "file"), fault.message, fault.hint)
            for number, file in enumerate(each.files)
            if file and (fault := _file_fault(file, names, unfit, ""))
        ]
        if wrong or listed:
            source = each.read()
            yield from (_problem(source, address, fault) for address, fault in wrong.items())
            yield from problems_of(listed, nodes_of(source), source) if listed else ()


def _element(picture: Illustration, root: str, rest: str, is_lazy: bool) -> str:
    source = escape(root + original_url(picture.path))
    attributes = f'width="{picture.width}" height="{picture.height}"'
    if picture.widths:
        urls = [f"{root}{quote(size_path(picture.path, width))} {width}w" for width in picture.widths]
        urls.append(f"{root}{original_url(picture.path)} {picture.width}w")
        attributes += f' srcset="{escape(", ".join(urls))}" sizes="{LAYOUT}"'
    loading = ' loading="lazy"' if is_lazy else ""
    return f'<img src="{source}"{rest} {attributes}{loading} decoding="async">'


def _fault(address: str, names: Collection[str], unfit: Mapping[str, Unfit]) -> Unfit | None:
    path = own_path(address)
    if path:
        return _file_fault(path, names, unfit, "../images/")
    name = re.split(r"[/\\]", re.split(r"[?#]", address)[0])[-1] or "NAME"
    hint = f"put it into {FOLDER} and write ../images/{name}"
    is_elsewhere = re.match(r"(?:https?:)?//", address, re.IGNORECASE)
    return Unfit("a picture of another site" if is_elsewhere else f"no picture of {FOLDER}", hint)


def _file_fault(path: str, names: Collection[str], unfit: Mapping[str, Unfit], start: str) -> Unfit | None:
    if path in names:
        return unfit.get(path)
    near = get_close_matches(path, sorted(names), 1)
    hint = f"did you mean {start}{near[0]}?" if near else "put the file there, or delete this"
    return Unfit(f"no such picture: {FOLDER}{path}", hint)


def _problem(source: Source, address: str, fault: Unfit) -> Problem:
    start = front_matter(source)[1]
    forms = (address, quote(address, safe="/:?#=&%"), escape(address))
    places = [(at, at + len(form)) for form in forms if (at := source.text.find(form, start)) >= 0]
    return Problem(fault.message, source, Span(*min(places)) if places else None, fault.hint)
