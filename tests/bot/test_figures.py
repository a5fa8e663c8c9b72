"""Figures that every face shows: a table adds up what a question in words would."""

from pathlib import Path

import pytest

from bot.figures import find_figures, lookup_by
from index.answer import Total
from index.figures.additivity import Declined
from index.retrieval.faiss_store import FaissStore
from index.store.layout import Layout
from index.store.publish import Home
from tests.conftest import FakeEncoder
from tests.index.samples import add, document, page

HELD = "协商求精。全年开展专题协商"
CITY = [page("云溪县政协", f"{HELD}8次。"), page("青岚区政协", f"{HELD}9次。")]
OTHER_CITY = page("涟水县政协", f"{HELD}7次。").replace("石梁市", "淮安市")
EARLIER = page("云溪县政协", f"{HELD}5次。", year=2022, number=2)


def total_of(
    folder: Path, encoder: FakeEncoder, pages: list[str], committee: str | None = None, year: int | None = None
) -> Total | Declined:
    home = Home(Layout(folder), encoder, FaissStore())
    add(home, *(document(f"{number}", text) for number, text in enumerate(pages)))
    generation = home.current()
    return find_figures(lookup_by(committee, year, "专题协商", generation), generation, encoder).total()


@pytest.mark.parametrize(
    ("pages", "committee", "year", "value"),
    [
        (CITY, None, None, 17),
        ([*CITY, EARLIER], None, 2023, 17),
        ([*CITY, EARLIER], "云溪 2022年和2023年", None, 13),
        ([*CITY, OTHER_CITY], "石梁市", None, 17),
        ([*CITY, OTHER_CITY], "云溪、涟水", None, 15),
        ([CITY[0], CITY[1], page("涟水县政协", "走访。走访委员3次。").replace("石梁市", "淮安市")], None, None, 17),
    ],
    ids=["one city", "a year", "two years", "a city", "two committees", "the other city tells none"],
)
def test_figures_of_one_year_and_city_add_up(
    tmp_path: Path, encoder: FakeEncoder, pages: list[str], *, committee: str | None, year: int | None, value: float
) -> None:
    found = total_of(tmp_path, encoder, pages, committee, year)
    assert isinstance(found, Total), found.reason
    assert found.value == value


@pytest.mark.parametrize(
    ("pages", "committee", "reason"),
    [
        ([*CITY, EARLIER], None, "这项数字分属2022、2023年,请写明是哪一年。"),
        ([*CITY, EARLIER], "云溪", "这项数字分属2022、2023年,请写明是哪一年。"),
        ([*CITY, OTHER_CITY], None, "收录的报道不止一个市,请写明是哪个市、哪几家政协。"),
    ],
    ids=["two years", "two years of one committee", "two cities"],
)
def test_figures_of_several_years_or_cities_do_not(
    tmp_path: Path, encoder: FakeEncoder, pages: list[str], committee: str | None, reason: str
) -> None:
    assert total_of(tmp_path, encoder, pages, committee) == Declined(reason)
