"""How cases are cited: one record, CSL-JSON, and every other form made from it."""

from site_builder.cite.bibtex import bibtex
from site_builder.cite.gb_t_7714 import gb_2015, gb_2025, gb_2025_author_date
from site_builder.cite.record import Record, cited_source, collection_record, edition_record, source_record
from site_builder.cite.ris import ris

__all__ = [
    "Record",
    "bibtex",
    "cited_source",
    "collection_record",
    "edition_record",
    "gb_2015",
    "gb_2025",
    "gb_2025_author_date",
    "ris",
    "source_record",
]
