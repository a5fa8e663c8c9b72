"""Markup: of a saved web page its text and nothing else; of Markdown every line without its marks."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import formats
from corpus.errors import CorpusError
from corpus.formats import markdown as markdown_reader
from corpus.formats import markup
from corpus.model import Left
from corpus.parse import parse


def html(text: str, *, encoding: str = "utf-8") -> list[str]:
    return markup.extract(text.encode(encoding), file="a.html").pages[0]


def markdown(text: str) -> list[str]:
    return [line for line in markdown_reader.extract(text.encode(), file="a.md").pages[0] if line]


PROSE = "坚持党的领导不动摇。始终坚持在县委领导下开展工作。"
PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>某日报数字报</title>
<script>var a = "政协。";</script><style>p {{ color: red }}</style></head><body>
<div class="nav"><a href="/">首页</a> | <a href="/2">上一版</a></div>
<div id="top">第03版：政协 <a href="/3">返回目录</a></div>
<table><tr><td><div class="list"><ul><li><a href=1>奋力书写</a></li><li><a href=2>砥砺前行</a></li></ul></div></td>
<td><h1>奋力书写新时代政协履职新答卷</h1><h2>——某县政协工作纪实</h2>
<div id="ozoom"><p>　　{PROSE}</p><p>协商视察求“精”。开展专题协商7次<br>提案工作求“质”。好。
<!-- 注释。 --></div><p>本版编辑：张三</p></td></tr></table>
<div style="display:none">隐藏的政协。</div><div class="comment-list">网友评论：写得好。</div>
<div class="footer">版权所有 未经许可不得转载。</div><p>苏ICP备1234号</p></body></html>"""
ENCODINGS = [("gb18030", "gb2312"), ("gbk", "gbk"), ("utf-16", "utf-16"), ("big5hkscs", "")]
TEXT = [
    "奋力书写新时代政协履职新答卷",
    "——某县政协工作纪实",
    PROSE,
    "协商视察求“精”。开展专题协商7次",
    "提案工作求“质”。好。",
    "本版编辑：张三",
]


def test_of_a_saved_page_only_the_text_is_kept() -> None:
    assert [line.strip("　") for line in html(PAGE)] == TEXT


def test_what_is_left_out_is_told_in_the_order_of_the_page_behind_paragraphs_as_they_are_stored() -> None:
    notes = markup.extract(PAGE.encode(), file="a.html").left_out
    assert [(note.where, note.text) for note in notes] == [
        ("网页标题", "某日报数字报"),
        ("第 0 段之后", "首页 | 上一版"),
        ("第 0 段之后", "第03版：政协 返回目录 | 奋力书写 | 砥砺前行"),
        ("第 6 段之后", "隐藏的政协。"),
        ("第 6 段之后", "网友评论：写得好。"),
        ("第 6 段之后", "版权所有 未经许可不得转载。"),
        ("第 6 段之后", "苏ICP备1234号"),
    ]


@pytest.mark.parametrize(("encoding", "declared"), ENCODINGS)
def test_a_page_is_read_in_the_encoding_it_was_saved_in(encoding: str, declared: str) -> None:
    page = PAGE.replace('charset="utf-8"', f'charset="{declared}"') if declared else "<p>縣政協開會,協商議題。</p>"
    found = html(page, encoding=encoding)
    assert found[-1] == (TEXT[-1] if declared else "縣政協開會,協商議題。")


def test_a_wrongly_declared_encoding_is_seen_through() -> None:
    assert html(PAGE.replace("utf-8", "gbk").replace("gbk", "ascii"))[0] == TEXT[0]


def test_a_saved_page_that_is_cut_short_is_told() -> None:
    content = (Path(__file__).parent / "cases/html-is-mht.html").read_bytes()
    assert Left.DAMAGED not in [note.kind for note in markup.extract_mail(content, file="a.mht").left_out]
    cut = content[: content.rindex(b"\n", 0, -4)]  # without the last line
    assert Left.DAMAGED in [note.kind for note in markup.extract_mail(cut, file="a.mht").left_out]


def test_lost_characters_are_told() -> None:
    found = markup.extract(f"<p>{PROSE}</p><p>开展专题\0\0协商7次。</p>".encode(), file="a.html")
    assert found.pages == [[PROSE, "开展专题\ufffd\ufffd协商7次。"]]
    assert [(note.kind, note.where) for note in found.left_out] == [(Left.GARBLED, "第 2 行")]


def test_the_shipped_page_survives_html(shipped_lines: list[str], saved: Callable[..., Path]) -> None:
    body = "".join(f"<p>{line}</p>\n" for line in shipped_lines)
    page = f"<html><body><nav><a href=/>首页</a></nav><article>{body}</article><footer>版权所有</footer></body></html>"
    document = formats.read(saved(page.encode(), "报道.html"))
    assert [paragraph.span.of(document.text) for paragraph in document.paragraphs] == shipped_lines
    assert [len(article.sections) for article in parse(document).articles] == [4, 4]


