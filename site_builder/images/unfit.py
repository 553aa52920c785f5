"""Why a picture may not be published."""

from __future__ import annotations


class UnfitError(Exception):
    """A picture that browsers could not show, or should not; `hint` says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint
