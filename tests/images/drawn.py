"""Pictures drawn for tests: small, each of one kind of file."""

from io import BytesIO
from typing import Any

from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 320"><rect width="9" height="9"/></svg>'


def drawn(form: str, size: tuple[int, int] = (1000, 500), **options: Any) -> bytes:
    """A picture whose halves differ, so that it can be seen which way up it is."""
    image = Image.linear_gradient("L").resize(size).convert(options.pop("mode", "RGB"))
    if options.pop("is_sheer", False):
        image.putalpha(Image.linear_gradient("L").resize(size))
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def noted(orientation: int = 1) -> Image.Exif:
    """What a camera notes: how it was held, and where."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (30.0, 35.0, 12.0), "E", (114.0, 18.0, 3.0)
    return exif


def moving() -> bytes:
    """Two frames."""
    out = BytesIO()
    frames = [Image.new("L", (600, 300), shade) for shade in (0, 255)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))
