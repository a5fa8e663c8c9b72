"""Sessions: the last answer of each person in each chat and topic, for follow-up questions; never shared."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from index.answer import Answer

KEPT_SECONDS = 30 * 60
_MOST = 10_000
# As far back as an edited question finds the one before it.
_MOST_TURNS = 4


@dataclass(frozen=True, slots=True)
class Party:
    """Who talks with the bot, and where; `thread` is 0 outside forum topics."""

    chat: int
    thread: int
    user: int


@dataclass(frozen=True, slots=True)
class _Turn:
    at: float
    message: int
    answer: Answer


class Sessions:
    """The last answers of each party, for half an hour, in memory only."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, most: int = _MOST) -> None:
        """Keep the answers of at most `most` parties; `clock` tells seconds."""
        self._clock = clock
        self._most = most
        self._turns: OrderedDict[Party, tuple[_Turn, ...]] = OrderedDict()

    def previous(self, party: Party, *, message: int | None = None) -> Answer | None:
        """Return the answer that a party's next question follows, or the question in a message, which may be edited."""
        turns = [turn for turn in self._turns.get(party, ()) if message is None or turn.message < message]
        if not turns or self._clock() - turns[-1].at > KEPT_SECONDS:
            return None
        return turns[-1].answer

    def remember(self, party: Party, answer: Answer, *, message: int = 0) -> None:
        """Keep the answer to a message for the question that follows; the party that was quiet longest makes room."""
        others = [turn for turn in self._turns.get(party, ()) if turn.message != message]
        turns = sorted((*others, _Turn(self._clock(), message, answer)), key=lambda turn: turn.message)
        self._turns[party] = tuple(turns[-_MOST_TURNS:])
        self._turns.move_to_end(party)
        if len(self._turns) > self._most:
            self._turns.popitem(last=False)

    def forget(self, chat: int) -> None:
        """Remove the answers of everybody in a chat."""
        for party in [party for party in self._turns if party.chat == chat]:
            del self._turns[party]
