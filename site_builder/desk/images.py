"""What a curator should know of the pictures: which no text shows, and which tell more than one sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set

from site_builder.content.illustrations import FOLDER
from site_builder.content.quality import Finding, Kind
from site_builder.images import tells_place
from site_builder.problem import Problem, Source


def image_findings(images: Mapping[str, Callable[[], bytes]], shown: Set[str]) -> Iterator[Finding]:
    """Every shortcoming of the files below `content/images/`; `shown` are those that a text or a list names."""
    for path, read in sorted(images.items()):
        if path not in shown:
            yield _finding(path, "no text shows it, so it is not published", "show it, or delete it")
        elif tells_place(read()):
            hint = "delete the place from the file, unless all may know it: originals are published as they are"
            yield _finding(path, "tells where it was taken", hint)


def _finding(path: str, message: str, hint: str) -> Finding:
    return Finding(Kind.IMAGE, Problem(message, Source(FOLDER + path, ""), None, hint))
