"""A book as PDF: one document, set by WeasyPrint in pages with running heads and page numbers."""

from __future__ import annotations

from hashlib import sha256
from typing import NoReturn

from markupsafe import Markup

from site_builder.book.gather import Book, Chapter
from site_builder.book.pages import case_page, document, page, style

PAPERS = ("A5", "A4")


class NoPrinterError(Exception):
    """WeasyPrint, or one of the libraries it calls, is not there."""


def print_html(book: Book, paper: str) -> str:
    """The document that is set; `paper` is one of PAPERS."""
    numbers = {chapter.id: number for number, chapter in enumerate(book.chapters, 1)}

    def address(chapter: Chapter) -> str:
        return f"#c{numbers[chapter.id]}"

    cases = [case_page(book, each, f"c{numbers[each.id]}-", address) for each in book.chapters]
    parts = [page("title", book, address), page("contents", book, address), *cases, page("references", book, address)]
    css = f"@page {{ size: {paper} }}\n{style('book.css')}{style('print.css')}"
    return document("print.html", book=book, css=Markup(css), body=Markup("\n").join(parts))


def pdf(book: Book, paper: str) -> bytes:
    """The bytes of the book's file; raises NoPrinterError."""
    try:
        from weasyprint import HTML  # an extra, and slow to import
    except (ImportError, OSError) as error:
        raise NoPrinterError(str(error)) from None
    text = print_html(book, paper)
    written = HTML(string=text, url_fetcher=_nothing).write_pdf(
        pdf_identifier=sha256(text.encode()).digest()[:16], pdf_variant="pdf/ua-1"
    )
    assert isinstance(written, bytes)
    return written


def _nothing(url: str, *_: object, **__: object) -> NoReturn:
    raise ValueError(f"a book fetches nothing: {url}")
