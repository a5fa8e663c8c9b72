"""Totals as questions ask for them: over made-up committees of one city."""

import datetime
from pathlib import Path

import pytest

from index.answer import Answer, Status, to_json
from index.answerer import Answerer
from index.answering.reader import TransformerReader
from index.encoder import load_encoder
from index.errors import Damaged
from index.figures.additivity import is_told_as_total
from index.query.question import understand
from index.query.scope import Scope
from index.retrieval.faiss_store import FaissStore
from index.store.layout import Layout
from index.store.publish import Home
from tests.index.samples import add, document, page

TODAY = datetime.date(2024, 5, 1)
HELD = "全年围绕城乡融合等主题开展专题协商"


def answerer_of(folder: Path, *pages: str) -> Answerer:
    encoder = load_encoder()
    home = Home(Layout(folder), encoder, FaissStore())
    add(home, *(document(f"{number}", text) for number, text in enumerate(pages)))
    return Answerer(home.current(), encoder=encoder, reader=TransformerReader(), today=lambda: TODAY)


def told(answer: Answer) -> tuple[float, str, str | None, list[tuple[str, str | None]]]:
    assert answer.total, answer.reason
    total = answer.total
    return total.value, total.unit, total.qualifier, [(row.figure.text, row.figure.committee) for row in total.summands]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """Four committees of one city, one of them in two years; none of them tells everything."""
    return answerer_of(
        tmp_path_factory.mktemp("city"),
        page("云溪县政协", f"协商出实招。{HELD}8次。", "办好提案工作。全年收到提案248件,办复率98%。"),
        page("青岚区政协", f"协商有深度。{HELD}近10次。", "办好提案工作。实行公开晒,3件答复敷衍的提案被退回重办。"),
        page("鹤鸣区政协", "协商有质量。排定全年重点协商议题12个。", "办好提案工作。全年收到提案200余件,办复率99%。"),
        page("墨河县政协", f"协商求实效。{HELD}6次,提出建议15条。", "深入调研视察。计划开展委员视察5次。"),
        page("云溪县政协", f"协商出实招。{HELD}5次。", "深入调研视察。组织委员视察4次。", year=2022, number=2),
    )


def test_a_total_is_told_with_each_summand_quoted(city: Answerer) -> None:
    answer = city.answer("全市2023年一共开展了多少次专题协商?")
    assert answer.status is Status.ANSWERED
    summands = [("8次", "云溪县政协"), ("近10次", "青岚区政协"), ("6次", "墨河县政协")]
    assert told(answer) == (24.0, "次", "近", summands)
    assert [quote.answering[0].text for quote in answer.quotes] == ["8次", "近10次", "6次"]
    for quote in answer.quotes:
        text = city.generation.source_text(quote.sha256)
        assert text[quote.start : quote.end] == quote.text
        assert [text[start:end] for start, end in quote.highlights] == [quote.answering[0].text]


def test_who_tells_no_such_figure_is_named_and_is_not_0(city: Answerer) -> None:
    total = city.answer("全市2023年一共开展了多少次专题协商?").total
    assert total
    assert total.gaps == (("鹤鸣区政协", 2023),)
    assert total.value == 24


def test_a_part_of_something_is_set_aside_and_told(city: Answerer) -> None:
    answer = city.answer("全市2023年一共收到多少件提案?")
    assert told(answer) == (448.0, "件", "余", [("248件", "云溪县政协"), ("200余件", "鹤鸣区政协")])
    assert answer.total
    assert [(row.figure.text, row.figure.committee) for row in answer.total.aside] == [("3件", "青岚区政协")]
    assert answer.total.gaps == (("墨河县政协", 2023),)


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        ("专题协商2023年加起来有多少次?", 24),
        ("三家政协2023年一共开展了几次专题协商?", 24),
        ("云溪县和墨河县2023年一共开展了几次专题协商?", 14),
        ("云溪县2022年和2023年一共开展了几次专题协商?", 13),
        ("石梁市2023年合计开展专题协商多少次", 24),
        ("2023年各家专题协商次数的总和是多少", 24),
    ],
)
def test_totals_are_asked_for_in_many_words(city: Answerer, asked: str, value: float) -> None:
    assert told(city.answer(asked))[0] == value


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("全市一共开展了多少次专题协商?", "这项数字分属2022、2023年,请写明是哪一年。"),
        ("云溪县和鹤鸣区2023年一共开展了几次专题协商?", "鹤鸣区政协(2023)未载这项数字"),
        ("两家政协2023年一共开展了几次专题协商?", "问的是 2 家,写了这项数字的有 3 家。"),
        ("全市2023年一共提出多少条建议?", "只有墨河县政协写了这项数字,云溪县政协、青岚区政协、鹤鸣区政协未载"),
        ("云溪县2021年到2023年一共开展了几次专题协商?", "云溪县政协(2021)未载"),
        ("全市历年委员视察一共多少次?", "只有云溪县政协写了这项数字"),
        ("全市除了云溪县2023年一共开展了几次专题协商?", "请写明要加哪几家政协"),
        ("除云溪县和墨河县外,2023年一共开展了几次专题协商?", "请写明要加哪几家政协"),
        ("全市2023年关于环保一共开展了几次专题协商?", "没有写作“关于环保开展专题协商”的数字"),
        ("全市2023年上半年一共开展了几次专题协商?", "没有写作“上半年开展专题协商”的数字"),
        ("云溪县和盱眙县2023年一共开展了几次专题协商?", "没有收录盱眙县的报道。"),
    ],
)
def test_what_would_be_wrong_is_declined_with_the_reason(city: Answerer, asked: str, reason: str) -> None:
    answer = city.answer(asked)
    assert answer.status is not Status.ANSWERED
    assert answer.total is None
    assert reason in answer.reason


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ("上半年,开展专题协商6次。", "上半年"),
        ("力争做到全年开展专题协商6次。", "力争"),
        ("五年来,开展专题协商30次。", "几年的事"),
        ("开展专题协商5至8次。", "是一个范围"),
        ("开展专题协商6次。年底,再次开展专题协商2次。", "有两处"),
        ("开展专题协商6场。", "指标或单位不同"),
        ("开展专题协商数次。", "只有云溪县政协"),
        ("每月开展专题协商1次。", "只有云溪县政协"),
        ("推动部门开展专题协商6次。", "只有云溪县政协"),
        ("与区政府联合开展专题协商6次。", "只有云溪县政协"),
    ],
)
def test_a_figure_that_is_not_of_the_whole_year_is_no_summand(tmp_path: Path, second: str, reason: str) -> None:
    answerer = answerer_of(
        tmp_path, page("云溪县政协", f"协商出实招。{HELD}8次。"), page("青岚区政协", f"协商有深度。{second}")
    )
    answer = answerer.answer("全市一共开展了多少次专题协商?")
    assert answer.status is Status.NEAR_MISS
    assert reason in answer.reason
    assert answer.total is None


