"""`site-builder init`."""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from site_builder.build.disk import write_text
from site_builder.cli.fields import Form, document
from site_builder.cli.options import base_url_option
from site_builder.config import parse_site
from site_builder.problem import Source

# What a new folder may hold already: whoever starts with a repository starts with this.
_HARMLESS = {".git"}
_SCHEMAS = {
    "content/case.schema.json": Form.CASE_SCHEMA,
    "content/vocabulary.schema.json": Form.VOCABULARY_SCHEMA,
}


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", default="社区案例集", show_default=True, help="What the collection is called.")
@click.option(
    "--seal", default="", metavar="四字", help="The characters of its seal; by default its title's first four."
)
@base_url_option
def init(folder: Path, title: str, seal: str, base_url: str) -> None:
    """Make a new collection in FOLDER: configuration, vocabularies, one example case, a page about it.

    It needs no theme: it has the one that comes with the program, and changes of its own are laid over that.

    \b
    Examples:
      site-builder init 我的案例集
      site-builder init cases --title 花园案例集 --base-url https://user.github.io/cases/
    """
    if folder.exists() and {path.name for path in folder.iterdir()} - _HARMLESS:
        raise click.ClickException(f"{folder} is not empty and nothing is ever overwritten; name a new folder")
    texts = dict(_texts(files("site_builder.cli") / "starter"))
    texts["site.toml"] = _site(texts["site.toml"], title, seal, base_url)
    texts[".gitignore"] = texts.pop("gitignore")
    texts |= {name: document(form) for name, form in _SCHEMAS.items()}
    for name, text in sorted(texts.items()):
        write_text(folder / name, text)
    click.echo(f"{folder}: a new collection of {len(texts)} files; what now?")
    click.echo(f"  cd {folder}\n  site-builder serve      # look at it, and write\n  site-builder build      # output/")


def _texts(folder: Traversable, start: str = "") -> list[tuple[str, str]]:
    """The files below a folder of the package, by their paths there."""
    found: list[tuple[str, str]] = []
    for entry in folder.iterdir():
        name = f"{start}{entry.name}"
        found += _texts(entry, f"{name}/") if entry.is_dir() else [(name, entry.read_text("utf-8"))]
    return found


def _site(text: str, title: str, seal: str, base_url: str) -> str:
    """The configuration with these values; raises BuildError where one cannot be."""
    values = {
        "title": title,
        "seal": seal or _seal(title),
        "base_url": base_url or "https://example.org/",
    }
    # A TOML string is a JSON string, but for what JSON may leave as it is.
    quoted = {name: json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f") for name, value in values.items()}
    written = text.format(**quoted)
    parse_site(Source("site.toml", written))
    return written


def _seal(title: str) -> str:
    han = "".join(character for character in title if "\u4e00" <= character <= "\u9fff")
    return han[:4] if len(han) >= 4 else "社区案例"
