"""Passages that tell different values of one thing, and numbers that a new version changes."""

from pathlib import Path

from corpus.figures import figures_in
from corpus.model import Span
from index.answer import Row
from index.figures.conflicts import changed_figures, conflicts_in, doubt_of
from index.figures.rows import rows_of
from index.quoting import quotes_of
from index.retrieval.faiss_store import FaissStore
from index.store.layout import Layout
from index.store.publish import Home
from tests.conftest import FakeEncoder
from tests.index.samples import add, document, page, passage


def row(sentence: str, *, committee: str = "云溪县政协", year: int = 2023, report: str = "一") -> Row:
    """Return the last figure of a sentence."""
    figure = figures_in(sentence, start=0, year=year, committee=committee)[-1]
    source = passage(sentence, committee=committee, year=year).source
    return Row(figure, sentence, Span(0, len(sentence)), report, report * 64, source, 0)


FIRST, OTHER = row("全年开展专题协商8次。"), row("全年开展专题协商9次。", report="二")


def test_two_values_of_one_committee_year_and_indicator_are_a_conflict() -> None:
    assert conflicts_in([FIRST, OTHER, row("开展专项视察3次。")]) == ((FIRST, OTHER),)


def test_the_same_value_another_year_and_another_committee_are_none() -> None:
    same = row("全年开展专题协商8次。", report="二")
    others = [row("全年开展专题协商9次。", year=2022), row("全年开展专题协商9次。", committee="青岚区政协")]
    assert conflicts_in([FIRST, same, *others]) == ()


def test_a_vague_figure_agrees_with_one_nearby_and_not_with_one_far_away() -> None:
    exact = row("全年报送信息598篇。")
    assert conflicts_in([exact, row("全年报送信息近600篇。", report="二")]) == ()
    assert len(conflicts_in([exact, row("全年报送信息400余篇。", report="二")])) == 1


def test_a_part_a_plan_and_a_change_contradict_nothing() -> None:
    derived = ["计划开展专题协商12次。", "专题协商比上年增加2次。", "其中专题协商3次。"]
    assert conflicts_in([FIRST, *(row(one, report="二") for one in derived)]) == ()


def test_a_new_version_tells_which_numbers_changed() -> None:
    before, after = "开展专题协商6次,提出建议83条。", "开展专题协商6次,提出建议85条,采纳40条。"
    pairs = changed_figures(before, after)
    assert [(old and old.text, new and new.text) for old, new in pairs] == [("83条", "85条"), (None, "40条")]
    assert changed_figures(before, before) == ()


def test_another_value_in_another_report_is_told_with_the_answer(tmp_path: Path, encoder: FakeEncoder) -> None:
    home = Home(Layout(tmp_path), encoder, FaissStore())
    first = page("云溪县政协", "深化协商。全年开展专题协商8次。", "办好提案。全年收到提案248件。")
    later = page("云溪县政协", "深化协商。2023年开展专题协商9次,2022年开展专题协商7次。", year=2024, number=2)
    add(home, document("甲", first), document("乙", later))
    generation = home.current()
    eight, *others = rows_of(generation)
    assert doubt_of(quotes_of([eight], generation), generation) == "两处说法不一:这里写的是8次,另有9次(《乙》)"
    assert doubt_of(quotes_of([row for row in others if row.figure.text != "9次"], generation), generation) == ""
