"""Pinyin initials: 共同缔造 is found by gtdz."""

from __future__ import annotations


def initials(title: str) -> str:
    """The first letter of each syllable of a title; Latin letters and digits stay, signs and blanks go."""
    # It reads its dictionaries as it is imported: only who makes an index waits for that.
    from pypinyin import Style, lazy_pinyin

    parts = lazy_pinyin(title, style=Style.FIRST_LETTER, errors=_written)
    return "".join(parts).lower()


def _written(others: str) -> str:
    return "".join(each for each in others if each.isascii() and each.isalnum())
