"""The desk: what a curator looks at while repairing a text. Never part of the published site."""

from site_builder.desk.review import Review, open_doubts, review, review_html
from site_builder.desk.work import Entry, Work, read_entry, work, work_html

__all__ = ["Entry", "Review", "Work", "open_doubts", "read_entry", "review", "review_html", "work", "work_html"]
