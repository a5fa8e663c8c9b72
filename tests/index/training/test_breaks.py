"""Where lines begin is learned: from pages run together, what it then says of pages by other writers."""

from pathlib import Path

import pytest

from corpus import crf
from corpus.breaks import breaks_of, words_of
from corpus.labels import Mark
from index.training.breaks import labels_of, train_breaks
from index.training.lines import Page, pages_of

PAGES = pages_of(Path(__file__).parents[2] / "eval" / "lines.jsonl.gz")
LEARNED, OTHERS = PAGES[:60], PAGES[600:630]


def places(page: Page) -> tuple[str, set[int]]:
    """Return a page in one line with two spaces between its lines, and where its texts begin."""
    text, starts = "", set()
    for mark, line, _ in page.lines:
        text += "  " * bool(text)
        starts |= {len(text)} if mark is Mark.PROSE and text else set()
        text += line
    return text, starts


def test_breaks_learned_from_some_pages_hold_on_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train_breaks(LEARNED, tmp_path / "breaks.xz")
    monkeypatch.setattr("corpus.breaks._TAGGER", crf.Tagger(tmp_path / "breaks.xz"))
    told = [(starts, set(breaks_of([text])[0])) for text, starts in map(places, OTHERS)]
    assert sum(len(starts & found) for starts, found in told) > 0.7 * sum(len(starts) for starts, _ in told)


def test_two_lines_that_may_as_well_stand_on_one_have_one_label() -> None:
    parts = [
        (Mark.HEADLINE, "渡口有了新灯"),
        (Mark.BYLINE, " 张三"),
        (Mark.CREDITS, "编辑：李四"),
        (Mark.NAVIGATION, "【打印】"),
    ]
    words = words_of("".join(text for _, text in parts))
    begins = [word.start for word, label in zip(words, labels_of(words, parts), strict=True) if label.startswith("B")]
    assert begins == [0, 7, 9]
