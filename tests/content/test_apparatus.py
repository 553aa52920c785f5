"""The marks of repaired spots: where they stand, what they say, and that they change no word."""

import re

from hypothesis import given
from hypothesis import strategies as st

from site_builder.clean import clean
from site_builder.content.apparatus import changed_part, marked
from site_builder.content.casefile import parse_case
from site_builder.content.draft import draft
from site_builder.content.markdown import render_markdown
from site_builder.content.schema import Emendation, KeptFile
from site_builder.problem import Source
from tests.conftest import ROOT

TEXT = "居民商量“小事”。\n\n居民的<事>□有人管，居民也来。"
WORDS = st.text(st.sampled_from("居民的小事“”<>&□。商量a1\""), max_size=6)


def text_of(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


def test_a_repaired_spot_is_marked_with_what_stood_there() -> None:
    html = marked(render_markdown(TEXT), [Emendation(before="量?小", after="量“小", reason="文意")]).html
    assert '居民商量<ins id="e1" data-was="?">“</ins>小事”' in html.replace("&quot;", '"')


def test_words_that_stand_there_twice_or_never_are_not_marked() -> None:
    emendations = [Emendation(before="居?", after="居民"), Emendation(before="?", after="没有这样的话")]
    assert "<ins" not in marked(render_markdown(TEXT), emendations).html


def test_a_lost_character_is_named_in_the_text_and_nowhere_in_a_tag() -> None:
    html = marked(render_markdown('甲□乙 [丙](x "□")'), []).html
    assert '甲<span class="lacuna">□</span>乙' in html
    assert html.count("lacuna") == 1


@given(st.lists(st.tuples(WORDS, WORDS), max_size=4))
def test_marks_change_no_word_and_break_no_tag(pairs: list[tuple[str, str]]) -> None:
    plain = render_markdown(TEXT)
    html = marked(plain, [Emendation(before=before, after=after) for before, after in pairs]).html
    assert text_of(html) == text_of(plain.html)


@given(WORDS, WORDS)
def test_the_changed_part_and_its_surroundings_are_the_emendation(before: str, after: str) -> None:
    lead, was, now, rest = changed_part(Emendation(before=before, after=after))
    assert (lead + was + rest, lead + now + rest) == (before, after)


def test_every_emendation_of_the_seeds_stands_in_its_text_and_so_does_every_one_of_a_draft() -> None:
    for path in sorted((ROOT / "content/cases").glob("*.md")):
        case = parse_case(Source(path.name, path.read_text("utf-8")))
        raw = next(source.raw for source in case.meta.sources if source.raw)
        bytes_ = (ROOT / "content/raw" / raw).read_bytes()
        drafted = draft(clean(Source(raw, bytes_.decode("utf-8", "replace"))), case.meta.id, [KeptFile(raw=raw)])
        for each in (case, drafted):
            html = marked(render_markdown(each.body), each.meta.emendations).html
            assert html.count("<ins ") == len(each.meta.emendations)
        assert all(each.reason for each in drafted.meta.emendations)
