"""The question sets hold together: what they expect is in the text, once, and the halves share no question."""

from functools import cache
from pathlib import Path

import pytest

from corpus.formats import read as read_document
from corpus.parse import parse
from index.evaluation.conversations import Conversation, read
from index.passages import Passage, passages_of

HERE = Path(__file__).parent
REPORTS = [
    *sorted((HERE / "installments").rglob("*.txt")),
    *sorted((HERE.parents[1] / "corpus/reports").glob("*.txt")),
]


def conversations(half: str) -> tuple[Conversation, ...]:
    files = sorted((HERE / "conversations").glob(f"{half}*.jsonl"))
    return tuple(conversation for file in files for conversation in read(file))


@cache
def passages() -> list[Passage]:
    return [passage for path in REPORTS for passage in passages_of(parse(read_document(path)))]


@pytest.mark.parametrize("half", ["tuning", "reporting"])
def test_every_expected_quote_is_in_one_passage_of_its_committee_and_year(half: str) -> None:
    found = {
        (conversation.id, expected): [
            passage.text
            for passage in passages()
            if expected.committee in (None, passage.source.committee)
            and expected.year in (None, passage.source.year)
            and all(substring in passage.text for substring in expected.substrings)
        ]
        for conversation in conversations(half)
        for expected in conversation.expect.quotes
    }
    assert {key: texts for key, texts in found.items() if len(texts) != 1} == {}


def test_the_halves_share_no_question_and_no_expected_quote() -> None:
    def questions(half: str) -> set[str]:
        return {conversation.turns[-1] for conversation in conversations(half) if len(conversation.turns) == 1}

    assert questions("tuning") & questions("reporting") == set()


def test_the_halves_have_the_same_kinds() -> None:
    tuning, reporting = ({each.kind for each in conversations(half)} for half in ("tuning", "reporting"))
    assert tuning == reporting


@pytest.mark.parametrize("half", ["tuning", "reporting"])
def test_identifiers_are_unique(half: str) -> None:
    identifiers = [conversation.id for conversation in conversations(half)]
    assert len(set(identifiers)) == len(identifiers)
