"""Why a file is made again, in words."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from site_builder.build.manifest import Manifest, Output
from site_builder.build.sources import PACKAGED
from site_builder.build.store import Reader


class Reasons(Struct, frozen=True):
    """What is the same for many files when one asks why they were made again.

    `reader` gives the last build's views, where somebody wants to know the fields that differ.
    """

    is_new_builder: bool
    changed_templates: frozenset[str]
    closures: Mapping[str, tuple[str, ...]]
    reader: Reader | None


def reasons(old: Manifest, now: Manifest, reader: Reader | None) -> Reasons:
    """What has changed for many files between two builds."""
    names = {name for closure in now.templates.values() for name in closure}
    changed = frozenset(name for name in names if _template(old, name) != _template(now, name))
    return Reasons(old.builder != now.builder, changed, now.templates, reader)


def _template(manifest: Manifest, name: str) -> bytes:
    """The digest of the file that gave a template: the site's own goes before the packaged one."""
    files = (f"theme/templates/{name}", f"{PACKAGED}templates/{name.removeprefix(PACKAGED)}")
    return next((manifest.inputs[file].digest for file in files if file in manifest.inputs), b"")


def why(reasons: Reasons, before: Output | None, output: Output, encoded: bytes) -> str:
    """What has changed since the last build, in words."""
    if before is None:
        return ""
    if reasons.is_new_builder:
        return "builder changed"
    parts = []
    if before.key.view != output.key.view:
        parts.append(f"content changed{_fields(reasons, before, output, encoded)}")
    if before.key.texts != output.key.texts:
        parts.append("text changed")
    if before.key.maker != output.key.maker:
        closure = reasons.closures.get(output.maker, ())
        changed = [name for name in closure if name in reasons.changed_templates]
        parts.append(f"template changed: {', '.join(changed)}" if changed else "theme's strings or assets changed")
    return ", ".join(parts)


def _fields(reasons: Reasons, before: Output, output: Output, encoded: bytes) -> str:
    """The names of the fields that differ, where somebody asked."""
    if reasons.reader is None or before.view is None or output.view is None:
        return ""
    was = msgspec.msgpack.decode(reasons.reader.read(before.view))
    now = msgspec.msgpack.decode(encoded)
    if not (isinstance(was, dict) and isinstance(now, dict)):
        return ""
    return ": " + ", ".join(name for name in {**was, **now} if was.get(name) != now.get(name))
