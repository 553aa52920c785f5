"""Fuzz the way from bytes to a cleaned article, guided by coverage; needs `pip install atheris`.

    python -m benchmarks.fuzz_extract -max_total_time=600 [corpus folder]

Every input must be read without an exception in at most five seconds of the processor, its bytes must come back from
UTF-8 and GB18030, and the ledger must replay to the cleaned text.
"""

from __future__ import annotations

import io
import sys
from time import process_time

import atheris

with atheris.instrument_imports(include=["site_builder.extract", "site_builder.clean"]):
    from site_builder.clean import clean, replay
    from site_builder.extract import decode, encode, read_html, read_plain, read_records
    from site_builder.problem import Source

_LONGEST = 5.0


def one_input(content: bytes) -> None:
    """The first byte says what the others are: a page, a text, or an archive."""
    start = process_time()
    kind, content = content[:1], content[1:]
    if kind < b"\x20":
        for _ in read_records(io.BytesIO(content), ("a.jsonl", "a.warc")[kind < b"\x10"]):
            pass
    else:
        raw = (read_html if kind < b"\xc0" else read_plain)(content, "a", "", "http://a.example/b")
        decoded = decode(content, "a")
        if decoded.encoding in ("utf-8", "gb18030"):
            assert encode(decoded) == content
        result = clean(raw.source)
        assert replay(raw.source.text, result.edits) == result.text
    assert process_time() - start < _LONGEST, "too slow"


def main() -> None:
    """Run until the time is over or an input fails; the language model is loaded before the first one is timed."""
    clean(Source("loads the model", "環(huán)境變?yōu)椤皡f(xié)商清單”,生活?;用窠Y(jié)構。"))
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
