"""Pages of the site's own: `content/pages/<slug>.md`, a title and a text."""

from __future__ import annotations

from msgspec import Struct

from site_builder.content.casefile import front_matter
from site_builder.content.decode import decode
from site_builder.content.schema import Id, Strict
from site_builder.problem import Source
from site_builder.script.texts import Text
from site_builder.strict_yaml import parse_yaml


class ProseMatter(Strict, frozen=True, kw_only=True):
    """The fields above a page's text; `order` is its place in the navigation."""

    slug: Id
    title: Text
    summary: Text = ""
    order: int = 0


class Prose(Struct, frozen=True):
    """A page of the site's own: its fields, its text in Markdown, and the file it stands in."""

    source: Source
    meta: ProseMatter
    body: str


def parse_prose(source: Source) -> Prose:
    """The page in a file's text; raises BuildError."""
    start, end = front_matter(source)
    meta = decode(parse_yaml(source, start, end), ProseMatter, source)
    return Prose(source, meta, source.text[end + len("---\n") :])
