from hypothesis import given
from hypothesis import strategies as st

from site_builder.clean.ledger import Certainty, Edit, compose, replay


def edit(start: int, end: int, replacement: str, step: str = "a", certainty: Certainty = Certainty.EXACT) -> Edit:
    return Edit(start, end, replacement, step, certainty, "")


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> tuple[Edit, ...]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return tuple(edit(start, end, draw(st.text("xyz", max_size=3))) for start, end in pairs)


@given(st.data(), st.text("abc", max_size=12))
def test_composing_two_layers_is_replaying_one_after_the_other(data: st.DataObject, text: str) -> None:
    earlier = data.draw(edits_of(text))
    middle = replay(text, earlier)
    later = data.draw(edits_of(middle))
    assert replay(text, compose(earlier, later)) == replay(middle, later)


@given(st.data(), st.text("abc", max_size=8))
def test_composing_is_associative_in_effect(data: st.DataObject, text: str) -> None:
    layers, current = [], text
    for _ in range(3):
        layers.append(data.draw(edits_of(current)))
        current = replay(current, layers[-1])
    left = compose(compose(layers[0], layers[1]), layers[2])
    assert replay(text, left) == current


def test_a_change_inside_an_earlier_replacement_keeps_its_story() -> None:
    repaired = edit(0, 2, "變為", "channel", Certainty.LIKELY)
    converted = edit(0, 1, "变", "script")
    (joined,) = compose([repaired], [converted])
    assert (joined.replacement, joined.step, joined.also, joined.certainty) == (
        "变為",
        "channel",
        ("script",),
        Certainty.LIKELY,
    )


def test_a_removal_of_a_repaired_line_stands_for_itself() -> None:
    (removed,) = compose([edit(0, 2, "責編", "annotation")], [edit(0, 2, "", "furniture")])
    assert (removed.start, removed.end, removed.step, removed.also) == (0, 2, "furniture", ())
