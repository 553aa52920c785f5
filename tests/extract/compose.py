"""Composed news pages: templates of the kinds that Chinese sites have had, around an article that is known.

Each page is a function of its number. The templates are our own; the text is of the project's cases.
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

CASES = Path(__file__).parents[2] / "content" / "cases"
NAMES = ("王晓梅", "李建国", "陈静", "欧阳志远", "赵文", "周思雨", "吴海涛", "郑丽华", "孙伟", "何秀英")
PUBLISHERS = ("江城日报", "楚天新闻网", "社区时报", "汉水晚报", "天门发布")
SECTIONS = ("新闻", "武汉", "社会", "要闻", "社区")
TITLES = (
    "社区议事有了新阵地",
    "书记沙龙汇良策 街道以党建赋能基层治理",
    "居民说了算：老旧小区这样改",
    "“小邻里”撬动大治理",
    "从“站着看”到“跟着干”——一个村庄的共同缔造",
)


class News(Struct, frozen=True):
    """What a composed page holds: the reference for what extraction must find."""

    html: str
    title: str
    day: str
    publisher: str
    reporter: str
    correspondent: str
    editor: str
    paragraphs: tuple[str, ...]
    headings: tuple[str, ...]
    caption: str


def compose(number: int) -> News:
    """The page of a number."""
    rng = random.Random(number)
    reporter, correspondent, editor = rng.sample(NAMES, 3)
    news = News(
        "",
        rng.choice(TITLES),
        f"20{rng.randint(10, 25)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        rng.choice(PUBLISHERS),
        reporter,
        correspondent,
        editor,
        tuple(rng.sample(_paragraphs(), rng.randint(3, 8))),
        ("一、党建引领，凝聚合力", "二、共商共治，居民当家")[: rng.randint(0, 2)],
        "图为：居民在议事厅商量加装电梯。",
    )
    template = TEMPLATES[number % len(TEMPLATES)]
    return News(template(news, rng), *(getattr(news, name) for name in News.__struct_fields__[1:]))


def _paragraphs() -> list[str]:
    texts = (path.read_text("utf-8").split("\n---\n", 1)[1] for path in sorted(CASES.glob("*.md")))
    found = (line for text in texts for line in text.split("\n") if "。" in line)
    plain = (line for line in found if line[0] not in "#>:|-（" and not re.search(r"[□\\*_\[`]|记者|通讯员", line))
    return [line for line in plain if len(line) > 50]


def _body(news: News, heading: str, paragraph: str, picture: str = "") -> str:
    """The article's blocks, a heading before the paragraphs in turn, the picture behind the first one."""
    parts = []
    for place, text in enumerate(news.paragraphs):
        if place < len(news.headings):
            parts.append(heading.format(news.headings[place]))
        parts.append(paragraph.format(html.escape(text, quote=False)))
        parts.append(picture if place == 0 else "")
    return "\n".join(parts)


def _links(rng: random.Random, count: int) -> str:
    """A list of other pages, as every template has several."""
    words = ("降雨", "马拉松", "地铁", "招聘", "高考", "房价", "美食", "樱花", "篮球", "油价")
    titles = ("".join(rng.sample(words, 3)) + f"最新消息第{rng.randint(1, 99)}期" for _ in range(count))
    return "".join(f'<li><a href="/n/{number}.html">{title}</a></li>' for number, title in enumerate(titles))


