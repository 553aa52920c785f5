"""A small crawl of composed pages: some articles twice, some nearly alike, some no article, some broken."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from tests.extract.compose import compose


def write_json_lines(path: Path, pages: int) -> int:
    """Write `pages` composed pages and, behind every tenth, a repetition, a near-duplicate, a list and a broken line.

    Returns how many inputs the file holds.
    """
    lines: list[str] = []
    for number in range(pages):
        news = compose(number)
        lines.append(json.dumps({"url": f"http://a.example/{number}.html", "html": news.html}))
        if number % 10 == 9:
            lines.append(json.dumps({"url": f"http://b.example/{number}.html", "html": news.html}))
            mirrored = f"{news.title}\n\n" + "\n".join(news.paragraphs) + "\n\n版权声明：本网转载。\n"
            lines.append(json.dumps({"url": f"http://c.example/{number}", "text": mirrored}, ensure_ascii=False))
            lines.append(json.dumps({"url": "http://a.example/", "html": "<ul><li><a href=/1>新闻</a></ul>"}))
            lines.append('{"url": "http://a.example/broken", "html": "<p>')
    content = "\n".join(lines).encode() + b"\n"
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return len(lines)


def warc(pages: list[tuple[str, str, int, bytes]]) -> bytes:
    """A WARC file, a gzip member a record, of (address, content type, HTTP status, body)."""
    members = []
    for address, kind, status, body in pages:
        http = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = (
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
            f"WARC-Date: 2024-01-01T00:00:00Z\r\nWARC-Target-URI: {address}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        members.append(gzip.compress(head.encode() + http + b"\r\n\r\n"))
    return b"".join(members)
