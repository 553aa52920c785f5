"""Social cards: what is drawn, what is left out, and how titles are broken."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from site_builder.fonts.card import HEIGHT, WIDTH, Card, Mark, card_image
from site_builder.fonts.faces import Face, face_of
from site_builder.fonts.lines import broken, shortened
from tests.fonts.make import write_font

KNOWN = "社区治理共同缔造案例集湖北省谋建管评享"
CARD = Card("社区治理", "湖北省", (Mark("谋", True), Mark("建", False)), "案例集", "共同缔造")


@pytest.fixture
def face(tmp_path: Path) -> Face:
    return face_of(write_font(tmp_path / "boxes.ttf", KNOWN), "zh-Hans")


def image(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def differing(one: bytes, other: bytes) -> tuple[int, int, int, int] | None:
    return ImageChops.difference(image(one).convert("RGB"), image(other).convert("RGB")).getbbox()


def test_a_card_is_a_small_picture_in_sixteen_colours_and_the_same_each_time(face: Face) -> None:
    content = card_image(CARD, (face,))
    drawn = image(content)
    assert drawn.size == (WIDTH, HEIGHT) == (1200, 630)
    assert drawn.mode == "P" and len(drawn.getcolors() or []) <= 16
    assert len(content) <= 40_000
    assert card_image(CARD, (face,)) == content


def test_a_character_that_the_first_font_lacks_is_drawn_from_the_second(face: Face, tmp_path: Path) -> None:
    other = face_of(write_font(tmp_path / "low.ttf", KNOWN + "𬭎", height=300), "zh-Hans")
    card = Card("社𬭎区", "", (), "", "")
    both = image(card_image(card, (face, other))).convert("L")
    box = ImageChops.invert(both).point(lambda value: 255 if value > 128 else 0).getbbox()
    assert box is not None
    columns = [both.crop((left, 200, left + 40, 480)).getextrema()[0] for left in (100, 180, 260)]
    assert max(columns) < 128  # all three are there
    heights = [_height(both, left) for left in (105, 181, 257)]
    assert heights[1] < heights[0] == heights[2]


def _height(drawn: Image.Image, left: int) -> int:
    column = drawn.crop((left, 190, left + 1, 480)).tobytes()
    return sum(value < 128 for value in column)


def test_what_no_font_can_draw_is_left_out(face: Face) -> None:
    bare = card_image(Card("", "", CARD.marks, CARD.site, CARD.seal), (face,))
    assert card_image(Card("社区龘", "", CARD.marks, CARD.site, CARD.seal), (face,)) == bare
    nameless = card_image(Card(CARD.title, "", CARD.marks, "案例龘", CARD.seal), (face,))
    assert differing(nameless, card_image(CARD, (face,))) is not None
    silent = card_image(Card(CARD.title, CARD.above, (Mark("龘", True),), "", ""), (face,))
    assert differing(silent, card_image(CARD, (face,))) is not None


def test_a_long_title_is_drawn_smaller_and_at_last_shortened(face: Face) -> None:
    long = card_image(Card("社区治理" * 12, "", (), "", ""), (face,))
    longer = card_image(Card("社区治理" * 40, "", (), "", ""), (face,))
    for content in (long, longer):
        left, top, right, bottom = ImageChops.difference(
            image(content).convert("RGB"), Image.new("RGB", (WIDTH, HEIGHT), (0xFB, 0xF9, 0xF5))
        ).getbbox() or (0, 0, 0, 0)
        assert left > 0 and right < WIDTH and top > 0 and bottom < HEIGHT


TITLES = st.text(st.sampled_from("社区治理，。：！“”《》（）…—ab1 "), min_size=1, max_size=60)


@given(TITLES, st.integers(6, 20))
def test_lines_hold_the_title_and_no_stop_begins_one(title: str, width: int) -> None:
    lines = broken(title, width, len)
    assert "".join("".join(lines).split()) == "".join(title.split())
    assert all(line[0] not in "，。：！”》）…—" for line in lines[1:] if line)
    assert all(line[-1] not in "“《（" for line in lines[:-1] if line)


def test_lines_are_of_even_length() -> None:
    assert broken("社区治理社区治理社", 800, _pixels) == ["社区治理社", "区治理社"]
    assert broken("Wi-Fi 社区治理", 600, _pixels) == ["Wi-Fi", "社区治理"]


def _pixels(text: str) -> float:
    return 100 * len(text)


def test_a_title_of_too_many_lines_ends_in_dots() -> None:
    assert shortened(["社区治理", "社区治理", "社区"], 2) == ["社区治理", "社区……"]
