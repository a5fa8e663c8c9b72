"""The answerer: turns of one conversation, and parts of a page, over made-up committees."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.answer import Answer, Status
from index.answerer import Answerer
from index.answering.reader import TransformerReader
from index.encoder import load_encoder
from index.retrieval.faiss_store import FaissStore
from index.store.layout import Layout
from index.store.publish import Home
from tests.index.samples import add, document, page

CAPTIONS = (
    "2023年5月22日,云溪县政协在长圩村验收蟹塘。",
    "2023年8月6日,云溪县政协委员查看增氧设备。",
    "2023年11月3日,云溪县政协听取渔民意见。",
)


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    encoder = load_encoder()
    home = Home(Layout(tmp_path_factory.mktemp("home")), encoder, FaissStore())
    cloud = page(
        "云溪县政协",
        "设立提案晒单日。每季度最后一天公开办理进度,全年评出最慢单8件。",
        "开设代写窗口。由退休干部谭文墨带领7名志愿者为老人代写书信,全年代写2350件。",
        "修好运蔗路。硬化田间运蔗道47公里,运蔗时间由两个小时缩短到四十分钟。",
    ).replace("通讯员 褚云", "文/麦泽兰 图/尤晓湖")
    cloud = cloud.replace("协商更有深度", "\n\n".join((*CAPTIONS, "协商更有深度")))
    blue = page("青岚区政协", "开设代写窗口。全年代写180件。", "写信送信。全年替老人写信96封,写了12本。")
    add(home, document("1", cloud), document("2", blue))
    return Answerer(
        home.current(), encoder=encoder, reader=TransformerReader(), today=lambda: datetime.date(2024, 5, 1)
    )


def last(answerer: Answerer, *turns: str) -> Answer:
    answer: Answer | None = None
    for turn in turns:
        answer = answerer.answer(turn, previous=answer)
    assert answer is not None
    return answer


def test_a_turn_is_read_with_what_was_spoken_of(answerer: Answerer) -> None:
    answer = last(answerer, "云溪县代写窗口谁带头", "一年代写了多少件")
    assert answer.status is Status.ANSWERED
    assert "全年代写2350件" in answer.quotes[0].text


@pytest.mark.parametrize("change", [{"passage": 9999}, {"passage": -1}, {"sha256": "0" * 64}])
def test_where_another_generation_answered_is_no_place_to_look(answerer: Answerer, change: dict[str, Any]) -> None:
    before = answerer.answer("云溪县代写窗口谁带头")
    unquoted = answerer.answer("一年替人写了多少件", previous=replace(before, quotes=()))
    elsewhere = replace(before, quotes=(replace(before.quotes[0], **change),))
    found = answerer.answer("一年替人写了多少件", previous=elsewhere)
    assert replace(found, elapsed_ms=0) == replace(unquoted, elapsed_ms=0)


def test_a_day_that_is_asked_for_is_answered_by_its_picture(answerer: Answerer) -> None:
    answer = answerer.answer("2023年8月6日云溪县政协委员在看啥")
    assert answer.status is Status.ANSWERED
    assert answer.quotes[0].text == CAPTIONS[1]


def test_a_city_named_by_the_file_only_stands_for_its_counties(tmp_path: Path) -> None:
    encoder = load_encoder()
    home = Home(Layout(tmp_path), encoder, FaissStore())
    text = page("云溪县政协", "开设代写窗口。全年代写2350件。").partition("\n\n")[2]
    add(home, replace(document("1", text), name="2023-枞州市政协专版"))
    told = Answerer(home.current(), encoder=encoder, reader=TransformerReader()).scope
    assert told.parents == {"枞州市": frozenset({"云溪县"})}


def test_january_is_not_found_in_november(answerer: Answerer) -> None:
    answer = answerer.answer("云溪县1月份那张照片是什么场面")
    assert answer.status is not Status.ANSWERED


@pytest.mark.parametrize("turn", ["是免费的吗", "有没有收钱"])
def test_a_turn_that_states_something_is_no_question_of_how_many(answerer: Answerer, turn: str) -> None:
    assert last(answerer, "云溪县全年代写多少件", turn).status is not Status.ANSWERED


def test_when_and_who_are_not_asked_of_another_committee(answerer: Answerer) -> None:
    answer = last(answerer, "云溪县运蔗路多长", "写信送信写了多少封")
    assert answer.status is not Status.ANSWERED


def test_who_wrote_this_is_asked_of_the_page_whatever_was_spoken_of(answerer: Answerer) -> None:
    answer = last(answerer, "云溪县提案晒单日是哪天", "这篇是谁写的")
    assert [quote.text for quote in answer.quotes] == ["文/麦泽兰 图/尤晓湖"]


def test_who_took_the_picture_stands_in_the_byline(answerer: Answerer) -> None:
    assert [quote.text for quote in last(answerer, "云溪县那篇的配图是哪位拍的").quotes] == ["文/麦泽兰 图/尤晓湖"]
    assert last(answerer, "青岚区那篇的配图是哪位拍的").status is not Status.ANSWERED


@pytest.mark.parametrize(("day", "caption"), [("5月22号", CAPTIONS[0]), ("8月6日", CAPTIONS[1])])
def test_a_picture_is_told_by_its_day(answerer: Answerer, day: str, caption: str) -> None:
    assert [quote.text for quote in last(answerer, f"云溪县{day}那张图上委员在看什么").quotes] == [caption]


@pytest.mark.parametrize(
    ("asked", "caption"),
    [
        ("云溪县五月份那张照片是什么场面", CAPTIONS[0]),
        ("云溪县看增氧设备的照片是哪天拍的", CAPTIONS[1]),
    ],
)
def test_a_picture_is_told_by_its_month_or_by_what_it_shows(answerer: Answerer, asked: str, caption: str) -> None:
    answer = answerer.answer(asked)
    assert answer.status is Status.ANSWERED
    assert [quote.text for quote in answer.quotes] == [caption]


def test_the_article_that_tells_of_something_is_known_by_its_byline(answerer: Answerer) -> None:
    answer = answerer.answer("云溪县那篇讲运蔗道的稿子谁写的")
    assert [quote.text for quote in answer.quotes] == ["文/麦泽兰 图/尤晓湖"]


def test_a_picture_of_another_day_is_not_told(answerer: Answerer) -> None:
    assert last(answerer, "云溪县6月1号那张图上委员在看什么").status is not Status.ANSWERED


def test_a_figure_that_is_told_otherwise_elsewhere_is_answered_with_a_word_of_that(tmp_path: Path) -> None:
    encoder = load_encoder()
    home = Home(Layout(tmp_path), encoder, FaissStore())
    pages = [
        page("云溪县政协", f"修好运蔗路。全年修建运蔗道{length}公里。", number=n) for n, length in ((1, 47), (2, 51))
    ]
    add(home, *(document(str(number), text) for number, text in enumerate(pages)))
    answer = Answerer(home.current(), encoder=encoder, reader=TransformerReader()).answer("云溪县运蔗道修了多少公里")
    assert answer.status is Status.ANSWERED
    assert answer.reason.startswith("两处说法不一")
    assert {"47公里", "51公里"} & {str(quote.lead) for quote in answer.quotes}


def test_half_of_a_surrogate_pair_is_no_fault(answerer: Answerer) -> None:
    answer = answerer.answer("\udcff涟水政协提案有多少件")
    assert answer.question.startswith("?")
    answer.question.encode()


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    encoder = load_encoder()
    home = Home(Layout(tmp_path_factory.mktemp("named")), encoder, FaissStore())
    cloud = page(
        "云溪县政协",
        "提案办理求实。创新推行“红、黄、蓝”三灯督办法。全年立案提案186件。",
        "走进茶园。段秀芝带领茶农种下新茶420亩。",
        "协商办实事。围绕养老服务开展专题协商9次。",
    )
    blue = page(
        "青岚区政协",
        "委员走出去。建成“渔家灯火”议事屋12处。",
        "落实制度。落实清单管理、跟踪问效等制度,建立委员履职档案。",
        "协商办实事。围绕老旧小区改造开展专题协商7次。",
    )
    add(home, document("1", cloud), document("2", blue))
    return Answerer(
        home.current(), encoder=encoder, reader=TransformerReader(), today=lambda: datetime.date(2024, 5, 1)
    )


@pytest.mark.parametrize("question", ["三灯督办法", "什么是三灯督办法", "“三灯督办法”", "三灯督办法是哪个政协搞的"])
def test_a_name_alone_is_answered_by_the_sentence_that_has_it(named: Answerer, question: str) -> None:
    answer = named.answer(question)
    assert answer.status is Status.ANSWERED
    assert answer.quotes[0].source.committee == "云溪县政协"
    assert "三灯督办法" in answer.quotes[0].text


@pytest.mark.parametrize(
    ("question", "name", "whose"),
    [("青岚区的三灯督办法是什么?", "三灯督办法", "云溪县政协"), ("云溪的渔家灯火是什么", "渔家灯火", "青岚区政协")],
)
def test_a_name_that_only_another_committee_has_is_no_answer(
    named: Answerer, question: str, name: str, whose: str
) -> None:
    answer = named.answer(question)
    assert answer.status is Status.NEAR_MISS
    assert (answer.quotes[0].source.committee, name in answer.quotes[0].text) == (whose, True)


def test_another_figure_of_what_is_asked_is_near(named: Answerer) -> None:
    answer = named.answer("云溪县收到提案多少件?")
    assert answer.status is Status.NEAR_MISS
    assert "立案提案186件" in answer.quotes[0].text


def test_which_committees_did_something_is_read_of_each(named: Answerer) -> None:
    both = named.answer("哪些政协开展了专题协商")
    assert {quote.source.committee for quote in both.quotes} == {"云溪县政协", "青岚区政协"}
    one = named.answer("哪些政协围绕养老服务协商过")
    assert [quote.source.committee for quote in one.quotes] == ["云溪县政协"]
    assert "青岚区政协" in one.reason


def test_which_committees_did_something_is_asked_of_all_whatever_was_spoken_of(named: Answerer) -> None:
    answer = last(named, "青岚区有多少处议事屋", "哪些政协开展了专题协商")
    assert {quote.source.committee for quote in answer.quotes} == {"云溪县政协", "青岚区政协"}


@pytest.mark.parametrize("then", ["哪家多", "谁更多一些?", "比云溪多吗", "比青岚多吗", "云溪比青岚多吗"])
def test_figures_of_the_turns_before_are_compared(named: Answerer, then: str) -> None:
    answer = last(named, "云溪县开展了几次专题协商", "青岚呢", then)
    assert answer.status is Status.ANSWERED
    assert {quote.lead for quote in answer.quotes} == {"9次", "7次"}


def test_figures_of_the_turns_before_are_added_up(named: Answerer) -> None:
    answer = last(named, "云溪县开展了几次专题协商", "青岚呢", "加一块儿多少?")
    assert answer.total is not None
    assert answer.total.value == 16
    assert last(named, "云溪县开展了几次专题协商", "青岚呢", "两家加起来呢?", "云溪呢").quotes[0].lead == "9次"


def test_who_of_two_has_more_is_told_in_any_order_of_words(named: Answerer) -> None:
    for question in ("云溪和青岚谁的专题协商多", "云溪和青岚专题协商谁多", "云溪和青岚专题协商哪家多"):
        assert [quote.lead for quote in named.answer(question).quotes] == ["9次", "7次"]


def test_whom_a_name_tells_is_asked_whatever_was_spoken_of(named: Answerer) -> None:
    answer = last(named, "青岚区有多少处议事屋", "段秀芝的新茶有多少亩")
    assert answer.status is Status.ANSWERED
    assert answer.quotes[0].lead == "420亩"


@pytest.fixture(scope="module")
def of_place(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    encoder = load_encoder()
    home = Home(Layout(tmp_path_factory.mktemp("place")), encoder, FaissStore())
    congress = """宁陕县人大常委会视察食用菌产业

