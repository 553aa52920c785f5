"""The desk: what a curator looks at while repairing a text. Never part of the published site."""

from site_builder.desk.review import Review, review, review_html
from site_builder.desk.work import Work, work, work_html

__all__ = ["Review", "Work", "review", "review_html", "work", "work_html"]
