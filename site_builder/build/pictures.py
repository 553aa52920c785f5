"""The pictures that texts show: looked at, smaller ones made of them; what the last build made is not made again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from hashlib import sha256

import msgspec
from msgspec import Struct

from site_builder.build.cases import Shop, new_writer
from site_builder.build.disk import read_content
from site_builder.build.files import Fixed
from site_builder.build.manifest import ImageEntry, Input, SizeEntry
from site_builder.build.pool import spread
from site_builder.build.program import recipe
from site_builder.build.scan import IMAGES, source_path
from site_builder.build.store import Writer
from site_builder.content.illustrations import ORIGINALS, Illustration, Unfit, size_path
from site_builder.problem import BuildError

_encode = msgspec.msgpack.Encoder().encode


class Hung(Struct, frozen=True):
    """The pictures of a build by their paths below `content/images/`, and why others cannot be shown."""

    entries: Mapping[str, ImageEntry]
    unfit: Mapping[str, Unfit]


class Made(Struct, frozen=True, array_like=True):
    """What came of a picture."""

    entry: ImageEntry | None
    unfit: Unfit | None = None


_MADE = msgspec.msgpack.Decoder(Made)


def hang(shop: Shop, inputs: Mapping[str, Input], wanted: Iterable[str]) -> Hung:
    """The wanted pictures that are there; those whose bytes the last build knew are not opened again."""
    digests = {path: inputs[IMAGES + path].digest for path in wanted if IMAGES + path in inputs}
    if not digests:
        return Hung({}, {})
    made_so = recipe()
    known = {entry.digest: entry for entry in shop.old.images.values() if entry.recipe == made_so}
    found = {path: Made(known[digest]) for path, digest in digests.items() if digest in known}
    fresh = [path for path in digests if path not in found]
    writers: dict[int, Writer] = {}

    def work(task: int, worker: int) -> bytes:
        writer = writers.setdefault(worker, new_writer(shop, 3 * shop.jobs + 1 + worker))
        result = _encode(_made(shop, fresh[task], digests[fresh[task]], writer))
        writer.flush()
        return result

    for done, (task, content) in enumerate(spread(work, len(fresh), shop.jobs, shop.handle), 1):
        found[fresh[task]] = _MADE.decode(content)
        shop.watch("images", done, len(fresh))
    entries = {path: made.entry for path, made in sorted(found.items()) if made.entry}
    return Hung(entries, {path: made.unfit for path, made in sorted(found.items()) if made.unfit})


def illustrations(hung: Hung) -> dict[str, Illustration]:
    """The pictures as pages know them."""
    return {
        path: Illustration(path, each.width, each.height, tuple(size.width for size in each.sizes))
        for path, each in hung.entries.items()
    }


def picture_files(shop: Shop, hung: Hung, shown: Iterable[str]) -> Iterator[Fixed]:
    """The files of the pictures that the site shows: the originals as they are, and the smaller ones."""
    for path in shown:
        entry = hung.entries[path]
        yield Fixed(ORIGINALS + path, entry.digest, partial(_original, shop, path))
        for size in entry.sizes:
            yield Fixed(size_path(path, size.width), size.digest, partial(shop.reader.read, size.ref))


def _original(shop: Shop, path: str) -> bytes:
    return read_content(shop.place.root, source_path(shop.place.root, IMAGES + path))[1]


def _made(shop: Shop, path: str, digest: bytes, writer: Writer) -> Made:
    from site_builder.images import UnfitError, look, smaller

    try:
        content = _original(shop, path)
        picture = look(content)
        sizes = [SizeEntry(width, sha256(made).digest(), writer.add(made)) for width, made in smaller(content, picture)]
    except UnfitError as error:
        return Made(None, Unfit(error.message, error.hint))
    except BuildError as error:
        return Made(None, Unfit(error.problems[0].message, ""))
    return Made(ImageEntry(recipe(), digest, picture.width, picture.height, tuple(sizes)))
