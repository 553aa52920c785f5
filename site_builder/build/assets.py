"""Assets as they are best published: small, and under names that tell their bytes, so that a browser may keep them.

Whatever refers to an asset refers to its new name: `assets/site.css` in a template or a script, `"./other.js"` in a
script, `url(seal.svg)` in a style sheet. So templates change with the assets they use, and the pages made of them are
made again.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256

import msgspec
import rcssmin
import rjsmin

from site_builder.build.sources import ThemeFiles

FOLDER = "assets/"


def minified(theme: ThemeFiles) -> ThemeFiles:
    """The theme with style sheets and scripts made small, and each asset that another file names renamed by its bytes.

    An asset that is found by other ways only keeps its name: a script may put together what it asks for.
    """
    press = _Press(theme.assets, _named(theme))
    names = {path: press.publish(path) for path in theme.assets}
    templates = {
        name: msgspec.structs.replace(source, text=_renamed(source.text, names))
        for name, source in theme.templates.items()
    }
    assets = {names[path]: press.contents[path] for path in theme.assets}
    return msgspec.structs.replace(theme, templates=templates, assets=dict(sorted(assets.items())))


def _named(theme: ThemeFiles) -> frozenset[str]:
    """The assets that other files name, but for those of which a script knows the file's name alone."""
    texts = {path: _text(content) for path, content in theme.assets.items()}
    scripts = "\n".join(text for path, text in texts.items() if _is_script(path))
    alone = _RELATIVE.sub("", _REFERENCE.sub("", scripts))
    templates = "\n".join(source.text for source in theme.templates.values())
    named = {
        *_REFERENCE.findall(templates),
        *(target for path, text in texts.items() for target in _targets(path, text)),
    }
    return frozenset(
        path for path in named & texts.keys() if not re.search(rf"\b{re.escape(posixpath.basename(path))}\b", alone)
    )


def _targets(path: str, text: str) -> Iterator[str]:
    """What a style sheet or a script asks for, counted from where it stands itself."""
    pattern = _URL if path.endswith(".css") else _RELATIVE if _is_script(path) else None
    for _, target in pattern.findall(text) if pattern else ():
        yield _beside(path, target)


class _Press:
    """Assets at work: each is made after those that it names. Of two that name each other one keeps its name."""

    def __init__(self, assets: Mapping[str, bytes], named: frozenset[str]) -> None:
        self.contents: dict[str, bytes] = {}
        self._assets, self._named = assets, set(named)
        self._names: dict[str, str] = {}
        self._begun: set[str] = set()

    def publish(self, path: str) -> str:
        """Make an asset's bytes and give its new path."""
        if path in self._names:
            return self._names[path]
        if path in self._begun:
            self._named.discard(path)
            return path
        self._begun.add(path)
        content = self._made(path, self._assets[path])
        self.contents[path] = content
        start, ending = posixpath.splitext(path)
        is_named = path in self._named
        self._names[path] = f"{start}.{sha256(content).hexdigest()[:10]}{ending}" if is_named else path
        return self._names[path]

    def _made(self, path: str, content: bytes) -> bytes:
        text = _text(content)
        if path.endswith(".css") and text:
            small: str = rcssmin.cssmin(self._pointed(_URL, path, text))
        elif _is_script(path) and text:
            used = {other: self.publish(other) for other in _REFERENCE.findall(text) if other in self._named}
            small = rjsmin.jsmin(_renamed(self._pointed(_RELATIVE, path, text), used))
        else:
            return content
        return small.encode()

    def _pointed(self, pattern: re.Pattern[str], path: str, text: str) -> str:
        """A text whose references, which count from where it stands, lead to the new names."""

        def point(match: re.Match[str]) -> str:
            target = _beside(path, match[2])
            if target not in self._assets:
                return match[0]
            there = posixpath.relpath(self.publish(target), posixpath.dirname(path) or ".")
            dot = "./" if match[2].startswith("./") else ""
            return match[0].replace(match[2], dot + there)

        return pattern.sub(point, text)


def _beside(path: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


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
_RELATIVE = re.compile(r"""(["'])(\.{1,2}/[\w./-]*\w)\1""")
