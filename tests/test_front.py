"""The manifest's front tells what its rows tell, edits and all."""

from __future__ import annotations

import msgspec
import pytest

from site_builder.build.front import Opened, write
from site_builder.build.manifest import CaseEntry, Edits, Key, Manifest, Output, Ref, write_edits
from site_builder.build.store import LostError


def case(number: int, size: int = 5) -> CaseEntry:
    name = f"content/cases/第{number}号.md"
    return CaseEntry(name, (-number, size, 2**63 - 1, 3), b"d", f"case-{number}", 1, Ref(0, 0, 0, 0))


def output(number: int, size: int = 5) -> Output:
    return Output(f"zh-hans/{number}.html", "case.html", Key(b"", b"", b""), None, (), b"d", (number, size, 1, 0))


MANIFEST = Manifest(
    id="m", is_whole=True, cases=tuple(map(case, range(5))), outputs=tuple(map(output, range(9))), segments=("a",)
)
EDITS = Edits("m", b"indexed", ("a", "b"), {3: case(3, 70)}, {0: output(0, 80), 8: output(8, 90)})


@pytest.mark.parametrize("edits", [b"", write_edits(EDITS), write_edits(msgspec.structs.replace(EDITS, base="other"))])
def test_the_front_tells_what_the_rows_tell(edits: bytes) -> None:
    opened = Opened(memoryview(write(MANIFEST)), edits)
    whole = opened.manifest()
    assert list(opened.cases().items()) == [(each.name, each.stat) for each in whole.cases]
    assert list(opened.outputs().items()) == [(each.path, each.stat) for each in whole.outputs]
    assert opened.head == msgspec.structs.replace(whole, cases=(), outputs=())


def test_edits_are_those_of_one_manifest_alone() -> None:
    content = write(MANIFEST)
    assert Opened(content).manifest() == MANIFEST
    assert Opened(content, write_edits(EDITS)).outputs()["zh-hans/8.html"] == (8, 90, 1, 0)
    assert Opened(content, write_edits(EDITS)).head.segments == ("a", "b")
    assert Opened(content, write_edits(msgspec.structs.replace(EDITS, base="other"))).manifest() == MANIFEST


def test_bytes_that_nobody_has_written_are_an_empty_manifest() -> None:
    content = write(MANIFEST)
    other = write(msgspec.structs.replace(MANIFEST, version=1))
    for damaged in (b"", b"x", content[:50], content[:-1], content[8:], bytes(16) + content, other):
        opened = Opened(damaged, write_edits(EDITS))
        assert opened.head == opened.manifest() == Manifest()
        assert opened.cases() == opened.outputs() == {}


def test_rows_that_are_damaged_are_lost() -> None:
    content = write(MANIFEST)
    opened = Opened(content[:-1] + b"\xc1")
    assert opened.head.is_whole
    with pytest.raises(LostError):
        opened.manifest()


def test_a_manifest_of_nothing_can_be_read_again() -> None:
    opened = Opened(write(Manifest(id="m")))
    assert opened.manifest() == Manifest(id="m")
    assert opened.cases() == opened.outputs() == {}
