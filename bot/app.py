"""The Telegram bot: everything is made here, put together, and run until it is told to stop."""

import asyncio
import logging
import os
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

import click
from telegram import BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat, ext
from telegram.error import InvalidToken, TelegramError
from telegram.ext.filters import CAPTION, COMMAND, TEXT, ChatType, Document, Regex, StatusUpdate, UpdateType, User
from threadpoolctl import threadpool_limits

from bot.answers import Answers
from bot.coverage import CoverageCache
from bot.factory import HomeSettings, open_both
from bot.feedback import Feedback
from bot.rate_limit import RateLimit
from bot.settings import Settings
from bot.state import State, where_of
from bot.telegram import admission, figures, uploads, views
from bot.telegram.admission import Admission, for_admins, for_group_admins
from bot.telegram.commands import Commands
from bot.telegram.conversation import ForTheBot
from bot.telegram.figures import Figures
from bot.telegram.inline import Inline
from bot.telegram.metrics import Metrics, configure
from bot.telegram.notifications import Notices
from bot.telegram.questions import Questions
from bot.telegram.receiving import Bot, Polling, Receiver, UpdatesRequest, WebhookReceiver, status_pages
from bot.telegram.sending import ButtonCallback, MessageCallback, RetryingRateLimiter, on_button, on_fault, on_message
from bot.telegram.services import Access, Services
from bot.telegram.updates import Inbox, InOrder
from bot.telegram.uploads import Uploads
from bot.telegram.views import Views
from prompts import telegram as wording
from prompts.terminal import HELP_BOT
from prompts.uploads import FILES_ADMINS_ONLY

_LOG = logging.getLogger(__name__)


@click.command(help=HELP_BOT)
def bot() -> None:
    """Run the Telegram bot."""
    run(Settings())