def test_the_text_is_kept_even_where_it_stands_in_a_form_or_is_named_like_a_menu() -> None:
    assert html(f"<form><div class='menu'><p>{PROSE}</p></div></form>") == [PROSE]
    assert html(f"<div class='share-content'><p>{PROSE}</p></div><div class='share'>分享到</div>") == [PROSE]


def test_the_frame_of_a_site_that_names_nothing_is_left_out_and_a_short_text_kept() -> None:
    links = "".join(f"<li><a href=/>县政协{what}</a></li>" for what in ("召开常委会会议", "视察重点项目", "公告栏"))
    head = "<p>您现在的位置：<a href=/>网站首页</a> > 政协要闻 > 正文</p>"
    foot = "<p>地址：青阳县蓉城镇 电话：0566-5021234</p><p>皖ICP备05012345号</p>"
    text = ["青阳县政协：小提案办成大民生", "来源：青阳政协网 2024-03-12 作者：李明", *[PROSE] * 3]
    body = "".join(f"<p>{line}</p>" for line in text)
    assert html(f"<body>{head}<ul>{links}</ul><div>{body}</div>{foot}</body>") == text
    assert html(f"<body><p>县政协开会。</p><ul>{links}</ul></body>") == ["县政协开会。"]


def test_an_articles_own_header_is_kept() -> None:
    assert html(f"<header>某网站</header><article><header><h1>标题</h1></header><p>{PROSE}</p></article>") == [
        "标题",
        PROSE,
    ]


def test_of_several_articles_none_is_lost() -> None:
    pages = "".join(f"<div class=a><h2>标题{at}</h2><p>{PROSE * at}</p></div>" for at in (9, 9, 1))
    assert [line for line in html(f"<body><div>{pages}</div></body>") if line.startswith("标题")] == [
        "标题9",
        "标题9",
        "标题1",
    ]


def test_a_line_break_between_chinese_characters_is_no_space() -> None:
    assert html("<p>开展专题\n   协商7次,AI\nGPT。</p>") == ["开展专题协商7次,AI GPT。"]


def test_numbers_of_lists_and_cells_of_rows_are_kept() -> None:
    page = f"<p>{PROSE}</p><ol start=3><li>甲。</li><li>乙。</li></ol><ul><li>丙。</li></ul>"
    assert html(page)[1:] == ["3. 甲。", "4. 乙。", "丙。"]
    assert html(f"<p>{PROSE}</p><table><tr><td>专题协商</td><td>7次</td></tr></table>")[1] == "专题协商 7次"


def test_a_table_that_is_made_to_grow_is_read_soon() -> None:
    page = f"<p>{PROSE}</p><table>" + ("<tr>" + "<td rowspan=50 colspan=50>甲" * 200) * 20 + "</table>"
    began = time.process_time()
    assert html(page)[0] == PROSE
    assert time.process_time() - began < 10


def test_old_pages_that_close_no_paragraph_are_read() -> None:
    assert html("".join(f"<p>第{at}段。" for at in range(300))) == [f"第{at}段。" for at in range(300)]


def test_a_page_without_text_is_refused(saved: Callable[..., Path]) -> None:
    with pytest.raises(CorpusError, match=r"^a.html:里面没有文字"):
        formats.read(saved(b"<html><script>1</script></html>", "a.html"))


@pytest.mark.parametrize("page", ["<b>" * 200_001, "<div>" * 5_000 + "县政协。"], ids=["many", "deep"])
def test_too_many_tags_are_refused(page: str) -> None:
    with pytest.raises(CorpusError, match=r"^a.html:标签超过 200000 个或嵌套过深"):
        html(page)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="<>/!-=\"'&;ap1divtr[]? \n县政。", max_size=120))
def test_any_markup_is_read_or_refused_in_one_line(text: str) -> None:
    for read in (html, markdown):
        try:
            assert all(line == line.strip() for line in read(text))
        except CorpusError as error:
            assert len(str(error).splitlines()) == 1


# Markdown.


def test_markdown_is_stored_without_its_marks() -> None:
    text = """---
title: 某期
---
# 奋力书写新答卷

**坚持党的领导不动摇。**始终坚持在*县委*领导下。
第二行。

> 引文和[链接](http://example.com)

1. 第一
2. 第二

- 项

| 甲 | 乙 |
|---|---|
| 1 | 2 |
"""
    assert markdown(text) == [
        "某期",
        "奋力书写新答卷",
        "坚持党的领导不动摇。始终坚持在县委领导下。",
        "第二行。",
        "引文和链接",
        "1. 第一",
        "2. 第二",
        "项",
        "甲 乙",
        "1 2",
    ]


def test_a_markdown_file_that_begins_with_a_rule_keeps_what_follows() -> None:
    assert markdown("---\n县政协开会。\n\n---\n\n后文。") == ["县政协开会。", "后文。"]


def test_the_shipped_page_survives_markdown(shipped_lines: list[str], saved: Callable[..., Path]) -> None:
    document = formats.read(saved("\r\n\r\n".join(shipped_lines).encode("gb18030"), "报道.md"))
    assert [paragraph.span.of(document.text) for paragraph in document.paragraphs] == shipped_lines
