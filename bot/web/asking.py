"""Asking: conversations that are answered from their questions alone, so that the server remembers nobody.

A page carries the questions of its conversation. What was answered of late is remembered by its questions and the
generation, so that a follow-up costs one answer.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Executor
from threading import Lock

from index.answer import Answer
from index.engine import Engine
from index.errors import IndexFault
from prompts import web as wording
from prompts.answers import TOO_LONG

LONGEST_QUESTION = 500
MOST_TURNS = 8
_REMEMBERED = 512
_Key = tuple[int, int, tuple[str, ...]]


class Asker:
    """Answers conversations; for any number of requests at once."""

    def __init__(self, engine: Engine, workers: Executor) -> None:
        """Answer with an engine, in threads of `workers`."""
        self.engine = engine
        self._workers = workers
        self._lock = Lock()
        self._answers: OrderedDict[_Key, Answer] = OrderedDict()

    async def ask(self, turns: Sequence[str], *, top: int = 1) -> tuple[Answer, ...]:
        """Return the answers to the turns of a conversation, its last ones where it is long.

        Raises:
            IndexFault: a question is empty or too long, or the index cannot be read.
        """
        bare = tuple(" ".join(turn.split()) for turn in turns)
        if not all(bare) or not bare:
            raise IndexFault(wording.EMPTY_QUESTION)
        if max(map(len, bare)) > LONGEST_QUESTION:
            raise IndexFault(TOO_LONG.format(limit=LONGEST_QUESTION))
        return await asyncio.get_running_loop().run_in_executor(self._workers, self._ask, bare[-MOST_TURNS:], top)

    def _ask(self, turns: tuple[str, ...], top: int) -> tuple[Answer, ...]:
        number = self.engine.generation.number
        answers: list[Answer] = []
        for count in range(1, len(turns) + 1):
            key = (number, top, turns[:count])
            answer = self._known(key)
            if answer is None:
                previous = next((one for one in reversed(answers) if not one.is_courtesy), None)
                answer = self.engine.answer(turns[count - 1], previous=previous, top=top)
                self._remember(key, answer)
            answers.append(answer)
        return tuple(answers)

    def _known(self, key: _Key) -> Answer | None:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def _remember(self, key: _Key, answer: Answer) -> None:
        with self._lock:
            self._answers[key] = answer
            if len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)
