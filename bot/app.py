"""The Telegram bot: everything is made here, and put together."""

import asyncio
import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
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

from bot.answers import Answers
from bot.coverage import Catalogue
from bot.factory import Place, add_shipped, open_home
from bot.feedback import Feedback
from bot.settings import Settings
from bot.state import State, where_of
from bot.telegram.access import Access
from bot.telegram.addressing import ForTheBot
from bot.telegram.admission import ANY_BUTTON as GATE_BUTTON
from bot.telegram.admission import Gate
from bot.telegram.callbacks import Buttons
from bot.telegram.chat_data import Kept
from bot.telegram.commands import Commands
from bot.telegram.deep_links import ANY_PAYLOAD
from bot.telegram.errors import on_fault
from bot.telegram.figure_pages import ANY_BUTTON
from bot.telegram.figures import Figures
from bot.telegram.groups import Groups
from bot.telegram.inline import Inline
from bot.telegram.journal import Journal
from bot.telegram.keyboards import ANY_BUTTON as ANSWER_BUTTON
from bot.telegram.links import Links
from bot.telegram.logs import configure
from bot.telegram.metrics import Meter
from bot.telegram.notifications import Notices
from bot.telegram.questions import Questions
from bot.telegram.rate_limit import Pace
from bot.telegram.receiving import Bot, Hook, Polling, Receiver, UpdatesRequest
from bot.telegram.retries import Patience
from bot.telegram.sending import Outbox
from bot.telegram.services import Desk
from bot.telegram.serving import Serving
from bot.telegram.updates import Inbox, InOrder
from bot.telegram.uploads import ANY_BUTTON as UPLOAD_BUTTON
from bot.telegram.uploads import Uploads, administering
from bot.telegram.views import Views
from index.answering.reader import TransformerReader
from index.engine import Engine
from prompts import telegram as wording
from prompts.uploads import FILES_ADMINS_ONLY

_UPDATES = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER)
_LOG = logging.getLogger(__name__)


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
    with threadpool_limits(1, user_api="blas"), _opened(settings, token) as (desk, inbox):
        try:
            asyncio.run(_run(settings, token, desk, inbox))
        except InvalidToken:
            raise click.UsageError(wording.REFUSED) from None
        except TelegramError:
            raise click.ClickException(wording.UNREACHABLE.format(url=settings.bot_api_url)) from None


@contextmanager
def _opened(settings: Settings, token: str) -> Iterator[tuple[Desk, Inbox]]:
    place = Place.from_environment()
    home = open_home(place)
    if not home.exists():
        add_shipped(home)
    engine = Engine(home, encoder=home.encoder, reader=TransformerReader())
    where, catalogue, meter = (
        where_of(place.home, place.state_url),
        Catalogue(engine),
        Meter(logs_questions=settings.log_questions),
    )
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
        access = Access.of(settings, admitted=state.admitted(), keep=state.admit)
        views = Views(engine, catalogue=catalogue, feedback=feedback, is_open=access.is_open)
        desk = Desk(
            home,
            engine,
            state,
            answers,
            feedback,
            access=access,
            workers=workers,
            writer=writer,
            catalogue=catalogue,
            views=views,
            meter=meter,
        )
        yield desk, Inbox(journal, clerk, meter)


async def _run(settings: Settings, token: str, desk: Desk, inbox: Inbox) -> None:
    bot, receiver = _build(settings, token, desk.meter, inbox)
    notices = Notices(desk, bot.bot)
    if desk.access.is_shut:
        _LOG.warning(wording.SHUT)
    bot.add_handlers(_handlers(settings, desk, notices))
    bot.add_error_handler(on_fault)
    await Serving(bot, receiver, notices, inbox=inbox, desk=desk).run(settings)


def _build(settings: Settings, token: str, meter: Meter, inbox: Inbox) -> tuple[Bot, Receiver]:
    seconds = settings.timeout_seconds
    fetching = UpdatesRequest(inbox, timeout=seconds)
    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = ApplicationBuilder()
    builder = builder.token(token).base_url(f"{settings.bot_api_url}/bot")
    builder = builder.base_file_url(f"{settings.bot_api_url}/file/bot")
    builder = builder.concurrent_updates(InOrder(inbox.strike))
    builder = builder.rate_limiter(Patience(settings.messages_per_second, meter))
    builder = builder.read_timeout(seconds).write_timeout(seconds).connect_timeout(seconds).pool_timeout(seconds)
    bot: Bot = builder.get_updates_request(fetching).build()
    if settings.webhook is not None:
        return bot, Hook(bot, inbox, settings.webhook, kinds=_UPDATES)
    return bot, Polling(bot, fetching, kinds=_UPDATES, seconds=settings.poll_seconds, timeout=seconds)


