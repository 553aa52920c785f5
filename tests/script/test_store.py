"""Compiled tables on disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from site_builder.script.dictionaries import Profile
from site_builder.script.store import keep_tables, load_tables


def load(folder: Path | None) -> object:
    return load_tables(Profile.REIMPLEMENTED, ("t2s",), folder)


def test_tables_read_back_as_they_were_compiled(tmp_path: Path) -> None:
    compiled = load(None)
    assert load(tmp_path) == compiled
    assert load(tmp_path) == compiled
    assert [file.suffix for file in tmp_path.iterdir()] == [".tables"]


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 200, None])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes | None) -> None:
    compiled = load(tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:-7] + b"damaged" if damage is None else damage)
    assert load(tmp_path) == compiled
    assert file.read_bytes() == whole


def test_tables_that_are_kept_are_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = load(None)
    keep_tables(Profile.REIMPLEMENTED, ("t2s",), tmp_path)
    monkeypatch.setattr("site_builder.script.store._compile", lambda *_: pytest.fail("compiled again"))
    keep_tables(Profile.REIMPLEMENTED, ("t2s",), tmp_path)
    assert load(tmp_path) == compiled


def test_a_folder_that_cannot_be_written_costs_only_speed(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert load(blocked / "cache") == load(None)


def test_the_name_tells_what_the_tables_were_made_from(tmp_path: Path) -> None:
    load(tmp_path)
    load_tables(Profile.REIMPLEMENTED, ("t2hk", "t2tw"), tmp_path)
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names[0].startswith("opencc-python-reimplemented-t2hk-t2tw.")
    assert names[1].startswith("opencc-python-reimplemented-t2s.")


def test_an_unknown_configuration_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match="s2twp"):
        load_tables(Profile.REIMPLEMENTED, ("s2x",), None)


def test_only_the_newest_tables_of_a_kind_are_kept(tmp_path: Path) -> None:
    for number in range(12):
        old = tmp_path / f"opencc-python-reimplemented-t2s.{number:02}.tables"
        old.write_bytes(b"old")
        os.utime(old, (number, number))
    other = tmp_path / "opencc-python-reimplemented-t2tw.1.tables"
    other.write_bytes(b"other")
    load(tmp_path)
    kept = sorted(path.name for path in tmp_path.glob("opencc-python-reimplemented-t2s.*"))
    assert len(kept) == 8 and "opencc-python-reimplemented-t2s.05.tables" in kept
    assert "opencc-python-reimplemented-t2s.04.tables" not in kept and other.exists()
