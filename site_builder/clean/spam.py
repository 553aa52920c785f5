"""Spam: lines of search keywords that a mirror put before, behind and between the lines of an article.

They are known by their shape, not by their words: many pieces between separators, none of the marks of a sentence,
and simplified characters on a traditional page, or the same words again and again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from site_builder.clean.furniture import article_end, is_notice, is_template
from site_builder.clean.ledger import Certainty
from site_builder.clean.lines import LONGEST_TITLE, drop, has_words, split_lines
from site_builder.clean.model import Found
from site_builder.clean.script import is_simplified, is_traditional, simplified_only, to_simplified

STEP = "spam"

_SEPARATOR = re.compile(r"(?<=\s)I(?=\s)|[,_|｜]|(?<=\S)-(?=\S)|\s-\s")
# These part words in sentences, names and tables too: such a row is spam only where more speaks for it.
_LOOSE = re.compile(r"[\s,_|｜/，]+|(?<=\S)-(?=\S)")
_SENTENCE = re.compile(r"[。；！？、《》“”‘’：;!]|\?(?=\S)")
_STOP = re.compile(r"[；！？、;!]|\?(?=\S)")
_LATIN_END = re.compile(r"[a-z]{2}[.?](?: |$)")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_FARM = re.compile(r"主站.{1,6}池模板\s*[：:].*[|｜]")
_LONGEST_WORD = 20  # characters
_LABEL = re.compile(r"^[^:：|]{1,12}[:：]")


def find_spam(text: str) -> Found:
    """Remove the lines that are lists of search keywords."""
    lines = split_lines(text)
    page_is_traditional = _prose_is_traditional([line.text for line in lines])
    first = next((place for place, line in enumerate(lines) if _is_sentence(line.text)), len(lines))
    end = article_end([to_simplified(line.text) for line in lines])
    last = next((place for place in reversed(range(first, end)) if _is_sentence(lines[place].text)), first)
    # A page that shows its title in its own script shows no other line above its text in the mirror's.
    is_titled = any(is_traditional(line.text) for line in lines[:first])
    edits = []
    for place, line in enumerate(lines):
        reason = _reason(line.text, page_is_traditional)
        if not reason and page_is_traditional and (place > first or is_titled):
            reason = "words in simplified script beside traditional sentences" * _is_foreign_word(line.text)
        if not reason and last < len(lines) and not first < place < last:
            reason = "a long list of keywords around the article" * _is_long_list(line.text)
        if reason:
            edits.append(drop(line, STEP, Certainty.LIKELY, reason))
    return Found(tuple(edits))


def _prose_is_traditional(lines: Sequence[str]) -> bool:
    """Whether the page's sentences are traditional: keyword lists may well be longer than the article."""
    prose = [line for line in lines if _is_prose(line)]
    return sum(map(is_traditional, prose)) > sum(map(is_simplified, prose))


def _is_prose(line: str) -> bool:
    return ("。" in line or len(_STOP.findall(line)) > 1) and not is_notice(line)


def _is_sentence(line: str) -> bool:
    """Whether a line is one of the article's, neither its title nor a line of the site's."""
    is_long = "。" in line or (len(line) > LONGEST_TITLE and len(_STOP.findall(line)) > 1)
    return is_long and has_words(line) and not is_notice(line) and not is_template(line)


def _is_foreign_word(line: str) -> bool:
    """Whether a short line holds only the mirror's own script: all of the article went through its table."""
    is_short = len(line) <= _LONGEST_WORD and not _SENTENCE.search(line) and not re.search(r"[#>|（(\[]", line)
    return is_short and simplified_only(line) >= 2 and to_simplified(line) == line


def _is_long_list(line: str) -> bool:
    """Whether a line is a list of many longer words; within an article it may be one of names or places."""
    pieces = _pieces(line)
    is_list = len(pieces) >= 8 and len(line) >= 4 * len(pieces) and line[0] not in "|#"
    return is_list and _HAN_RUN.search(line) is not None and not (_SENTENCE.search(line) or _LATIN_END.search(line))


def _reason(line: str, page_is_traditional: bool) -> str:
    for reason, test in _TESTS:
        if test(line, page_is_traditional):
            return reason
    return ""


def _is_foreign_list(line: str, page_is_traditional: bool) -> bool:
    pieces = _pieces(line)
    return page_is_traditional and len(pieces) >= 3 and not _SENTENCE.search(line) and is_simplified(line)


def _is_foreign_row(line: str, page_is_traditional: bool) -> bool:
    """Whether a line of words between blanks or commas holds nothing of the page's script and no mark of a sentence."""
    words = [word for word in _LOOSE.split(line) if word]
    is_list = len(words) >= 4 and max(map(len, words)) <= 20 and not _SENTENCE.search(line) and ">" not in line
    return page_is_traditional and is_list and is_simplified(line) and to_simplified(line) == line


def _is_link_farm(line: str, page_is_traditional: bool) -> bool:
    if _FARM.match(line):
        return True
    label = _LABEL.match(line)
    links = line[label.end() :] if label else line
    return len(links.split("|")) >= 8 and not line.startswith("|") and not _SENTENCE.search(links)


def _is_repetitive_list(line: str, page_is_traditional: bool) -> bool:
    if line.startswith("|") or _SENTENCE.search(line):
        return False
    pieces = _pieces(line)
    words = [word for word in _LOOSE.split(line) if word] if "，" not in line else []
    repetition = _repetition(to_simplified(line)) if max(len(pieces), len(words)) >= 5 else 0.0
    is_list = len(pieces) >= 5 and len(line) >= 4 * len(pieces) and repetition >= 0.3
    return is_list or (len(words) >= 8 and len(line) >= 4 * len(words) and repetition >= 0.5)


_TESTS: tuple[tuple[str, Callable[[str, bool], bool]], ...] = (
    ("a list of keywords in simplified script on a traditional page", _is_foreign_list),
    ("a row of words in simplified script on a traditional page", _is_foreign_row),
    ("a row of links to other sites", _is_link_farm),
    ("a list of keywords that repeats the same words", _is_repetitive_list),
)


def _pieces(line: str) -> list[str]:
    return [piece for piece in _SEPARATOR.split(line) if piece.strip()]


def _repetition(line: str) -> float:
    """The share of pairs of Han characters that repeat an earlier one."""
    runs = _HAN_RUN.findall(line)
    counts = Counter(run[place : place + 2] for run in runs for place in range(len(run) - 1))
    total = sum(counts.values())
    return 1 - len(counts) / total if total else 0.0
