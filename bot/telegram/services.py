"""The services: what every handler works with, made once; who may ask, and threads for what is not the event loop's."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import ParamSpec, TypeVar

from telegram import Bot, Message

from bot.answers import Answers
from bot.feedback import Feedback
from bot.rate_limit import RateLimit
from bot.settings import Settings
from bot.state import State
from bot.telegram.conversation import Sessions
from bot.telegram.metrics import Metrics
from index.engine import Engine
from index.store.preview import Preview
from index.store.publish import Home

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True)
class Access:
    """Who may ask: administrators, users and chats that the settings name or that were `admitted` in chat, or all.

    `refusals` has whom the bot refused within the hour, `hurried` who was told to wait since they were let through.
    """

    settings: Settings
    admitted: set[int] = field(default_factory=set)
    rate_limit: RateLimit = field(default_factory=partial(RateLimit, 0))
    refusals: RateLimit = field(default_factory=partial(RateLimit, 1 / 60, burst=1))
    hurried: set[int] = field(default_factory=set)

    @property
    def is_shut(self) -> bool:
        """Whether nobody at all may ask, as where nothing was set."""
        named = self.settings.admins or self.settings.allowed_users or self.settings.allowed_chats
        return not (self.settings.open or named or self.admitted)

    def may_ask(self, user: int, chat: int | None) -> bool:
        """Whether a user may ask in a chat; None where it is not known, as of what is asked inline."""
        named = self.settings.admins | self.settings.allowed_users | self.admitted
        return self.settings.open or user in named or chat in self.settings.allowed_chats | self.admitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The index, what is kept of chats, and who may ask.

    `workers` answer; `writer` is one thread that reads files and changes the index meanwhile. `pending` has, by token,
    the files that wait for a button: the message that each came with, and what it, or each report in it, would bring.
    `changed` is set when another generation serves, `closing` when the bot is to stop.
    """

    bot: Bot
    home: Home
    engine: Engine
    state: State
    answers: Answers
    feedback: Feedback
    access: Access
    workers: Executor
    writer: Executor
    metrics: Metrics = field(default_factory=Metrics)
    sessions: Sessions = field(default_factory=Sessions)
    pending: OrderedDict[str, tuple[Message, tuple[Preview, ...]]] = field(default_factory=OrderedDict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def work(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do what computes, or waits for a disk, off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.workers, partial(job, *args, **kwargs))

    async def write(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do what changes the index, after what was begun before it."""
        return await asyncio.get_running_loop().run_in_executor(self.writer, partial(job, *args, **kwargs))
