"""Bytes of any kind to the raw article a cleaner works on: encodings, the article of a page, archives."""

from site_builder.extract.encoding import Decoded, Evidence, Undecodable, decode, encode, problems
from site_builder.extract.joined import gather, join
from site_builder.extract.page import Page, raw_article, read_page
from site_builder.extract.raw import Raw, Reading, head_line, read_html, read_plain, read_raw
from site_builder.extract.records import ARCHIVES, Form, Record, read_records
from site_builder.extract.series import Part, continued, split_address
from site_builder.extract.stated import Stated, Where

__all__ = [
    "ARCHIVES",
    "Decoded",
    "Evidence",
    "Form",
    "Page",
    "Part",
    "Raw",
    "Reading",
    "Record",
    "Stated",
    "Undecodable",
    "Where",
    "continued",
    "decode",
    "encode",
    "gather",
    "head_line",
    "join",
    "problems",
    "raw_article",
    "read_html",
    "read_page",
    "read_plain",
    "read_raw",
    "read_records",
    "split_address",
]
