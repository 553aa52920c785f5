"""Raw article to cleaned article: named steps that return edits, and the ledger that proves them."""

from site_builder.clean.ledger import Certainty, Edit, compose, replay
from site_builder.clean.model import Cleaned, Field, Found, Statement, Step
from site_builder.clean.pipeline import STEPS, clean
from site_builder.clean.summary import Count, Dropped, Summary, summary

__all__ = [
    "STEPS",
    "Certainty",
    "Cleaned",
    "Count",
    "Dropped",
    "Edit",
    "Field",
    "Found",
    "Statement",
    "Step",
    "Summary",
    "clean",
    "compose",
    "replay",
    "summary",
]
