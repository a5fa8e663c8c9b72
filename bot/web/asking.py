"""Asking: conversations that are answered from their questions alone, so that the server remembers nobody.

A page carries the questions of its conversation. What was answered of late is remembered by its questions and the
generation, so that a follow-up costs one answer.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor
from functools import lru_cache

from index.answer import Answer
from index.engine import Engine
from index.errors import IndexFault
from prompts import web as wording
from prompts.answers import TOO_LONG

LONGEST_QUESTION = 500
MOST_TURNS = 8
_REMEMBERED = 512


class Asker:
    """Answers conversations; for any number of requests at once."""

    def __init__(self, engine: Engine, workers: Executor) -> None:
        """Answer with an engine, in threads of `workers`."""
        self._engine = engine
        self._workers = workers
        self._answer = lru_cache(_REMEMBERED)(self._answered)

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
        number = self._engine.generation.number
        return tuple(self._answer(number, top, turns[:count]) for count in range(1, len(turns) + 1))

    def _answered(self, generation: int, top: int, turns: tuple[str, ...]) -> Answer:
        """Return the answer to the last turn, which follows the one before it that was no courtesy."""
        earlier = (self._answer(generation, top, turns[:count]) for count in range(len(turns) - 1, 0, -1))
        previous = next((one for one in earlier if not one.is_courtesy), None)
        return self._engine.answer(turns[-1], previous=previous, top=top)
