"""The theme: Jinja templates that see a view and the theme's strings, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from traceback import walk_tb

import msgspec
from jinja2 import Environment, TemplateError
from msgspec import Struct

from site_builder.build.flat import flat_template
from site_builder.build.sources import ThemeFiles
from site_builder.build.strings import Section, Strings
from site_builder.build.templates import compile_templates, environment_of, line_span
from site_builder.build.writers import Write, flat_code, flat_environment, writer
from site_builder.content.markdown import Rendered
from site_builder.pages import CaseView, File, Page, TextOf, View, text_view
from site_builder.problem import BuildError, Problem, Source

Texts = Mapping[TextOf, Rendered]


class Theme(Struct, frozen=True):
    """Templates ready to render, and the strings of each script by section and name.

    `closures` names for each template all that it is made of, itself first: what it extends, includes and imports.
    `flat` are quicker forms of some templates, by template and script.
    """

    environment: Environment
    sources: dict[str, Source]
    strings: dict[str, Section[Section[str]]]
    closures: dict[str, tuple[str, ...]]
    flat: Mapping[tuple[str, str], Write] = {}


def open_theme(files: ThemeFiles, strings: dict[str, Strings], cache: str = "") -> Theme:
    """The theme with all its templates compiled; raises BuildError with every syntax error.

    `cache` is a folder for compiled templates.
    """
    return open_templates(files, strings, compile_templates(files, cache), cache)


def open_templates(
    files: ThemeFiles, strings: dict[str, Strings], closures: dict[str, tuple[str, ...]], cache: str = ""
) -> Theme:
    """The theme without a look at its templates: they are sound and their closures known.

    `cache` is a folder for compiled templates.
    """
    sections = {tag: Section({name: Section(each) for name, each in told.items()}) for tag, told in strings.items()}
    return Theme(environment_of(files, cache), files.templates, sections, closures)


Codes = dict[str, dict[str, bytes]]  # compiled flat templates by name and script


def with_flat(theme: Theme, names: Iterable[str]) -> Theme:
    """The theme with quicker forms of templates that many pages have."""
    there = {name for name, _ in theme.flat}
    wanted = [name for name in names if name not in there]
    return with_codes(theme, flat_codes(theme.environment, theme.sources, theme.strings, wanted))


def flat_codes(
    plain: Environment,
    sources: Mapping[str, Source],
    strings: Mapping[str, Mapping[str, Mapping[str, str]]],
    names: Iterable[str],
) -> Codes:
    """Templates in one piece, compiled for each script; those of them that can be."""
    texts = {name: source.text for name, source in sources.items()}
    environment = flat_environment(plain, texts)
    flats = {name: flat for name in names if (flat := flat_template(environment, texts, name))}
    return {name: {tag: flat_code(flat, {"t": told}) for tag, told in strings.items()} for name, flat in flats.items()}


def with_codes(theme: Theme, codes: Codes) -> Theme:
    """The theme with quicker forms that are compiled already."""
    texts = {name: source.text for name, source in theme.sources.items()}
    environment = flat_environment(theme.environment, texts)
    found = {
        (name, tag): writer(environment, name, code) for name, scripts in codes.items() for tag, code in scripts.items()
    }
    return msgspec.structs.replace(theme, flat={**theme.flat, **found})


def render(theme: Theme, pages: Iterable[Page], texts: Texts) -> Iterator[File]:
    """The pages as files; raises BuildError after the last page, with each template's mistake told once."""
    problems: dict[str, Problem] = {}
    for page in pages:
        try:
            text = texts[page.text] if page.text else None
            yield File(page.path, render_page(theme, page.template, page.view(), text).encode())
        except BuildError as error:
            problems.update((str(problem), problem) for problem in error.problems if str(problem) not in problems)
    if problems:
        raise BuildError(problems.values())


def render_page(theme: Theme, template: str, view: View, text: Rendered | None) -> str:
    """A page as HTML from its view and, for a case, its text; raises BuildError at the line of the template."""
    fields = {name: getattr(view, name) for name in view.__struct_fields__}
    if text is not None:
        assert isinstance(view, CaseView)
        beside = text_view(view, text)
        fields.update((name, getattr(beside, name)) for name in beside.__struct_fields__)
    fields["t"] = theme.strings[view.frame.lang]
    write = theme.flat.get((template, view.frame.lang))
    if write is not None:
        try:
            return write(fields)
        except (AttributeError, LookupError, TypeError, TemplateError):
            pass  # the plain template tells what is wrong, or makes do
    try:
        return theme.environment.get_template(template).render(fields)
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError) as error:
        # A template may misuse a value in any of Python's ways.
        raise BuildError([_runtime_problem(theme, template, error)]) from None


def _runtime_problem(theme: Theme, template: str, error: Exception) -> Problem:
    """The problem at the innermost template line of the error's traceback."""
    name, line = template, 1
    for frame, number in walk_tb(error.__traceback__):
        # Jinja puts its templates into the traceback as frames of files by their names.
        if frame.f_code.co_filename in theme.sources:
            name, line = frame.f_code.co_filename, number
    if name not in theme.sources:
        raise BuildError([Problem("no such template", Source(f"theme/templates/{name}", ""), None, "add it")])
    source = theme.sources[name]
    word = re.search(r"'(\w+)' is undefined|no attribute '(\w+)'", str(error))
    message = re.sub(r"'[\w.]*?(\w+) object' has no attribute", r"a \1 has no", str(error))
    return Problem(f"template: {message}", source, line_span(source, line, word and (word[1] or word[2])))
