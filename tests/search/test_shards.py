"""Shards: what is put in comes out, a changed one is the one made from nothing, a search finds what looking finds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from site_builder.build.index import changed_shard, changed_shards
from site_builder.content.markdown import render_markdown
from site_builder.search.fold import fold
from site_builder.search.grams import FIELD_BITS, KEY_BITS, MIX, Field, Words, shard_bits
from site_builder.search.index import IndexPlan, case_postings, shards
from site_builder.search.shards import CASE_BITS, cut, decode, encode, merge

LETTERS = "社区社区治理后後发發a1 ，\n𬭎"
TEXTS = st.lists(st.text(st.sampled_from(LETTERS), max_size=12), min_size=1, max_size=12)


def plan_of(texts: list[str]) -> IndexPlan:
    words = tuple(Words(text[:3], "", text[3:5]) for text in texts)
    return IndexPlan(tuple(f"case-{number}" for number in range(len(texts))), words, ())


def made(texts: list[str]) -> list[bytes]:
    plan = plan_of(texts)
    postings = [case_postings(plan, number, [text]) for number, text in enumerate(texts)]
    return [content for _, content in shards(plan, postings, 0, len(plan.paths))]


def cases_with(index: list[bytes], gram: str, field: Field, count: int) -> set[int]:
    """The cases that the index names for a character or two neighbours in a field."""
    first, second = np.frombuffer((gram + "\0")[:2].encode("utf-16-le"), np.uint16).tolist()[:2]
    key = ((first << 16 | second) * MIX % 2**32) << FIELD_BITS | field
    bits = shard_bits(count)
    shard = key >> (KEY_BITS - bits)
    postings = decode(index[shard], shard, bits, count)
    found = postings[(postings >> np.uint64(CASE_BITS)) == np.uint64(key)]
    return set((found & np.uint64(2**CASE_BITS - 1)).tolist())


@given(st.sets(st.tuples(st.integers(0, 2**KEY_BITS - 1), st.integers(0, 40))), st.integers(0, 5))
def test_a_shard_read_is_the_shard_written(pairs: set[tuple[int, int]], bits: int) -> None:
    postings = merge([np.array([key << CASE_BITS | case for key, case in sorted(pairs)], np.uint64)])
    for shard, part in enumerate(cut(postings, bits, 0, 1 << bits)):
        content = encode(part, bits, 41)
        assert decode(content, shard, bits, 41).tolist() == part.tolist()


@given(TEXTS)
def test_the_index_names_a_case_for_every_gram_it_has_and_for_no_other(texts: list[str]) -> None:
    index = made(texts)
    for gram in {fold(a + b).strip() for a in LETTERS for b in ("", *LETTERS)}:
        if not 0 < len(gram) < 3 or " " in gram or "鋐" in gram or "𬭎" in gram:
            continue
        wanted = {number for number, text in enumerate(texts) if gram in fold(text)}
        assert cases_with(index, gram, Field.BODY, len(texts)) == wanted, gram


@given(TEXTS, st.data())
def test_a_changed_shard_is_the_one_made_from_nothing(texts: list[str], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(texts) - 1))
    fresh = data.draw(st.text(st.sampled_from(LETTERS), max_size=12))
    plan = plan_of(texts)

    def index(bodies: list[str]) -> list[bytes]:
        rendered = [render_markdown(body).html for body in bodies]
        postings = [case_postings(plan, each, [html]) for each, html in enumerate(rendered)]
        return [content for _, content in shards(plan, postings, 0, len(plan.paths))]

    old = index(texts)
    before, now = [render_markdown(texts[number])], [render_markdown(fresh)]
    for shard, gone, new in changed_shards(plan, number, before, now):
        old[shard] = changed_shard(plan, shard, old[shard], [(gone, new)])
    assert old == index([*texts[:number], fresh, *texts[number + 1 :]])


def test_a_gram_that_most_cases_have_takes_few_bytes() -> None:
    assert sum(map(len, made(["社区"] * 999 + ["村"]))) < 10 * len(made(["社区"] * 1000))


def test_an_index_of_no_cases_is_one_shard_without_lists() -> None:
    assert made([]) == [b"\0"]
