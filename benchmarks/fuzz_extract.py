"""Fuzz the way from bytes to a cleaned article, guided by coverage; needs `pip install atheris`.

    python -m benchmarks.fuzz_extract -max_total_time=600 [corpus folder]

Every input must be read without an exception in at most five seconds of the processor, its bytes must come back from
UTF-8 and GB18030, and the ledger must replay to the cleaned text. Half of the pages and texts are composed of what the
steps look for, one piece a byte.
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


# What the steps look for, one a byte.
_PIECES = (
    *"@".join(
        (
            '<p>@</p>@<br>@<sup>@</sup>@<a href="#n1">@<a href="#n2" id="r1">@</a>@<li id="n1">@<p id="n2">',
            "<ol>@</ol>@<div>@</div>@<b>@<table>@<td>@<h2>@[1]@[2-3]@[1]甲@[2]乙@①@①甲@记者@通讯员",
            "记者 王晓梅@李建国@陈静@摄@文／@图@：@（@）@作者@编辑@来源：江城日报@2023-05-06@讯",
            "社区里的事情，大家坐在一起商量。@大家都说好，@居民在公园游玩@参考文献@“@”@?@□@下一页@(1/3)",
            "報導",
        )
    ).split("@"),
    *"12 _|,、\n\u3000",
)


def one_input(content: bytes) -> None:
    """The first byte says what the others are: a page, a text, or an archive, and whether they are pieces of one."""
    start = process_time()
    kind, content = content[:1], content[1:]
    if kind >= b"\x20" and kind[0] & 1:
        content = "".join(_PIECES[byte % len(_PIECES)] for byte in content[:1024]).encode()
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
