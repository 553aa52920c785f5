"""Raw article to cleaned article: named steps that return edits, and the ledger that proves them."""

from site_builder.clean.ledger import Certainty, Edit, compose, replay

__all__ = ["Certainty", "Edit", "compose", "replay"]
