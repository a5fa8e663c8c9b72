"""The services: what every handler works with, made once, who may ask, and threads for what is not the event loop's."""

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import ParamSpec, TypeVar

from telegram import Message

from bot.answers import PART, Answers, Content, Sent
from bot.coverage import CoverageCache
from bot.feedback import Feedback
from bot.state import State
from bot.telegram.conversation import Sessions, place_of
from bot.telegram.metrics import Metrics, logging_fault
from bot.telegram.sending import reply
from bot.telegram.views import Press, Views
from index.engine import Engine
from index.store.publish import Home

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Access:
    """Who may ask: administrators, users and chats that the settings name or that were `admitted` in chat, or all."""

    users: Collection[int] = ()
    chats: Collection[int] = ()
    admins: Collection[int] = ()
    is_open: bool = False
    admitted: set[int] = field(default_factory=set)

    @property
    def is_shut(self) -> bool:
        """Whether nobody at all may ask, as where nothing was set."""
        return not (self.is_open or self.users or self.chats or self.admins or self.admitted)

    def may_ask(self, user: int, chat: int | None) -> bool:
        """Whether a user may ask in a chat; None where it is not known, as of what is asked inline."""
        named = user in self.users or chat in self.chats or not self.admitted.isdisjoint((user, chat))
        return self.is_open or named or self.may_administer(user)

    def may_administer(self, user: int) -> bool:
        """Whether a user may change the index."""
        return user in self.admins


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

    async def send(self, message: Message, content: Content, *, before: Sent | None = None, part: int = 0) -> None:
        """Send an answer, in the messages of the one before where there is one.

        It is kept before it is sent, so that its buttons work from the first moment, in a thread of its own, so that
        it does not wait behind the questions of others. `message` is what is answered (with an answer before, any of
        the chat and topic will do); `part` counts its questions from 0. Raises as `Views.page`, and TelegramError.
        """
        slot = before.message if before else message.message_id + part * PART
        texts, sent, keyboard = await asyncio.to_thread(self.views.texts, content), None, None
        with logging_fault():
            sent = await asyncio.to_thread(self.answers.keep, place_of(message), slot, content)
            keyboard = await asyncio.to_thread(self.views.keyboard, sent, Press(sent.key))
        written = await reply(
            message,
            texts,
            answering=slot % PART,
            replies=sent.replies if sent else before.replies if before else (),
            keyboard=keyboard,
            is_latest=before is None,
            is_again=sent is not None and sent.was_there,
        )
        if sent is not None and tuple(written) != sent.replies:
            with logging_fault():
                await asyncio.to_thread(self.answers.take_note, sent.key, written)
