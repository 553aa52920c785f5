"""Books: cases of a collection as EPUB 3 and as PDF, in one script, with their references and their provenance."""

from site_builder.book.epub import epub
from site_builder.book.gather import Book, Chapter, gather
from site_builder.book.print import PAPERS, pdf

__all__ = ["PAPERS", "Book", "Chapter", "epub", "gather", "pdf"]
