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
from bot.coverage import CoverageCache
from bot.factory import HomeSettings, open_both
from bot.feedback import Feedback
from bot.rate_limit import RateLimit
from bot.settings import Settings
from bot.state import State, where_of
from bot.telegram import admission, figure_pages, keyboards, uploads
from bot.telegram.admission import Access, Admission
from bot.telegram.callbacks import Buttons
from bot.telegram.chat_data import ChatData
from bot.telegram.commands import Commands
from bot.telegram.conversation import ForTheBot
from bot.telegram.figures import Figures
from bot.telegram.groups import Groups
from bot.telegram.inline import Inline
from bot.telegram.logs import configure, on_fault
from bot.telegram.metrics import Metrics
from bot.telegram.notifications import Notices
from bot.telegram.questions import Questions
from bot.telegram.receiving import Bot, Polling, Receiver, UpdatesRequest, WebhookReceiver
from bot.telegram.retries import RetryingRateLimiter
from bot.telegram.sending import MessageCallback, Outbox, on_message
from bot.telegram.services import Services
from bot.telegram.serving import Serving
from bot.telegram.updates import Inbox, InOrder, Journal
from bot.telegram.uploads import Uploads, administering
from bot.telegram.views import Views
from prompts import telegram as wording
from prompts.uploads import FILES_ADMINS_ONLY

_UPDATES = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER)
_LOG = logging.getLogger(__name__)
Handlers = list[BaseHandler[Any, Any, Any]]


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
    with threadpool_limits(1, user_api="blas"), _opened(settings, token) as (services, inbox):
        try:
            asyncio.run(_run(settings, token, services, inbox))
        except InvalidToken:
            raise click.UsageError(wording.REFUSED) from None
        except TelegramError:
            raise click.ClickException(wording.UNREACHABLE.format(url=settings.bot_api_url)) from None


@contextmanager
def _opened(settings: Settings, token: str) -> Iterator[tuple[Services, Inbox]]:
    place = HomeSettings.from_environment()
    home, engine = open_both(place)
    where, catalogue = where_of(place.home, place.state_url), CoverageCache(engine)
    metrics = Metrics(logs_questions=settings.log_questions)
    with (
        closing(State(where)) as state,
        closing(Answers(where)) as answers,
        closing(Feedback(where)) as feedback,
        closing(Journal(place.home, int(token.split(":", maxsplit=1)[0]))) as journal,
        ThreadPoolExecutor(settings.workers, thread_name_prefix="answer") as workers,
        ThreadPoolExecutor(1, thread_name_prefix="write") as writer,
        ThreadPoolExecutor(1, thread_name_prefix="journal") as journal_writer,
    ):
        # Before anybody subscribes, so that nobody is told of what was there before.
        state.meet(report.sha256 for report in engine.generation.reports)
        access = Access(
            users=settings.allowed_users,
            chats=settings.allowed_chats,
            admins=settings.admins,
            is_open=settings.open,
            admitted=state.admitted(),
            keep=state.admit,
        )
        services = Services(
            home,
            engine,
            state,
            answers,
            feedback,
            access=access,
            workers=workers,
            writer=writer,
            catalogue=catalogue,
            views=Views(engine, catalogue=catalogue, feedback=feedback, is_open=access.is_open),
            metrics=metrics,
        )
        yield services, Inbox(journal, journal_writer, metrics)


async def _run(settings: Settings, token: str, services: Services, inbox: Inbox) -> None:
    bot, receiver = _build(settings, token, services.metrics, inbox)
    notices = Notices(services, bot.bot)
    if services.access.is_shut:
        _LOG.warning(wording.SHUT)
    bot.add_handlers(_handlers(settings, services, notices))
    bot.add_error_handler(on_fault)
    await Serving(bot, receiver, notices, inbox=inbox, services=services).run(settings)


def _build(settings: Settings, token: str, metrics: Metrics, inbox: Inbox) -> tuple[Bot, Receiver]:
    seconds = settings.timeout_seconds
    fetching = UpdatesRequest(inbox, timeout=seconds)
    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = ApplicationBuilder()
    builder = builder.token(token).base_url(f"{settings.bot_api_url}/bot")
    builder = builder.base_file_url(f"{settings.bot_api_url}/file/bot")
    builder = builder.concurrent_updates(InOrder(inbox.strike))
    builder = builder.rate_limiter(RetryingRateLimiter(settings.messages_per_second, metrics))
    builder = builder.read_timeout(seconds).write_timeout(seconds).connect_timeout(seconds).pool_timeout(seconds)
    bot: Bot = builder.get_updates_request(fetching).build()
    if settings.webhook is not None:
        return bot, WebhookReceiver(bot, inbox, settings.webhook, kinds=_UPDATES)
    return bot, Polling(bot, fetching, kinds=_UPDATES, seconds=settings.poll_seconds, timeout=seconds)


