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
from telegram import BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat, Update, ext
from telegram.error import InvalidToken, TelegramError
from telegram.ext.filters import CAPTION, COMMAND, TEXT, ChatType, Document, Regex, StatusUpdate, UpdateType, User
from threadpoolctl import threadpool_limits

from bot.answers import Answers
from bot.factory import HomeSettings, open_both
from bot.feedback import Feedback
from bot.rate_limit import RateLimit
from bot.settings import Settings
from bot.state import State, where_of
from bot.telegram import admission, commands, figures, questions, uploads, views
from bot.telegram.admission import Answer, answering
from bot.telegram.conversation import ForTheBot
from bot.telegram.metrics import Metrics, configure, status_pages
from bot.telegram.notifications import watch
from bot.telegram.receiving import BotApplication, Inbox, InOrder, Polling, Receiver, UpdatesRequest, WebhookReceiver
from bot.telegram.sending import DEFAULTS, RetryingRateLimiter, on_fault
from bot.telegram.services import Access, Services
from prompts import telegram as wording
from prompts.terminal import HELP_BOT
from prompts.uploads import FILES_ADMINS_ONLY

Handler = ext.BaseHandler[Any, Any, Any]
_LOG = logging.getLogger(__name__)


@click.command(help=HELP_BOT)
def bot() -> None:
    """Run the Telegram bot."""
    run(Settings())


