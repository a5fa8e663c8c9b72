"""The reading sets hold together: what they call an answer stands in the page, and the halves share no page."""

import json
from pathlib import Path

import pytest

from index.training.reading import Example, records, sentences_of, with_twins

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


def _asked_on(text: str, question: str, answer: str | None) -> Example:
    spans = sentences_of(text)
    right = tuple(answer is not None and answer in text[s:e] for s, e in spans)
    return Example(question, "", text, spans, right, None, "page")


def test_an_edit_makes_a_twin_that_answers_or_no_longer_does(tmp_path: Path) -> None:
    text = "全年收到提案30件,办复28件。\n开展协商7次。"
    told, untold = _asked_on(text, "协商了几次?", "7次"), _asked_on(text, "办结了几件?", None)
    rows = [
        {"doc": "page", "question": told.question, "old": "开展协商", "new": "开展视察", "span": None},
        {"doc": "page", "question": untold.question, "old": "办复28件", "new": "办结26件", "span": "26件"},
    ]
    (tmp_path / "edits.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    lost, gained = (one.twin for one in with_twins([told, untold], tmp_path / "edits.jsonl"))
    assert lost is not None
    assert (lost.answerable, lost.edited, lost.text.endswith("开展视察7次。")) == (False, 1, True)
    assert gained is not None
    assert (gained.right, gained.span and gained.text[slice(*gained.span)]) == ((True, False), "26件")


def test_edits_stand_in_their_page_once_and_change_it() -> None:
    texts = {row["id"]: row["text"] for row in records(HERE / "training" / "passages.jsonl.gz")}
    for row in records(HERE / "edits.jsonl.gz"):
        assert row["old"] != row["new"], row["question"]
        if row["doc"] in texts:
            assert texts[row["doc"]].count(row["old"]) == 1, row["question"]


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
