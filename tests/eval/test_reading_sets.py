"""The reading sets hold together: what they call an answer stands in the page, and the halves share no page."""

from pathlib import Path

import pytest

from index.training.reading import sentences_of
from index.training.texts import records

HERE = Path(__file__).parent / "reading"
HALVES = ("training", "first-asked")


@pytest.mark.parametrize("half", HALVES)
def test_answers_are_whole_sentences_with_the_span_inside(half: str) -> None:
    texts = {row["id"]: row["text"] for row in records(HERE / half / "passages.jsonl.gz")}
    for row in records(HERE / half / "questions.jsonl.gz"):
        spans = [tuple(span) for span in row["sentences"]]
        assert bool(spans) is row["answerable"], row["question"]
        assert set(spans) <= set(sentences_of(texts[row["doc"]])), row["question"]
        assert row["span"] is None or any(s <= row["span"][0] < row["span"][1] <= e for s, e in spans), row["question"]


def test_questions_on_news_lie_without_the_news() -> None:
    assert sorted(path.name for path in (HERE / "news").iterdir()) == ["questions.jsonl.gz"]
    for row in records(HERE / "news" / "questions.jsonl.gz"):
        assert bool(row["sentences"]) is row["answerable"], row["question"]


def test_the_halves_share_no_page_and_no_question() -> None:
    pages, asked = (
        [{row[key] for row in records(HERE / half / f"{name}.jsonl.gz")} for half in HALVES]
        for name, key in (("passages", "text"), ("questions", "question"))
    )
    assert not pages[0] & pages[1]
    assert not asked[0] & asked[1]
