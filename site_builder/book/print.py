"""A book as PDF: one document, set by WeasyPrint in pages with running heads and page numbers."""

from __future__ import annotations

from hashlib import sha256

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
        from weasyprint.urls import URLFetcherResponse
    except (ImportError, OSError) as error:
        raise NoPrinterError(str(error)) from None
    text = print_html(book, paper)
    plates = {_DESK + plate.name: plate for plate in book.plates.values()}

    def fetch(url: str, *_: object, **__: object) -> URLFetcherResponse:
        if url not in plates:
            raise ValueError(f"a book fetches nothing: {url}")
        return URLFetcherResponse(url, plates[url].content, {"Content-Type": plates[url].media_type})

    digest = sha256(b"\0".join([text.encode(), *(plate.content for plate in plates.values())])).digest()
    written = HTML(string=text, base_url=_DESK, url_fetcher=fetch).write_pdf(
        pdf_identifier=digest[:16], pdf_variant="pdf/ua-1"
    )
    assert isinstance(written, bytes)
    return written


# Where the pictures lie while the book is set: an address that nobody has.
_DESK = "https://book.invalid/"
