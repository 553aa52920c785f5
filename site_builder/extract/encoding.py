"""Bytes to text: the byte order mark, what is declared, and what the bytes themselves say, in this order of trust.

`gb2312` and `gbk` are read as GB18030, which holds both; `big5` with the Hong Kong supplement. What is declared holds
only while the bytes agree: mirrors declare one charset and send another. Bytes that are no character are kept beside
the text, so that nothing is lost: `encode(decode(content, name)) == content` for UTF-8, UTF-16 and GB18030.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from site_builder.problem import Problem, Source, Span


class Evidence(StrEnum):
    """Why a text was read in its encoding."""

    MARK = "the byte order mark"
    TRANSPORT = "declared by the server"
    PAGE = "declared by the page"
    VALID = "the bytes are valid UTF-8"
    MEASURED = "measured: the other encodings read worse"


class Undecodable(Struct, frozen=True):
    """Bytes that are no character in the encoding; `place` is where U+FFFD stands for them in the text."""

    place: int
    content: bytes


class Decoded(Struct, frozen=True):
    """A text, the encoding it was read in as Python names it, why, and the bytes that are none of its characters."""

    source: Source
    encoding: str
    evidence: Evidence
    undecodable: tuple[Undecodable, ...] = ()


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SUPERSETS = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    **dict.fromkeys(("big5", "big5hkscs", "cp950"), "big5hkscs"),
    **dict.fromkeys(("ascii", "utf-8", "latin-1", "iso8859-1", "cp1252"), ""),  # declared everywhere, and says nothing
}
_LABEL = re.compile(
    rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml\b[^>]{0,100}?\bencoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_HEAD = 8192  # bytes that a page's declaration must stand in
_SAMPLE = 1 << 16  # bytes that are enough to tell encodings apart
_MOST_SHOWN = 20
_ESCAPED = re.compile("[\udc00-\udcff]+")
_ERRORS = "site_builder.extract.undecodable"
_CHINESE = 0.8  # what reads worse is no Chinese, or holds mostly rare characters
_WIDE = ("utf-16-le", "utf-16-be")
_READ = frozenset(("utf-8", "gb18030", "big5hkscs", *_WIDE))
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_PAIRS = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_CLOSE = 0.05  # a declared encoding may read this much worse than the best one


def decode(content: bytes, name: str, declared: str = "") -> Decoded:
    """The text of a file of any encoding; `declared` is the charset that came with it, not within it."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], name, encoding, Evidence.MARK)
    encoding, evidence = _encoding(content, declared)
    return _decoded(content, name, encoding, evidence)


def encode(decoded: Decoded) -> bytes:
    """The bytes that a text was read from."""
    text = decoded.source.text
    mark = next((mark for mark, encoding in _MARKS if encoding == decoded.encoding), b"")
    parts = [mark if decoded.evidence is Evidence.MARK else b""]
    done = 0
    for lost in decoded.undecodable:
        parts += text[done : lost.place].encode(decoded.encoding), lost.content
        done = lost.place + 1
    return b"".join([*parts, text[done:].encode(decoded.encoding)])


def problems(decoded: Decoded) -> tuple[Problem, ...]:
    """What could not be decoded, each at its place; a file full of it is told once."""
    source, lost = decoded.source, decoded.undecodable
    shown = tuple(
        Problem(
            f"{' '.join(f'{byte:02X}' for byte in each.content[:8])} is no character in {decoded.encoding}",
            source,
            Span(each.place, each.place + 1),
            "the bytes are kept in the raw file; U+FFFD stands for them",
        )
        for each in lost[:_MOST_SHOWN]
    )
    more = f"{len(lost) - _MOST_SHOWN} more places hold no character in {decoded.encoding}"
    return (*shown, Problem(more, source)) if len(lost) > _MOST_SHOWN else shown


def _decoded(content: bytes, name: str, encoding: str, evidence: Evidence) -> Decoded:
    text = content.decode(encoding, _ERRORS)
    parts: list[str] = []
    lost: list[Undecodable] = []
    done = length = 0
    for found in _ESCAPED.finditer(text):
        parts += text[done : found.start()], "\ufffd"
        length += found.start() - done
        lost.append(Undecodable(length, bytes(ord(character) - 0xDC00 for character in found[0])))
        done = found.end()
        length += 1
    return Decoded(Source(name, "".join([*parts, text[done:]])), encoding, evidence, tuple(lost))


