"""What is covered, and what can be asked."""

import re
from pathlib import Path

import pytest

from bot.coverage import coverage_now
from bot.factory import HomeSettings, open_engine, open_home
from corpus import formats
from index.answer import Status
from index.engine import Engine
from prompts.sources import counts_line

INSTALLMENT = next((Path(__file__).parents[1] / "eval" / "installments").glob("2024-丹枫*.txt"))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return open_engine(HomeSettings(tmp_path_factory.mktemp("home"), ""))


def test_committees_are_named_with_their_years(engine: Engine) -> None:
    assert coverage_now(engine).coverage == "涟水县政协(2023)、清江浦区政协(2023)"


def test_examples_are_such_as_people_ask_of_figures_and_names_and_are_answered(engine: Engine) -> None:
    examples = coverage_now(engine).examples
    assert len(set(examples)) == 3
    figures = [bool(re.search(r"有多少\w+\?$", one)) for one in examples]
    names = [bool(re.fullmatch(r"\w+政协的“\w+”是什么\?", one)) for one in examples]
    assert figures.count(True) >= 2
    assert all(map(any, zip(figures, names, strict=True)))
    assert len({re.match(r"\w+?政协", one)[0] for one in examples}) == 2
    assert [engine.answer(example).status for example in examples] == [Status.ANSWERED] * 3


def test_a_hundred_committees_are_counted_and_not_named() -> None:
    coverage = [(f"{number}县政协", [2019 + number % 7]) for number in range(274)]
    assert counts_line(coverage, reports=121) == "121 份报道、274 家政协(2019–2025年)"


def test_coverage_is_worked_out_once_for_a_generation(engine: Engine) -> None:
    assert coverage_now(engine) is coverage_now(engine)


def test_coverage_follows_the_generation(tmp_path: Path) -> None:
    engine = open_engine(HomeSettings(tmp_path, ""))
    before = coverage_now(engine)
    home = open_home(HomeSettings(tmp_path, ""))
    home.add(home.preview([formats.read(INSTALLMENT)]))
    after = coverage_now(engine)
    assert before.coverage in after.coverage
    assert after.coverage != before.coverage
