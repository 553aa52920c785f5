"""The verdict on a damaged stretch: what of its readings is sure enough to be shown, how certain that is, and why."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from site_builder.clean.channel import EATEN, GONE, LOST, UNKNOWN
from site_builder.clean.ledger import Certainty, Edit
from site_builder.clean.readings import Reading, Share, agreement, share_of_first
from site_builder.clean.suspicion import Span
from site_builder.clean.tokens import Token

# The share of the readings that agree on a character which is shown, on one in an odd word, of those that have as many
# in that place, and at most of those that have fewer, in a common word and in a rare one or beside an odd one: an
# invented character is worse than a wrong one, and words are easily made up.
_SURE, _SURE_ODD, _SURER, _FEWER, _FEWER_ODD = 0.75, 0.85, 0.85, 0.14, 0.03
# For a repair that no person needs to look at, the odds of the best reading (logarithm), and how much more they must be
# where it is oddly worded and where a pair left no trace; fitted to simulated damage (`benchmarks/clean_channel.py`).
_LIKELY, _ODD, _UNSEEN = 3.2, 0.9, 0.55


class Wording(NamedTuple):
    """The places of the best reading where it is `odd` in its words, and those of its `rare` words."""

    odd: Sequence[Span]
    rare: Sequence[Span]


class Damage(NamedTuple):
    """A stretch of tokens, without the `tail` that reads as it stands, and from `head` on changed."""

    tokens: Sequence[Token]
    head: int
    tail: int


def verdict(found: Sequence[Reading], damage: Damage, wording: Wording, spaced: bool, offset: int) -> Edit:
    """The edit that the accepted readings, the best first, make of a stretch in a line that begins at `offset`.

    `spaced`: this page writes a space between a closing mark and a Han character.
    """
    best, stop = found[0], len(found[0].text) - damage.tail
    others = [each for each in found[1:] if _plain(each.text) != _plain(best.text)]
    replacement = "".join(_known(best, agreement(found), _asked(best, wording), spaced)[damage.head : stop])
    is_odd = any(start < stop and end > damage.head for start, end in wording.odd)
    changed = damage.tokens[damage.head :]
    return Edit(
        offset + (changed[0].start if changed else damage.tokens[-1].end),
        offset + damage.tokens[-1].end,
        replacement,
        "channel",
        _certainty(found, replacement, is_odd, not others),
        _reason(best, others),
        tuple(dict.fromkeys(_plain(each.text[damage.head : len(each.text) - damage.tail]) for each in others[:3])),
    )


def unexplained(token: Token, offset: int) -> Edit:
    """The edit that says of a `?` that no reading was accepted there.

    It stays as it stands, but one whose reading lost its bracket, and the reading with it, is a character at least.
    """
    if token.eaten:
        reason = "damaged by the channel, but no reading gives the same bytes back; a character at least is lost"
        return Edit(offset + token.start, offset + token.end, UNKNOWN, "channel", Certainty.DOUBTFUL, reason)
    reason = "damaged by the channel, but no reading gives the same bytes back; left as it stands"
    return Edit(offset + token.start, offset + token.start + 1, "?", "channel", Certainty.DOUBTFUL, reason)


_NOT_KNOWN = f"[{EATEN}{GONE}{LOST}]"
_EATEN_SPACE = re.compile(f"(?<=[”》）)]){EATEN}(?=[㐀-鿿])")


def _plain(text: str) -> str:
    return re.sub(_NOT_KNOWN, UNKNOWN, text)


class _Asked(NamedTuple):
    """The share of the readings that must agree on a character, and that may have fewer in its place."""

    same: float
    fewer: float


def _asked(best: Reading, wording: Wording) -> list[_Asked]:
    """What is asked of each character of the best reading; characters of one token are made up together, if at all."""
    odd = {place for span in wording.odd for place in range(*span)}
    near = [(start - 1, end + 1) for start, end in wording.odd]
    made_up = {at for start, end in (*near, *wording.rare) for at in best.at[max(0, start) : end]}
    return [
        _Asked(_SURE_ODD if place in odd else _SURE, _FEWER_ODD if at in made_up else _FEWER)
        for place, at in enumerate(best.at)
    ]


def _known(best: Reading, shares: Sequence[Share], asked: Sequence[_Asked], spaced: bool) -> list[str]:
    """The best text, with □ for each character that other readings put too much in doubt: nothing is invented.

    A byte eaten between a closing mark and a Han character was a space, if this page is `spaced` so.
    """
    text = _plain(_EATEN_SPACE.sub(" ", best.text) if spaced else best.text)
    return list(map(_if_sure, text, shares, asked))


def _if_sure(character: str, share: Share, asked: _Asked) -> str:
    """The character, or □ for it and for as many as other readings have more of in its place."""
    is_sure = share.same >= asked.same and share.as_many >= _SURER and share.fewer <= asked.fewer
    return character if is_sure else UNKNOWN * (1 + share.more)


def _certainty(found: Sequence[Reading], replacement: str, is_odd: bool, alone: bool) -> Certainty:
    guesses = found[0].guesses
    if alone and not guesses and not is_odd:
        return Certainty.EXACT
    if UNKNOWN in replacement or (alone and guesses):  # a guess has rivals, and none of them was seen
        return Certainty.DOUBTFUL
    share, unseen = share_of_first(found), not TRACELESS.isdisjoint(guesses.values())
    odds = math.log(share / max(1 - share, 0.01)) - _ODD * is_odd - _UNSEEN * unseen
    return Certainty.LIKELY if odds > _LIKELY else Certainty.DOUBTFUL


TRACELESS = frozenset(("vanished", "unassigned"))
_BECAUSE = {
    "cut": "cut inside two characters at a mark's code, which lost a byte",
    "lone": "a byte lost where the piece ended",
    "vanished": "a pair of bytes vanished as a private-use character",
    "unassigned": "a pair of bytes shown as ? for want of a character",
    "eaten": "a one-byte character taken by the byte before it: its value is gone",
}


def _reason(best: Reading, others: Sequence[Reading]) -> str:
    kinds = dict.fromkeys(best.guesses.values())
    parts = [_BECAUSE[kind] for kind in kinds] or ["every byte is known"]
    if best.glosses:
        parts.append("annotated: " + " ".join(f"{character}({reading})" for character, reading in best.glosses))
    margin = f"ahead of the next reading by {best.score - others[0].score:.1f} nats" if others else "no other reading"
    return "; ".join([*parts, margin])
