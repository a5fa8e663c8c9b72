"""Scope: the names that the regions of a corpus go by."""

from index.query.scope import Scope, scope_of
from index.store.records import Counts, ReportRecord

COUNTS = Counts(articles=1, sections=1, items=1, passages=1, unplaced=0)
RECORDS = [
    ReportRecord("甲", "甲.txt", "0" * 64, None, "枞州市县区巡礼", 1, 2023, ("汀溪区政协",), ("汀溪区",), COUNTS),
    ReportRecord("2022-枞州市专版", "乙.txt", "1" * 64, None, None, None, 2022, ("柳堰区政协",), ("柳堰区",), COUNTS),
]


def test_a_city_that_a_series_or_a_file_is_named_after_stands_for_its_regions() -> None:
    scope = scope_of(RECORDS)
    assert scope.committees == {"汀溪区": "汀溪区政协", "柳堰区": "柳堰区政协"}
    assert scope.parents == {"枞州市": {"汀溪区", "柳堰区"}}
    assert scope.years == {2022, 2023}


def test_a_region_goes_by_its_full_and_its_short_name() -> None:
    assert set(scope_of(RECORDS[:1]).forms) == {"汀溪区", "汀溪区政协", "汀溪", "汀溪政协"}


def test_a_name_with_one_other_character_is_found_where_it_stands() -> None:
    scope = Scope({"汀溪区": "汀溪区政协"}, {}, frozenset())
    assert scope.misspelt("去汀西区看看") == [(1, "汀溪区")]
    assert scope.misspelt("汀溪区") == []
    assert scope.misspelt("汀西县") == []


def test_a_long_name_is_asked_for_as_it_is_cut_down() -> None:
    scope = Scope({"科尔沁左翼后旗": "科左后旗政协"}, {}, frozenset())
    assert {"科左后旗", "科左后旗政协", "科尔沁左翼后旗", "科左后", "科左后政协"} <= scope.forms.keys()


def test_a_place_of_which_only_pages_of_no_committee_tell_goes_by_its_own_name() -> None:
    places = ("宁陕县", "汀溪区")
    scope = scope_of([*RECORDS, ReportRecord("丙", "丙.txt", "2" * 64, None, None, None, 2023, (), (), COUNTS, places)])
    assert scope.places == {"宁陕县"}
    assert scope.forms["宁陕"] == ("宁陕县",)
    assert [scope.name_of(region) for region in places] == ["宁陕县", "汀溪区政协"]
    assert "宁陕政协" not in scope.forms
