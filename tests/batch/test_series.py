"""Articles over several pages: put together in order, whatever the archive, and told where a page is missing."""

from __future__ import annotations

import json
import random
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from site_builder.clean import Edit, replay
from site_builder.cli import main
from site_builder.content.casefile import parse_case
from site_builder.extract import Part, read_page, split_address
from site_builder.problem import Source
from tests.batch.crawl import warc
from tests.extract.compose import _paragraphs

TITLE = "居民说了算：老旧小区这样改"


def paragraphs() -> list[str]:
    return random.Random(3).sample(_paragraphs(), 9)


def address(number: int, form: str) -> str:
    if number == 1:
        return "http://a.example/news/c12345.html"
    return {
        "_": f"http://a.example/news/c12345_{number}.html",
        "?": f"http://a.example/news/c12345.html?page={number}",
        "/": f"http://a.example/news/c12345.html/{number}",
    }[form]


def page(number: int, form: str, last: int = 3, way: str = "pager") -> str:
    """Three paragraphs of the article, and the way to the other pages."""
    prose = "".join(f"<p>{text}</p>" for text in paragraphs()[3 * number - 3 : 3 * number])
    others = [each for each in range(1, last + 1) if each != number]
    links = "".join(f'<a href="{address(each, form)}">{each}</a> ' for each in others)
    following = address(number + 1, form)
    pager = {
        "pager": f"<div class=pager>{links}</div>",
        "next": f'<a href="{following}">下一页</a>' if number < last else "",
        "rel": "",
    }[way]
    head = f'<link rel="next" href="{following}">' if way == "rel" and number < last else ""
    byline = "<p>2023-05-06 来源：江城日报</p>" if number == 1 else ""
    editor = "<p>责任编辑：王晓梅</p>" if number == last else ""
    return (
        f"<html><head><title>{TITLE}_某网</title>{head}</head><body><h1>{TITLE}</h1>{byline}"
        f"<div class=article>{prose}{editor}</div>{pager}</body></html>"
    )


def write(folder: Path, pages: list[tuple[str, str]], kind: str) -> Path:
    path = folder / f"crawl.{kind}"
    if kind == "jsonl":
        lines = (json.dumps({"url": url, "html": content}, ensure_ascii=False) for url, content in pages)
        path.write_text("\n".join(lines) + "\n", "utf-8")
    else:
        path.write_bytes(warc([(url, "text/html; charset=utf-8", 200, content.encode()) for url, content in pages]))
    return path


def cleaned(archive: Path, *more: str) -> tuple[list[dict], str]:
    out = archive.parent / "out"
    told = CliRunner().invoke(main, ["clean", str(archive), "--out", str(out), "--jobs", "1", *more])
    assert told.exit_code == 0, told.output
    return [json.loads(line) for line in (out / "series.jsonl").read_text("utf-8").splitlines()], told.output


@pytest.mark.parametrize("kind", ["jsonl", "warc.gz"])
@pytest.mark.parametrize("way", ["pager", "next", "rel"])
@pytest.mark.parametrize("form", ["_", "?", "/"])
def test_the_pages_of_an_article_are_put_together_in_order(tmp_path: Path, form: str, way: str, kind: str) -> None:
    pages = [(address(number, form), page(number, form, way=way)) for number in (3, 1, 2)]
    (article,), told = cleaned(write(tmp_path, pages, kind))
    assert article["series"] == {"pages": [f"crawl.{kind}:{place}" for place in (2, 3, 1)], "missing": []}
    text = article["result"]["article"]["text"]
    places = [text.index(each[:20]) for each in paragraphs()]
    assert places == sorted(places)
    stated = {each["field"]: each["value"] for each in article["result"]["article"]["statements"]}
    assert (stated["title"], stated["issued"], stated["editor"]) == (TITLE, "2023-05-06", "王晓梅")
    assert "1 articles over several pages" in told
    assert "1 different articles" in told


@pytest.mark.parametrize(("have", "missing"), [((1, 3), [2]), ((1,), [2, 3]), ((2, 3), [0])])
def test_a_page_that_is_missing_is_named(tmp_path: Path, have: tuple[int, ...], missing: list[int]) -> None:
    (article,), told = cleaned(write(tmp_path, [(address(each, "_"), page(each, "_")) for each in have], "jsonl"))
    assert article["series"]["missing"] == missing
    assert f"page {', '.join(map(str, missing))} is not among the inputs" in told


def test_a_draft_holds_the_whole_article(tmp_path: Path) -> None:
    archive = write(tmp_path, [(address(each, "_"), page(each, "_")) for each in (1, 2, 3)], "jsonl")
    cleaned(archive, "--select", "length=1..")
    (draft,) = (tmp_path / "out" / "drafts").iterdir()
    case = parse_case(Source(draft.name, draft.read_text("utf-8")))
    assert all(each[:20] in case.body for each in paragraphs())
    contents = [page(each, "_").encode() for each in (1, 2, 3)]
    files = [(sha256(each).hexdigest(), len(each)) for each in contents]
    assert [(each.sha256, each.bytes) for each in case.meta.sources[0].files] == files


def test_pages_of_comments_on_one_article_are_no_series(tmp_path: Path) -> None:
    pages = [(address(each, "?"), page(1, "?").replace("</h1>", f"</h1><p>{each}楼：说得好</p>")) for each in (1, 2, 3)]
    found, _ = cleaned(write(tmp_path, pages, "jsonl"))
    assert all(len(each["series"]["pages"]) == 1 for each in found)


