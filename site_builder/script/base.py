"""Characters by their codes: the base table, and the places to look closer at, for a whole text at once.

Short texts are done by Python: numpy, which is only imported where there is a longer one, takes its time to begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LONG = 200  # characters
_CODES = 0x110000


class Base:
    """The form that each character has on its own, by its code; those beyond the table are their own."""

    def __init__(self, forms: Sequence[int]) -> None:
        self._forms = forms

    def __call__(self, text: str) -> str:
        """A text with every character in that form."""
        if len(text) < _LONG:
            return text.translate(self._forms)
        written: bytes = self._array[_codes(text)].tobytes()
        return written.decode("utf-32-le", "surrogatepass")

    @cached_property
    def _array(self) -> NDArray[np.uint32]:
        import numpy as np

        array = np.arange(_CODES, dtype=np.uint32)
        array[: len(self._forms)] = self._forms
        return array


class Places:
    """Where some characters stand in a text."""

    def __init__(self, characters: Iterable[str]) -> None:
        self._characters = "".join(sorted(characters))
        self._find = re.compile(_one_of(self._characters)).finditer

    def __call__(self, text: str) -> list[int]:
        """The places, in order; beyond the first plane there may be others too."""
        if len(text) < _LONG:
            return [match.start() for match in self._find(text)]
        places: list[int] = self._flags[_codes(text)].nonzero()[0].tolist()
        return places

    @cached_property
    def _flags(self) -> NDArray[np.bool_]:
        import numpy as np

        flags = np.zeros(_CODES, np.bool_)
        flags[[ord(character) for character in self._characters]] = True
        return flags


def _codes(text: str) -> NDArray[np.uint32]:
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _one_of(characters: str) -> str:
    """A class that holds the characters. Beyond the first plane it is one range, some more than asked for: the scanner
    tests those one by one, and looking at too many places does no harm."""
    if not characters:
        return r"(?!)"
    near = [character for character in characters if character <= "\uffff"]
    far = [character for character in characters if character > "\uffff"]
    return f"[{re.escape(''.join(near))}{f'{min(far)}-{max(far)}' if far else ''}]"
