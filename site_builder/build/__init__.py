"""Build: from sources to files, in memory (`build`) or on disk and only what changed (`engine`)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from site_builder.build.memory import Built, build

__all__ = ["Built", "build"]


def __getattr__(name: str) -> object:
    # The engine's short ways are done sooner than the whole pipeline is imported.
    if name in __all__:
        return getattr(import_module("site_builder.build.memory"), name)
    raise AttributeError(name)
