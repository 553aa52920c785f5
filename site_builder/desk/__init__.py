"""The desk: what a curator looks at while repairing a text. Never part of the published site."""

from site_builder.desk.review import Review, review, review_html

__all__ = ["Review", "review", "review_html"]
