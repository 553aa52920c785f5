"""What a picture's bytes show, and which are refused."""

import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFile

from site_builder.images import MAX_BYTES, Picture, UnfitError, look, smaller
from tests.images.drawn import SVG, drawn, moving, noted

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp", "AVIF": "image/avif"}


def svg(inside: str = "", attributes: str = 'viewBox="0 0 640 320"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


def png(width: int, height: int) -> bytes:
    """A file that says it has so many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def message(content: bytes) -> str:
    with pytest.raises(UnfitError) as raised:
        list(smaller(content, look(content)))
    assert raised.value.hint
    return raised.value.message


@pytest.mark.parametrize("form", KINDS)
def test_every_kind_of_file_has_its_size(form: str) -> None:
    assert look(drawn(form)) == Picture(1000, 500, KINDS[form], is_still=True)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_as_large_as_its_camera_was_held(orientation: int) -> None:
    picture = look(drawn("JPEG", exif=noted(orientation)))
    assert (picture.width, picture.height) == ((500, 1000) if orientation > 4 else (1000, 500))


def test_what_moves_is_told() -> None:
    assert look(moving()) == Picture(600, 300, "image/gif", is_still=False)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 640 320"', (640, 320)),
        ('width="64" height="32px"', (64, 32)),
        ('width="100%" height="100%" viewBox="-5,-5, 64.4 32"', (64, 32)),
    ],
)
def test_a_drawing_has_the_size_it_states(attributes: str, size: tuple[int, int]) -> None:
    picture = look(svg(attributes=attributes))
    assert (picture.width, picture.height) == size and not picture.is_still


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onclick="alert(1)"/>',
        '<a href="javascript:alert(1)"><text>x</text></a>',
        '<use href="https://example.org/x.svg#y"/>',
        '<image href="data:image/svg+xml;base64,AA"/>',
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
        "<g><script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script></g>",
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        "<style>@import 'https://example.org/x.css';</style>",
        '<rect style="fill: url(https://example.org/x)"/>',
        "<?xml-stylesheet href='x.css'?>",
    ],
)
def test_a_drawing_that_runs_or_leads_elsewhere_is_refused(inside: str) -> None:
    assert message(svg(inside)).startswith("a drawing that is more than that: ")


@pytest.mark.parametrize(
    "inside",
    ['<g fill="url(#a)"><use href="#b"/></g>', "<style>rect { fill: #fff }</style>", "<!-- why --><title>图</title>"],
)
def test_a_drawing_is_none_the_worse_for_what_stays_in_it(inside: str) -> None:
    assert look(svg(inside)).width == 640


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no picture that browsers show"),
        (b"hello", "no picture that browsers show"),
        (b"BM" + bytes(60), "no picture that browsers show"),
        (drawn("JPEG")[:1500], "a broken picture: image file is truncated"),
        (drawn("PNG")[:-200], "a broken picture: "),
        (png(50_000, 50_000), "more than 100 million pixels"),
        (png(20_000, 5_001), "more than 100 million pixels"),
        (png(100, 100), "a broken picture: "),
        (bytes(MAX_BYTES + 1), f"{MAX_BYTES + 1} bytes are more than {MAX_BYTES}"),
        (SVG[:-3], "a broken drawing: "),
        (b"<?xml version='1.0'?><html/>", "no drawing: its first element is not svg"),
        (svg(attributes=""), "a drawing without a size"),
        (
            b"<?xml version='1.0'?><?xml-stylesheet href='x.xsl'?>" + SVG,
            "a drawing that is more than that: a processing",
        ),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "a drawing that is more than that: entities"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(content: bytes, told: str) -> None:
    assert message(content).startswith(told)


WHOLE = {form: drawn(form, (60, 40)) for form in KINDS}


@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 10_000), st.binary(min_size=1, max_size=6))
def test_damaged_bytes_are_a_picture_or_are_refused(form: str, at: int, noise: bytes) -> None:
    content = bytearray(WHOLE[form])
    at %= len(content)
    content[at : at + len(noise)] = noise
    with suppress(UnfitError):
        picture = look(bytes(content))
        assert all(width < picture.width for width, _ in smaller(bytes(content), picture))


def test_a_broken_picture_stays_one_beside_a_library_that_takes_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert "truncated" in message(drawn("JPEG", (1000, 600), quality=95)[:1500])
    assert ImageFile.LOAD_TRUNCATED_IMAGES
