"""The Telegram bot: everything is made here, and put together."""

import asyncio
import logging
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import click
from telegram import (
    Update,
)
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
)
from telegram.ext.filters import COMMAND, TEXT, ChatType, Document, Regex, StatusUpdate, UpdateType
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
from bot.handlers.gate import Gate
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

_UPDATES = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY)
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
    access = Access.of(settings)
    notices = Notices(parts.engine, bot.bot, state=parts.state, access=access, workers=parts.workers)
    if access.is_shut:
        _LOG.warning(wording.SHUT)
    gate = Gate(access, Pace(settings.questions_per_minute), parts.meter)
    sessions = Sessions()
    kept = Kept(
        parts.engine,
        state=parts.state,
        sessions=sessions,
        feedback=parts.feedback,
        workers=parts.workers,
        logs_questions=settings.log_questions,
    )
    bot.add_handlers(_handlers(parts, access, notices, gate, kept=kept, sessions=sessions))
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
    parts: Parts, access: Access, notices: Notices, gate: Gate, *, kept: Kept, sessions: Sessions
) -> list[BaseHandler[Any, Any, Any]]:
    catalogue = Catalogue(parts.engine)
    views = Views(parts.engine, catalogue=catalogue, feedback=parts.feedback)
    outbox = Outbox(parts.answers, views)
    links = Links(parts.engine, views=views, outbox=outbox, workers=parts.workers)
    inline = Inline(parts.engine, views=views, access=access, workers=parts.workers)
    questions = Questions(
        parts.engine,
        catalogue=catalogue,
        sessions=sessions,
        views=views,
        outbox=outbox,
        meter=parts.meter,
        state=parts.state,
        workers=parts.workers,
    )
    buttons = Buttons(questions, answers=parts.answers, views=views, feedback=parts.feedback, workers=parts.workers)
    commands = Commands(parts.engine, catalogue=catalogue, access=access, workers=parts.workers)
    return [
        # First, so that no command runs again when its message is edited.
        *gate.guard([MessageHandler(UpdateType.EDITED_MESSAGE, questions.on_edit)]),
        *gate.guard(_open_handlers(kept), for_all=True),
        *gate.guard(
            [
                CommandHandler("start", links.on_link, filters=UpdateType.MESSAGE & Regex(ANY_PAYLOAD)),
                InlineQueryHandler(inline.on_query),
                CallbackQueryHandler(buttons.on_button, pattern=ANSWER_BUTTON),
            ]
        ),
        *gate.guard(_figure_handlers(parts)),
        *gate.guard(_upload_handlers(parts, access, notices)),
        *gate.guard(_asking_handlers(questions, commands, kept, access)),
    ]


def _asking_handlers(
    questions: Questions, commands: Commands, kept: Kept, access: Access
) -> list[BaseHandler[Any, Any, Any]]:
    return [
        CommandHandler("start", commands.on_start),
        CommandHandler("help", commands.on_help),
        CommandHandler("sources", commands.on_sources),
        CommandHandler("ask", questions.on_question),
        CommandHandler("subscribe", kept.on_subscribe),
        CommandHandler("misses", administering(access, kept.on_misses)),
        CommandHandler("feedback", administering(access, kept.on_feedback)),
        MessageHandler(ChatType.PRIVATE & COMMAND, commands.on_help),
        MessageHandler(ChatType.PRIVATE & TEXT, questions.on_question),
        MessageHandler(ChatType.PRIVATE & ~StatusUpdate.ALL, commands.on_other),
        MessageHandler(ChatType.GROUPS & TEXT & ~COMMAND & ForTheBot(), questions.on_question),
        CallbackQueryHandler(commands.on_other_button),
    ]


def _figure_handlers(parts: Parts) -> list[BaseHandler[Any, Any, Any]]:
    figures = Figures(parts.engine, encoder=parts.home.encoder, workers=parts.workers)
    return [
        CommandHandler("figures", figures.on_figures),
        CommandHandler("compare", figures.on_compare),
        CallbackQueryHandler(figures.on_button, pattern=ANY_BUTTON),
    ]


def _open_handlers(kept: Kept) -> list[BaseHandler[Any, Any, Any]]:
    """Return what those too may do who may not ask (any more): look into what is kept, and delete it."""
    return [
        CommandHandler("unsubscribe", kept.on_unsubscribe),
        CommandHandler("privacy", kept.on_privacy),
        CommandHandler("forget", kept.on_forget),
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
    on_file = administering(access, uploads.on_file, refusal=FILES_ADMINS_ONLY)
    return [
        CommandHandler("index", administering(access, uploads.on_index), block=False),
        CommandHandler("rollback", administering(access, uploads.on_rollback), block=False),
        CommandHandler("status", administering(access, uploads.on_status)),
        MessageHandler(ChatType.PRIVATE & Document.ALL, on_file, block=False),
        CallbackQueryHandler(uploads.on_button, pattern=UPLOAD_BUTTON, block=False),
    ]
