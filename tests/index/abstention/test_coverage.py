"""Coverage: the words of a question, and how much of them a piece of evidence has."""

import pytest

from index.abstention.coverage import Gauge, heavy_words, is_strange, unknown_in, weigh
from index.abstention.nearness import WordVectors
from index.encoder import load_encoder


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    return WordVectors(load_encoder())


def test_words_that_make_a_phrase_with_synonyms_are_one() -> None:
    assert [word.text for word in weigh("收到提案")] == ["收到提案"]
    assert [word.text for word in heavy_words("收到提案")] == ["收到", "提案"]


def test_what_no_dictionary_has_is_something_to_go_by() -> None:
    assert unknown_in("望泖桥 能走人") == ("望泖桥",)
    assert unknown_in("提案 办理") == ()


@pytest.mark.parametrize(
    ("asked", "evidence", "exact"),
    [
        ("厂子", "追查排污企业4家。", 0.9),
        ("提案", "收到提案312件。", 1.0),
        ("摊位", "建议采纳18条。", 0.0),
    ],
    ids=["synonym", "as written", "not there"],
)
def test_how_much_is_found(asked: str, evidence: str, exact: float, vectors: WordVectors) -> None:
    assert Gauge(weigh(asked), vectors).cover(evidence).exact == pytest.approx(exact)


@pytest.mark.parametrize(
    ("evidence", "all_of_it"),
    [("摊位的提案12件。", True), ("摊位的提按12件。", False), ("摊位12个。", False), ("", False)],
    ids=["as written", "by its sound", "a part", "nothing"],
)
def test_whether_all_weighty_words_are_said(evidence: str, *, all_of_it: bool, vectors: WordVectors) -> None:
    assert Gauge(weigh("摊位提案"), vectors).says_all(evidence) is all_of_it


def test_a_question_without_words_is_covered_by_anything(vectors: WordVectors) -> None:
    nothing = Gauge(weigh(""), vectors)
    assert nothing.says_all("提案12件") and nothing.groundless and nothing.vague
    assert nothing.cover("提案12件").worst == 1.0


def test_a_phrase_counts_by_its_words_too(vectors: WordVectors) -> None:
    [phrase] = weigh("收到提案")
    assert phrase.parts == ("收到", "提案")
    assert Gauge([phrase], vectors).cover("全年提案312件,收到回信。").exact == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("asked", "evidence", "strange"),
    [
        ("七十多岁的农技员写的", "由73岁的农技员谷满仓执笔", False),
        ("七十多岁的农技员写的", "由83岁的农技员谷满仓执笔", True),
        ("停了十来年的班船", "停航11年的北屿班船复航", False),
        ("停了十年的班船", "停航11年的北屿班船复航", True),
        ("垴杏3号晚开8天", "选育“垴杏3号”,开花时间推迟8天", False),
        ("3号开的会", "会议于4月3日举行", False),
        ("3号开的会", "会议于4月13日举行", True),
        ("不到五百人的会", "参会480人", False),
        ("不到五百人的会", "参会520人", True),
        ("超过三万次", "借出轮椅3.2万次", False),
        ("逢五开的会", "逢初三、十三开议", True),
        ("早上八点半的早餐会", "每天早上七点半吃早餐", True),
        ("企业服务的六个步骤", "即走访、建单、会商、交办、督办、回访,走访企业430个", False),
        ("企业服务的六个步骤", "走访企业430个", True),
        ("礼拜一去哪儿记价", "每周一早晨到码头记价", False),
        ("礼拜二去哪儿记价", "每周一早晨到码头记价", True),
        ("5号开的会", "会议于4月3日举行", True),
    ],
)
def test_what_a_question_says_that_evidence_does_not(asked: str, evidence: str, *, strange: bool) -> None:
    assert is_strange(asked, evidence) is strange
