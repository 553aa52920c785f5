"""The reasons of edits in the language of the desk: the ledger tells them in English, curators read them in Chinese."""

from __future__ import annotations

import re

REASONS = {
    "a blank beside Chinese punctuation": "中文标点旁的空格",
    "a button of the page": "网页按钮",
    "a byte lost where the piece ended": "断片末尾失落一个字节",
    "a caption whose picture is lost": "图说，图片已失",
    "a character that GBK lacks, alone on its line: an icon of the page": "独占一行的 GBK 未收字符：网页图标",
    "a choice of type sizes": "字号选择",
    "a comma inserted before another mark": "镜像站在别的标点前插入的逗号",
    "a copyright line": "版权行",
    "a counter of the page": "网页计数",
    "a heading": "小标题",
    "a line of date, source or persons": "日期、来源或署名行，已移入字段",
    "a link to another page": "通往别页的链接",
    "a list of keywords in simplified script on a traditional page": "繁体页面上的简体关键词串",
    "a list of keywords that repeats the same words": "反复堆砌的关键词串",
    "a list of other pages": "别的文章的列表",
    "a lone byte left no trace before the mark": "标点前失落的单个字节未留痕迹",
    "a long list of keywords around the article": "文章前后的长串关键词",
    "a mark that Markdown would misread": "会被 Markdown 误读的符号，已转义",
    "a mark that is doubled, as nearly all of this page are": "重复的标点，本页几乎处处如此",
    "a note that a mark in the text asks for": "文中注码所指的注释",
    "a notice of the site": "网站声明",
    "a one-byte character taken by the byte before it: its value is gone": "单字节字符被前一字节吞没，已无从得知",
    "a pair of bytes shown as ? for want of a character": "没有对应字符的一对字节，显示为 ?",
    "a pair of bytes vanished as a private-use character": "一对字节落入私用区而消失",
    "a picture of another site, its caption kept": "别站图片，图说留下",
    "a picture of another site, without a caption": "别站图片，无图说",
    "a quotation is closed that nothing opens: probably an opening mark that GBK lacks": "引号有收无起，大概失落一个",
    "a row of buttons": "一排按钮",
    "a row of counters": "一排计数",
    "a row of links to other sites": "一排外站链接",
    "a row of words in simplified script on a traditional page": "繁体页面上的一排简体词",
    "a run of characters without sense, one of several on this page": "无意义的字符串，本页有好几处",
    "a separator of the template": "模板分隔符",
    "a title that asks nothing: probably a character that GBK lacks": "题名并非问句：大概是 GBK 未收的字符",
    "an ASCII mark in Chinese text": "中文里的半角标点",
    "an ornament before a name; □ is our mark of a lost character": "姓名前的装饰符；本站以 □ 表示缺字",
    "cut inside two characters at a mark's code, which lost a byte": "在标点编码处从两字中间切断，失落一个字节",
    "damaged by the channel, but no reading gives the same bytes back; left as it stands": "损坏而无可还原，保持原样",
    "damaged by the channel, but no reading gives the same bytes back; a character at least is lost": (
        "损坏而无可还原，至少缺一字"
    ),
    "every byte is known": "每个字节都已知",
    "licences of the site": "网站证照",
    "no other reading": "别无读法",
    "nothing is left of the character behind Copyright": "Copyright 之后的字符已失",
    "probably a wide blank, which GBK lacks": "大概是 GBK 未收的宽空格",
    "space between paragraphs": "段落间的空行",
    "the commentary of an expert": "专家点评",
    "the file name of a lost picture": "失图的文件名",
    "the head of a list of other pages": "别的文章列表的标题",
    "the mark of a note at the end": "文末注释的注码",
    "the name of the site or of a section, or a keyword, above the title": "题名之上的站名、栏目名或关键词",
    "the place of a code to scan": "二维码位置",
    "the place of a picture": "图片位置",
    "the place of a picture, before the text": "正文前的图片位置",
    "the subtitle, kept as a field": "副题，已移入字段",
    "the title again, as the alternative text of a picture": "题名重复，原是图片的替代文字",
    "the title, kept as a field": "题名，已移入字段",
    "another title of the page": "页面的另一题名",
    "the way to the page": "面包屑导航",
    "traditional characters in place of the article's simplified ones": "简体原文被换成的繁体字",
    "two characters at random before a mark, as before nearly all of this page": "标点前的两个随机字符，本页处处如此",
    "two letters before a mark, as before nearly all of this page": "标点前的两个字母，本页几乎处处如此",
    "what is left of a tag, the byte before it took the bracket": "标签残余，尖括号被前一字节吞没",
    "words in simplified script beside traditional sentences": "繁体句子间的简体词",
    "UTF-8 that was read as Windows-1252": "UTF-8 被当作 Windows-1252 读入",
    "GBK that was read as UTF-8 where it was valid, else as Latin-1": "GBK 被当作 UTF-8 或 Latin-1 混读",
    "GBK that was read as Windows-1252": "GBK 被当作 Windows-1252 读入",
}
# Reasons that hold a value of the place, as what they begin with or all they are.
_PATTERNS = (
    (re.compile(r"reading of (.)"), r"“\1”的注音"),
    (re.compile(r"reading of (.), one of many at random on this page"), r"“\1”的注音，本页随机加注甚多"),
    (re.compile(r"annotated: (.+)"), r"注音字：\1"),
    (re.compile(r"ahead of the next reading by ([\d.-]+) nats"), r"比次优读法高 \1 纳特"),
    (re.compile(r"nothing to be seen: (.+)"), r"不可见字符：\1"),
)


def in_chinese(reason: str) -> str:
    """The reason of an edit for a curator; a part that has no translation stays as the ledger tells it."""
    return REASONS.get(reason) or "；".join(map(_part, reason.split("; ")))


def _part(text: str) -> str:
    for pattern, chinese in _PATTERNS:
        if found := pattern.fullmatch(text):
            return found.expand(chinese)
    return REASONS.get(text, text)
