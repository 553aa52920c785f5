"""Smaller pictures: fewer pixels for small screens, one for paper; turned upright, in sRGB, and telling nothing else.

What a camera noted, its place among it, is not in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from msgspec import Struct
from PIL import Image, ImageCms, ImageOps

from site_builder.images.picture import Picture, opened

WIDTHS = (480, 800, 1440)  # a telephone, the column of text, the column on a screen of twice as many pixels
PRINT_WIDTH = 1600
_COLOURS = ("RGB", "RGBA", "L", "LA", "P", "PA", "1", "CMYK", "YCbCr")  # the others have more than eight bits
_EXACT = ("image/png", "image/gif")  # what has hard edges, and must keep them


class Printed(Struct, frozen=True):
    """A picture as a book holds it; `ending` is that of its file's name."""

    content: bytes
    media_type: str
    ending: str


def smaller(content: bytes, picture: Picture) -> Iterator[tuple[int, bytes]]:
    """Narrower versions as WebP, each with its width, none that takes as many bytes as the original.

    Raises UnfitError where the picture is broken, whether it has smaller ones or not.
    """
    widths = [width for width in WIDTHS if width < picture.width] if picture.is_still else []
    if picture.media_type == "image/svg+xml":
        return
    with opened(content) as image:
        _decode(image, max(widths, default=picture.width))
        if image.mode not in _COLOURS:
            return
        upright = _upright(image)
        is_exact = picture.media_type in _EXACT
        for width in widths:
            made = _encoded(_narrow(upright, width), "WEBP", lossless=is_exact, quality=80, method=4)
            if len(made) < len(content):
                yield width, made


def for_print(content: bytes, picture: Picture) -> Printed:
    """A picture as every reading device knows it: a drawing as it is, else JPEG, or PNG where it has hard edges."""
    if picture.media_type == "image/svg+xml":
        return Printed(content, picture.media_type, "svg")
    with opened(content) as image:
        _decode(image, PRINT_WIDTH)
        upright = _upright(image if image.mode in _COLOURS else image.convert("RGB"))
        narrow = _narrow(upright, PRINT_WIDTH) if upright.width > PRINT_WIDTH else upright
        if picture.media_type in _EXACT or narrow.mode == "RGBA":
            return Printed(_encoded(narrow, "PNG", optimize=True), "image/png", "png")
        return Printed(_encoded(narrow, "JPEG", quality=85, optimize=True), "image/jpeg", "jpg")


def _decode(image: Image.Image, width: int) -> None:
    """Read the pixels; of a JPEG file no more than it takes to be as wide, whichever way it is turned."""
    if image.format == "JPEG":
        scale = min(1, width / min(image.size))
        image.draft(None, (round(image.width * scale), round(image.height * scale)))
    image.load()


def _upright(image: Image.Image) -> Image.Image:
    """The picture turned as its camera was held, in sRGB, and nothing but its pixels."""
    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(image)
    has_alpha = "A" in turned.mode or "transparency" in turned.info
    plain = turned.convert("RGBA" if has_alpha else "RGB") if turned.mode != "CMYK" else turned
    if profile:
        plain = _in_srgb(plain, profile)
    plain = plain if plain.mode in ("RGB", "RGBA") else plain.convert("RGB")
    plain.info.clear()
    return plain


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """The picture's colours as every screen shows them; as they are where the profile is not one of theirs."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        mode = "RGB" if image.mode == "CMYK" else image.mode
        return ImageCms.profileToProfile(image, source, target, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _narrow(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encoded(image: Image.Image, form: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()