def _handlers(
    settings: Settings, services: Services, notices: Notices
) -> dict[int, Sequence[BaseHandler[Any, Any, Any]]]:
    """Return every handler; those of the first group look on, and one of the second answers."""
    gate = Admission(services.access, RateLimit(settings.questions_per_minute), services.metrics)
    groups = Groups(services.state, services.access, gate)
    outbox, figures = Outbox(services.answers, services.views), Figures(services)
    commands, chat_data = Commands(services, outbox), ChatData(services, logs_questions=settings.log_questions)
    questions = Questions(services, outbox=outbox, figures=figures)
    looking_on = [MessageHandler(ChatType.PRIVATE & CAPTION, on_message(commands.caption))]
    answering: Handlers = [
        ChatMemberHandler(groups.on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(StatusUpdate.MIGRATE, on_message(groups.migrate)),
        CallbackQueryHandler(gate.on_button, pattern=admission.ANY_BUTTON),
        # Before commands, so that none runs again when its message is edited.
        *gate.guard([MessageHandler(UpdateType.EDITED_MESSAGE, questions.on_edit)]),
        # Those too may do this who may not ask (any more): look into what is kept, and delete it.
        *gate.guard(
            [
                _command("unsubscribe", groups.for_admins(chat_data.unsubscribe)),
                _command("privacy", chat_data.privacy),
                _command("forget", groups.for_admins(chat_data.forget)),
            ],
            for_all=True,
        ),
        *gate.guard(
            [
                CommandHandler(
                    "start", on_message(commands.open_link), filters=UpdateType.MESSAGE & Regex(keyboards.ANY_PAYLOAD)
                ),
                InlineQueryHandler(Inline(services).on_query),
                CallbackQueryHandler(Buttons(services, questions, groups).on_button, pattern=keyboards.ANY_BUTTON),
                _command("figures", figures.figures),
                _command("compare", figures.compare),
                _command("sources", figures.sources),
                CallbackQueryHandler(figures.on_button, pattern=figure_pages.ANY_BUTTON),
                *_upload_handlers(services, notices),
                _command("start", commands.start),
                _command("help", commands.help),
                _command("about", commands.about),
                _command("ask", questions.answer),
                _command("subscribe", groups.for_admins(chat_data.subscribe)),
                _command("misses", administering(services.access, chat_data.misses)),
                _command("feedback", administering(services.access, chat_data.feedback)),
                MessageHandler(ChatType.PRIVATE & COMMAND, on_message(commands.help)),
                MessageHandler(ChatType.PRIVATE & (TEXT | CAPTION), on_message(questions.answer)),
                MessageHandler(ChatType.PRIVATE & ~StatusUpdate.ALL, on_message(commands.other)),
                MessageHandler(
                    ChatType.GROUPS & (TEXT | CAPTION) & ~COMMAND & ForTheBot(), on_message(questions.answer)
                ),
                CallbackQueryHandler(commands.on_other_button),
            ]
        ),
    ]
    return {-1: looking_on, 0: answering}


def _upload_handlers(services: Services, notices: Notices) -> Handlers:
    """Return what changes the index; it does not block, so that the chat that it came from is answered meanwhile."""
    access, changing = services.access, Uploads(services, notices.wake)
    by_admin = User(access.admins, allow_empty=True)  # a file of anybody else may come with a question
    files = ChatType.PRIVATE & Document.ALL & (by_admin | ~CAPTION)
    take_file = on_message(administering(access, changing.file, refusal=FILES_ADMINS_ONLY))
    return [
        _command("index", administering(access, changing.index), block=False),
        _command("rollback", administering(access, changing.rollback), block=False),
        _command("status", administering(access, changing.status)),
        MessageHandler(files, take_file, block=False),
        CallbackQueryHandler(changing.on_button, pattern=uploads.ANY_BUTTON, block=False),
    ]


def _command(name: str, answer: MessageCallback, *, block: bool = True) -> BaseHandler[Any, Any, Any]:
    return CommandHandler(name, on_message(answer), block=block)
