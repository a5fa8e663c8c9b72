"""Sessions: the last answer of each person in each chat and topic, for follow-up questions; never shared."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from index.answer import Answer

KEPT_SECONDS = 30 * 60
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Party:
    """Who talks with the bot, and where; `thread` is 0 outside forum topics."""

    chat: int
    thread: int
    user: int


class Sessions:
    """The last answer of each party, for half an hour, in memory only."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, most: int = _MOST) -> None:
        """Keep the answers of at most `most` parties; `clock` tells seconds."""
        self._clock = clock
        self._most = most
        self._answers: OrderedDict[Party, tuple[float, Answer]] = OrderedDict()

    def previous(self, party: Party) -> Answer | None:
        """Return the answer that a party's next question follows."""
        at, answer = self._answers.get(party, (0.0, None))
        return answer if answer is not None and self._clock() - at <= KEPT_SECONDS else None

    def remember(self, party: Party, answer: Answer) -> None:
        """Keep an answer for the question that follows; the party that was quiet longest makes room."""
        self._answers[party] = (self._clock(), answer)
        self._answers.move_to_end(party)
        if len(self._answers) > self._most:
            self._answers.popitem(last=False)
