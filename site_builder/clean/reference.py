"""Reference tables of the libraries that the cleaner stands on, read without importing those libraries."""

from __future__ import annotations

from importlib.abc import ResourceLoader
from importlib.util import find_spec


def package_file(package: str, name: str) -> bytes:
    """The bytes of a file inside an installed package, `name` being relative to it.

    Importing the package would load its code and its other tables too, most of a second. Raises ModuleNotFoundError
    where the package is missing.
    """
    spec = find_spec(package)
    if spec is None or not isinstance(spec.loader, ResourceLoader) or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"no data files of the package {package}", name=package)
    return spec.loader.get_data(f"{spec.submodule_search_locations[0]}/{name}")
