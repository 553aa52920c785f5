"""What of a page is converted and what never is."""

from __future__ import annotations

import os
import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from site_builder.script import Converter, PageRules, Rule, Variant

CAMPAIGN = os.environ.get("CAMPAIGN") == "1"


@pytest.mark.parametrize(
    "page",
    [
        '<a href="/发展/干部.html" id="发" class="里" data-word="发展" style="发">x</a>',
        '<img src="/里/发.png">',
        "<code>发展</code><kbd>发</kbd><samp>发</samp><pre><code>发\n<b>里</b></code></pre>",
        '<script type="application/ld+json">{"a":"发展 </b>"}</script><style>.a::before{content:"发"}</style>',
        "<svg><title>发</title></svg><math><mi>发</mi></math><textarea>发</textarea>",
        '<span translate="no">发<b>里</b><span>发</span></span>',
        '<p lang="en">发 <span>里</span></p><p lang="zh-Hant">里</p><p lang="ja" title="发">里</p>',
        "<!-- 发展 --><!-- <p>里</p> -->",
        '<meta name="viewport" content="发"><input value="发">',
        '<a title="https://a.cn/发">www.a.cn/里/发?发=里#发</a>',
        "https://例子.cn/发展/干部.html mailto:a@例子.公司 ftp://a/发_里",
        '<p translate="no">发<br>里<img src="a"/><p>里</p></p>',
    ],
)
def test_never_touched(hant: Converter, page: str) -> None:
    assert hant.html(page) == page


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>厚<b>植</b>发展</p>", "<p>厚<b>植</b>發展</p>"),
        ("<p>理<em>发</em></p>", "<p>理<em>髮</em></p>"),
        ("<p>头<!-- 间 -->发，头<wbr>发</p>", "<p>頭<!-- 间 -->髮，頭<wbr>髮</p>"),
        ("<p>头</p><p>发</p>", "<p>頭</p><p>發</p>"),
        ("<p>头<br>发<code>里</code>里</p>", "<p>頭<br>發<code>里</code>裡</p>"),
        ('<img alt="头发" title="里" aria-label="里">', '<img alt="頭髮" title="裡" aria-label="裡">'),
        ("<input placeholder='里' value='里'>", "<input placeholder='裡' value='里'>"),
        ('<a title="a>里" href="a>里">里</a>', '<a title="a>裡" href="a>里">裡</a>'),
        ('<meta name="description" content="里">', '<meta name="description" content="裡">'),
        ('<meta property="og:title" content="里">', '<meta property="og:title" content="裡">'),
        ('<p lang="zh-Hans">里</p><p lang="zh-CN">里</p>', '<p lang="zh-Hans">裡</p><p lang="zh-CN">裡</p>'),
        ('<p lang="en">发</p><p>发</p>', '<p lang="en">发</p><p>發</p>'),
        ('<p>头<span translate="no">发</span>发</p>', '<p>頭<span translate="no">发</span>發</p>'),
        ("里 &lt;里&gt; &amp;里", "裡 &lt;裡&gt; &amp;裡"),
        ("见https://a.cn/发展.html了解", "見https://a.cn/发展.html瞭解"),
        ("里&发 a@b.cn里", "裡&發 a@b.cn裡"),
        ("", ""),
        ("里", "裡"),
    ],
)
def test_read_as_a_reader_reads_it(hant: Converter, page: str, expected: str) -> None:
    assert hant.html(page) == expected


def test_text_of_another_length_keeps_the_tags_in_order(hant: Converter) -> None:
    page = hant.with_rules(
        PageRules(rules=(Rule("软件", ((Variant.ZH_HANT, "軟體程式"),)), Rule("里", ((Variant.ZH_HANT, ""),))))
    )
    assert page.html("<p>软<b>件</b>发</p><p>里<i>发</i>里</p>") == "<p>軟<b>體程式</b>發</p><p><i>發</i></p>"


def test_markup_reaches_across_inline_tags(hant: Converter) -> None:
    assert hant.html("<p>-{面<b>里</b>}-里</p>") == "<p>面<b>里</b>裡</p>"
    assert hant.html("<p>-{发</p><p>里}-</p>") == "<p>-{發</p><p>裡}-</p>"
    assert hant.html("<code>-{发}-</code>") == "<code>-{发}-</code>"


@pytest.mark.parametrize(
    ("page", "hans", "hant"),
    [
        # What is kept in the other script says so.
        ("<p>-{发展}-里</p>", "<p>发展里</p>", '<p><span lang="zh-Hans">发展</span>裡</p>'),
        ("<p>-{發展}-里</p>", '<p><span lang="zh-Hant">發展</span>里</p>', "<p>發展裡</p>"),
        # Characters of both scripts say nothing: 余 is a surname in either.
        ("<p>-{余力}-</p>", "<p>余力</p>", "<p>余力</p>"),
        # A variant without a text of its own shows another's.
        ("<p>-{zh-hans:软件;zh-hk:軟件}-</p>", "<p>软件</p>", "<p>軟件</p>"),
        ("<p>-{zh-hans:软件;zh-hant:软体}-</p>", "<p>软件</p>", '<p><span lang="zh-Hans">软体</span></p>'),
        ("<p>-{D|zh-hans:发;zh-hant:發}-</p>", *(
            '<p>简体：发；繁体：<span lang="zh-Hant">發</span>；</p>',
            '<p>簡體：<span lang="zh-Hans">发</span>；繁體：發；</p>',
        )),
        # Tags inside stay where they are, and none is crossed.
        ("<p>a-{发<b>发</b>发}-a</p>", "<p>a发<b>发</b>发a</p>",
         '<p>a<span lang="zh-Hans">发</span><b><span lang="zh-Hans">发</span></b><span lang="zh-Hans">发</span>a</p>'),
        ("<p>-{<b>发</b>}-</p>", "<p><b>发</b></p>", '<p><b><span lang="zh-Hans">发</span></b></p>'),
        ("<p>-{<b>发}-里</b></p>", "<p><b>发里</b></p>", '<p><b><span lang="zh-Hans">发</span>裡</b></p>'),
        # An attribute has no room for it.
        ('<img alt="-{发}-里">', '<img alt="发里">', '<img alt="发裡">'),
        ("<p>\x1c-{发}-</p>", "<p>\x1c发</p>", "<p>\x1c发</p>"),
    ],
)  # fmt: skip
def test_a_run_in_another_script_says_which(site: dict[Variant, Converter], page: str, hans: str, hant: str) -> None:
    assert site[Variant.ZH_HANS].html(page) == hans
    assert site[Variant.ZH_HANT].html(page) == hant