def _escape(error: UnicodeError) -> tuple[str, int]:
    """Undecodable bytes as the lone surrogates U+DC00 to U+DCFF, which no decoder yields."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(_ERRORS, _escape)


def _encoding(content: bytes, declared: str) -> tuple[str, Evidence]:
    if _is_utf8(content):
        return "utf-8", Evidence.VALID
    sample = _sample(content)
    candidates = dict.fromkeys(("utf-8", "gb18030", "big5hkscs", *(_WIDE if _may_be_wide(sample) else ())))
    labels = [(known_encoding(declared), Evidence.TRANSPORT)]
    labels += [(known_encoding(label), Evidence.PAGE) for label in _labels(content)]
    candidates |= {encoding: None for encoding, _ in labels if encoding}
    scores = {encoding: _likeness(sample.decode(encoding, "replace")) for encoding in candidates}
    best = max(scores, key=lambda encoding: scores[encoding])
    for encoding, evidence in labels:
        if encoding and scores[encoding] >= scores[best] - _CLOSE:
            return encoding, evidence
    return _foreign(sample, labels, best) if scores[best] < _CHINESE else (best, Evidence.MEASURED)


def _may_be_wide(sample: bytes) -> bool:
    """Whether bytes may be UTF-16: pairs of ASCII letters read as Chinese too, but they come without high bytes."""
    high = sum(byte >= 0x80 for byte in sample)
    return high * 5 >= len(sample) or sample.count(b"\0") * 20 >= len(sample)


def _foreign(sample: bytes, labels: Iterable[tuple[str, Evidence]], best: str) -> tuple[str, Evidence]:
    """The encoding of what hardly reads like Chinese: the declared one, or Latin where high bytes stand alone."""
    for encoding, evidence in labels:
        if encoding and encoding not in _READ and "\ufffd" not in sample[:-4].decode(encoding, "replace"):
            return encoding, evidence
    if len(_ALONE.findall(sample)) * 2 > sum(byte >= 0x80 for byte in sample):
        return "cp1252", Evidence.MEASURED
    broken = sample.decode("utf-8", "replace").count("\ufffd")
    return ("utf-8" if broken * 4 < len(_PAIRS.findall(sample)) else best), Evidence.MEASURED


def _sample(content: bytes) -> bytes:
    """The first bytes that tell something; where the sample is cut a character may be, which weighs nothing."""
    found = re.search(rb"[\x80-\xff\0]", content)
    start = max(0, found.start() - 1) & ~1 if found else 0
    return content[start : start + _SAMPLE]


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    # Text in UTF-16 without a mark may be valid UTF-8, full of NULs.
    return content[:_SAMPLE].count(b"\0") * 20 < len(content[:_SAMPLE]) or not content


def known_encoding(label: str) -> str:
    """What a declared charset is read as; nothing for one that is unknown, no text, or declared everywhere."""
    try:
        found = codecs.lookup(label.strip().strip("\"'"))
    except (LookupError, ValueError):
        return ""
    if not found._is_text_encoding or found.name in ("utf-7", "idna", "punycode", "undefined", "mbcs", "oem"):
        return ""
    if "escape" in found.name or found.name.startswith("utf-16") or found.name.startswith("utf-32"):
        return ""
    return _SUPERSETS.get(found.name, found.name)


def _labels(content: bytes) -> list[str]:
    return [(found[1] or found[2]).decode("ascii", "replace") for found in _LABEL.finditer(content[:_HEAD])]


def _common_han() -> frozenset[str]:
    """The characters that either national standard puts in its first level: 3,755 simplified, 5,401 traditional."""
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    simplified = bytes(byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for byte in (row, cell))
    traditional = bytes(byte for row in range(0xA4, 0xC6) for cell in trails for byte in (row, cell))
    return frozenset(simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore"))


_COMMON = _common_han()
_USUAL = re.compile(r"[\u2014\u2018-\u201d\u2026\u00b7\u3000-\u3017\uff01-\uff5e]")


def _likeness(text: str) -> float:
    """How much a text reads like Chinese: 1 where every character beyond ASCII is common, below 0 for noise."""
    counts = Counter(text)
    total = score = 0.0
    for character, count in counts.items():
        if character < "\x80":
            score -= 4 * count if character < " " and character not in "\t\n\r\f\x1b" else 0
            continue
        total += count
        score += count * _weight(character)
    return score / total if total else min(score, 0.0)


def _weight(character: str) -> float:
    if character == "\ufffd":
        return -6.0
    if character in _COMMON or _USUAL.match(character):
        return 1.0
    if "\u4e00" <= character <= "\u9fff":
        return -0.5
    if "\ue000" <= character <= "\uf8ff" or character < "\xa0":
        return -3.0
    return -1.0
