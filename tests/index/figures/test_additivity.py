"""Every figure with its sentence and source, and which of them add up."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.figures import figures_in
from corpus.model import Span
from index.answer import Row, Total
from index.errors import Damaged
from index.figures.additivity import Declined, total
from index.figures.rows import rows_of
from index.quoting import check
from index.retrieval.faiss_store import FaissStore
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.publish import Home
from tests.conftest import FakeEncoder
from tests.index.samples import FIRST, SECOND, THIRD, add, document, page, passage

OLDER = document("旧", page("云溪县政协", "办好提案。2021年立案164件,2022年立案186件。", number=4, year=2022))


@pytest.fixture
def generation(tmp_path: Path, encoder: FakeEncoder) -> Generation:
    home = Home(Layout(tmp_path), encoder, FaissStore())
    add(home, FIRST, SECOND, THIRD, OLDER)
    return home.current()


def told(rows: tuple[Row, ...]) -> list[tuple[str, str | None, int | None]]:
    return [(row.figure.text, row.figure.committee, row.figure.year) for row in rows]


def row(sentence: str, *, committee: str | None = "云溪县政协", year: int | None = 2023, report: str = "一") -> Row:
    """Return the last figure of a sentence."""
    figure = figures_in(sentence, start=0, year=year, committee=committee)[-1]
    source = passage(sentence, committee=committee, year=year).source
    return Row(figure, sentence, Span(0, len(sentence)), report, "0" * 64, source, 0)


def test_every_figure_is_listed_in_the_order_of_the_reports(generation: Generation) -> None:
    assert told(rows_of(generation)) == [
        ("8次", "云溪县政协", 2023),
        ("248件", "云溪县政协", 2023),
        ("700余人次", "青岚区政协", 2023),
        ("36次", "青岚区政协", 2023),
        ("105场", "鹤鸣区政协", 2022),
        ("164件", "云溪县政协", 2021),
        ("186件", "云溪县政协", 2022),
    ]


def test_committees_and_years_filter_and_a_year_is_that_of_the_sentence(generation: Generation) -> None:
    assert told(rows_of(generation, committees=["云溪县政协"], years=[2021, 2022])) == [
        ("164件", "云溪县政协", 2021),
        ("186件", "云溪县政协", 2022),
    ]
    assert told(rows_of(generation, years=[2022])) == [("105场", "鹤鸣区政协", 2022), ("186件", "云溪县政协", 2022)]
    assert rows_of(generation, committees=["涟水县政协"]) == ()


def test_figure_and_quote_are_slices_of_the_source(generation: Generation) -> None:
    for one in rows_of(generation):
        text = generation.source_text(one.sha256)
        assert text[one.figure.start : one.figure.end] == one.figure.text
        assert text[one.span.start : one.span.end] == one.quote
        assert one.figure.text in one.quote


def test_figures_that_stand_in_their_source_pass_the_check(generation: Generation) -> None:
    check(rows_of(generation), generation)


def test_an_altered_source_fails_the_check(generation: Generation, tmp_path: Path) -> None:
    rows = rows_of(generation)
    path = Layout(tmp_path).source(FIRST.sha256)
    path.write_text(FIRST.text.replace("8次", "9次"), encoding="utf-8")
    with pytest.raises(Damaged, match=r"校验和不符"):
        check(rows, generation)


def test_a_figure_that_does_not_stand_there_fails_the_check(generation: Generation) -> None:
    first, *_ = rows_of(generation)
    for forged in (
        replace(first, figure=replace(first.figure, text="9次")),
        replace(first, figure=replace(first.figure, start=first.figure.start + 1)),
        replace(first, quote="全年开展专题协商9次。"),
    ):
        with pytest.raises(Damaged, match=r"《一》与数字或原句不符"):
            check([forged], generation)


def test_figures_of_one_indicator_and_unit_add_up() -> None:
    rows = [
        row("开展专题协商7次。"),
        row("开展专题协商9次。", committee="青岚区政协"),
        row("开展专题协商5次。", year=2022),
    ]
    outcome = total(rows)
    assert isinstance(outcome, Total)
    assert (outcome.indicator, outcome.unit, outcome.value, outcome.qualifier) == ("专题协商", "次", 21.0, None)
    assert outcome.summands == tuple(rows)


@pytest.mark.parametrize(
    ("sentences", "value", "qualifier"),
    [
        (("开展专题协商7次。", "开展专题协商近10次。"), 17, "近"),
        (("刊登稿件150多篇。", "刊登稿件30篇。"), 180, "多"),
        (("刊登稿件150多篇。", "刊登稿件30余篇。"), 180, "以上"),
        (("刊登稿件近150篇。", "刊登稿件不足30篇。"), 180, "近"),
        (("刊登稿件近150篇。", "刊登稿件30余篇。"), 180, "约"),
        (("刊登稿件约150篇。", "刊登稿件30篇。"), 180, "约"),
        (("刊登稿件1.2万余篇。", "刊登稿件0.5万篇。"), 17_000, "余"),
    ],
)
def test_a_qualified_summand_makes_the_total_qualified(
    sentences: tuple[str, str], value: float, qualifier: str
) -> None:
    first, second = sentences
    outcome = total([row(first), row(second, committee="青岚区政协")])
    assert isinstance(outcome, Total)
    assert (outcome.value, outcome.qualifier) == (value, qualifier)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "没有可以相加的数字"),
        ([row("开展专题协商7次。"), row("收到提案248件。", committee="青岚区政协")], "专题协商(次)、提案(件)"),
        ([row("开展专题协商7次。"), row("开展专题协商7场。", committee="青岚区政协")], "专题协商(次)、专题协商(场)"),
        ([row("开展专题协商7次。"), row("排定重点协商议题12个。", committee="青岚区政协")], "指标或单位不同"),
        ([row("开展专题协商7次。"), row("再次开展专题协商3次。")], "有两处(7次、3次)"),
        ([row("提案办复率98.5%。"), row("提案办复率100%。", committee="青岚区政协")], "相加没有意义"),
        ([row("开展专题协商7次。", committee=None)], "没有写明是哪家政协"),
        ([row("开展专题协商7次。", year=None)], "没有写明是哪一年"),
        ([row("开展专题协商3至5次。")], "是一个范围"),
        ([row("走访群众数百户。")], "只是大概"),
        ([row("五年来,开展专题协商30次。")], "几年的事"),
        ([row("3件答复敷衍的提案被退回重办。")], "不像是全部"),
        ([row("上半年,开展专题协商3次。")], "前面有“上半年”"),
        ([row("提出意见建议8条。"), row("收集意见建议9条。", committee="青岚区政协")], "不能确定是同一件事"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_add_up_is_declined_with_the_reason(rows: list[Row], reason: str) -> None:
    outcome = total(rows)
    assert isinstance(outcome, Declined)
    assert reason in outcome.reason


def test_a_sentence_of_two_reports_counts_once() -> None:
    outcome = total([row("开展专题协商7次。"), row("开展专题协商7次。", report="二")])
    assert isinstance(outcome, Total)
    assert (outcome.value, [one.report for one in outcome.summands]) == (7.0, ["一"])


def test_a_refusal_names_no_more_indicators_than_are_read() -> None:
    names = ("视察", "调研", "协商", "议事", "考察", "培训", "座谈", "走访")
    rows = [row(f"开展{name}7次。", committee=None) for name in names]
    outcome = total(rows)
    assert isinstance(outcome, Declined)
    assert outcome.reason.count("(次)") == 6


@pytest.mark.parametrize(
    "sentence", ["五年来立案800件。", "连续三年开展视察8次。", "换届以来立案800件。", "近三年立案9件。"]
)
def test_a_sentence_about_several_years_is_known(sentence: str) -> None:
    outcome = total([row(sentence)])
    assert isinstance(outcome, Declined)
    assert "几年的事" in outcome.reason


@pytest.mark.parametrize(
    "sentence", ["2023年以来立案80件。", "全年累计立案80件。", "一年来立案80件。", "今年以来立案80件。"]
)
def test_a_sentence_about_one_year_is_not_taken_for_several(sentence: str) -> None:
    assert isinstance(total([row(sentence)]), Total)