def _modern(news: News, rng: random.Random) -> str:
    year, month, day = news.day.split("-")
    picture = f'<p class="pic"><img src="/i/1.jpg"></p><p class="pic">{news.caption}</p>'
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{news.title}_{news.publisher}</title>
<meta property="og:title" content="{news.title}"><script>var a = "<p>不是正文。</p>";</script></head><body>
<header><ul class="nav">{_links(rng, 12)}</ul></header>
<div class="crumbs"><a href="/">首页</a> &gt; <a href="/a/">{rng.choice(SECTIONS)}</a> &gt; 正文</div>
<div class="main"><h1>{news.title}</h1>
<div class="info"><span>{year}年{month}月{day}日17:34</span><span>来源：{news.publisher}</span></div>
<div class="article-content">
<p>　　{news.publisher}讯（记者{news.reporter} 通讯员{news.correspondent}）近日，社区开了一场特别的会。</p>
{_body(news, "<p><strong>{}</strong></p>", "<p>　　{}</p>", picture)}
<p class="editor">【责任编辑：{news.editor}】</p></div>
<div class="related"><h3>相关新闻</h3><ul>{_links(rng, 8)}</ul></div></div>
<div class="sidebar"><h3>热门推荐</h3><ul>{_links(rng, 10)}</ul></div>
<footer>Copyright © 2010-2025 {news.publisher} 版权所有</footer></body></html>"""


def _tables(news: News, rng: random.Random) -> str:
    body = _body(news, "<b>{}</b><br>", "　　{}<br><br>", f'<center><img src="a.gif"><br>{news.caption}</center>')
    return f"""<html><head><title>{news.title} - 新闻中心 - {news.publisher}</title></head><body><table><tr><td>
<a href=/>首页</a> | <a href=/b>新闻</a> | <a href=/c>论坛</a></td></tr></table>
<table width=960><tr><td width=200>今日推荐<br>{_links(rng, 9).replace("<li>", "").replace("</li>", "<br>")}</td>
<td><table><tr><td align=center><font size=5>{news.title}</font></td></tr>
<tr><td align=center>{news.day} 09:12:00　来源：{news.publisher}　作者：{news.reporter}　编辑：{news.editor}</td></tr>
<tr><td class=zw>{body}（通讯员{news.correspondent}）</td></tr></table></td></tr></table>
<table><tr><td>网站地图 | 联系我们 | 京ICP备00000000号</td></tr></table></body></html>"""


_FIGURE = '<figure><img data-src="b.png"><figcaption>{}</figcaption></figure>'


def _listed(news: News, rng: random.Random) -> str:
    return f"""<html><head><meta charset=utf-8><title>{news.title}</title></head><body><div id="wrap-share">
<div class="menu">{_links(rng, 15)}</div><ul class="art"><li class="head"><h2>{news.title}</h2>
<p>发布时间：{news.day} 08:00:00 | 稿源：{news.publisher} | 点击：128</p></li>
<li class="txt"><p>本报记者 {news.reporter} 通讯员 {news.correspondent}</p>
{_body(news, "<h3>{}</h3>", "<p>{}</p>", _FIGURE.format(news.caption))}
</li><li><p>责编：{news.editor}</p></li></ul><h4>推荐阅读</h4><div>{_links(rng, 10)}</div>
<div class="comment-list"><p>写得真好，这样的社区多一些就好了。</p><p>支持！我们小区什么时候也能这样？</p></div>
</div></body></html>"""


def _government(news: News, rng: random.Random) -> str:
    return f"""<html><head><meta name="ArticleTitle" content="{news.title}">
<meta name="PubDate" content="{news.day} 10:00">
<title>{news.title}-某某区人民政府门户网站</title></head><body><div class="top">{_links(rng, 20)}</div>
<div class="position">当前位置：<a>首页</a> &gt; <a>政务</a> &gt; <a>{rng.choice(SECTIONS)}</a></div>
<div class="content"><div class="title">{news.title}</div>
<div class="source">日期：{news.day}　来源：{news.publisher}　【字体：<a>大</a> <a>中</a> <a>小</a>】</div>
<div class="TRS_Editor">{_body(news, "<div>{}</div>", "<div>{}</div>")}
<div>（记者 {news.reporter} 通讯员 {news.correspondent}）</div></div>
<div>责任编辑：{news.editor}</div><div class="share">分享到：微信 微博</div><div><a>打印</a> <a>关闭窗口</a></div></div>
<div class="foot">主办：某某区人民政府　网站标识码：0000000000</div></body></html>"""


TEMPLATES: tuple[Callable[[News, random.Random], str], ...] = (_modern, _tables, _listed, _government)
