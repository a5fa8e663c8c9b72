"""The desk: what every handler works with, made once, and the threads for what is not the event loop's."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import TypeVar

from bot.answers import Answers
from bot.coverage import Catalogue
from bot.feedback import Feedback
from bot.state import State
from bot.telegram.access import Access
from bot.telegram.metrics import Meter
from bot.telegram.sessions import Sessions
from bot.telegram.views import Views
from index.engine import Engine
from index.store.publish import Home

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """The index, what is kept of chats, and who may ask.

    `workers` answer; `writer` is one thread that reads files and changes the index meanwhile.
    """

    home: Home
    engine: Engine
    state: State
    answers: Answers
    feedback: Feedback
    access: Access
    workers: Executor
    writer: Executor
    catalogue: Catalogue
    views: Views
    meter: Meter = field(default_factory=Meter)
    sessions: Sessions = field(default_factory=Sessions)

    async def work(self, job: Callable[[], T]) -> T:
        """Do what computes, or waits for a disk, off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.workers, job)

    async def write(self, job: Callable[[], T]) -> T:
        """Do what changes the index, after what was begun before it."""
        return await asyncio.get_running_loop().run_in_executor(self.writer, job)
