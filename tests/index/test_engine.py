"""Questions that leave open of whom or when they are."""

from pathlib import Path

import pytest

from index.answer import Status
from index.answering.reader import TransformerReader
from index.encoder import load_encoder
from index.engine import Engine
from index.retrieval.faiss_store import FaissStore
from index.store.layout import Layout
from index.store.publish import Home
from tests.index.samples import add, document, page

ITEM = "开展专题协商。全年开展专题协商{}次。"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Know 云溪县 of two years and 青岚区 of one, in the same words."""
    home = Home(Layout(tmp_path_factory.mktemp("home")), load_encoder(""), FaissStore())
    add(
        home,
        document("一", page("云溪县政协", ITEM.format(8), "办好提案。收到提案248件。", number=1, year=2023)),
        document("二", page("青岚区政协", ITEM.format(6), number=2, year=2023)),
        document("三", page("云溪县政协", ITEM.format(9), number=3, year=2022)),
    )
    return Engine(home, encoder=home.encoder, reader=TransformerReader())


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("开展了几次专题协商?", ["云溪县政协", "青岚区政协"]),
        ("2023年开展了几次专题协商?", ["云溪县政协", "青岚区政协"]),
        ("云溪县政协开展了几次专题协商?", ["2023年", "2022年"]),
        ("云溪县政协2022年开展了几次专题协商?", []),
        ("青岚区政协开展了几次专题协商?", []),
        ("收到多少件提案?", []),
        ("各县区政协分别开展了几次专题协商?", []),
        ("哪个县的政协开展了专题协商?", []),
        ("云溪县政协哪一年开展了专题协商?", []),
        ("鹤鸣区政协开展了几次专题协商?", []),
        ("今天天气怎么样?", []),
    ],
)
def test_what_is_left_open_can_be_chosen(engine: Engine, question: str, names: list[str]) -> None:
    assert sorted(choice.name for choice in engine.answer(question).choices) == sorted(names)


def test_question_with_a_choice_filled_in_is_answered_of_it(engine: Engine) -> None:
    for choice in engine.answer("开展了几次专题协商?").choices:
        answer = engine.answer(choice.question)
        assert {quote.source.committee for quote in answer.quotes} == {choice.name}
    for choice in engine.answer("云溪县政协开展了几次专题协商?").choices:
        [quote] = engine.answer(choice.question).quotes
        assert f"{quote.source.year}年" == choice.name


def test_of_all_every_committee_is_answered_and_who_tells_nothing_is_told(engine: Engine) -> None:
    answer = engine.answer("各县区政协收到多少件提案?")
    assert answer.status is Status.ANSWERED
    assert [quote.source.committee for quote in answer.quotes] == ["云溪县政协"]
    assert answer.reason == "青岚区政协:未载"
    assert not engine.answer("各县区政协开展了几次专题协商?").reason


def test_next_best_follows_what_is_quoted(engine: Engine) -> None:
    answer = engine.answer("云溪县政协2023年开展了几次专题协商?")
    [quote] = answer.quotes
    assert quote.text == "全年开展专题协商8次。"
    assert answer.further
    assert (quote.sha256, quote.start) not in [(one.sha256, one.start) for one in answer.further]
    scores = [one.score for one in answer.further]
    assert scores == sorted(scores, reverse=True)


def test_a_joint_article_answers_for_each_of_its_committees_and_for_no_other(tmp_path: Path) -> None:
    home = Home(Layout(tmp_path), load_encoder(""), FaissStore())
    text = "2023年6月3日，涟水县政协、灌南县政协联合组织委员视察盐河整治，提出建议12条。视察后两县政协联合通报。\n"
    add(home, document("联", f"涟水、灌南两县政协联合视察盐河\n\n{text}"))
    engine = Engine(home, encoder=home.encoder, reader=TransformerReader())
    for committee in ("涟水县政协", "灌南县"):
        [quote] = engine.answer(f"{committee}视察盐河提出多少条建议?").quotes
        assert (quote.lead, quote.source.committee) == ("12条", "涟水县政协、灌南县政协")
    assert engine.answer("沭阳县视察盐河提出多少条建议?").status is Status.NOT_FOUND
