"""How often one person may ask."""

import asyncio

import pytest

from bot.telegram.rate_limit import Pace, Turn


class Clock:
    """Sets the time of the running event loop."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_000.0
        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: self.now)


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


async def turns(pace: Pace, person: int, count: int) -> list[Turn]:
    return [await pace.take(person) for _ in range(count)]


async def test_so_many_are_granted_at_once_and_the_first_refusal_is_marked(clock: Clock) -> None:
    expected = [Turn.GRANTED, Turn.GRANTED, Turn.REFUSED, Turn.REFUSED_AGAIN]
    assert await turns(Pace(2), 1, 4) == expected


async def test_after_the_seconds_told_one_more_is_granted(clock: Clock) -> None:
    pace = Pace(7)
    await turns(pace, 1, 8)
    clock.now += pace.seconds
    assert await turns(pace, 1, 2) == [Turn.GRANTED, Turn.REFUSED]
    assert pace.seconds == 9


async def test_one_person_does_not_take_from_another(clock: Clock) -> None:
    pace = Pace(1)
    await turns(pace, 1, 5)
    assert await pace.take(2) is Turn.GRANTED


async def test_what_costs_less_is_granted_more_often(clock: Clock) -> None:
    pace = Pace(1)
    assert [await pace.take(1, 0.25) for _ in range(5)] == [Turn.GRANTED] * 4 + [Turn.REFUSED]


async def test_any_number_where_there_is_no_limit(clock: Clock) -> None:
    assert set(await turns(Pace(0), 1, 500)) == {Turn.GRANTED}


async def test_who_was_quiet_longest_makes_room(clock: Clock) -> None:
    pace = Pace(1, most=2)
    for person in (1, 2, 1, 3):
        await pace.take(person)
    assert await pace.take(1) is Turn.REFUSED_AGAIN
    assert await pace.take(2) is Turn.GRANTED
