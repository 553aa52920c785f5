"""The work on one chunk of records: what a worker does, in whichever process or machine it runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from hashlib import blake2b
from typing import Any
from zlib import crc32

from msgspec import Struct

from site_builder.build.plan import digest
from site_builder.clean import Certainty, Cleaned, Statement, clean
from site_builder.content.schema import KeptFile
from site_builder.extract import Evidence, Form, Part, Raw, Record, read_html, read_plain, split_address


class State(StrEnum):
    """What became of an input."""

    CLEANED = "cleaned"
    NOT_SELECTED = "not selected"
    DUPLICATE = "duplicate"
    NO_ARTICLE = "not an article"
    FAILED = "failed"


class Article(Struct, frozen=True):
    """A cleaned article of an archive.

    `sha256` is of the input's bytes, `continued` are the inputs of its further pages. `damage` counts the edits of each
    step, `doubtful` those that want a person's eye; `signature` tells near-duplicates, `key` exact ones. `part` is its
    place where the article may stand on several pages.
    """

    sha256: str
    size: int
    encoding: str
    evidence: Evidence
    statements: tuple[Statement, ...]
    text: str
    damage: dict[str, int]
    doubtful: int
    key: str
    signature: bytes = b""
    part: Part | None = None
    continued: tuple[KeptFile, ...] = ()


class Result(Struct, frozen=True):
    """One input accounted for; `reason` says why there is no article, or which input it repeats."""

    input: str
    address: str
    state: State
    reason: str = ""
    article: Article | None = None


_LEAST_HAN = 60  # characters: what has fewer is no article in Chinese
_HAN = re.compile(r"[\u3400-\u9fff]")
_SHINGLE = 5
_PERMUTATIONS = 64


def work(records: Sequence[Record]) -> list[Result]:
    """Clean a chunk of records, each for itself: one that fails takes nothing with it."""
    return [_result(record) for record in records]


def _result(record: Record) -> Result:
    if record.form in (Form.NOTHING, Form.BROKEN):
        state = State.NO_ARTICLE if record.form is Form.NOTHING else State.FAILED
        return Result(record.name, record.address, state, record.reason)
    try:
        return _cleaned(record)
    except Exception as error:  # a bug of ours in one of a million pages; the run tells it and goes on
        return Result(record.name, record.address, State.FAILED, f"{type(error).__name__}: {error}")


def _cleaned(record: Record) -> Result:
    read = read_html if record.form is Form.PAGE else read_plain
    raw = read(record.content, record.name, record.charset, record.address)
    if len(_HAN.findall(raw.source.text)) < _LEAST_HAN:
        reason = "the page holds no prose" if not raw.source.text else "hardly any Chinese text"
        return Result(record.name, record.address, State.NO_ARTICLE, reason)
    cleaned = clean(raw.source)
    if len(_HAN.findall(cleaned.text)) < _LEAST_HAN:
        return Result(record.name, record.address, State.NO_ARTICLE, "nothing but lists and furniture")
    return Result(record.name, record.address, State.CLEANED, article=_article(record, raw, cleaned))


def _article(record: Record, raw: Raw, cleaned: Cleaned) -> Article:
    bare = re.sub(r"[\W_]+", "", cleaned.text)
    damage = Counter(step for edit in cleaned.edits for step in dict.fromkeys((edit.step, *edit.also)))
    return Article(
        sha256=digest(record.content),
        size=len(record.content),
        encoding=raw.reading.encoding,
        evidence=raw.reading.evidence,
        statements=cleaned.statements,
        text=cleaned.text,
        damage=dict(sorted(damage.items())),
        doubtful=sum(edit.certainty is Certainty.DOUBTFUL for edit in cleaned.edits),
        key=blake2b(bare.encode(), digest_size=12).hexdigest(),
        signature=signature(bare),
        part=raw.reading.part or _numbered(record.address),
    )


def _numbered(address: str) -> Part | None:
    """What the address alone tells, of a text or of a page without links to others."""
    return Part(*split_address(address)) if address else None


def signature(bare: str) -> bytes:
    """The MinHash of a text's 5-grams, 4 bytes for each of 64 permutations: alike texts agree in most of them."""
    shingles = {bare[place : place + _SHINGLE].encode() for place in range(max(1, len(bare) - _SHINGLE + 1))}
    found = _empty().copy()
    found.update_batch(sorted(shingles))
    return bytes(found.hashvalues.astype("<u4").tobytes())


@cache
def _empty() -> Any:
    """The MinHash of nothing: its permutations take as long to draw as a text's to compute."""
    from datasketch import MinHash  # brings numpy and scipy: only where a text is cleaned

    return MinHash(num_perm=_PERMUTATIONS, hashfunc=crc32)
