"""Notes of a page: the marks that link to them and the notes themselves, both with one number in brackets.

What a page sets as `<sup><a href="#fn1">1</a></sup>` and a note with the id `fn1` becomes `[1]` in the text and `[1] …`
at the note, as a text without mark-up has it; the links back go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import html

_NUMBER = re.compile(r"\s*(?:[\[［〔【(（]\s*(?:注\s*)?\d{1,3}\s*[\]］〕】)）]|注?\d{1,3}|[①-⑳]|[*†‡]{1,3})\s*")
_SIGN = re.compile(r"\A[\s^↑↩]*(?:[\[［〔【]\s*\d{1,3}\s*[\]］〕】]|\d{1,3}\s*[.、．]|[①-⑳]|[*†‡]{1,3})?[\s^↑↩]*")
_BACK = re.compile(r"[\s↩↑⤴^\ufe0e\[\]]*(?:[a-z]|\d{1,3}(?:\.\d)?|返回|跳转|回到正文)?[\s↩↑⤴^\ufe0e\[\]]*")
_BEHIND_A_WORD = re.compile(r"(?:(?![米里尺])[\u3400-\u9fff]|[”’》）。，；])\s*$")
_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BLOCKS = frozenset(("p", "li", "div", "dd", "td", "section", "aside"))
_LONGEST = 800  # characters of a note; what is longer is a part of the page


def number_notes(root: html.HtmlElement) -> None:
    """Write the marks and notes of a page as `[1]`, numbered as they are asked for.

    A number raised by itself is a mark behind a word, and a power behind anything else.
    """
    links = [link for link in root.iter("a") if _is_mark(link)]
    targets = {name: each for each in root.iter() if (name := each.get("id") or each.get("name"))} if links else {}
    places = {each: place for place, each in enumerate(root.iter())} if links else {}
    numbers: dict[html.HtmlElement, int] = {}
    for link in links:
        note = _note(link, targets)
        if note is not None and places[note] > places[link]:
            text = str(numbers.setdefault(note, len(numbers) + 1))
            _write(link, text if _before(link)[-1:] in ("[", "［", "〔") else f"[{text}]")
    for note, number in numbers.items():
        _sign(note, number)
    for raised in list(root.iter("sup")):
        if raised.find(".//sup") is not None:
            continue  # the innermost one is the mark
        text = raised.text_content().strip()
        if re.fullmatch(r"\d{1,3}", text):
            is_note = _BEHIND_A_WORD.search(_before(raised))
            _write(raised, f"[{text}]" if is_note else text.translate(_POWERS))


def _is_mark(link: html.HtmlElement) -> bool:
    """Whether a link to a place of the page is set as the mark of a note: raised, or its number in brackets.

    Of links within each other the innermost one is the mark.
    """
    if (
        (link.get("href") or "")[:1] != "#"
        or link.find(".//a") is not None
        or not _NUMBER.fullmatch(text := link.text_content())
    ):
        return False
    is_raised = any(each.tag == "sup" for each in (link, *link.iterancestors("sup"), *link.iter("sup")))
    return is_raised or not text.strip().isdigit()


def _note(link: html.HtmlElement, targets: Mapping[str, html.HtmlElement]) -> html.HtmlElement | None:
    """The block that a mark leads to, if it is short enough to be a note, and the mark is not within it."""
    target = targets.get(link.get("href")[1:])
    if target is None:
        return None
    around = (each for each in (target, *target.iterancestors()) if each.tag in _BLOCKS)
    note = next(around, None)
    if note is None or note in set(link.iterancestors()):
        return None
    return note if 0 < len(note.text_content().strip()) <= _LONGEST else None


def _write(element: html.HtmlElement, text: str) -> None:
    """Make a text all that an element holds, and no link."""
    for child in list(element):
        element.remove(child)
    element.text = text
    element.attrib.pop("href", None)


def _before(element: html.HtmlElement) -> str:
    """The text right before an element, through the elements that hold only it."""
    for each in (element, *element.iterancestors("sup", "span", "b")):
        before = each.getprevious()
        text = (before.tail if before is not None else each.getparent().text) or ""
        if text or before is not None:
            return text or (before.text_content() if before is not None else "")
    return ""


def _sign(note: html.HtmlElement, number: int) -> None:
    """Put the number before a note in place of its own, and take the links out of it, those back with their text."""
    for link in note.iter("a"):
        if (link.attrib.pop("href", "") or "").startswith("#") and _BACK.fullmatch(link.text_content()):
            _write(link, "")
    for each in note.iter("p", "div", "li"):
        each.tag = "span"  # a note is one paragraph, and no item of a list
    note.tag = "p"
    for each, is_tail in _texts(note):
        plain = _SIGN.sub("", (each.tail if is_tail else each.text) or "", count=1)
        setattr(each, "tail" if is_tail else "text", plain)
        if plain:
            break
    note.text = f"[{number}] {note.text or ''}"


def _texts(element: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, bool]]:
    """The text places of an element in the order of reading, each as an element and whether it is its tail."""
    yield element, False
    for child in element:
        if isinstance(child.tag, str):
            yield from _texts(child)
        yield child, True
