"""Whose an article is is learned: from some pages, whose those by other writers are."""

import json
from pathlib import Path
from random import Random

import pytest

from corpus import owners
from corpus.owners import WEIGHTS_FILE
from index.training.lines import Page, pages_of
from index.training.owners import examples_of, fit_owners, shown_of

PAGES = [page for page in pages_of(Path(__file__).parents[2] / "eval" / "lines.jsonl.gz") if page.committees]
LEARNED, OTHERS = PAGES[:160], PAGES[600:700]


def share_right(pages: list[Page], weights: Path, monkeypatch: pytest.MonkeyPatch) -> float:
    fitted = json.loads(weights.read_text(encoding="utf-8"))
    monkeypatch.setattr(owners, "_weights", lambda: fitted)
    told = [
        max(owners.chances_of(found), key=lambda one: one[1])[0] == found[right][0]
        for page in pages
        for found, right in examples_of(page, list(enumerate(page.lines)))
    ]
    return sum(told) / len(told)


def test_owners_learned_from_some_pages_are_those_of_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fit_owners(LEARNED, tmp_path / "owners.json")
    assert share_right(OTHERS, tmp_path / "owners.json", monkeypatch) > 0.75


def test_the_shipped_weights_tell_the_owners_that_careful_readers_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert share_right(OTHERS, WEIGHTS_FILE, monkeypatch) > 0.9


def test_a_page_is_learned_as_one_of_another_region_too() -> None:
    lines = (("headline", "涟水县政协视察学校", 1), ("text", "5月4日，县政协组织委员视察学校6所。", 0))
    page = Page.of({"name": "涟水", "lines": lines, "authors": [], "committees": [[0, ["涟水县"]]]})
    shown = [found for seed in range(9) for found, _ in shown_of(page, Random(seed))]
    named = {name for found in shown for names, _ in found for name in names}
    assert "涟水县" in named
    assert len(named) > 1
