"""Shards: what is put in comes out, a changed one is the one made from nothing, a search finds what looking finds."""

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from site_builder.build.shards import Indexed, changed_shard, changes
from site_builder.content.markdown import render_markdown
from site_builder.search.fold import fold, fold_units
from site_builder.search.grams import (
    FIELD_BITS,
    KEY_BITS,
    MIX,
    MOST_AROUND,
    REST_BITS,
    Field,
    Part,
    Shape,
    Units,
    Words,
    postings_of,
    settled,
)
from site_builder.search.index import IndexPlan, postings, shards
from site_builder.search.shards import cut, decode, encode
from site_builder.search.texts import searchable

LETTERS = "社区社区治理后後发發a1 ，\n𬭎"
TEXTS = st.lists(st.text(st.sampled_from(LETTERS), max_size=12), min_size=1, max_size=12)


def plan_of(texts: list[str]) -> IndexPlan:
    words = tuple(Words(text[:3], "", text[3:5]) for text in texts)
    return IndexPlan(tuple(f"case-{number}" for number in range(len(texts))), words, ())


def made(texts: list[str]) -> list[bytes]:
    plan = plan_of(texts)
    units = {id: searchable([text]).units for id, text in zip(plan.ids, texts, strict=True)}
    every = postings(plan, range(len(texts)), units.__getitem__)
    return [content for _, content in shards(plan, every, 0, len(plan.paths))]


def units_of(body: str) -> Units:
    return searchable([render_markdown(body).html]).units


def cases_with(index: list[bytes], gram: str, field: Field, count: int) -> set[int]:
    """The cases that the index names for a character or two neighbours in a field."""
    first, second = np.frombuffer((gram + "\0")[:2].encode("utf-16-le"), np.uint16).tolist()[:2]
    key = ((first << 16 | second) * MIX % 2**32) << FIELD_BITS | field
    shape = Shape(count)
    shard = key >> (KEY_BITS - shape.shard_bits)
    every = decode(index[shard], shard, shape)
    found = every[(every >> np.uint64(REST_BITS)) == np.uint64(key)] >> np.uint64(shape.around_bits)
    return set((found & np.uint64(2 ** (REST_BITS - shape.around_bits) - 1)).tolist())


@given(
    st.sets(st.tuples(st.integers(0, 9), st.integers(0, 2**26 - 1), st.integers(0, 40), st.integers(0, 5))),
    st.integers(41, 50_000),
)
def test_a_shard_read_is_the_shard_written(sights: set[tuple[int, int, int, int]], count: int) -> None:
    shape = Shape(count)
    places = [
        (key << 32 | number) % 2**KEY_BITS << REST_BITS | case << shape.around_bits | around
        for key, number, case, around in sights
    ]
    every, count = settled(np.array(places, np.uint64), shape), 1 << shape.shard_bits
    together = encode(every, shape, 0, count)
    for shard, part in enumerate(cut(every, shape, 0, count)):
        if len(part) or not shard:
            assert decode(together[shard], shard, shape).tolist() == part.tolist()
            assert encode(part, shape, shard, shard + 1) == [together[shard]]


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
    fresh, title = (data.draw(st.text(st.sampled_from(LETTERS), max_size=12)) for _ in range(2))
    plan = plan_of(texts)
    words = (*plan.words[:number], Words(title, "", ""), *plan.words[number + 1 :])
    renamed = data.draw(st.sampled_from([plan, msgspec.structs.replace(plan, words=words)]))

    def indexed(plan: IndexPlan, bodies: list[str]) -> Indexed:
        return Indexed(plan, {id: units_of(body) for id, body in zip(plan.ids, bodies, strict=True)}.__getitem__)

    def index(made: Indexed) -> list[bytes]:
        every = postings(made.plan, range(len(texts)), made.units)
        return [content for _, content in shards(made.plan, every, 0, len(made.plan.paths))]

    was, now = indexed(plan, texts), indexed(renamed, [*texts[:number], fresh, *texts[number + 1 :]])
    found = index(was)
    for shard, some in changes(was, now, [number]).items():
        found[shard] = changed_shard(renamed, shard, found[shard], some)
    assert found == index(now)


def test_a_gram_that_most_cases_have_in_any_surroundings_takes_few_bytes() -> None:
    shape = Shape(1_000)
    every = np.array([5 << REST_BITS | case << shape.around_bits for case in range(1, 1_000)], np.uint64)
    assert len(encode(every, shape, 0, 1)[0]) == 4


@given(st.text(st.sampled_from(LETTERS), max_size=60))
def test_no_gram_is_told_with_more_surroundings_than_a_shard_can_say(text: str) -> None:
    shape = Shape(1)
    found = postings_of(shape, [Part(0, Field.BODY, fold_units(text))])
    around = found & np.uint64(2**shape.around_bits - 1)
    keys, sizes = np.unique(found >> np.uint64(REST_BITS), return_counts=True)
    assert len(keys) == 0 or sizes.max() <= MOST_AROUND
    assert all(sizes[keys == key >> np.uint64(REST_BITS)] == 1 for key in found[around == 0])


def test_an_index_of_no_cases_is_one_shard_without_lists() -> None:
    assert made([]) == [b"\0"]
