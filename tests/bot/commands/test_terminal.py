"""Answers in the terminal."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from bot.commands.terminal import show
from bot.factory import HomeSettings, open_engine, open_home
from index.answer import Answer, Status
from index.engine import Engine
from prompts.answers import NEAR_MISS
from tests.index.samples import document, page


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return open_engine(HomeSettings(tmp_path_factory.mktemp("home"), ""))


def said(engine: Engine, question: str) -> list[str]:
    return shown(engine.answer(question), engine)


def shown(answer: Answer, engine: Engine) -> list[str]:
    console = Console(file=io.StringIO(), width=100, highlight=False)
    show(answer, engine.generation, console=console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_the_figure_that_answers_comes_first_then_its_quote_then_the_source(engine: Engine) -> None:
    first, _, quote, _, source, *_ = said(engine, "清江浦区全年培训了多少人次?")
    assert first == "近600人次 · 教育培训"
    assert "全年累计教育培训近600人次。" in quote
    assert source.startswith("  《淮安市县市区政协工作巡礼》第1期 · 2023年 · 清江浦区政协")


def test_figures_of_a_comparison_say_whose_they_are(engine: Engine) -> None:
    first, second = map(engine.answer, ("涟水县一年在媒体上刊登稿件多少篇?", "清江浦区全年教育培训多少人次?"))
    lines = shown(replace(first, quotes=(*first.quotes, *second.quotes)), engine)
    assert {"150多篇 · 稿件 · 涟水县政协(2023)", "近600人次 · 教育培训 · 清江浦区政协(2023)"} <= set(lines)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("涟水县和清江浦区各开展了几次专题协商?", "清江浦区政协:未载。"),
        ("涟水县和盱眙县各开展了几次专题协商?", "没有收录盱眙县的报道。"),
        ("涟水县2022年和2023年各开展了几次专题协商?", "2022年:未载。"),
    ],
)
def test_what_one_of_two_tells_is_its_answer_beside_who_tells_nothing(engine: Engine, asked: str, reason: str) -> None:
    assert engine.answer(asked).status is Status.NEAR_MISS
    lines = said(engine, asked)
    assert lines[:2] == [reason, "7次 · 专题协商 · 涟水县政协(2023)"]
    assert NEAR_MISS not in lines


def test_what_both_do_not_tell_for_the_year_is_only_near(engine: Engine) -> None:
    _, second, third, *_ = said(engine, "涟水县和清江浦区2021年各开展了几次专题协商?")
    assert second == NEAR_MISS
    assert third.startswith("╭")


def test_a_question_of_something_else_has_no_figure_before_its_quote(engine: Engine) -> None:
    assert said(engine, "清江浦区成立了哪四支队伍?")[0].startswith("╭")


def test_a_total_of_one_committee_is_declined_with_the_reason(engine: Engine) -> None:
    first, second, *_ = said(engine, "淮安市一共开展了多少次专题协商?")
    assert first == "没有合计:只有涟水县政协写了这项数字,清江浦区政协未载,一家的数不是合计。"
    assert second == "相近,但不是所问:"


def test_a_total_comes_first_and_gaps_last(tmp_path: Path) -> None:
    engine = open_engine(HomeSettings(tmp_path, ""))
    home = open_home(HomeSettings(tmp_path, ""))
    pages = (
        page("盱眙县政协", "协商出实招。全年开展专题协商近10次。"),
        page("金湖县政协", "协商有深度。全年开展视察3次。", number=2),
    )
    texts = [text.replace("石梁市", "淮安市") for text in pages]
    home.add(home.preview([document(str(number), text) for number, text in enumerate(texts)]))
    lines = said(engine, "全市2023年一共开展了多少次专题协商?")
    assert lines[:3] == ["合计 近17次", "  专题协商,2 家政协相加(2023年)", "7次 · 专题协商 · 涟水县政协(2023)"]
    assert lines[-2:] == ["未载:清江浦区政协(2023)、金湖县政协(2023)", "相近而没有计入:清江浦区政协12个(重点协商议题)"]
