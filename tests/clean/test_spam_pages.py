"""On composed mirror pages every line of keywords goes, and not one sentence of the article."""

from __future__ import annotations

import os

from site_builder.clean import Cleaned, clean
from site_builder.problem import Source
from tests.clean.spam_pages import compose

PAGES = 3000 if os.environ.get("CAMPAIGN") else 300


def dropped_lines(cleaned: Cleaned) -> set[int]:
    """The numbers of the raw lines of which nothing is left, counted from 0."""
    raw, starts, place = cleaned.source.text, [], 0
    for line in raw.split("\n"):
        starts.append((place, place + len(line)))
        place += len(line) + 1
    removed = [(edit.start, edit.end) for edit in cleaned.edits if not edit.replacement.strip()]
    return {
        number
        for number, (start, end) in enumerate(starts)
        if any(low <= start and end <= high for low, high in removed)
    }


def test_every_spam_line_goes_and_every_sentence_stays() -> None:
    kept_spam, lost_sentences, spam = [], [], 0
    for number in range(PAGES):
        page = compose(number)
        dropped = dropped_lines(clean(Source(f"{number}.txt", "\n".join(page.lines))))
        spam += len(page.spam)
        kept_spam += [(number, page.lines[place]) for place in sorted(page.spam - dropped)]
        lost_sentences += [(number, page.lines[place]) for place in sorted(page.sentences & dropped)]
    assert spam > 3 * PAGES
    assert (kept_spam, lost_sentences) == ([], [])
