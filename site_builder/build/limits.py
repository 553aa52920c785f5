"""What no build should try: too long articles, exploding Markdown, names no file system holds, paths that meet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from site_builder.problem import BuildError, Problem, Source, Span

MAX_ARTICLE = 512 * 1024  # bytes of UTF-8
MAX_NAME = 200  # bytes of a path's part; file systems end at 255
# Brackets and the like cost markdown-it far more than prose, each as it may open something.
MAX_OPENINGS = 2_000
_OPENING = re.compile(r"[\[*_`<!~]")


def check_article(source: Source) -> None:
    """Refuse a case file that is too long or too dense to be an article; raises BuildError."""
    size = len(source.text.encode())
    if size > MAX_ARTICLE:
        hint = "split the article or leave out what is not its text"
        start = len(source.text.encode()[:MAX_ARTICLE].decode("utf-8", "ignore"))
        place = Span(start, start + 1)
        raise BuildError([Problem(f"{size} bytes are more than {MAX_ARTICLE}", source, place, hint)])
    openings = [found.start() for found in _OPENING.finditer(source.text)]
    if len(openings) > MAX_OPENINGS:
        place = Span(openings[MAX_OPENINGS], openings[MAX_OPENINGS] + 1)
        hint = "this is no prose; write \\ before signs that are meant as such, or delete them"
        raise BuildError([Problem(f"more than {MAX_OPENINGS} signs of Markdown in one article", source, place, hint)])


def check_paths(paths: Iterable[str], origins: Mapping[str, Problem]) -> list[Problem]:
    """Paths of the site that meet, on any file system, and names that are too long for one, each told once.

    `origins` tell where the paths are decided that a person chose freely.
    """
    found = (origins.get(problem.source.name.removeprefix("output/"), problem) for problem in _meeting(paths))
    return list({str(problem): problem for problem in found}.values())


def _meeting(paths: Iterable[str]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for path in paths:
        folded = unicodedata.normalize("NFKC", path).casefold() if not path.isascii() else path.lower()
        if folded in seen:
            first = seen[folded]
            meeting = "two pages for this address" if first == path else f"the same address as {first} on many systems"
            yield Problem(meeting, _source(path), None, "give one of them another name")
        seen[folded] = path
        if len(path.encode()) > MAX_NAME and any(len(part.encode()) > MAX_NAME for part in path.split("/")):
            yield Problem(
                "a name too long for many file systems", _source(path), None, f"{MAX_NAME} bytes are the most"
            )


def _source(path: str) -> Source:
    """The file that gives a path of the site its name, where one does."""
    path = re.sub(r"^sizes/[0-9]+/(.*)\.webp$", r"images/\1", path)
    for start, folder in (("images/", "content/images/"), ("assets/", "theme/assets/")):
        if path.startswith(start):
            return Source(folder + path.removeprefix(start), "")
    return Source(f"output/{path}", "")
