"""Templates of the desk's pages, each one HTML file that needs nothing else."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined


def render_template(name: str, **view: object) -> str:
    """A template with the values it may read."""
    return _ENVIRONMENT.get_template(name).render(view)


def _load(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")


_ENVIRONMENT = Environment(
    loader=FunctionLoader(_load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
