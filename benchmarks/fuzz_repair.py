"""Fuzz the damage channel and its inverse, guided by coverage; needs `pip install atheris`.

    python -m benchmarks.fuzz_repair -max_total_time=600 [corpus folder]

Every input is taken three ways: as the observed text, as one behind a page that shows the channel, and as an article
that the channel damages. The ledger must replay with its edits apart and in order, lines stay lines, and no input of
at most 4,096 bytes takes longer than five seconds of the processor.
"""

from __future__ import annotations

import itertools
import sys
from time import process_time

import atheris

with atheris.instrument_imports(include=["site_builder.clean"]):
    from site_builder.clean.channel import damage_line, known_annotations, swap_script
    from site_builder.clean.ledger import replay
    from site_builder.clean.repair import repair

_SIGN = "環(huán)境發(fā)展實(shí)踐學(xué)習(xí)\n"
_LONGEST = 5.0  # seconds of the processor, for an input of at most 4,096 bytes
_TRIGGERS = "?!;:,、。”“(a)[]3環發實國學務項來條優ō窠椤皡彙獭萍冀鹑谂的一了在我們社區□\x1a"


def one_input(content: bytes) -> None:
    """The first byte chooses where cuts fall; the others are GBK, or places in a list of triggers."""
    start = process_time()
    choice, body = content[:1] or b"\0", content[1:]
    if choice[0] & 1:
        text = "".join(_TRIGGERS[byte % len(_TRIGGERS)] for byte in body)
    else:
        text = body.decode("gb18030", "replace")
    for observed in (text, _SIGN + text, _SIGN + _shown(text, choice[0])):
        edits = repair(observed)
        repaired = replay(observed, edits)
        assert all(before.end <= after.start for before, after in itertools.pairwise(edits))
        assert repaired.count("\n") == observed.count("\n")
    assert process_time() - start < _LONGEST, "too slow"


def _shown(text: str, choice: int) -> str:
    """The text as a mirror shows it, cut at some of the marks."""
    table = known_annotations().full
    lines = swap_script(text).split("\n")
    return "\n".join(damage_line(line, table, lambda offset: bool(choice >> offset % 7 & 1)) for line in lines)


def main() -> None:
    """Run until the time is over or an input fails; the language is loaded before."""
    repair(_SIGN + _shown("中国发展。“学习”；", 0xFF))
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
