"""What a picture's bytes show: how large it is as a reader sees it, and whether it may be published at all."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import PIL
from msgspec import Struct
from PIL import Image, ImageFile, features

from site_builder.images.svg import svg_size
from site_builder.images.unfit import UnfitError

MAX_BYTES = 32 << 20  # a page with a larger one is of no use to anybody who is not next to the server
MAX_PIXELS = 100_000_000  # what a telephone takes; each costs four bytes of memory
# What all browsers show. No other decoder ever meets the bytes.
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
_SIDEWAYS = (5, 6, 7, 8)  # values of the orientation
_ORIENTATION, _PLACE = 0x0112, 0x8825  # of EXIF


class Picture(Struct, frozen=True, array_like=True):
    """A picture as it is seen: width and height in pixels, turned as its camera was held.

    `media_type` is that of its file. `is_still` is false for what moves and for drawings, which have one size alone.
    """

    width: int
    height: int
    media_type: str
    is_still: bool


def look(content: bytes) -> Picture:
    """The picture in a file's bytes; raises UnfitError where browsers could not show it, or should not."""
    if len(content) > MAX_BYTES:
        hint = "a picture of 2000 pixels across needs no more than a twentieth of that"
        raise UnfitError(f"{len(content)} bytes are more than {MAX_BYTES}", hint)
    if _is_svg(content):
        width, height = svg_size(content)
        return Picture(width, height, "image/svg+xml", is_still=False)
    with opened(content) as image:
        width, height = image.size
        if image.getexif().get(_ORIENTATION) in _SIDEWAYS:
            width, height = height, width
        is_still = not getattr(image, "is_animated", False)
        return Picture(width, height, Image.MIME[image.format or ""], is_still)


def tells_place(content: bytes) -> bool:
    """Whether a picture's file says where it was taken."""
    if len(content) > MAX_BYTES or _is_svg(content):
        return False
    try:
        with opened(content) as image:
            return bool(image.getexif().get_ifd(_PLACE))
    except UnfitError:
        return False


@contextmanager
def opened(content: bytes) -> Iterator[Image.Image]:
    """The first frame of a picture, decoded only when its pixels are wanted; raises UnfitError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the largest that we take are larger than those it warns of
            image = Image.open(BytesIO(content), formats=_FORMATS)
    except Image.DecompressionBombError:
        raise _too_large() from None
    except Exception as error:  # decoders fail in every way on bytes that nobody vouches for
        raise UnfitError(_NO_PICTURE, f"save it as one of {', '.join(_FORMATS)} or as SVG") from error
    with image:
        if image.width * image.height > MAX_PIXELS:
            raise _too_large()
        # Other libraries of the process (WeasyPrint) ask for what is left of a broken picture; we want none of that.
        is_lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield image
        except UnfitError:
            raise
        except Exception as error:
            raise UnfitError(f"a broken picture: {error}", "save it again from its original") from error
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = is_lenient


def libraries() -> str:
    """The versions of all that decodes and encodes pictures here."""
    return " ".join([PIL.__version__, *(f"{name} {features.version(name)}" for name in _LIBRARIES)])


_LIBRARIES = ("jpg", "webp", "zlib", "littlecms2", "avif")
_NO_PICTURE = "no picture that browsers show"


def _too_large() -> UnfitError:
    return UnfitError(f"more than {MAX_PIXELS // 1_000_000} million pixels", "save it smaller")


def _is_svg(content: bytes) -> bool:
    start = content[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE"))