INLINE = ["b", "em", "a", "span", "strong"]
PROTECTED = [
    ("<code>", "</code>"),
    ('<span translate="no">', "</span>"),
    ('<i lang="en">', "</i>"),
    ("<kbd>", "</kbd>"),
    ('<b data-x="', '"></b>'),
    ('<a href="', '"></a>'),
    ('<b id="', '"></b>'),
]
TEXT = st.text("发展头理里面余干只了为系台，。“”’a \n", min_size=1, max_size=8)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Well-formed pages of words that are hard to convert, in and out of protected places."""

    def inline(depth: int) -> str:
        if depth == 0 or draw(st.booleans()):
            return draw(TEXT)
        if draw(st.booleans()):
            opening, closing = draw(st.sampled_from(PROTECTED))
            return opening + draw(TEXT) + closing
        if draw(st.integers(0, 4)) == 0:
            return f"-{{{draw(TEXT)}}}-"
        name = draw(st.sampled_from(INLINE))
        title = f' title="{draw(TEXT)}"' if draw(st.booleans()) else ""
        return f"<{name}{title}>{inline(depth - 1)}{inline(depth - 1)}</{name}>"

    return "".join(f"<p>{inline(2)}{inline(2)}</p>" for _ in range(draw(st.integers(1, 3))))


def bare_spans(page: str) -> str:
    """A page without the spans that say which script a run is in: nothing else may be added."""
    return re.sub(r'<span lang="zh-Hans">([^<]+)</span>', r"\1", page)


def protected(page: str) -> list[str]:
    spans = r'<code>.*?</code>|<kbd>.*?</kbd>|<span translate="no">.*?</span>|<i lang="en">.*?</i>'
    return re.findall(rf'{spans}|(?:data-x|href|id)="[^"]*"', page, re.DOTALL)


@settings(max_examples=2500 if CAMPAIGN else 120, deadline=None)
@given(page=documents())
def test_documents_keep_their_protected_spans_and_their_shape(site: dict[Variant, Converter], page: str) -> None:
    for variant in (Variant.ZH_HANT, Variant.ZH_HANT_HK):
        out = site[variant].html(page)
        assert protected(out) == protected(page)
        etree.fromstring(f"<div>{out}</div>")
        assert re.findall("</?[a-z]+", bare_spans(out)) == re.findall("</?[a-z]+", page)
        etree.fromstring(f"<body>{out}</body>")
        assert out == site[variant].html(page)


@settings(max_examples=1000 if CAMPAIGN else 80, deadline=None)
@given(parts=st.lists(TEXT, min_size=1, max_size=6), names=st.lists(st.sampled_from(INLINE), min_size=6, max_size=6))
def test_inline_tags_do_not_change_what_is_read(hant: Converter, parts: list[str], names: list[str]) -> None:
    tagged = "".join(f"<{name}>{part}</{name}>" for part, name in zip(parts, names, strict=False))
    plain = f"<p>{''.join(parts)}</p>"
    assert re.sub("<[^>]*>", "", hant.html(f"<p>{tagged}</p>")) == re.sub("<[^>]*>", "", hant.html(plain))


@given(texts=st.lists(st.one_of(TEXT, st.just("a\x1eb")), max_size=6))
def test_a_batch_gives_what_each_text_gives(hant: Converter, texts: list[str]) -> None:
    assert hant.texts(texts) == [hant.text(text) for text in texts]


def test_two_thousand_documents_keep_their_protected_spans_and_anchors(site: dict[Variant, Converter]) -> None:
    for seed in range(2000):
        page = _document(Random(seed))
        for variant in (Variant.ZH_HANT, Variant.ZH_HANT_TW, Variant.ZH_HANT_HK):
            out = site[variant].html(page)
            assert protected(out) == protected(page), seed
            assert re.findall("</?[a-z]+", bare_spans(out)) == re.findall("</?[a-z]+", page), seed
            assert out == site[variant].html(page), seed


def _document(random: Random) -> str:
    """A page of paragraphs with an anchor each, of words that are hard to convert, in and out of protected places."""

    def text() -> str:
        return "".join(random.choices("发展头理里面余干只了为系台，。“”’a \n-{}", k=random.randint(1, 12)))

    def inline() -> str:
        opening, closing = random.choice([*PROTECTED, *((f"<{name}>", f"</{name}>") for name in INLINE), ("", "")])
        return opening + text() + closing

    return "".join(
        f'<p id="p{number}">{"".join(inline() for _ in range(random.randint(1, 6)))}</p>'
        for number in range(1, random.randint(2, 6))
    )
