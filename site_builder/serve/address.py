"""From the target of a request to a path: decoded once, strictly; what could mean two things means nothing."""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from site_builder.serve.request import RefusedError

_ORIGIN_FORM = re.compile(r"/[^\\#?]*(?:\?[^#]*)?")
_ESCAPES = re.compile(r"[^%]*(?:%[0-9A-Fa-f]{2}[^%]*)*")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\\/\u2028\u2029]")


def requested_path(target: str) -> str:
    """The decoded path of a request's target, such as `/repo/案例/`, without its query; raises RefusedError.

    400 where it is no plain path: absolute form, empty or dot segments, backslashes, controls, escaped slashes,
    escapes that are not UTF-8. 404 where a segment is a dotfile, which no site has but `.well-known`.
    """
    if not _ORIGIN_FORM.fullmatch(target):
        raise RefusedError(HTTPStatus.BAD_REQUEST, "not the path of a page")
    segments = [_segment(raw) for raw in target.partition("?")[0][1:].split("/")]
    if "" in segments[:-1] or any(segment in (".", "..") for segment in segments):
        raise RefusedError(HTTPStatus.BAD_REQUEST, "not the path of a page")
    if any(segment.startswith(".") and segment != ".well-known" for segment in segments):
        raise RefusedError(HTTPStatus.NOT_FOUND, "no such page")
    return "/" + "/".join(segments)


def _segment(raw: str) -> str:
    try:
        decoded = unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "not UTF-8") from None
    if not _ESCAPES.fullmatch(raw) or _CONTROLS.search(decoded):
        raise RefusedError(HTTPStatus.BAD_REQUEST, "not the path of a page")
    return decoded