2023年9月12日,宁陕县人大常委会组织部分县人大代表视察食用菌产业,副主任汤启明带队。

目前,全县有食用菌大棚2160座,年产香菇1.9万吨。

县政协副主席祝月娥应邀参加视察。
"""
    add(home, document("宁陕县人大_0912", congress), document("1", page("云溪县政协", "走进茶园。种下新茶420亩。")))
    return Answerer(
        home.current(), encoder=encoder, reader=TransformerReader(), today=lambda: datetime.date(2024, 5, 1)
    )


@pytest.mark.parametrize(
    ("question", "lead"), [("宁陕有多少座食用菌大棚", "2160座"), ("宁陕县一年产多少香菇", "1.9万吨")]
)
def test_a_place_is_answered_for_by_a_page_of_no_committee(of_place: Answerer, question: str, lead: str) -> None:
    answer = of_place.answer(question)
    assert answer.status is Status.ANSWERED
    assert (answer.quotes[0].lead, answer.quotes[0].source.committee) == (lead, None)


def test_what_a_page_of_no_committee_says_answers_for_a_committee_only_where_it_names_it(of_place: Answerer) -> None:
    assert of_place.answer("宁陕县政协有多少座食用菌大棚").status is not Status.ANSWERED
    answer = of_place.answer("宁陕县政协谁应邀参加了食用菌视察")
    assert answer.status is Status.ANSWERED
    assert "祝月娥" in answer.quotes[0].text


def test_what_is_not_told_of_a_place_is_said_to_be_not_told_there(of_place: Answerer) -> None:
    answer = of_place.answer("宁陕修了几座桥")
    assert answer.status is not Status.ANSWERED
    assert answer.reason.startswith("宁陕县的报道")


def test_a_year_counted_from_today_is_carried_over_as_it_was_said(named: Answerer) -> None:
    answer = last(named, "云溪县政协今年开展了几次专题协商", "立案了多少件提案呢")
    assert answer.status is Status.ANSWERED
    assert answer.quotes[0].lead == "186件"


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    encoder = load_encoder()
    home = Home(Layout(tmp_path_factory.mktemp("dated")), encoder, FaissStore())
    melons = """灵台县政协视察瓜菜产业

来源:灵台县政协 2022-07-19

7月14日,灵台县政协组织21名委员视察瓜菜产业。

去年,全县种植西瓜6.8万亩,亩均收入5200元。
"""
    add(home, document("瓜菜", melons))
    return Answerer(
        home.current(), encoder=encoder, reader=TransformerReader(), today=lambda: datetime.date(2024, 5, 1)
    )


@pytest.mark.parametrize("when", ["2021年", ""])
def test_what_a_page_tells_of_last_year_answers_for_that_year(dated: Answerer, when: str) -> None:
    answer = dated.answer(f"灵台{when}种了多少亩西瓜?")
    assert answer.status is Status.ANSWERED
    assert answer.quotes[0].lead == "6.8万亩"


@pytest.mark.parametrize("when", ["2022年", "2020年"])
def test_what_a_page_tells_of_last_year_is_no_answer_for_another(dated: Answerer, when: str) -> None:
    assert dated.answer(f"灵台{when}种了多少亩西瓜?").status is not Status.ANSWERED