def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT, and finish the answers in flight.

    Raises UsageError where a setting is wrong, ClickException where Telegram cannot be reached or updates come no more,
    IndexFault where the index, or the bot's own state, cannot be opened.
    """
    token = settings.token
    configure(settings, token)
    # As many answers run at once as there are workers: threads of their own within each only take turns (and four
    # fifths of the time, measured on 2 cores).
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    with threadpool_limits(1, user_api="blas"), _opened(settings, token) as parts:
        try:
            asyncio.run(_run(settings, *parts))
        except InvalidToken:
            raise click.UsageError(wording.REFUSED) from None
        except TelegramError:
            raise click.ClickException(wording.UNREACHABLE.format(url=settings.bot_api_url)) from None


@contextmanager
def _opened(settings: Settings, token: str) -> Iterator[tuple[BotApplication, Receiver, Services, Inbox]]:
    place = HomeSettings.from_environment()
    home, engine = open_both(place)
    where, metrics = where_of(place.home, place.state_url), Metrics(logs_questions=settings.log_questions)
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
        bot, receiver = _build(settings, token, metrics, inbox)
        bot.bot_data["services"] = services = Services(
            bot=bot.bot,
            home=home,
            engine=engine,
            state=state,
            answers=answers,
            feedback=feedback,
            access=Access(settings, set(state.admitted()), RateLimit(settings.questions_per_minute)),
            workers=workers,
            writer=writer,
            metrics=metrics,
        )
        yield bot, receiver, services, inbox


async def _run(settings: Settings, bot: BotApplication, receiver: Receiver, services: Services, inbox: Inbox) -> None:
    """Receive, look for news, and show how the bot is doing, all at once, until it is told to stop."""
    if services.access.is_shut:
        _LOG.warning(wording.SHUT)
    bot.add_handlers(_handlers(services.access))
    bot.add_error_handler(on_fault)
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    async with bot, status_pages(settings, services.metrics, receiver.is_well):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
        await _offer_commands(bot, settings.admins)
        for update in await inbox.recall(bot.bot):
            await bot.update_queue.put(update)
        await receiver.start()
        await bot.start()
        watching = asyncio.create_task(watch(bot, services, settings.notice_seconds))
        _LOG.info(wording.STARTED.format(bot=bot.bot.username))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait((stopped, receiver.task), return_when=asyncio.FIRST_COMPLETED)
        is_deaf, fault = receiver.task.done(), receiver.task.exception() if receiver.task.done() else None
        _LOG.info(wording.STOPPING)
        await receiver.stop()
        services.closing.set()
        for task in (stopped, watching):
            task.cancel()
        await bot.stop()
    if is_deaf:
        raise click.ClickException(wording.DEAF.format(kind=type(fault).__name__))
    _LOG.info(wording.STOPPED)


def _build(settings: Settings, token: str, metrics: Metrics, inbox: Inbox) -> tuple[BotApplication, Receiver]:
    seconds = settings.timeout_seconds
    fetching = UpdatesRequest(inbox, timeout=seconds)
    builder: ext.ApplicationBuilder[Any, Any, Any, Any, Any, Any] = ext.ApplicationBuilder()
    builder = builder.token(token).base_url(f"{settings.bot_api_url}/bot")
    builder = builder.base_file_url(f"{settings.bot_api_url}/file/bot")
    builder = builder.concurrent_updates(InOrder(inbox.done))
    builder = builder.rate_limiter(RetryingRateLimiter(settings.messages_per_second, metrics))
    builder = builder.defaults(DEFAULTS)
    builder = builder.read_timeout(seconds).write_timeout(seconds).connect_timeout(seconds).pool_timeout(seconds)
    bot: BotApplication = builder.get_updates_request(fetching).build()
    return bot, WebhookReceiver(bot, inbox, settings) if settings.webhook else Polling(bot, fetching, settings)


def _handlers(access: Access) -> list[Handler]:
    """Return every handler; the first that takes an update answers it."""
    by_admin = User(access.settings.admins, allow_empty=True)  # a file of anybody else may come with a question
    files = ChatType.PRIVATE & Document.ALL & (by_admin | ~CAPTION)
    take_file = answering(uploads.take_file, admins=True, refusal=FILES_ADMINS_ONLY)
    opening = UpdateType.MESSAGE & Regex(views.ANY_PAYLOAD)
    in_private, edited = ChatType.PRIVATE & (TEXT | CAPTION), UpdateType.EDITED_MESSAGE & ~COMMAND
    of_group = ChatType.GROUPS & (TEXT | CAPTION) & ~COMMAND & ForTheBot()
    again, no_question = answering(questions.answer_again), ChatType.PRIVATE & ~StatusUpdate.ALL

    def command(name: str, answer: Answer, *, block: bool = True, **who: Any) -> Handler:
        return ext.CommandHandler(name, answering(answer, **who), block=block)

    def button(data: re.Pattern[str], answer: Answer, *, block: bool = True, **who: Any) -> Handler:
        return ext.CallbackQueryHandler(answering(answer, **who), pattern=data, block=block)

    return [
        ext.ChatMemberHandler(admission.on_membership, ext.ChatMemberHandler.MY_CHAT_MEMBER),
        ext.MessageHandler(StatusUpdate.MIGRATE, admission.on_migration),
        button(admission.BUTTON, admission.on_button, for_all=True, admins=True),
        ext.CommandHandler("ask", again, filters=UpdateType.EDITED_MESSAGE),
        ext.MessageHandler(edited & (in_private | of_group), again),
        # So that no other command runs again when its message is edited.
        ext.MessageHandler(UpdateType.EDITED_MESSAGE, _ignore),
        # Those too may do this who may not ask (any more): look into what is kept, and delete it.
        command("unsubscribe", commands.unsubscribe, for_all=True, managers=True),
        command("privacy", commands.privacy, for_all=True),
        command("forget", commands.forget, for_all=True, managers=True),
        ext.CommandHandler("start", answering(commands.open_link), filters=opening),
        ext.InlineQueryHandler(answering(questions.on_inline)),
        button(views.BUTTON, questions.on_button),
        command("figures", partial(figures.answer, kind=figures.Kind.FIGURES)),
        command("compare", partial(figures.answer, kind=figures.Kind.COMPARE)),
        command("sources", partial(figures.answer, kind=figures.Kind.SOURCES)),
        button(figures.PAGE, figures.on_page),
        button(figures.FILE, figures.on_file),
        # What changes the index does not block: the chat that it came from is answered meanwhile.
        command("index", uploads.take_file, admins=True, block=False),
        command("rollback", uploads.roll_back, admins=True, block=False),
        command("status", uploads.show_status, admins=True),
        ext.MessageHandler(files, take_file, block=False),
        button(uploads.BUTTON, uploads.on_button, admins=True, block=False),
        command("start", commands.start),
        command("help", commands.show_help),
        command("about", commands.about),
        command("ask", questions.answer),
        command("subscribe", commands.subscribe, managers=True),
        command("misses", commands.list_misses, admins=True),
        command("feedback", commands.list_feedback, admins=True),
        ext.MessageHandler(ChatType.PRIVATE & COMMAND, answering(commands.show_help)),
        ext.MessageHandler(in_private | of_group, answering(questions.answer)),
        ext.MessageHandler(no_question, answering(commands.ask_for_words)),
        button(re.compile(""), commands.end_button),
    ]


async def _ignore(_update: Update, _context: ext.ContextTypes.DEFAULT_TYPE) -> None:
    """Do nothing."""


async def _offer_commands(bot: BotApplication, admins: frozenset[int]) -> None:
    menus: list[tuple[Any, tuple[tuple[str, str], ...]]] = [
        (None, wording.COMMANDS),
        (BotCommandScopeAllGroupChats(), wording.COMMANDS_GROUPS),
        (BotCommandScopeAllPrivateChats(), wording.COMMANDS_PRIVATE),
        *((BotCommandScopeChat(admin), wording.COMMANDS_ADMINS) for admin in sorted(admins)),
    ]
    for offer in (
        partial(bot.bot.set_my_description, wording.DESCRIPTION),
        partial(bot.bot.set_my_short_description, wording.SHORT_DESCRIPTION),
        *(partial(bot.bot.set_my_commands, menu, scope=scope) for scope, menu in menus),
    ):
        try:
            await offer()
        except TelegramError as error:  # the commands work all the same; an administrator may never have written
            _LOG.warning(wording.SEND_FAILED.format(error=error))
