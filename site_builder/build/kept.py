"""What is kept of the cases' texts, as the units of a build and the search index ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np
from msgspec import Struct

from site_builder.build.manifest import CaseEntry
from site_builder.build.store import Reader, Writer
from site_builder.content.markdown import Rendered
from site_builder.pages import Form, TextOf
from site_builder.search.grams import Units
from site_builder.search.texts import searchable

_encode = msgspec.msgpack.Encoder().encode
_RENDERED = msgspec.msgpack.Decoder(Rendered)


class Texts(Struct, frozen=True):
    """The texts of all cases by their ids, in the scripts of `variants`."""

    reader: Reader
    entries: Mapping[str, CaseEntry]
    variants: tuple[str, ...]

    def digest(self, text: TextOf) -> bytes:
        """The digest of the file that a text is from."""
        return self.entries[text.id].digest

    def read(self, text: TextOf) -> Rendered | bytes:
        """A text in the form that is asked for."""
        entry, number = self.entries[text.id], self.variants.index(text.variant)
        if text.form is Form.BLOCKS:
            return self.reader.read(entry.blocks[number])
        return _RENDERED.decode(self.reader.read(entry.texts[number]))

    def units(self, id: str) -> Units:
        """The folded units of a text for the search index."""
        return np.frombuffer(self.reader.read(self.entries[id].units), np.uint16)


def texts_of(reader: Reader, entries: Iterable[CaseEntry], variants: Sequence[str]) -> Texts:
    """The texts of some cases."""
    return Texts(reader, {entry.id: entry for entry in entries}, tuple(variants))


def keep(entry: CaseEntry, texts: Sequence[Rendered], writer: Writer) -> CaseEntry:
    """An entry with the texts of its case, in every script, put into the store."""
    found = searchable([text.html for text in texts])
    return msgspec.structs.replace(
        entry,
        texts=tuple(writer.add(_encode(text)) for text in texts),
        blocks=tuple(map(writer.add, found.blocks)),
        units=writer.add(found.units.tobytes()),
    )
