"""Answers as Telegram HTML, read back by TDLib's own parser."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Content
from bot.telegram.render import (
    LIMIT,
    answer_messages,
    pack,
    quote_blocks,
    report_line,
    text_blocks,
    text_messages,
    units,
)
from corpus.figures import figures_in
from corpus.model import Kind, Source, Span
from index.answer import Answer, Quote, Row, Status, Total
from index.store.records import Counts, ReportRecord
from tests.e2e.bot_api import Formatted, parse_html, utf16_length

SOURCE = Source(
    series="白鹭市县市区政协工作巡礼",
    installment=3,
    report_title=None,
    article=None,
    committee="云溪县政协",
    region="云溪县",
    kind=Kind.ITEM,
    section="履职为本 <在建言上>",
    item="协商求“精”",
    authors=("张三", "李四"),
    year=2023,
)
COUNTS = Counts(articles=1, sections=1, items=1, passages=1, unplaced=0)


def quote(text: str, *highlights: tuple[int, int], start: int = 100) -> Quote:
    return Quote(
        text=text,
        report="巡礼",
        sha256="0" * 64,
        start=start,
        end=start + len(text),
        source=SOURCE,
        figures=(),
        highlights=tuple((start + first, start + last) for first, last in highlights),
        score=1.0,
        passage=0,
    )


def shown(
    *quotes: Quote, status: Status = Status.ANSWERED, asked: str = "问?", understood: str = "问?"
) -> list[Formatted]:
    answer = Answer(asked, understood, status, quotes, 1.0)
    return [parse_html(html) for html in messages_of(answer)]


def messages_of(answer: Answer, *, behind: str = "") -> list[str]:
    return answer_messages(Content.of(answer, behind=behind), answer.quotes, coverage="云溪县政协(2023)")


def test_quote_stands_over_its_source() -> None:
    [message] = shown(quote("开展专题协商7次。", (6, 8)))
    source = "云溪县政协 · 2023年 · 第3期 · 协商求“精”"
    assert message.text == f"开展专题协商7次。\n{source}"
    assert message.entities == (("BlockQuote", "开展专题协商7次。"), ("Bold", "7次"), ("Italic", source))


def test_every_quote_of_a_comparison_is_shown() -> None:
    [message] = shown(quote("甲7次。"), quote("乙9次。"))
    assert message.of("BlockQuote") == ["甲7次。", "乙9次。"]
    assert len(message.of("Italic")) == 2


def with_figures(text: str, committee: str = "云溪县政协") -> Quote:
    """Return a quote that all its figures answer."""
    figures = figures_in(text, start=100, year=2023, committee=committee)
    return replace(quote(text), answering=figures, source=replace(SOURCE, committee=committee))


def test_the_figure_that_answers_stands_first_on_its_own_line_for_a_tap_to_copy() -> None:
    [message] = shown(with_figures("全年累计教育培训近600人次。"))
    assert message.text.split("\n")[:2] == ["近600人次 · 教育培训", "全年累计教育培训近600人次。"]
    assert message.of("Code") == ["近600人次"]


def test_figures_of_a_comparison_say_whose_they_are() -> None:
    [message] = shown(with_figures("开展协商7次。"), with_figures("开展协商9次。", "青岚区政协"))
    lines = message.text.split("\n")
    assert [line for line in lines if line.startswith(("7次", "9次"))] == [
        "7次 · 协商 · 云溪县政协(2023)",
        "9次 · 协商 · 青岚区政协(2023)",
    ]


def test_the_figure_of_a_near_miss_is_not_put_first() -> None:
    [message] = shown(with_figures("开展协商7次。"), status=Status.NEAR_MISS)
    assert message.text.startswith("相近,但不是所问:\n\n开展协商7次。\n")


def test_the_figure_of_one_of_two_that_were_named_is_put_first_and_the_other_told() -> None:
    quotes = (with_figures("开展协商7次。"),)
    answer = Answer("问?", "问?", Status.NEAR_MISS, quotes, 1.0, reason="青岚区政协:未载", is_partial=True)
    message = parse_html(messages_of(answer)[0])
    assert message.text.startswith("7次 · 协商 · 云溪县政协(2023)\n开展协商7次。\n")
    assert message.text.endswith("\n\n青岚区政协:未载。")


def test_a_quote_of_any_length_keeps_its_figure_above_it() -> None:
    for length in (3900, 4000, 4090, 9000):
        messages = shown(with_figures("开展协商7次," + "甲" * length))
        assert messages[0].text.startswith("7次 · 协商\n开展协商7次,甲")
        assert max(utf16_length(message.text) for message in messages) <= LIMIT
        assert "".join(part for message in messages for part in message.of("BlockQuote"))[-1] == "甲"


def total_of(*quotes: Quote) -> Answer:
    rows = tuple(
        Row(one.answering[0], one.text, Span(one.start, one.end), one.report, one.sha256, one.source, 0)
        for one in quotes
    )
    aside = replace(rows[0], figure=replace(rows[0].figure, committee="墨河县政协", text="3次", indicator="<小>协商"))
    total = Total("协商", "次", 17.0, "近", rows, (("鹤鸣区政协", 2023),), (aside,))
    return Answer("问?", "问?", Status.ANSWERED, quotes, 1.0, total=total)


def test_a_total_comes_first_and_what_is_not_in_it_last() -> None:
    answer = total_of(with_figures("开展协商7次。"), with_figures("开展协商近10次。", "青岚区政协"))
    [html] = messages_of(answer)
    message = parse_html(html)
    assert message.text.startswith(
        "合计 近17次\n协商,2 家政协相加(2023年)\n\n7次 · 协商 · 云溪县政协(2023)\n开展协商7次。"
    )
    assert message.text.endswith("\n\n未载:鹤鸣区政协(2023)\n\n相近而没有计入:墨河县政协3次(<小>协商)")
    assert message.of("Code") == ["合计 近17次", "7次", "近10次"]
    assert message.of("BlockQuote") == ["开展协商7次。", "开展协商近10次。"]


def test_a_total_of_one_committee_names_it_and_its_years() -> None:
    earlier = with_figures("开展协商7次。")
    earlier = replace(earlier, answering=(replace(earlier.answering[0], year=2022),))
    [html] = messages_of(total_of(earlier, with_figures("开展协商近10次。")))
    assert "协商,云溪县政协 2 年相加(2022、2023年)" in html


def test_why_there_is_no_total_is_said_first() -> None:
    answer = Answer("问?", "问?", Status.NEAR_MISS, (quote("甲7次。"),), 1.0, reason="只有<一>家。")
    message = parse_html(messages_of(answer)[0])
    assert message.text.startswith("没有合计:只有<一>家。\n\n相近,但不是所问:\n\n甲7次。")


def test_near_miss_says_so_first() -> None:
    [message] = shown(quote("甲7次。"), status=Status.NEAR_MISS)
    assert message.text.startswith("相近,但不是所问:\n")
    assert message.of("BlockQuote") == ["甲7次。"]


def test_not_found_says_what_is_covered() -> None:
    [message] = shown(status=Status.NOT_FOUND)
    assert message.text == "没有找到。目前收录的有:云溪县政协(2023)。"


def test_an_obstacle_stands_in_front_of_what_is_near_and_of_what_is_covered() -> None:
    answer = Answer("问?", "问?", Status.NEAR_MISS, (quote("甲7次。"),), 1.0, reason="没有2022年的")
    [near] = messages_of(answer)
    assert parse_html(near).text.startswith("没有2022年的。\n\n相近,但不是所问:\n\n甲7次。")
    nothing = replace(answer, status=Status.NOT_FOUND, quotes=())
    [said] = messages_of(nothing)
    assert said == "没有2022年的。目前收录的有:云溪县政协(2023)。"


def test_resolved_follow_up_is_shown() -> None:
    [message] = shown(quote("甲7次。"), asked="那云溪<县>呢?", understood="云溪<县>开展了几次协商?")
    assert message.text.startswith("理解为:云溪<县>开展了几次协商?\n")


@pytest.mark.parametrize("understood", ["ABC 开展了几次?", "abc开展了几次？", " ＡＢＣ开展了几次 ", "几次开展了ABC呢?"])
def test_question_that_differs_in_its_typing_alone_is_not_repeated(understood: str) -> None:
    [message] = shown(quote("甲7次。"), asked="ABC开展了几次?", understood=understood)
    assert message.text.startswith("甲7次。")


@pytest.mark.parametrize(
    ("highlights", "bold"),
    [
        (((0, 2), (4, 6)), ["的了", "吧哦"]),
        (((4, 6), (0, 2)), ["的了", "吧哦"]),
        (((0, 4), (2, 6)), ["的了呢吗", "吧哦"]),
        (((0, 8),), ["的了呢吗吧哦嘛咯"]),
        (((-5, 2), (6, 99)), ["的了", "嘛咯"]),
    ],
    ids=["in order", "out of order", "overlapping", "everything", "reaching beyond"],
)
def test_highlights_are_bold(highlights: tuple[tuple[int, int], ...], bold: list[str]) -> None:
    [message] = shown(quote("的了呢吗吧哦嘛咯", *highlights))
    assert message.of("Bold") == bold
    assert message.of("BlockQuote") == ["的了呢吗吧哦嘛咯"]


def test_marks_of_html_in_a_quote_are_shown_as_written() -> None:
    text = "<b>&amp;</blockquote> \"'& 7次"
    [message] = shown(quote(text, (0, 8)))
    assert message.of("BlockQuote") == [text]
    assert message.of("Bold") == [text[:8]]


def test_quotes_are_not_cut_where_a_new_message_holds_them() -> None:
    texts = ["甲" * 1500 + "。", "乙" * 1500 + "。", "丙" * 1500 + "。"]
    messages = shown(*map(quote, texts))
    assert [message.of("BlockQuote") for message in messages] == [texts[:2], texts[2:]]
    assert [len(message.of("Italic")) for message in messages] == [2, 1]


def test_longest_quote_that_fits_stays_whole_with_its_source() -> None:
    source = len(shown(quote("甲"))[0].of("Italic")[0])
    fitting, longer = "甲" * (LIMIT - source - 1), "甲" * (LIMIT - source)
    assert [message.of("BlockQuote") for message in shown(quote(fitting))] == [[fitting]]
    assert len(shown(quote(longer))) == 2


def test_quote_beyond_the_limit_goes_on_in_further_blockquotes() -> None:
    text = "".join(f"第{number}句说了第{number}件事。" for number in range(900))
    messages = shown(quote(text))
    parts = [part for message in messages for part in message.of("BlockQuote")]
    assert len(parts) == 4
    assert "".join(parts) == text
    assert all(part.endswith("。") for part in parts)
    assert [len(message.of("Italic")) for message in messages] == [0, 0, 0, 1]


def test_a_long_item_does_not_make_the_source_long() -> None:
    [message] = shown(replace(quote("甲7次。"), source=replace(SOURCE, item="节" * LIMIT)))
    assert message.of("Italic") == [f"云溪县政协 · 2023年 · 第3期 · {'节' * 19}…"]


def test_what_was_pieced_together_is_not_shown_as_understood() -> None:
    [message] = shown(quote("甲7次。"), asked="还有呢?", understood="云溪县政协开展了几次协商,还有呢?")
    assert message.text.startswith("甲7次。")


def test_a_highlight_never_splits_a_word() -> None:
    [message] = shown(quote("全年开展专题协商7次。", (3, 7)))
    assert message.of("Bold") == ["开展专题协商"]


characters = st.characters(exclude_categories=["Cs"])
texts = st.text(st.sampled_from("政😀。<&>\n\x00 \u202e") | characters, min_size=1, max_size=40).map(
    lambda text: text * 300
)


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, min_size=1, max_size=4), st.data())
def test_no_quote_loses_a_character_and_no_message_is_too_long(written: list[str], data: st.DataObject) -> None:
    spans = [tuple(sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))) for text in written]
    quotes = [quote(text, span) for text, span in zip(written, spans, strict=True)]
    messages = [parse_html(html) for html in pack([b for q in quotes for b in quote_blocks(q)], separator="\n\n")]
    assert "".join(part for message in messages for part in message.of("BlockQuote")) == "".join(written)
    for text, (first, last) in zip(written, spans, strict=True):
        assert first == last or text[first:last] in "".join(part for one in messages for part in one.of("Bold"))
    assert max(utf16_length(message.text) for message in messages) <= LIMIT


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=80))
def test_units_are_what_telegram_counts(text: str) -> None:
    blocks = text_blocks(text, tag="i")
    assert [units(block) for block in blocks] == [utf16_length(parse_html(block).text) for block in blocks]


def test_what_cannot_be_sent_becomes_a_space() -> None:
    [html] = text_messages("甲\x00\x1b乙\ud83d丙\n丁😀")
    assert html == "甲 乙 丙\n丁😀"


def test_a_report_is_one_line_with_few_names() -> None:
    names = tuple(f"{name}县政协" for name in "甲乙丙丁戊己")
    first = ReportRecord("巡礼3", "巡礼3.txt", "0", None, "白鹭巡礼", 3, 2023, names, (), COUNTS)
    second = ReportRecord("专版", "专版.txt", "1", "丹枫市政协专版", None, None, None, (), (), COUNTS)
    assert [report_line(first), report_line(second)] == [
        "• 《白鹭巡礼》第3期(2023):甲县政协、乙县政协、丙县政协、丁县政协等 6 家",
        "• 丹枫市政协专版(年份未注明):专版",
    ]


def test_that_a_figure_is_told_otherwise_elsewhere_is_said_behind_the_answer() -> None:
    answer = Answer("问?", "问?", Status.ANSWERED, (quote("甲7次。"),), 1.0, reason="两处说法不一")
    message = parse_html(messages_of(answer, behind="另有一处。")[0])
    assert message.text.endswith("\n\n两处说法不一。\n另有一处。")
