"""What labels lines and finds authors is learned: from some pages, what it then says of pages by other writers."""

from itertools import islice
from pathlib import Path

import pytest

from corpus import crf, labels
from corpus.bylines import authors_in
from index.training.lines import Page, pages_of, train_authors, train_lines

PAGES = pages_of(Path(__file__).parents[2] / "eval" / "lines.jsonl.gz")
# By several writers, so that the last are by others than the first.
LEARNED, OTHERS = PAGES[:240], PAGES[600:660]


def marks(page: Page) -> list[labels.Mark]:
    return labels.marks_of([text for _, text, _ in page.lines], [breaks for *_, breaks in page.lines], page.name)


def test_labels_learned_from_some_pages_hold_on_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train_lines(LEARNED, tmp_path / "lines")
    monkeypatch.setattr(labels, "_TAGGER", crf.Tagger(tmp_path / "lines"))
    told = [(mark, said) for page in OTHERS for (mark, *_), said in zip(page.lines, marks(page), strict=True)]
    assert sum(mark is said for mark, said in told) > 0.75 * len(told)


def test_authors_learned_from_some_pages_are_found_on_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train_authors(LEARNED, tmp_path / "authors")
    monkeypatch.setattr("corpus.bylines._TAGGER", crf.Tagger(tmp_path / "authors"))
    written = [page for page in OTHERS if page.authors]
    found = [{name for mark, text, _ in page.lines for name in authors_in(text, mark)} for page in written]
    right = sum(set(page.authors) == names for page, names in zip(written, found, strict=True))
    assert right > 0.5 * len(written)


def test_the_shipped_labels_are_those_of_careful_readers() -> None:
    told = [
        (mark, said) for page in islice(PAGES, 100) for (mark, *_), said in zip(page.lines, marks(page), strict=True)
    ]
    assert sum(mark is said for mark, said in told) > 0.9 * len(told)
