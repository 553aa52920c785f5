"""Flat templates write what the plain ones write, and leave alone what they cannot settle."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest
from jinja2 import Environment, FunctionLoader, StrictUndefined

from site_builder.build.disk import read_sources
from site_builder.build.flat import flat_template
from site_builder.build.scripts import open_scripts
from site_builder.build.stages import in_script, lay_out, load, parse
from site_builder.build.theme import open_theme, render, with_flat
from site_builder.build.writers import NOTHING, Write, flat_code, flat_environment, writer
from site_builder.pages import TextOf
from tests.conftest import ROOT


def environment(texts: dict[str, str]) -> Environment:
    made = Environment(loader=FunctionLoader(texts.get), autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    return made


def written(plain: Environment, texts: dict[str, str], name: str, known: Mapping[str, object] = NOTHING) -> Write:
    environment = flat_environment(plain, texts)
    flat = flat_template(environment, texts, name)
    assert flat is not None
    return writer(environment, name, flat_code(flat, known))


@pytest.mark.parametrize("root", ["mini", "own"])
def test_every_page_of_a_site_is_the_same_from_flat_templates(mini: Path, root: str) -> None:
    sources = read_sources(mini if root == "mini" else ROOT)
    loaded = load(sources, [])
    scripts = open_scripts(loaded.site, loaded.glossaries, loaded.vocabularies)
    cases = [parse(source) for source in sources.cases]
    written = {tag: [in_script(case, script) for case in cases] for tag, script in scripts.items()}
    layout = lay_out(
        loaded, {tag: {case.meta.id: case.meta for case in each} for tag, each in written.items()}, scripts
    )
    texts = {TextOf(tag, case.meta.id): case.text for tag, each in written.items() for case in each}
    plain = open_theme(sources.theme, layout.strings)
    names = {page.template for page in layout.pages}
    flat = with_flat(plain, names)
    assert flat.flat.keys() == {(name, tag) for name in names for tag in layout.strings}
    flat = msgspec.structs.replace(flat, environment=Environment())  # none to fall back upon
    assert list(render(flat, layout.pages, texts)) == list(render(plain, layout.pages, texts))


BASE = "<{% block title %}none{% endblock %}>{% block main %}{% endblock %}{% include 'foot' %}"
TEMPLATES = {
    "child": "{% extends 'base' %}{% from 'list' import rows %}lost{% block main %}{{ rows(many) }}{% endblock %}",
    "grandchild": "{% extends 'child' %}{% block title %}{{ one.two }}{% set x = 1 %}{{ x }}{% endblock %}",
    "repeated": "{% for each in many %}{% include 'each' %}{% else %}nothing{% endfor %}",
    "conditional": "{% if one %}{% block some %}some{% endblock %}{% elif many %}{% include 'foot' %}{% endif %}",
    "macro": "{% macro tree(of) %}{% for n in of %}[{{ tree(of[1:]) }}]{% endfor %}{% endmacro %}{{ tree(many) }}",
    "escaped": "{{ '<' ~ one.two }}{{ one.two | upper }}{{ one['two'] }}{{ many[0] }}{{ many[-1:] }}{{ 1 < 2 }}",
}
SHARED = {
    "base": BASE,
    "foot": "foot {{ one.two }}",
    "each": "{{ each }};",
    "list": "{% macro rows(of) %}{% for m in of %}{{ m }}{% if not loop.last %},{% endif %}{% endfor %}{% endmacro %}",
}
FIELDS = [
    {"one": {"two": "<&'\">"}, "many": ["a", "<b>", "c"]},
    {"one": {"two": ""}, "many": ["a"]},
    {"one": {"two": 5}, "many": [None, 2.5]},
]


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("fields", FIELDS)
def test_a_flat_template_writes_what_jinja_writes(name: str, fields: dict[str, object]) -> None:
    texts = {**SHARED, **TEMPLATES}
    plain = environment(texts)
    write = written(plain, texts, name)

    class One(dict[str, object]):
        __getattr__ = dict.__getitem__

    told = {**fields, "one": One(fields["one"])}  # type: ignore[call-overload]
    assert write(dict(told)) == plain.get_template(name).render(told)


@pytest.mark.parametrize(
    "text",
    [
        "{% extends name %}",
        "{% extends 'base' %}{% block main %}{{ super() }}{% endblock %}",
        "{% extends 'base' %}{% set x = 1 %}{% block main %}{{ x }}{% endblock %}",
        "before{% extends 'base' %}",
        "{% include ['a', 'b'] %}",
        "{% include 'foot' ignore missing %}",
        "{% include 'foot' without context %}",
        "{% include 'absent' %}",
        "{% include 'itself' %}",
        "{% for each in many %}{% block some %}{% endblock %}{% endfor %}",
        "{% for each in many %}{% include 'list' %}{% endfor %}",
        "{% with x = 1 %}{% include 'foot' %}{% endwith %}",
    ],
)
def test_what_only_the_making_of_a_page_settles_is_left_to_jinja(text: str) -> None:
    texts = {**SHARED, "itself": text}
    assert flat_template(flat_environment(environment(texts), texts), texts, "itself") is None


def test_a_mistake_is_told_by_the_plain_template() -> None:
    texts = {"a": "{{ one.absent }}"}
    write = written(environment(texts), texts, "a")
    with pytest.raises(AttributeError):
        write({"one": "text"})


KNOWN = {"t": {"list": {"one": "<a>", "two": ""}, "name": "x"}}


@pytest.mark.parametrize(
    "text",
    [
        "{{ t.list.one }}{{ t['list'].two }}{{ t.name | upper }}{% if t.list.two %}no{% endif %}{{ t.list[one.two] }}",
        "{% for t in many %}{{ t[:1] }}{% endfor %}{{ t.list.one }}",
        "{% macro told(t) %}{{ t.name }}{% endmacro %}{{ told(t) }}{{ t.list.one }}",
        "{{ one.two if one.two is defined else t.name }}{{ t.name ~ '<' }}",
    ],
)
def test_known_strings_are_part_of_a_flat_template(text: str) -> None:
    class Strings(dict[str, object]):
        __getattr__ = dict.__getitem__

    strings = Strings({**KNOWN["t"], "list": Strings(KNOWN["t"]["list"])})  # type: ignore[dict-item]
    fields = {"t": strings, "one": Strings({"two": "one"}), "many": ["abc"]}
    plain = environment({"a": text})
    write = written(plain, {"a": text}, "a", {"t": strings})
    assert write(dict(fields)) == plain.get_template("a").render(fields)


def test_a_name_that_is_no_field_is_told_by_the_plain_template() -> None:
    write = written(environment({}), {"a": "{{ absent }}"}, "a")
    with pytest.raises(KeyError):
        write({})
