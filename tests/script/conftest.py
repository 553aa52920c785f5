"""Converters that the tests share; tables are compiled once a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.script import Converter, Rules, Variant, converters


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that keeps compiled tables."""
    return tmp_path_factory.mktemp("tables")


@pytest.fixture(scope="session")
def site(tables: Path) -> dict[Variant, Converter]:
    """Every variant with the starter glossary."""
    return converters(tuple(Variant), cache_dir=tables)


@pytest.fixture(scope="session")
def hant(site: dict[Variant, Converter]) -> Converter:
    """Traditional Chinese with the starter glossary."""
    return site[Variant.ZH_HANT]


@pytest.fixture(scope="session")
def bare(tables: Path) -> Converter:
    """Traditional Chinese without rules and with the quotation marks of the master."""
    return converters((Variant.ZH_HANT,), rules=Rules(quotes=()), cache_dir=tables)[Variant.ZH_HANT]
