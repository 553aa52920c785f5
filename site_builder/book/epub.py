"""A book as EPUB 3.3: XHTML files and pictures, their list and order, in a ZIP whose bytes depend on the book alone.

Written by hand: the container is a dozen lines, and the libraries for it put the clock and random names into it.
"""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from site_builder.book.gather import Book, Chapter
from site_builder.book.pages import case_page, document, page, style


def epub(book: Book) -> bytes:
    """The bytes of the book's file."""
    spine = {"title.xhtml": (book.title, page("title", book, _file))}
    spine |= {_file(each): (each.view.title, case_page(book, each, "", _file)) for each in book.chapters}
    spine["references.xhtml"] = (book.strings["book"]["references"], page("references", book, _file))
    places = [(title, name) for name, (title, _) in spine.items()]
    files = {
        "META-INF/container.xml": document("container.xml"),
        "book/package.opf": document("package.opf", book=book, spine=list(spine)),
        "book/nav.xhtml": document("nav.xhtml", book=book, entries=places),
        "book/style.css": style("book.css") + style("screen.css"),
    }
    for name, (title, body) in spine.items():
        files[f"book/{name}"] = document("page.xhtml", book=book, title=title, body=body)
    plates = {f"book/{plate.name}": plate.content for plate in book.plates.values()}
    return _zipped({name: text.encode() for name, text in files.items()} | plates)


def _file(chapter: Chapter) -> str:
    return f"case-{chapter.id}.xhtml"


def _zipped(files: dict[str, bytes]) -> bytes:
    """A container: what it is comes first and is not packed, so that it can be told by its beginning."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(_entry("mimetype", ZIP_STORED), b"application/epub+zip")
        for name, content in files.items():
            archive.writestr(_entry(name, ZIP_DEFLATED), content, compresslevel=9)
    return out.getvalue()


def _entry(name: str, kind: int) -> ZipInfo:
    entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type, entry.create_system, entry.external_attr = kind, 3, 0o644 << 16
    return entry
