"""The desk's own pages: templates that come with the package and are no theme's business."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from site_builder.desk.reasons import in_chinese


def render(name: str, **values: object) -> str:
    """A page of the desk; what a mirror or a curator wrote is always text in it."""
    return _ENVIRONMENT.get_template(name).render(values)


def _load(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")


_ENVIRONMENT = Environment(
    loader=FunctionLoader(_load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.filters["in_chinese"] = in_chinese
