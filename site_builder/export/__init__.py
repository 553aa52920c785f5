"""The collection as data: tables, records, a vocabulary, places, and a descriptor of them all."""

from site_builder.export.case import CaseExport, case_files, public
from site_builder.export.collection import Contents, collection_files, file_names, media_type
from site_builder.export.vocabulary import Concept, Scheme

__all__ = [
    "CaseExport",
    "Concept",
    "Contents",
    "Scheme",
    "case_files",
    "collection_files",
    "file_names",
    "media_type",
    "public",
]