def test_verbs_of_different_things_are_not_added(tmp_path: Path) -> None:
    answerer = answerer_of(
        tmp_path,
        page("云溪县政协", "协商出实招。全年提出意见建议80条。"),
        page("青岚区政协", "协商有深度。全年收集意见建议300条。"),
    )
    answer = answerer.answer("全市一共提出多少条意见建议?")
    assert (answer.status, answer.total) == (Status.NEAR_MISS, None)
    assert answer.reason.startswith("有的写“提出”,有的写“收集”")


def test_shares_are_not_added(city: Answerer) -> None:
    answer = city.answer("全市2023年办复率加起来是多少?")
    assert (answer.status, answer.total) == (Status.NEAR_MISS, None)
    assert "相加没有意义" in answer.reason


def test_one_committee_is_asked_for_its_figure(city: Answerer) -> None:
    answer = city.answer("云溪县2023年一共开展了多少次专题协商?")
    assert (answer.status, answer.total, answer.reason) == (Status.ANSWERED, None, "")
    assert [figure.text for quote in answer.quotes for figure in quote.answering] == ["8次"]


def test_what_a_sentence_sums_up_for_several_years_is_its_total(tmp_path: Path) -> None:
    answerer = answerer_of(
        tmp_path, page("云溪县政协", "会议开得勤。五年里,县政协先后召开主席会议86次、常委会会议21次。")
    )
    answer = answerer.answer("云溪县政协五年一共召开了几次常委会会议?")
    assert answer.status is Status.ANSWERED
    assert answer.quotes[0].lead == "21次"


@pytest.mark.parametrize(
    ("told", "is_told"),
    [
        ("五年里,召开常委会会议21次。", True),
        ("十届政协以来,召开常委会会议21次。", True),
        ("本届任期内,召开常委会会议21次。", True),
        ("十届三次会议召开以来,听取汇报21次。", False),
        ("筹备十届三次会议,召开常委会会议21次。", False),
    ],
)
def test_a_number_of_a_term_is_no_word_for_several_years(told: str, is_told: bool) -> None:
    scope = Scope({"云溪县": "云溪县政协"}, {}, frozenset({2023}))
    question = understand("云溪县政协五年一共召开了几次常委会会议?", scope, today=TODAY)
    assert is_told_as_total(question, told) is is_told


def test_the_city_is_unclear_where_there_are_two(tmp_path: Path) -> None:
    other = page("涟水县政协", f"协商求“精”。{HELD}7次。").replace("石梁市", "淮安市")
    answerer = answerer_of(tmp_path, page("云溪县政协", f"协商出实招。{HELD}8次。"), other)
    answer = answerer.answer("全市一共开展了多少次专题协商?")
    assert (answer.status, answer.total) == (Status.NOT_FOUND, None)
    assert "请写明是哪个市" in answer.reason


@pytest.mark.parametrize(
    ("first", "then", "value"),
    [
        ("云溪县和墨河县2023年各开展了几次专题协商?", "加起来呢?", 14),
        ("云溪县和墨河县2023年各开展了几次专题协商?", "一共多少次?", 14),
        ("云溪县2023年开展了几次专题协商?", "那全市2023年一共呢?", 24),
    ],
)
def test_a_total_may_follow_the_turn_before(city: Answerer, first: str, then: str, value: float) -> None:
    assert told(city.answer(then, previous=city.answer(first)))[0] == value


def test_the_contract_of_the_command_line_has_no_further_keys(city: Answerer) -> None:
    shown = to_json(city.answer("全市2023年一共开展了多少次专题协商?"))
    assert list(shown) == ["question", "understood", "status", "reason", "answers", "elapsed_ms"]
    assert [answer["quote"] for answer in shown["answers"]] == [
        f"{HELD}{n}。" for n in ("8次", "近10次", "6次,提出建议15条")
    ]


def test_an_altered_source_is_not_added_up(tmp_path: Path) -> None:
    first = page("云溪县政协", f"协商出实招。{HELD}8次。")
    answerer = answerer_of(tmp_path, first, page("青岚区政协", f"协商有深度。{HELD}9次。"))
    path = Layout(tmp_path).source(document("0", first).sha256)
    path.write_text(first.replace("8次", "9次"), encoding="utf-8")
    with pytest.raises(Damaged):
        answerer.answer("全市一共开展了多少次专题协商?")