def test_texts_go_by_their_addresses_and_one_title(tmp_path: Path) -> None:
    def text(number: int, title: str) -> str:
        return "\n".join((title, "2023-05-06 来源：江城日报", *paragraphs()[3 * number - 3 : 3 * number]))

    lines = [
        (address(1, "_"), text(1, TITLE)),
        (address(2, "_"), text(2, TITLE)),
        (address(3, "_"), text(3, "别的事情")),
    ]
    path = tmp_path / "crawl.jsonl"
    path.write_text("".join(json.dumps({"url": url, "text": each}) + "\n" for url, each in lines), "utf-8")
    (article,), _ = cleaned(path)
    assert article["series"] == {"pages": ["crawl.jsonl:1", "crawl.jsonl:2"], "missing": []}


@pytest.mark.parametrize(
    ("address", "stem", "number"),
    [
        ("http://A.example/x_2.html", "//a.example/x.html", 2),
        ("https://a.example/x-12.shtml#top", "//a.example/x.shtml", 12),
        ("http://a.example/x?id=5&page=3", "//a.example/x?id=5", 3),
        ("http://a.example/x/page/4/", "//a.example/x", 4),
        ("http://a.example/20230506.html", "//a.example/20230506.html", 0),
    ],
)
def test_an_address_is_parted_into_series_and_number(address: str, stem: str, number: int) -> None:
    assert split_address(address) == (stem, number)


def test_an_address_that_itself_ends_in_a_number_is_a_first_page() -> None:
    links = '<a href="t2023_15_2.html">2</a><a href="t2023_15_3.html">下一页</a>'
    found = read_page(page(1, "_").replace("<div class=pager>", f"<div>{links}"), "http://a.example/t2023_15.html")
    assert found.part == Part("//a.example/t2023_15.html", 0, (2, 3))


@pytest.mark.parametrize(
    "link", ['<a href="/list_2.html">2</a>', '<a href="http://[x">下一页</a>', '<a href="#">2</a>']
)
def test_other_ways_lead_to_no_page_of_the_article(link: str) -> None:
    assert read_page(page(1, "_", way="rel", last=1) + link, "http://a.example/c1.html").part is None


def write_files(folder: Path, pages: dict[str, str]) -> list[str]:
    for name, content in pages.items():
        (folder / name).write_text(content, "utf-8")
    return [str(folder / name) for name in pages]


def drafts(out: Path) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(out.iterdir())]


def test_a_single_page_of_several_says_so(tmp_path: Path) -> None:
    files = write_files(tmp_path, {"c12345.html": page(1, "_")})
    told = CliRunner().invoke(main, ["clean", *files, "--out", str(tmp_path / "out")])
    assert "page 2, 3 is not in it" in told.output


@pytest.mark.parametrize("have", [(2, 1, 3), (3, 2), (1, 2)])
def test_the_pages_of_an_article_given_as_files_become_one_draft(tmp_path: Path, have: tuple[int, ...]) -> None:
    names = {number: f"c12345{f'_{number}' if number > 1 else ''}.html" for number in (1, 2, 3)}
    files = write_files(tmp_path, {names[number]: page(number, "_") for number in have})
    told = CliRunner().invoke(main, ["clean", *files, "--out", str(tmp_path / "out")])
    assert told.exit_code == 0, told.output
    (draft,) = drafts(tmp_path / "out")
    wanted = [text for number in sorted(have) for text in paragraphs()[3 * number - 3 : 3 * number]]
    places = [draft.index(text[:20]) for text in wanted]
    assert places == sorted(places)
    assert draft.count(TITLE) == 1
    (missing,) = {1, 2, 3} - set(have) or {0}
    assert (f"page {missing} is not in it" in told.output) == (missing > 0)
    assert ", ".join(names[number] for number in sorted(have)) in told.output.replace(f"{tmp_path}/", "")


def test_the_ledger_of_pages_put_together_replays_on_their_raw_text(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = write_files(tmp_path, {"c12345.html": page(1, "_", last=2), "c12345_2.html": page(2, "_", last=2)})
    assert CliRunner().invoke(main, ["clean", *files, "--out", "out"]).exit_code == 0
    head, *lines = (tmp_path / ".cache/ledger/c12345.jsonl").read_text("utf-8").splitlines()
    first, second = json.loads(head)["pages"]
    assert [Path(each["name"]).name for each in (first, second)] == ["c12345.html", "c12345_2.html"]
    edits = [msgspec.json.decode(line, type=Edit) for line in lines]
    raw = (tmp_path / ".cache/ledger/c12345.md").read_text("utf-8")
    assert raw[second["start"] :].startswith(paragraphs()[3])
    text = replay(raw, edits)
    assert drafts(tmp_path / "out")[0].endswith(text)


def test_a_page_given_twice_and_pages_of_another_article_stay_by_themselves(tmp_path: Path) -> None:
    again = page(1, "_").replace("</h1>", "</h1><p>2楼：说得好</p>")
    files = write_files(tmp_path, {"c12345.html": page(1, "_"), "c12345_2.html": again, "d6_2.html": page(3, "_")})
    assert CliRunner().invoke(main, ["clean", *files, "--out", str(tmp_path / "out")]).exit_code == 0
    assert len(drafts(tmp_path / "out")) == 3
