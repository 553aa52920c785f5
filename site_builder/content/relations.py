"""Which cases stand near each other, and why: first what curators say, in both directions, then what cases share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from site_builder.content.schema import Code, FrontMatter

RELATED = 3
COMMON_TERM = 50


class Reason(Struct, frozen=True):
    """Why two cases are near: a term that both have."""

    taxonomy: str
    code: Code


class Tie(Struct, frozen=True):
    """What a curator says of two cases: `by` is the id of the case whose file says it, `why` a code of the theme's words."""

    by: str
    why: str


class Relation(Struct, frozen=True):
    """A case near another one: what curators say of both, and everything they share, the rarest first."""

    id: str
    reasons: tuple[Reason, ...]
    ties: tuple[Tie, ...] = ()


Posting = tuple[Reason, Sequence[str]]


def relations(metas: Sequence[FrontMatter], postings: Iterable[Posting]) -> dict[str, tuple[Relation, ...]]:
    """The cases near each of some cases; `postings` are the terms with the cases that have them.

    All that curators name stand first; those that share most, a rare term counting more than a common one, fill up.
    """
    shared = _shared(postings)
    ties = _ties(metas)
    return {meta.id: _near(shared.get(meta.id, {}), ties.get(meta.id, {})) for meta in metas}


def _ties(metas: Sequence[FrontMatter]) -> dict[str, dict[str, list[Tie]]]:
    """What curators say, by both of the cases it is said of; `part_of` is said so too."""
    ties: dict[str, dict[str, list[Tie]]] = {}
    shown = {meta.id for meta in metas}
    for meta in metas:
        said = [(related.id, related.why.value) for related in meta.related]
        said += [(meta.part_of, "part_of")] if meta.part_of else []
        for other, why in said:
            if other in shown and other != meta.id:
                ties.setdefault(meta.id, {}).setdefault(other, []).append(Tie(meta.id, why))
                ties.setdefault(other, {}).setdefault(meta.id, []).append(Tie(meta.id, why))
    return ties


Shared = dict[str, list[tuple[int, Reason]]]


def _shared(postings: Iterable[Posting]) -> dict[str, Shared]:
    """What each case shares with others, with how many cases have it."""
    shared: dict[str, Shared] = {}
    for reason, cases in postings:
        if len(cases) > COMMON_TERM:
            continue  # says nothing about two cases, and would pair all with all
        for one in cases:
            others = shared.setdefault(one, {})
            for other in cases:
                if other != one:
                    others.setdefault(other, []).append((len(cases), reason))
    return shared


def _near(shared: Shared, ties: dict[str, list[Tie]]) -> tuple[Relation, ...]:
    def nearness(other: str) -> tuple[float, str]:
        return -sum(1 / count for count, _ in shared[other]), other

    fill = [other for other in sorted(shared, key=nearness) if other not in ties][: max(0, RELATED - len(ties))]
    return tuple(
        Relation(
            other,
            tuple(reason for _, reason in sorted(shared.get(other, ()), key=lambda pair: pair[0])),
            tuple(ties.get(other, ())),
        )
        for other in (*ties, *fill)
    )