def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT, and finish the answers in flight.

    Raises:
        click.UsageError: the token is missing or refused, nobody can listen where the settings say, or Telegram does
            not take the webhook.
        click.ClickException: Telegram cannot be reached, or the bot receives nothing any more.
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
        closing(Inbox(place.home, int(token.split(":", maxsplit=1)[0]), metrics)) as inbox,
        ThreadPoolExecutor(settings.workers, thread_name_prefix="answer") as workers,
        ThreadPoolExecutor(1, thread_name_prefix="write") as writer,
    ):
        # Before anybody subscribes, so that nobody is told of what was there before.
        state.meet(report.sha256 for report in engine.generation.reports)
        access = Access(
            users=settings.allowed_users,
            chats=settings.allowed_chats,
            admins=settings.admins,
            is_open=settings.open,
            admitted=set(state.admitted()),
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
        yield services, inbox


async def _run(settings: Settings, token: str, services: Services, inbox: Inbox) -> None:
    """Receive, look for news, and show how the bot is doing, all at once, until it is told to stop."""
    bot, receiver = _build(settings, token, services.metrics, inbox)
    notices = Notices(services, bot.bot)
    if services.access.is_shut:
        _LOG.warning(wording.SHUT)
    bot.add_handlers(_handlers(settings, services, notices))
    bot.add_error_handler(on_fault)
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    async with bot, status_pages(settings, services.metrics, receiver.is_well):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
        services.views.bot = bot.bot.username
        await _offer_commands(bot, settings.admins)
        for update in await inbox.recall(bot.bot):
            await bot.update_queue.put(update)
        await receiver.start()
        await bot.start()
        watching = asyncio.create_task(notices.watch(bot, settings.notice_seconds))
        _LOG.info(wording.STARTED.format(bot=bot.bot.username))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait((stopped, receiver.task), return_when=asyncio.FIRST_COMPLETED)
        is_deaf, fault = receiver.task.done(), receiver.task.exception() if receiver.task.done() else None
        _LOG.info(wording.STOPPING)
        await receiver.stop()
        notices.close()
        for task in (stopped, watching):
            task.cancel()
        await bot.stop()
    if is_deaf:
        raise click.ClickException(wording.DEAF.format(kind=type(fault).__name__))
    _LOG.info(wording.STOPPED)


def _build(settings: Settings, token: str, metrics: Metrics, inbox: Inbox) -> tuple[Bot, Receiver]:
    seconds = settings.timeout_seconds
    fetching = UpdatesRequest(inbox, timeout=seconds)
    builder: ext.ApplicationBuilder[Any, Any, Any, Any, Any, Any] = ext.ApplicationBuilder()
    builder = builder.token(token).base_url(f"{settings.bot_api_url}/bot")
    builder = builder.base_file_url(f"{settings.bot_api_url}/file/bot")
    builder = builder.concurrent_updates(InOrder(inbox.done))
    builder = builder.rate_limiter(RetryingRateLimiter(settings.messages_per_second, metrics))
    builder = builder.read_timeout(seconds).write_timeout(seconds).connect_timeout(seconds).pool_timeout(seconds)
    bot: Bot = builder.get_updates_request(fetching).build()
    return bot, WebhookReceiver(bot, inbox, settings) if settings.webhook else Polling(bot, fetching, settings)


def _handlers(settings: Settings, services: Services, notices: Notices) -> list[ext.BaseHandler[Any, Any, Any]]:
    """Return every handler; the first that takes an update answers it."""
    access, admit = services.access, Admission(services, RateLimit(settings.questions_per_minute))
    commands, numbers = Commands(services), Figures(services)
    questions, changing = Questions(services, figures=numbers), Uploads(services, notices.wake)
    by_admin = User(access.admins, allow_empty=True)  # a file of anybody else may come with a question
    files = ChatType.PRIVATE & Document.ALL & (by_admin | ~CAPTION)
    take_file = on_message(for_admins(access, changing.file, refusal=FILES_ADMINS_ONLY))
    opening = UpdateType.MESSAGE & Regex(views.ANY_PAYLOAD)
    in_private, edited = ChatType.PRIVATE & (TEXT | CAPTION), UpdateType.EDITED_MESSAGE & ~COMMAND
    of_group = ChatType.GROUPS & (TEXT | CAPTION) & ~COMMAND & ForTheBot()
    return [
        ext.ChatMemberHandler(admit.on_membership, ext.ChatMemberHandler.MY_CHAT_MEMBER),
        ext.MessageHandler(StatusUpdate.MIGRATE, on_message(admit.migrate)),
        _button(admission.BUTTON, admit.on_button),
        *admit.guard(
            [
                ext.CommandHandler("ask", on_message(questions.answer_again), filters=UpdateType.EDITED_MESSAGE),
                ext.MessageHandler(edited & (in_private | of_group), on_message(questions.answer_again)),
            ]
        ),
        # So that no other command runs again when its message is edited.
        ext.MessageHandler(UpdateType.EDITED_MESSAGE, on_message(commands.ignore)),
        # Those too may do this who may not ask (any more): look into what is kept, and delete it.
        *admit.guard(
            [
                _command("unsubscribe", for_group_admins(access, commands.unsubscribe)),
                _command("privacy", commands.privacy),
                _command("forget", for_group_admins(access, commands.forget)),
            ],
            for_all=True,
        ),
        *admit.guard(
            [
                ext.CommandHandler("start", on_message(commands.open_link), filters=opening),
                ext.InlineQueryHandler(Inline(services).on_query),
                _button(views.BUTTON, questions.on_button),
                _command("figures", numbers.command(figures.Kind.FIGURES)),
                _command("compare", numbers.command(figures.Kind.COMPARE)),
                _command("sources", numbers.command(figures.Kind.SOURCES)),
                _button(figures.PAGE, numbers.on_page),
                _button(figures.FILE, numbers.on_file),
                # What changes the index does not block: the chat that it came from is answered meanwhile.
                _command("index", for_admins(access, changing.index), block=False),
                _command("rollback", for_admins(access, changing.rollback), block=False),
                _command("status", for_admins(access, changing.status)),
                ext.MessageHandler(files, take_file, block=False),
                _button(uploads.BUTTON, changing.on_button, block=False),
                _command("start", commands.start),
                _command("help", commands.help),
                _command("about", commands.about),
                _command("ask", questions.answer),
                _command("subscribe", for_group_admins(access, commands.subscribe)),
                _command("misses", for_admins(access, commands.misses)),
                _command("feedback", for_admins(access, commands.feedback)),
                ext.MessageHandler(ChatType.PRIVATE & COMMAND, on_message(commands.help)),
                ext.MessageHandler(in_private, on_message(questions.answer)),
                ext.MessageHandler(ChatType.PRIVATE & ~StatusUpdate.ALL, on_message(commands.other)),
                ext.MessageHandler(of_group, on_message(questions.answer)),
                _button(re.compile(""), commands.on_other_button),
            ]
        ),
    ]


def _command(name: str, answer: MessageCallback, *, block: bool = True) -> ext.BaseHandler[Any, Any, Any]:
    return ext.CommandHandler(name, on_message(answer), block=block)


def _button(pattern: re.Pattern[str], answer: ButtonCallback, *, block: bool = True) -> ext.BaseHandler[Any, Any, Any]:
    return ext.CallbackQueryHandler(on_button(answer), pattern=pattern, block=block)


async def _offer_commands(bot: Bot, admins: frozenset[int]) -> None:
    menus: list[tuple[Any, tuple[tuple[str, str], ...]]] = [
        (None, wording.COMMANDS),
        (BotCommandScopeAllGroupChats(), wording.COMMANDS_GROUPS),
        (BotCommandScopeAllPrivateChats(), wording.COMMANDS_PRIVATE),
        *((BotCommandScopeChat(admin), wording.COMMANDS_ADMINS) for admin in sorted(admins)),
    ]
    for offer in (
        partial(bot.bot.set_my_description, wording.DESCRIPTION),
        partial(bot.bot.set_my_short_description, wording.SHORT_DESCRIPTION),
        *(partial(bot.bot.set_my_commands, commands, scope=scope) for scope, commands in menus),
    ):
        try:
            await offer()
        except TelegramError as error:  # the commands work all the same; an administrator may never have written
            _LOG.warning(wording.SEND_FAILED.format(error=error))
