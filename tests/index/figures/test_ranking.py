"""Which figure of a sentence answers a question of how many, and which must not."""

import pytest

from corpus.figures import figures_in
from corpus.model import Span
from index.figures.ranking import rank_figures
from index.passages import Sentence
from index.query.amounts import amount_of

CORNERS = "全年在9个乡镇设立议事角14个,聘请理事36名,办会5场、讲座30场。"
FILED = "全年收到提案204件,审查立案173件,办结166件,其中乡村类41件;未立案的31件转作来信。"
GROWN = "主席会议由9次增至13次,比上年多4次;参会委员人均到会7次。"
ADOPTED = "组织委员视察8次,提出意见建议57条。"
EACH = "医卫界上报88篇、采用14篇,科技界上报95篇、采用21篇。"
TRADITIONAL = "全年收到提案204件,審查立案173件,辦結166件,辦成實事52件。"
TYPES = "甲类、乙类、丙类分别为70件、25件、9件。"


def told(text: str, start: int = 0) -> Sentence:
    return Sentence(Span(start, start + len(text)), text, "", figures_in(text, start=start))


@pytest.mark.parametrize(
    ("asked", "sentence", "answer"),
    [
        ("在几个乡镇有议事角", CORNERS, "9个"),
        ("议事角设了多少个", CORNERS, "14个"),
        ("请了多少位理事", CORNERS, "36名"),
        ("一共收到多少件提案", FILED, "204件"),
        ("立案的有几件", FILED, "173件"),
        ("没立案的有几件", FILED, "31件"),
        ("办结多少件", FILED, "166件"),
        ("乡村类的几件", FILED, "41件"),
        ("办结多少件", TRADITIONAL, "166件"),
        ("立案的有几件", TRADITIONAL, "173件"),
        ("主席会议开了几次", GROWN, "13次"),
        ("主席会议原来开几次", GROWN, "9次"),
        ("主席会议比上年多了几次", GROWN, "4次"),
        ("委员人均到会几次", GROWN, "7次"),
        ("科技界采用了几篇", EACH, "21篇"),
        ("医卫界上报多少篇", EACH, "88篇"),
        ("乙类有多少件", TYPES, "25件"),
        ("买回来多少口罩", "侨界委员购回口罩3万只。", "3万只"),
        ("提案立了多少件", "共收到提案204件，经审查立案173件，并案7件。", "173件"),
        ("并案的有几件", "共收到提案204件，经审查立案173件，并案7件。", "7件"),
        ("第二次的签到率是多少", "第一次签到率96%，第二次签到率只有88%。", "88%"),
        ("城区那片采用了几条", "北区上报139条、采用38条，城区上报126条、采用29条。", "29条"),
        ("办了多少堂课", "今年办了20堂课，来了300人。", "20堂"),
        ("一天宰多少羽", "屠宰线日宰4000羽，用工12人。", "4000羽"),
        ("煤改气后一平米贵了多少", "改气以后每平方米成本增加2.1元。", "2.1元"),
        ("照看高龄老人一个月补多少", "照看者每月补助300元。", "300元"),
    ],
)
def test_the_figure_of_what_is_asked_is_ranked_first(asked: str, sentence: str, answer: str) -> None:
    best = rank_figures(amount_of(asked), told(sentence))[0]
    assert (best.figure.text, best.may_answer) == (answer, True)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("意见建议被采纳了几条", ADOPTED),
        ("意见建议落实了多少条", ADOPTED),
        ("意见建议比去年增加多少条", ADOPTED),
        ("人均提了多少条意见建议", ADOPTED),
        ("提案收到几件", "立案提案118件。"),
        ("提案有几件没办结", "办结提案118件。"),
        ("调研报告得奖的有几篇", "形成调研报告12篇。"),
        ("视察花了多少元", ADOPTED),
        ("8次视察提了几次", "组织委员视察8次。"),
    ],
)
def test_a_base_figure_never_stands_for_a_derived_one(asked: str, sentence: str) -> None:
    ranked = rank_figures(amount_of(asked), told(sentence))
    assert not any(one.may_answer for one in ranked)


def test_a_figure_of_another_stage_is_left_out_where_one_of_the_asked_stage_is_told() -> None:
    ranked = rank_figures(amount_of("立案的有几件"), told("共收到提案204件，经审查立案173件，其中集体提案21件。"))
    assert [one.figure.text for one in ranked] == ["173件", "21件"]
    [only] = rank_figures(amount_of("立案的有几件"), told("共收到提案204件。"))
    assert not only.may_answer


def test_what_is_written_in_traditional_characters_is_ranked_alike() -> None:
    [best, *_] = rank_figures(amount_of("办成了多少实事"), told(TRADITIONAL), TRADITIONAL)
    assert (best.figure.text, best.may_answer) == ("52件", True)


def test_what_the_context_names_need_not_stand_in_the_sentence() -> None:
    sentence = "其中生态类29件,教育类38件。"
    assert rank_figures(amount_of("立案的生态类提案几件"), told(sentence))[0].may_answer is False
    best = rank_figures(amount_of("立案的生态类提案几件"), told(sentence), f"全年立案提案151件。{sentence}")[0]
    assert (best.figure.text, best.may_answer) == ("29件", True)


def test_offsets_may_point_into_a_longer_text() -> None:
    assert rank_figures(amount_of("办结多少件"), told(FILED, start=1000))[0].figure.text == "166件"
