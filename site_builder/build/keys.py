"""What a file is made of, as digests: the key by which a build knows that the last one's file is still right."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b, sha256

import msgspec

from site_builder.build.stages import Layout
from site_builder.build.theme import Theme

_encode = msgspec.msgpack.Encoder().encode


def makers(layout: Layout, theme: Theme, builder: bytes) -> dict[tuple[str, str], bytes]:
    """A digest of all that makes a page, for each template and script."""
    digests = {name: sha256(source.text.encode()).digest() for name, source in theme.sources.items()}
    found = {}
    for tag, strings in layout.strings.items():
        told = _encode(strings)
        for name, closure in theme.closures.items():
            parts = (builder, told, *(each.encode() + digests.get(each, b"") for each in closure))
            found[name, tag] = digest_of(*parts)
    return found


def text_key(digests: Iterable[bytes]) -> bytes:
    """The part of a key that stands for texts: the digests of the files they are from."""
    return b"".join(digests)


def digest_of(*parts: bytes) -> bytes:
    """One digest of some parts, told apart."""
    return blake2b(b"\0".join(parts), digest_size=16).digest()
