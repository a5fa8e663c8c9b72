"""The services: what every handler works with, made once, and the threads for what is not the event loop's."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import ParamSpec, TypeVar

from bot.answers import Answers
from bot.coverage import CoverageCache
from bot.feedback import Feedback
from bot.state import State
from bot.telegram.admission import Access
from bot.telegram.conversation import Sessions
from bot.telegram.metrics import Metrics
from bot.telegram.views import Views
from index.engine import Engine
from index.store.publish import Home

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Services:
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
    catalogue: CoverageCache
    views: Views
    metrics: Metrics = field(default_factory=Metrics)
    sessions: Sessions = field(default_factory=Sessions)

    async def work(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do what computes, or waits for a disk, off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.workers, partial(job, *args, **kwargs))

    async def write(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do what changes the index, after what was begun before it."""
        return await asyncio.get_running_loop().run_in_executor(self.writer, partial(job, *args, **kwargs))
