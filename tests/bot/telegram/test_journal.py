"""What is written down until it is handled."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.telegram.journal import MOST_TRIES, Journal, Left
from index.errors import IndexFault

DAY = 86_400.0
Open = Callable[..., Journal]


class Clock:
    """Tells the time that it is set to."""

    now = 1_000 * DAY

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_journal(tmp_path: Path, clock: Clock) -> Iterator[Open]:
    opened: list[Journal] = []

    def open_one(bot: int = 42) -> Journal:
        opened.append(Journal(tmp_path, bot, clock=clock))
        return opened[-1]

    yield open_one
    for journal in opened:
        journal.close()


def test_what_was_not_struck_out_is_left_in_its_order(open_journal: Open) -> None:
    journal = open_journal()
    assert journal.take({number: f"body {number}" for number in (3, 1, 2)}) == {1, 2, 3}
    journal.strike(2)
    assert open_journal().left() == Left(("body 1", "body 3"), 0)


def test_known_is_what_was_taken_before_handled_or_not(open_journal: Open) -> None:
    journal = open_journal()
    journal.take({1: "a", 2: "b"})
    journal.strike(1)
    assert journal.take(dict.fromkeys((1, 2, 3), "again")) == {3}
    assert open_journal().left().bodies == ("b", "again")


def test_what_brings_down_every_run_is_given_up(open_journal: Open) -> None:
    open_journal().take({1: "a"})
    runs = [open_journal().left() for _ in range(MOST_TRIES + 1)]
    assert runs == [Left(("a",), 0)] * (MOST_TRIES - 1) + [Left((), 1), Left((), 0)]


def test_numbers_are_forgotten_after_two_days_and_what_waits_is_not(open_journal: Open, clock: Clock) -> None:
    journal = open_journal()
    journal.take({1: "a", 2: "b"})
    journal.strike(1)
    clock.now += 2 * DAY + 1
    assert journal.left().bodies == ("b",)
    assert journal.take({1: "another, after Telegram counted anew", 2: "b"}) == {1}


def test_words_are_gone_from_the_disk_once_nothing_waits(open_journal: Open, tmp_path: Path) -> None:
    journal, words = open_journal(), "谁也不该再看到的问题"
    journal.take({1: words})
    journal.strike(1)
    assert [path.name for path in tmp_path.iterdir() if words.encode() in path.read_bytes()] == []


def test_bots_have_journals_of_their_own(open_journal: Open) -> None:
    open_journal(42).take({1: "a"})
    assert open_journal(43).left() == Left((), 0)


def test_what_cannot_be_opened_is_one_line_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "inbox-42.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(IndexFault, match=r"inbox-42\.sqlite3"):
        Journal(tmp_path, 42)
