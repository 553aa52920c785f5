"""Names of files: which of them every file system, git and every web server can hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
# Windows gives paths 260 places, of which a short folder to clone into needs some.
LONGEST = 220
# The hidden names that mean something to a web server or to GitHub Pages.
HIDDEN = frozenset({".nojekyll", ".well-known"})


def fault(path: str) -> str | None:
    """Why a path, relative and with slashes, cannot be published; None where it can."""
    segments = path.split("/")
    if len(path.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST:
        return f"a path longer than {LONGEST} characters, which Windows cannot hold"
    for depth, segment in enumerate(segments):
        reason = _segment_fault(segment, depth)
        if reason:
            return reason
    return None


def _segment_fault(segment: str, depth: int) -> str | None:
    if any("\ud800" <= character <= "\udfff" for character in segment):
        return "a name that is not UTF-8"
    if any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") for character in segment):
        return "an invisible character in the name"
    if not unicodedata.is_normalized("NFC", segment):
        return "a name that is not in Unicode's normal form C"
    if set(segment) & set('\\:*?"<>|'):
        return "a character in the name that Windows cannot hold"
    if segment.endswith((".", " ")) or _DEVICE.fullmatch(segment):
        return "a name that Windows cannot hold"
    if segment.casefold() in (".git", "git~1"):
        return "a name that git cannot hold"
    if segment.startswith(".") and not (depth == 0 and segment in HIDDEN):
        return "a hidden file"
    return None


def collisions(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of paths that are one on a file system which ignores case or Unicode's forms."""
    spellings: dict[str, str] = {}
    for path in sorted(paths):
        segments = path.split("/")
        for end in range(1, len(segments) + 1):
            spelling = "/".join(segments[:end])
            other = spellings.setdefault(unicodedata.normalize("NFKC", spelling).casefold(), spelling)
            if other != spelling:
                yield other, path
                break
