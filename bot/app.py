"""The Telegram bot: everything is made here, and put together."""

import asyncio
import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import click
from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
)
from telegram.ext.filters import CAPTION, COMMAND, TEXT, ChatType, Document, Regex, StatusUpdate, UpdateType, User
from threadpoolctl import threadpool_limits

from bot.access import Access
from bot.answers import Answers
from bot.buttons import ANY_BUTTON as ANSWER_BUTTON
from bot.delivery import Patience
from bot.engine import Place, add_shipped, open_home
from bot.feedback import Feedback
from bot.figures_pages import ANY_BUTTON
from bot.handlers.addressing import ForTheBot
from bot.handlers.buttons import Buttons
from bot.handlers.commands import Commands
from bot.handlers.faults import on_fault
from bot.handlers.figures import Figures
from bot.handlers.gate import ANY_BUTTON as GATE_BUTTON
from bot.handlers.gate import Gate
from bot.handlers.groups import Groups
from bot.handlers.inline import Inline
from bot.handlers.kept import Kept
from bot.handlers.links import Links
from bot.handlers.notices import Notices
from bot.handlers.outbox import Outbox
from bot.handlers.questions import Questions
from bot.handlers.uploads import ANY_BUTTON as UPLOAD_BUTTON
from bot.handlers.uploads import Uploads, administering
from bot.holdings import Catalogue
from bot.inbox import Inbox, InOrder
from bot.journal import Journal
from bot.links import ANY_PAYLOAD
from bot.logs import configure
from bot.meter import Meter
from bot.pace import Pace
from bot.receiving import Bot, Hook, Polling, Receiver, UpdatesRequest
from bot.serving import Serving
from bot.sessions import Sessions
from bot.settings import Settings
from bot.state import State, where_of
from bot.views import Views
from index.answering.reader import TransformerReader
from index.engine import Engine
from index.publish import Home
from prompts import telegram as wording
from prompts.uploads import FILES_ADMINS_ONLY

_UPDATES = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the bot answers with: the index, what it keeps of chats, and the threads for what is not the event loop's.

    `workers` answer; `writer` is one thread that reads files and changes the index meanwhile.
    """

    home: Home
    engine: Engine
    state: State
    answers: Answers
    feedback: Feedback
    inbox: Inbox
    meter: Meter
    workers: Executor
    writer: Executor


def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT, and finish the answers in flight.

    Raises:
        click.UsageError: the token is missing or refused.
        click.ClickException: Telegram cannot be reached.
        IndexFault: the index, or the bot's own state, cannot be opened.
    """
    token = settings.token
    configure(settings, token)
    # As many answers run at once as there are workers: threads of their own within each only take turns (and four
    # fifths of the time, measured on 2 cores).
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    with threadpool_limits(1, user_api="blas"), _parts(settings, token) as parts:
        try:
            asyncio.run(_run(settings, token, parts))
        except InvalidToken:
            raise click.UsageError(wording.REFUSED) from None
        except TelegramError:
            raise click.ClickException(wording.UNREACHABLE.format(url=settings.bot_api_url)) from None


@contextmanager
def _parts(settings: Settings, token: str) -> Iterator[Parts]:
    place = Place.from_environment()
    home = open_home(place)
    if not home.exists():
        add_shipped(home)
    engine = Engine(home, encoder=home.encoder, reader=TransformerReader())
    where = where_of(place.home, place.state_url)
    with (
        closing(State(where)) as state,
        closing(Answers(where)) as answers,
        closing(Feedback(where)) as feedback,
        closing(Journal(home.layout.home, int(token.split(":", maxsplit=1)[0]))) as journal,
        ThreadPoolExecutor(settings.workers, thread_name_prefix="answer") as workers,
        ThreadPoolExecutor(1, thread_name_prefix="write") as writer,
        ThreadPoolExecutor(1, thread_name_prefix="clerk") as clerk,
    ):
        # Before anybody subscribes, so that nobody is told of what was there before.
        state.meet(report.sha256 for report in engine.generation.reports)
        meter = Meter(logs_questions=settings.log_questions)
        yield Parts(home, engine, state, answers, feedback, Inbox(journal, clerk, meter), meter, workers, writer)


async def _run(settings: Settings, token: str, parts: Parts) -> None:
    bot, receiver = _build(settings, token, parts)
    access = Access.of(settings, admitted=parts.state.admitted(), keep=parts.state.admit)
    catalogue = Catalogue(parts.engine)
    views = Views(parts.engine, catalogue=catalogue, feedback=parts.feedback, is_open=access.is_open)
    notices = Notices(
        parts.engine,
        bot.bot,
        state=parts.state,
        answers=parts.answers,
        views=views,
        access=access,
        workers=parts.workers,
    )
    if access.is_shut:
        _LOG.warning(wording.SHUT)
    gate = Gate(access, Pace(settings.questions_per_minute), parts.meter)
    bot.add_handlers(_handlers(settings, parts, access, notices, gate, catalogue=catalogue, views=views))
    bot.add_error_handler(on_fault)

    def served() -> int:
        return parts.engine.generation.number

    serving = Serving(
        bot, receiver, notices, inbox=parts.inbox, meter=parts.meter, served=served, workers=parts.workers
    )
    await serving.run(settings)


