"""Targets of requests: plain paths are decoded once, everything else is refused; no file beside the site gets out."""

import random
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.serve.address import requested_path
from site_builder.serve.request import RefusedError
from tests.conftest import CAMPAIGN
from tests.serve.running import exchange, request_bytes, running

DOTS = ["..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "%c0%ae%c0%ae", "%e0%80%ae%e0%80%ae", "..%00", "%00..", "..;",
        "...", "....", "..%20", "%ef%bc%8e%ef%bc%8e", "．．", "..%0d%0a", ".", "%u002e%u002e"]  # fmt: skip
SEPARATORS = ["/", "//", "%2f", "%2F", "\\", "%5c", "%252f", "/./", "%c0%af", "%e0%80%af", "／", "%ef%bc%8f",
              ";/", "/%00/", "%25%32%66"]  # fmt: skip
TAILS = [
    "site.toml",
    "secret.txt",
    "content/cases/draft.md",
    ".env",
    "etc/passwd",
    ".git/config",
    "output/.env",
    "assets/.env",
]
STARTS = ["/", "/mini/", "/mini/assets/", "/__dev/", "/_desk/", "", "//", "/mini", "/mini/zh-hans/about/", "file:///"]
ENDS = ["", "?raw", "?raw??", "/", "%00.html", "#x", "%20", ".", "::$DATA"]
MARK = b"KEEP-THIS-AT-HOME"


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/", "/"),
        ("/repo/", "/repo/"),
        ("/a/b.html?c=/../d", "/a/b.html"),
        ("/%E6%A1%88%E4%BE%8B/", "/案例/"),
        ("/a%20b", "/a b"),
        ("/%252e%252e/a", "/%2e%2e/a"),
        ("/.well-known/x", "/.well-known/x"),
        ("/a+b", "/a+b"),
    ],
)
def test_a_plain_path_is_decoded_once(target: str, path: str) -> None:
    assert requested_path(target) == path


@pytest.mark.parametrize("target", ["/.env", "/.git/config", "/a/.b/c", "/%2eenv", "/...", "/.nojekyll"])
def test_dotfiles_are_not_there(target: str) -> None:
    with pytest.raises(RefusedError) as refused:
        requested_path(target)
    assert refused.value.status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "target",
    ["", "*", "a", "http://localhost:8000/", "//evil.example/", "//", "/a//b", "/a/../b", "/..", "/./a", "/%2e%2e/a",
     "/a%2fb", "/a\\b", "/a%5cb", "/%00", "/a%0d%0aSet-Cookie:x", "/%c0%ae", "/%ff", "/%", "/%zz", "/%4", "/a#b",
     "/%7f", "/%c2%85", "/%e2%80%a8", "/%ed%a0%80"],
)  # fmt: skip
def test_what_is_no_plain_path_is_refused(target: str) -> None:
    with pytest.raises(RefusedError) as refused:
        requested_path(target)
    assert refused.value.status == HTTPStatus.BAD_REQUEST


@given(st.text(st.sampled_from("/.%2eEfF5cC\\a?#:0 ~;")))
def test_no_accepted_path_has_a_segment_that_climbs(text: str) -> None:
    try:
        path = requested_path("/" + text)
    except RefusedError:
        return
    assert path.startswith("/") and not {"", ".", ".."} & {*path[1:].split("/")[:-1]}
    assert "\\" not in path and path.split("/")[-1] not in (".", "..")


def corpus() -> list[bytes]:
    """Raw targets that try to leave the site, from every form of two dots, a separator, a tail and an end."""
    climbs = [
        f"{start}{separator.join([dots] * depth)}{separator}{tail}{end}"
        for start, dots, separator, tail, end in product(STARTS, DOTS, SEPARATORS, TAILS, ENDS)
        for depth in (1, 4)
    ]
    chosen = random.Random(17).sample(climbs, 41_000 if CAMPAIGN else 3_000)
    return [target.encode() for target in chosen]


def test_nothing_beside_the_site_gets_out(mini: Path) -> None:
    plant_secrets(mini)
    with running(mini) as server:

        def attempt(target: bytes) -> bytes:
            head = request_bytes("TARGET", f"127.0.0.1:{server.port}").replace(b"TARGET", target)
            return exchange(server.port, head)

        with ThreadPoolExecutor(4) as pool:
            targets = corpus()
            answers = list(zip(targets, pool.map(attempt, targets), strict=True))
        assert server.get("/mini/zh-hans/about/")[0] == HTTPStatus.OK
    leaks = [target for target, answer in answers if MARK in answer or b"root:x:" in answer]
    assert leaks == []
    assert {answer[9:12] for _, answer in answers} <= {b"400", b"404"}


def plant_secrets(project: Path) -> None:
    """Files beside the site, and dotfiles among its assets, that only this machine may see."""
    with (project / "site.toml").open("ab") as file:
        file.write(b"\n# " + MARK + b"\n")
    (project / "theme/assets").mkdir(exist_ok=True)
    for name in ("secret.txt", ".env", "theme/assets/.env", "content/secret.txt"):
        (project / name).write_bytes(MARK)
    with (project / "content/cases/draft.md").open("ab") as file:
        file.write(b"\n" + MARK + b"\n")


def test_a_link_among_the_sources_is_refused_and_not_followed(mini: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_bytes(MARK)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/x.txt").write_bytes(MARK)
    links = {"file": tmp_path / "secret.txt", "folder": tmp_path / "folder", "loop": Path("loop"), "gone": Path("no")}
    for name, target in links.items():
        link = mini / "theme/assets" / f"{name}.css"
        link.symlink_to(target)
        with running(mini) as server:
            assert [problem.message for problem in server.problems[0]] == ["a symbolic link"]
            for path in (f"/mini/assets/{name}.css", f"/mini/assets/{name}.css/x.txt"):
                status, _, body = server.get(path)
                assert status == HTTPStatus.SERVICE_UNAVAILABLE
                assert MARK not in body
        link.unlink()
