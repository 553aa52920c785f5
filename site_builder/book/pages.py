"""The pages of a book, rendered: the same templates for both kinds, with other addresses."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from site_builder.book.body import xhtml
from site_builder.book.gather import Book, Chapter
from site_builder.build.filters import han_date

# The address of a chapter in the book.
Address = Callable[[Chapter], str]


def case_page(book: Book, chapter: Chapter, prefix: str, address: Address) -> Markup:
    """A case; `prefix` goes before all its ids."""
    known = {each.view.frame.canonical: each for each in book.chapters}

    def inside(page: str, place: str) -> str:
        if page in book.plates:
            return book.plates[page].name
        target = known.get(page)
        return _placed(address(target), place) if target else ""

    view, text = chapter.view, chapter.text
    body = Markup(xhtml(text.html, view.frame.canonical, prefix, inside, book.strings["book"]["picture"]))
    fields = {name: getattr(view, name) for name in view.__struct_fields__}
    shown = {**fields, "body": body, "lacunae": text.lacunae, "characters": text.characters, "prefix": prefix}
    return Markup(_ENVIRONMENT.get_template("case.xhtml").render(shown, t=book.strings))


def page(name: str, book: Book, address: Address) -> Markup:
    """A page that is not a case's: `title`, `contents`, `references`."""
    entries = [(chapter.view, address(chapter)) for chapter in book.chapters]
    return Markup(_ENVIRONMENT.get_template(f"{name}.xhtml").render(book=book, entries=entries, t=book.strings))


def document(name: str, **values: object) -> str:
    """A file of the book around its pages."""
    return _ENVIRONMENT.get_template(name).render(values)


def style(name: str) -> str:
    """A style sheet of the room."""
    return _load(name)


def _placed(address: str, place: str) -> str:
    """The address of a place in a chapter; a chapter that starts with `#` has its places under its own name."""
    if not place:
        return address
    return f"{address}-{place}" if address.startswith("#") else f"{address}#{place}"


def _load(name: str) -> str:
    return (files("site_builder.book") / "templates" / name).read_text("utf-8")


_ENVIRONMENT = Environment(
    loader=FunctionLoader(_load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.filters["han_date"] = han_date
