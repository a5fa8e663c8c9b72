"""Committees side by side, with their gaps."""

import datetime
from pathlib import Path

import pytest

from index.encoder import load_encoder
from index.figures.comparison import Column, Comparison, compare, ranking_of
from index.figures.rows import Likeness, look_up
from index.query.figures import lookup_of
from index.query.scope import scope_of
from index.retrieval.faiss_store import FaissStore
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.publish import Home
from tests.index.samples import add, document, page

TODAY = datetime.date(2024, 5, 1)
PAGES = (
    document("一", page("云溪县政协", "深化协商。全年开展专题协商8次。", number=1)),
    document("二", page("青岚区政协", "深化协商。排定重点协商议题15个。", number=2)),
    document("三", page("云溪县政协", "深化协商。全年开展专题协商5次。", number=3, year=2022)),
    document("四", page("鹤鸣区政协", "开展协商。召开专题协商会3次。", number=4, year=2022)),
)


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    home = Home(Layout(Path(tmp_path_factory.mktemp("home"))), load_encoder(), FaissStore())
    add(home, *PAGES)
    return home.current()


def compared(text: str, generation: Generation) -> Comparison:
    lookup = lookup_of(text, scope_of(generation.reports), today=TODAY)
    found = look_up(lookup, generation, load_encoder())
    return compare(found, lookup, generation.coverage())


def lines(comparison: Comparison) -> list[tuple[str, int | None, list[str], list[str]]]:
    return [
        (one.committee, one.year, [m.row.figure.text for m in one.asked], [m.row.figure.text for m in one.beside])
        for one in comparison.lines
    ]


def test_every_committee_and_year_has_a_line_and_a_gap_is_empty(generation: Generation) -> None:
    comparison = compared("专题协商", generation)
    assert lines(comparison) == [
        ("云溪县政协", 2022, ["5次"], []),
        ("云溪县政协", 2023, ["8次"], []),
        ("青岚区政协", 2023, [], ["15个"]),
        ("鹤鸣区政协", 2022, [], ["3次"]),
    ]
    assert [(gap.committee, gap.year) for gap in comparison.gaps] == [("青岚区政协", 2023), ("鹤鸣区政协", 2022)]


def test_a_ranking_has_the_most_first_and_name_who_tells_none(generation: Generation) -> None:
    ranking = ranking_of(compared("专题协商", generation))
    assert ranking is not None
    told = [(row.figure.committee, row.figure.year, row.figure.text) for row in ranking.rows]
    assert told == [("云溪县政协", 2023, "8次"), ("云溪县政协", 2022, "5次")]
    assert [gap.committee for gap in ranking.gaps] == ["青岚区政协", "鹤鸣区政协"]


def test_a_single_figure_is_no_ranking(generation: Generation) -> None:
    assert ranking_of(compared("专题协商会", generation)) is None


def test_columns_are_never_merged_and_the_asked_one_is_first(generation: Generation) -> None:
    assert compared("专题协商", generation).columns == (
        Column("专题协商", "次", Likeness.SAME),
        Column("专题协商会", "次", Likeness.PART),
        Column("重点协商议题", "个", Likeness.NEAR),
    )


def test_only_the_named_committees_and_years_are_compared(generation: Generation) -> None:
    assert lines(compared("云溪和青岚 去年 专题协商", generation)) == [
        ("云溪县政协", 2023, ["8次"], []),
        ("青岚区政协", 2023, [], ["15个"]),
    ]


def test_figures_that_are_only_mentioned_are_not_compared(generation: Generation) -> None:
    assert compared("排定", generation).columns == ()


@pytest.mark.parametrize(
    ("text", "meant", "short"),
    [
        ("云溪", (("云溪县政协",), (), ""), "云溪"),
        ("青岚区", (("青岚区政协",), (), ""), "青岚"),
        ("云溪县政协和青岚区政协2023年有几次专题协商?", (("云溪县政协", "青岚区政协"), (2023,), "专题协商"), None),
        ("请问各家去年的教育培训", ((), (2023,), "教育培训"), "2023 教育培训"),
        ("", ((), (), ""), ""),
    ],
)
def test_a_lookup_is_read_from_everyday_words_and_says_the_same_shorter(
    generation: Generation, text: str, meant: tuple[tuple[str, ...], tuple[int, ...], str], short: str | None
) -> None:
    lookup = lookup_of(text, scope_of(generation.reports), today=TODAY)
    assert (lookup.committees, lookup.years, lookup.indicator) == meant
    again = lookup_of(lookup.text, scope_of(generation.reports), today=TODAY)
    assert (again.committees, again.years, again.indicator) == meant
    assert short is None or lookup.text == short
    assert len(lookup.text) <= len(text)


def test_a_figure_of_two_committees_is_told_by_each_and_counts_once_and_one_of_two_names_has_one_line(
    tmp_path: Path,
) -> None:
    home = Home(Layout(tmp_path), load_encoder(), FaissStore())
    joint = "涟水、灌南两县政协联合视察盐河\n\n2023年，涟水县政协、灌南县政协联合开展民主监督3次。监督有实效。\n"
    names = ("科尔沁左翼后旗政协", "科左后旗政协")
    add(
        home,
        document("联", joint),
        *(
            document(name, page(name, f"监督有实效。全年开展民主监督{count}次。", number=count, year=2020 + count))
            for count, name in enumerate(names, 1)
        ),
    )
    generation = home.current()
    comparison = compared("民主监督", generation)
    assert lines(comparison) == [
        ("涟水县政协", 2023, ["3次"], []),
        ("灌南县政协", 2023, ["3次"], []),
        ("科左后旗政协", 2021, ["1次"], []),
        ("科左后旗政协", 2022, ["2次"], []),
    ]
    assert comparison.gaps == ()
    ranking = ranking_of(comparison)
    assert ranking is not None
    assert [(row.figure.committee, row.figure.text) for row in ranking.rows] == [
        ("涟水县政协、灌南县政协", "3次"),
        ("科左后旗政协", "2次"),
        ("科左后旗政协", "1次"),
    ]