def _handlers(settings: Settings, desk: Desk, notices: Notices) -> dict[int, Sequence[BaseHandler[Any, Any, Any]]]:
    """Return every handler; those of the first group look on, and one of the second answers."""
    gate = Gate(desk.access, Pace(settings.questions_per_minute), desk.meter)
    groups, outbox, figures = Groups(desk.state, desk.access, gate), Outbox(desk.answers, desk.views), Figures(desk)
    links, commands = Links(desk, outbox), Commands(desk, outbox)
    questions, kept = Questions(desk, outbox=outbox, figures=figures), Kept(desk, logs_questions=settings.log_questions)
    looking_on: list[BaseHandler[Any, Any, Any]] = [MessageHandler(ChatType.PRIVATE & CAPTION, commands.on_caption)]
    answering = [
        ChatMemberHandler(groups.on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(StatusUpdate.MIGRATE, groups.on_migration),
        CallbackQueryHandler(gate.on_button, pattern=GATE_BUTTON),
        # Before commands, so that none runs again when its message is edited.
        *gate.guard([MessageHandler(UpdateType.EDITED_MESSAGE, questions.on_edit)]),
        # Those too may do this who may not ask (any more): look into what is kept, and delete it.
        *gate.guard(
            [
                CommandHandler("unsubscribe", groups.for_admins(kept.on_unsubscribe)),
                CommandHandler("privacy", kept.on_privacy),
                CommandHandler("forget", groups.for_admins(kept.on_forget)),
            ],
            for_all=True,
        ),
        *gate.guard(
            [
                CommandHandler("start", links.on_link, filters=UpdateType.MESSAGE & Regex(ANY_PAYLOAD)),
                InlineQueryHandler(Inline(desk).on_query),
                CallbackQueryHandler(Buttons(desk, questions, groups).on_button, pattern=ANSWER_BUTTON),
                CommandHandler("figures", figures.on_figures),
                CommandHandler("compare", figures.on_compare),
                CommandHandler("sources", figures.on_sources),
                CallbackQueryHandler(figures.on_button, pattern=ANY_BUTTON),
                *_upload_handlers(desk, notices),
                CommandHandler("start", commands.on_start),
                CommandHandler("help", commands.on_help),
                CommandHandler("about", commands.on_about),
                CommandHandler("ask", questions.on_question),
                CommandHandler("subscribe", groups.for_admins(kept.on_subscribe)),
                CommandHandler("misses", administering(desk.access, kept.on_misses)),
                CommandHandler("feedback", administering(desk.access, kept.on_feedback)),
                MessageHandler(ChatType.PRIVATE & COMMAND, commands.on_help),
                MessageHandler(ChatType.PRIVATE & (TEXT | CAPTION), questions.on_question),
                MessageHandler(ChatType.PRIVATE & ~StatusUpdate.ALL, commands.on_other),
                MessageHandler(ChatType.GROUPS & (TEXT | CAPTION) & ~COMMAND & ForTheBot(), questions.on_question),
                CallbackQueryHandler(commands.on_other_button),
            ]
        ),
    ]
    return {-1: looking_on, 0: answering}


def _upload_handlers(desk: Desk, notices: Notices) -> list[BaseHandler[Any, Any, Any]]:
    """Return what changes the index; it does not block, so that the chat that it came from is answered meanwhile."""
    access, uploads = desk.access, Uploads(desk, notices.wake)
    by_admin = User(access.admins, allow_empty=True)  # a file of anybody else may come with a question
    on_file = administering(access, uploads.on_file, refusal=FILES_ADMINS_ONLY)
    return [
        CommandHandler("index", administering(access, uploads.on_index), block=False),
        CommandHandler("rollback", administering(access, uploads.on_rollback), block=False),
        CommandHandler("status", administering(access, uploads.on_status)),
        MessageHandler(ChatType.PRIVATE & Document.ALL & (by_admin | ~CAPTION), on_file, block=False),
        CallbackQueryHandler(uploads.on_button, pattern=UPLOAD_BUTTON, block=False),
    ]