def _build(settings: Settings, token: str, parts: Parts) -> tuple[Bot, Receiver]:
    seconds = settings.timeout_seconds
    fetching = UpdatesRequest(parts.inbox, timeout=seconds)
    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = ApplicationBuilder()
    builder = builder.token(token).base_url(f"{settings.bot_api_url}/bot")
    builder = builder.base_file_url(f"{settings.bot_api_url}/file/bot")
    builder = builder.concurrent_updates(InOrder(parts.inbox.strike))
    builder = builder.rate_limiter(Patience(settings.messages_per_second, parts.meter))
    builder = builder.read_timeout(seconds).write_timeout(seconds).connect_timeout(seconds).pool_timeout(seconds)
    bot: Bot = builder.get_updates_request(fetching).build()
    if settings.webhook is not None:
        return bot, Hook(bot, parts.inbox, settings.webhook, kinds=_UPDATES)
    return bot, Polling(bot, fetching, kinds=_UPDATES, seconds=settings.poll_seconds, timeout=seconds)


def _handlers(
    settings: Settings,
    parts: Parts,
    access: Access,
    notices: Notices,
    gate: Gate,
    *,
    catalogue: Catalogue,
    views: Views,
) -> dict[int, Sequence[BaseHandler[Any, Any, Any]]]:
    """Return every handler; those of the first group look on, and one of the second answers."""
    engine, workers, sessions = parts.engine, parts.workers, Sessions()
    outbox = Outbox(parts.answers, views)
    figures = Figures(engine, encoder=parts.home.encoder, workers=workers)
    groups = Groups(parts.state, access, gate)
    links = Links(engine, views=views, outbox=outbox, workers=workers)
    inline = Inline(engine, views=views, access=access, workers=workers)
    commands = Commands(engine, catalogue=catalogue, access=access, outbox=outbox, workers=workers)
    kept = Kept(
        engine,
        state=parts.state,
        sessions=sessions,
        feedback=parts.feedback,
        workers=workers,
        logs_questions=settings.log_questions,
    )
    questions = Questions(
        engine,
        catalogue=catalogue,
        sessions=sessions,
        views=views,
        outbox=outbox,
        figures=figures,
        meter=parts.meter,
        state=parts.state,
        workers=workers,
    )
    buttons = Buttons(
        questions, answers=parts.answers, views=views, feedback=parts.feedback, groups=groups, workers=workers
    )
    looking_on: list[BaseHandler[Any, Any, Any]] = [MessageHandler(ChatType.PRIVATE & CAPTION, commands.on_caption)]
    answering = [
        ChatMemberHandler(groups.on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(StatusUpdate.MIGRATE, groups.on_migration),
        CallbackQueryHandler(gate.on_button, pattern=GATE_BUTTON),
        # Before commands, so that none runs again when its message is edited.
        *gate.guard([MessageHandler(UpdateType.EDITED_MESSAGE, questions.on_edit)]),
        *gate.guard(_open_handlers(kept, groups), for_all=True),
        *gate.guard(
            [
                CommandHandler("start", links.on_link, filters=UpdateType.MESSAGE & Regex(ANY_PAYLOAD)),
                InlineQueryHandler(inline.on_query),
                CallbackQueryHandler(buttons.on_button, pattern=ANSWER_BUTTON),
                CommandHandler("figures", figures.on_figures),
                CommandHandler("compare", figures.on_compare),
                CommandHandler("sources", figures.on_sources),
                CallbackQueryHandler(figures.on_button, pattern=ANY_BUTTON),
            ]
        ),
        *gate.guard(_upload_handlers(parts, access, notices)),
        *gate.guard(_asking_handlers(questions, commands, kept, groups, access)),
    ]
    return {-1: looking_on, 0: answering}


def _asking_handlers(
    questions: Questions, commands: Commands, kept: Kept, groups: Groups, access: Access
) -> list[BaseHandler[Any, Any, Any]]:
    words = TEXT | CAPTION
    return [
        CommandHandler("start", commands.on_start),
        CommandHandler("help", commands.on_help),
        CommandHandler("about", commands.on_about),
        CommandHandler("ask", questions.on_question),
        CommandHandler("subscribe", groups.for_admins(kept.on_subscribe)),
        CommandHandler("misses", administering(access, kept.on_misses)),
        CommandHandler("feedback", administering(access, kept.on_feedback)),
        MessageHandler(ChatType.PRIVATE & COMMAND, commands.on_help),
        MessageHandler(ChatType.PRIVATE & words, questions.on_question),
        MessageHandler(ChatType.PRIVATE & ~StatusUpdate.ALL, commands.on_other),
        MessageHandler(ChatType.GROUPS & words & ~COMMAND & ForTheBot(), questions.on_question),
        CallbackQueryHandler(commands.on_other_button),
    ]


def _open_handlers(kept: Kept, groups: Groups) -> list[BaseHandler[Any, Any, Any]]:
    """Return what those too may do who may not ask (any more): look into what is kept, and delete it."""
    return [
        CommandHandler("unsubscribe", groups.for_admins(kept.on_unsubscribe)),
        CommandHandler("privacy", kept.on_privacy),
        CommandHandler("forget", groups.for_admins(kept.on_forget)),
    ]


def _upload_handlers(parts: Parts, access: Access, notices: Notices) -> list[BaseHandler[Any, Any, Any]]:
    """Return what changes the index; it does not block, so that the chat that it came from is answered meanwhile."""
    uploads = Uploads(
        parts.home,
        state=parts.state,
        access=access,
        workers=parts.workers,
        writer=parts.writer,
        changed=notices.wake,
    )
    by_admin = User(access.admins, allow_empty=True)  # a file of anybody else may come with a question
    on_file = administering(access, uploads.on_file, refusal=FILES_ADMINS_ONLY)
    return [
        CommandHandler("index", administering(access, uploads.on_index), block=False),
        CommandHandler("rollback", administering(access, uploads.on_rollback), block=False),
        CommandHandler("status", administering(access, uploads.on_status)),
        MessageHandler(ChatType.PRIVATE & Document.ALL & (by_admin | ~CAPTION), on_file, block=False),
        CallbackQueryHandler(uploads.on_button, pattern=UPLOAD_BUTTON, block=False),
    ]
