"""Assets as they are best published: small, and under names that tell their bytes, so that a browser may keep them.

Whatever refers to an asset by its path (`assets/site.css` in a template or a script, `url(seal.svg)` in a style sheet)
refers to its new name. So templates change with the assets they use, and the pages made of them are made again.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from hashlib import sha256

import msgspec
import rcssmin
import rjsmin

from site_builder.build.sources import ThemeFiles

FOLDER = "assets/"


def minified(theme: ThemeFiles) -> ThemeFiles:
    """The theme with style sheets and scripts made small, and each asset that a template names under a name of its own.

    An asset that is found by other ways only keeps its name: a script may put together what it asks for.
    """
    names: dict[str, str] = {}
    contents: dict[str, bytes] = {}
    named = _named(theme)
    for path in theme.assets:
        _publish(path, theme.assets, named, names, contents)
    templates = {
        name: msgspec.structs.replace(source, text=_renamed(source.text, names))
        for name, source in theme.templates.items()
    }
    assets = {names[path]: contents[path] for path in theme.assets}
    return msgspec.structs.replace(theme, templates=templates, assets=dict(sorted(assets.items())))


def _named(theme: ThemeFiles) -> frozenset[str]:
    """The assets that templates name, but for those of which a script knows the file's name alone."""
    texts = "\n".join(source.text for source in theme.templates.values())
    scripts = [_text(content) for path, content in theme.assets.items() if _is_script(path)]
    alone = _REFERENCE.sub("", "\n".join(scripts))
    return frozenset(
        path
        for path in _REFERENCE.findall(texts)
        if path in theme.assets and not re.search(rf"\b{re.escape(posixpath.basename(path))}\b", alone)
    )


def _publish(
    path: str, assets: Mapping[str, bytes], named: frozenset[str], names: dict[str, str], contents: dict[str, bytes]
) -> str:
    """Make an asset's bytes, after those that it refers to, and give its new path."""
    if path in names:
        return names[path]
    names[path] = path  # where two refer to each other, one knows the other by its plain name
    content = assets[path]
    text = _text(content)
    if path.endswith(".css") and text:

        def pointed(match: re.Match[str]) -> str:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), match[2]))
            if target not in assets:
                return match[0]
            there = _publish(target, assets, named | {target}, names, contents)
            return f"url({match[1]}{posixpath.relpath(there, posixpath.dirname(path) or '.')}{match[1]})"

        content = rcssmin.cssmin(_URL.sub(pointed, text)).encode()
    elif _is_script(path) and text:
        for other in _REFERENCE.findall(text):
            if other in named:
                _publish(other, assets, named, names, contents)
        content = rjsmin.jsmin(_renamed(text, names)).encode()
    contents[path] = content
    if path in named:
        start, ending = posixpath.splitext(path)
        names[path] = f"{start}.{sha256(content).hexdigest()[:10]}{ending}"
    return names[path]


def _text(content: bytes) -> str:
    """A text file's text, nothing for bytes that are none: those are left as they are."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return ""


def _is_script(path: str) -> bool:
    return path.endswith((".js", ".mjs"))


def _renamed(text: str, names: Mapping[str, str]) -> str:
    return _REFERENCE.sub(lambda match: FOLDER + names.get(match[1], match[1]), text)


_REFERENCE = re.compile(r"\bassets/([\w./-]*\w)")
_URL = re.compile(r"""url\((["']?)([^"')#?:]+)\1\)""")
