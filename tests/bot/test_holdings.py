"""What is covered, and what can be asked."""

from pathlib import Path

import pytest

from bot.engine import Place, open_engine, open_home
from bot.holdings import Catalogue
from corpus import formats
from index.answer import Status
from index.engine import Engine

INSTALLMENT = next((Path(__file__).parents[1] / "eval" / "installments").glob("2024-丹枫*.txt"))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return open_engine(Place(tmp_path_factory.mktemp("home"), ""))


def test_committees_are_named_with_their_years(engine: Engine) -> None:
    assert Catalogue(engine).holdings().coverage == "涟水县政协(2023)、清江浦区政协(2023)"


def test_examples_are_of_different_committees_and_are_answered(engine: Engine) -> None:
    examples = Catalogue(engine).holdings().examples
    assert len(set(examples)) == 3
    assert examples[0].startswith("涟水县政协“")
    assert examples[1].startswith("清江浦区政协“")
    assert [engine.answer(example).status for example in examples] == [Status.ANSWERED] * 3


def test_holdings_are_worked_out_once_for_a_generation(engine: Engine) -> None:
    catalogue = Catalogue(engine)
    assert catalogue.holdings() is catalogue.holdings()


def test_holdings_follow_the_generation(tmp_path: Path) -> None:
    engine = open_engine(Place(tmp_path, ""))
    catalogue = Catalogue(engine)
    before = catalogue.holdings()
    home = open_home(Place(tmp_path, ""))
    home.add(home.preview([formats.read(INSTALLMENT)]))
    after = catalogue.holdings()
    assert before.coverage in after.coverage
    assert after.generation > before.generation
