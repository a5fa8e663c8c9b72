"""Breaks: lines whose ends were lost are found again, and what is one line stays one."""

import time

import pytest

from corpus.breaks import breaks_of
from corpus.formats.assembly import document_of_text
from corpus.model import Report
from corpus.parse import parse

TITLE, BYLINE = "县政协视察高山茶园提质改造工作", "本报记者 柯昌盛 通讯员 冉小满"
TEXT = "5月18日，竹溪县政协组织委员12人，到蒋家堰镇视察高山茶园提质改造工作，听取了县农业农村局的汇报。"
MORE = "委员们认为，茶园改造起步早、推进快，还要在补苗和修路上多下功夫，让茶农有更多的收入，会上提出意见8条。"
CREDIT = "责任编辑：石一帆"


def pieces(*lines: str) -> list[str]:
    """Return the lines of a page as they are cut."""
    return [
        text[start:end].strip()
        for text, places in zip(lines, breaks_of(lines), strict=True)
        for start, end in zip([0, *places], [*places, len(text)], strict=True)
    ]


@pytest.mark.parametrize("gap", ["", " ", "  ", "\u3000\u3000"], ids=["none", "space", "spaces", "wide"])
def test_a_page_in_one_line_is_cut_at_its_headline_and_text(gap: str) -> None:
    found = pieces(gap.join([TITLE, TEXT, MORE]))
    assert found[0] == TITLE
    assert "".join(found[1:]) == TEXT + MORE


@pytest.mark.parametrize("gap", [" ", "  ", "\u3000\u3000"], ids=["space", "spaces", "wide"])
def test_who_wrote_is_cut_off_from_the_title_and_from_the_text(gap: str) -> None:
    assert pieces(gap.join([TITLE, BYLINE, TEXT]))[:2] == [TITLE, BYLINE]


def test_a_title_that_runs_into_its_text_is_cut_off() -> None:
    assert pieces("竹溪政协网", f"{TITLE} {TEXT}", MORE, CREDIT) == ["竹溪政协网", TITLE, TEXT, MORE, CREDIT]


@pytest.mark.parametrize(
    "lines",
    [
        (TITLE, BYLINE, TEXT + MORE, CREDIT),
        (TITLE, "会议指出，“有事好商量” 不是一句口号，要在全县 214个村、社区 落地生根。", MORE),
        (TEXT + MORE,),
        (TITLE, "时间：2023-05-18 09:12　　来源：县政协办公室　　作者：柯昌盛", TEXT),
        ("首页 政协概况 政协要闻 提案在线 委员天地 联系我们", TITLE, TEXT),
    ],
    ids=["page", "spaces", "paragraph", "fields", "links"],
)
def test_lines_that_are_whole_stay_whole(lines: tuple[str, ...]) -> None:
    assert pieces(*lines) == list(lines)


def test_a_line_of_ten_thousand_characters_takes_no_second() -> None:
    text = (TITLE + TEXT + MORE) * 100
    breaks_of([text[:1000]])
    started = time.process_time()
    breaks_of([text[:10_000]])
    assert time.process_time() - started < 1


def test_white_space_and_nothing_are_no_line() -> None:
    assert breaks_of([]) == []
    assert breaks_of(["", "政协"]) == [[], []]


def test_a_page_in_one_line_is_read_as_one_in_lines() -> None:
    def read(text: str) -> Report:
        return parse(document_of_text(text, name="页", file="页.txt"))

    lost, kept = (read(gap.join([TITLE, BYLINE, TEXT, MORE, CREDIT])) for gap in ("  ", "\n"))
    for report in (lost, kept):
        [article] = report.articles
        assert (article.name, article.committee, article.authors) == (TITLE, "竹溪县政协", ("柯昌盛", "冉小满"))
