"""What a browser asks: the head of an HTTP request, taken apart strictly; what is unclear is refused, never guessed."""

from __future__ import annotations

import re
from http import HTTPStatus

from msgspec import Struct

HEAD_BYTES = 16 * 1024
_REQUEST_LINE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) ([!-~]{1,8192}) HTTP/1\.[01]")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([ -~\t\x80-\xff]*)")


class RefusedError(Exception):
    """A request that gets no page: the status of the answer and the reason in one sentence."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        self.status, self.reason = status, reason
        super().__init__(f"{status.value} {reason}")


class Request(Struct, frozen=True):
    """The head of a request; header names are lower case, `target` is as it was sent."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]

    def values(self, name: str) -> tuple[str, ...]:
        """Every value of a header, in order."""
        return tuple(value for header, value in self.headers if header == name)


def parse_request(head: bytes) -> Request:
    """The request in the bytes up to its empty line; raises RefusedError."""
    line, *fields = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    found = _REQUEST_LINE.fullmatch(line)
    if found is None:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "not a request line of HTTP/1.1")
    return Request(found[1], found[2], tuple(map(_header, fields)))


def _header(field: str) -> tuple[str, str]:
    found = _HEADER.fullmatch(field)
    if found is None:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "not a header")
    return found[1].lower(), found[2].strip(" \t")
