"""Smaller pictures: narrower, upright, telling nothing but what they show, and the same bytes every time."""

import subprocess
import sys

import pytest
from PIL import ImageCms

from site_builder.images import WIDTHS, for_print, look, smaller
from tests.conftest import ROOT
from tests.images.drawn import SVG, drawn, moving, noted, opened

LARGE = drawn("JPEG", (2000, 1000), quality=95, exif=noted(6))


def sizes(content: bytes) -> dict[int, bytes]:
    return dict(smaller(content, look(content)))


def test_no_picture_is_made_larger() -> None:
    assert [*sizes(drawn("JPEG", (900, 450), quality=100))] == [480, 800]
    assert sizes(drawn("JPEG", (480, 240))) == {}
    assert [*sizes(drawn("JPEG", (3000, 2000), quality=100))] == [*WIDTHS]


def test_none_takes_more_bytes_than_the_original() -> None:
    content = drawn("WEBP", (500, 400), quality=1)
    assert all(len(made) < len(content) for made in sizes(content).values())


@pytest.mark.parametrize("content", [moving(), SVG])
def test_what_moves_and_what_is_drawn_are_left_as_they_are(content: bytes) -> None:
    assert sizes(content) == {}


def test_a_smaller_picture_is_upright_and_tells_nothing_of_where_it_was_taken() -> None:
    assert b"Exif" in LARGE
    for width, made in sizes(LARGE).items():
        image = opened(made)
        assert image.size == (width, 2 * width)
        assert not image.getexif() and not {"exif", "xmp", "icc_profile"} & image.info.keys()
        # The upper edge of the camera's picture is dark; held so, that is the right one.
        assert image.convert("L").getpixel((width - 1, width)) < image.convert("L").getpixel((0, width))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_all_modes_are_made_smaller_or_left(mode: str) -> None:
    made = sizes(drawn("PNG", (1000, 500), mode=mode, compress_level=0))
    # Black and white alone takes next to no room, and more than eight bits a colour are nothing that a screen shows.
    assert [*made] == ([] if mode in ("1", "I;16") else [480, 800])
    assert all(opened(content).width == width for width, content in made.items())


def test_what_can_be_seen_through_stays_so() -> None:
    content = drawn("PNG", (1000, 500), mode="RGBA", is_sheer=True)
    assert all(opened(made).mode == "RGBA" for made in sizes(content).values())
    assert for_print(content, look(content)).media_type == "image/png"


def test_colours_of_other_screens_become_those_of_every_screen() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()  # not one of a picture in RGB
    assert sizes(drawn("JPEG", (1000, 500), quality=100, icc_profile=profile)).keys() == {480, 800}
    assert sizes(drawn("JPEG", (1000, 500), quality=100, mode="CMYK")).keys() == {480, 800}


def test_another_process_makes_the_same_bytes() -> None:
    script = (
        "from hashlib import sha256; from tests.images.test_sizes import LARGE, sizes;"
        "print(sha256(LARGE + b''.join(sizes(LARGE).values())).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in "12"
    }
    assert len(told) == 1


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (LARGE, ("image/jpeg", "jpg")),
        (drawn("PNG", (2000, 400)), ("image/png", "png")),
        (drawn("AVIF"), ("image/jpeg", "jpg")),
        (moving(), ("image/png", "png")),
        (SVG, ("image/svg+xml", "svg")),
    ],
)
def test_a_book_has_what_every_device_knows(content: bytes, kind: tuple[str, str]) -> None:
    printed = for_print(content, look(content))
    assert (printed.media_type, printed.ending) == kind
    if printed.ending != "svg":
        image = opened(printed.content)
        assert image.width <= 1600 and not image.getexif()
