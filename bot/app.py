"""The Telegram bot: everything is made here, and put together."""

import asyncio
import logging
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, cast

import click
from telegram import BotCommandScope, BotCommandScopeAllPrivateChats, BotCommandScopeChat, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    Updater,
)
from telegram.ext.filters import COMMAND, TEXT, ChatType, Document, StatusUpdate

from bot.access import Access
from bot.delivery import Patience, UpdatesRequest
from bot.engine import Place, add_shipped, open_home
from bot.figures_pages import ANY_BUTTON
from bot.handlers.addressing import ForTheBot
from bot.handlers.commands import Commands
from bot.handlers.faults import on_fault, on_polling_fault
from bot.handlers.figures import Figures
from bot.handlers.kept import Kept
from bot.handlers.notices import Notices
from bot.handlers.questions import Questions
from bot.handlers.replies import Callback, admitting
from bot.handlers.uploads import ANY_BUTTON as UPLOAD_BUTTON
from bot.handlers.uploads import Uploads, administering
from bot.holdings import Catalogue
from bot.inbox import InOrder
from bot.sessions import Sessions
from bot.settings import Settings
from bot.state import State, open_state
from index.engine import Engine
from index.publish import Home
from index.reader import Reader
from prompts import telegram as wording
from prompts.uploads import FILES_ADMINS_ONLY

Bot = Application[Any, Any, Any, Any, Any, Any]

_POLL_SECONDS = 30
_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY)
_LOG = logging.getLogger(__name__)
# Below WARNING these write addresses that hold the token, and messages that hold questions.
_TALKATIVE = ("httpx", "httpcore", "telegram")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the bot answers with: the index, what it keeps of chats, and the threads for what is not the event loop's.

    `workers` answer; `writer` is one thread that reads files and changes the index meanwhile.
    """

    home: Home
    engine: Engine
    state: State
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
    _configure_log(settings.log_level, token)
    with _parts(settings) as parts:
        try:
            asyncio.run(_run(settings, token, parts))
        except InvalidToken:
            raise click.UsageError(wording.REFUSED) from None
        except TelegramError:
            raise click.ClickException(wording.UNREACHABLE.format(url=settings.bot_api_url)) from None


@contextmanager
def _parts(settings: Settings) -> Iterator[Parts]:
    place = Place.from_environment()
    home = open_home(place)
    if not home.exists():
        add_shipped(home)
    engine = Engine(home, encoder=home.encoder, reader=Reader.load())
    with (
        closing(open_state(place.home, place.state_url)) as state,
        ThreadPoolExecutor(settings.workers, thread_name_prefix="answer") as workers,
        ThreadPoolExecutor(1, thread_name_prefix="write") as writer,
    ):
        # Before anybody subscribes, so that nobody is told of what was there before.
        state.meet(report.sha256 for report in engine.generation.reports)
        yield Parts(home, engine, state, workers, writer)


async def _run(settings: Settings, token: str, parts: Parts) -> None:
    bot = _build(settings, token)
    access = Access.of(settings)
    notices = Notices(parts.engine, bot.bot, state=parts.state, access=access, workers=parts.workers)
    bot.add_handlers(_handlers(parts, access, notices))
    bot.add_error_handler(on_fault)
    await _serve(bot, notices, settings)


def _build(settings: Settings, token: str) -> Bot:
    builder = ApplicationBuilder().token(token).base_url(f"{settings.bot_api_url}/bot")
    builder = builder.base_file_url(f"{settings.bot_api_url}/file/bot")
    builder = builder.concurrent_updates(InOrder()).rate_limiter(Patience())
    bot: Bot = builder.get_updates_request(UpdatesRequest(connection_pool_size=1)).build()
    return bot


def _handlers(parts: Parts, access: Access, notices: Notices) -> list[BaseHandler[Any, Any, Any]]:
    catalogue = Catalogue(parts.engine)
    questions = Questions(
        parts.engine, catalogue=catalogue, sessions=Sessions(), workers=parts.workers, state=parts.state
    )
    commands = Commands(parts.engine, catalogue=catalogue, access=access, workers=parts.workers)

    def for_those(callback: Callback) -> Callback:
        return admitting(access, callback)

    return [
        CommandHandler("start", for_those(commands.on_start)),
        CommandHandler("help", for_those(commands.on_help)),
        CommandHandler("sources", for_those(commands.on_sources)),
        CommandHandler("ask", for_those(questions.on_question)),
        *_figure_handlers(parts, access),
        *_kept_handlers(parts, access),
        *_upload_handlers(parts, access, notices),
        MessageHandler(ChatType.PRIVATE & COMMAND, for_those(commands.on_help)),
        MessageHandler(ChatType.PRIVATE & TEXT, for_those(questions.on_question)),
        MessageHandler(ChatType.PRIVATE & ~StatusUpdate.ALL, for_those(commands.on_other)),
        MessageHandler(ChatType.GROUPS & TEXT & ~COMMAND & ForTheBot(), for_those(questions.on_question)),
        CallbackQueryHandler(commands.on_other_button),
    ]


def _figure_handlers(parts: Parts, access: Access) -> list[BaseHandler[Any, Any, Any]]:
    figures = Figures(parts.engine, encoder=parts.home.encoder, access=access, workers=parts.workers)
    return [
        CommandHandler("figures", admitting(access, figures.on_figures)),
        CommandHandler("compare", admitting(access, figures.on_compare)),
        CallbackQueryHandler(figures.on_button, pattern=ANY_BUTTON),
    ]


def _kept_handlers(parts: Parts, access: Access) -> list[BaseHandler[Any, Any, Any]]:
    kept = Kept(parts.engine, state=parts.state, workers=parts.workers)
    return [
        CommandHandler("subscribe", admitting(access, kept.on_subscribe)),
        # What is kept can be looked into, and deleted, by those too who may not ask any more.
        CommandHandler("unsubscribe", kept.on_unsubscribe),
        CommandHandler("privacy", kept.on_privacy),
        CommandHandler("forget", kept.on_forget),
        CommandHandler("misses", administering(access, kept.on_misses)),
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


async def _serve(bot: Bot, notices: Notices, settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with bot:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
        await _offer_commands(bot, settings.admins)
        updater = cast("Updater", bot.updater)  # None only where one asks for none
        await updater.start_polling(timeout=_POLL_SECONDS, allowed_updates=_UPDATES, error_callback=on_polling_fault)
        await bot.start()
        watching = asyncio.create_task(_watch(bot, notices, settings.notice_seconds))
        _LOG.info(wording.STARTED.format(bot=bot.bot.username))
        await stop.wait()
        _LOG.info(wording.STOPPING)
        await updater.stop()
        notices.close()
        watching.cancel()
        await bot.stop()
    _LOG.info(wording.STOPPED)


async def _watch(bot: Bot, notices: Notices, seconds: float) -> None:
    while bot.running:
        # A task of the bot: what it raises is logged as faults are, and the next look comes all the same.
        await asyncio.wait([bot.create_task(notices.look())])
        await notices.until_due(seconds)


async def _offer_commands(bot: Bot, admins: frozenset[int]) -> None:
    menus: list[tuple[BotCommandScope | None, tuple[tuple[str, str], ...]]] = [
        (None, wording.COMMANDS),
        (BotCommandScopeAllPrivateChats(), wording.COMMANDS_PRIVATE),
        *((BotCommandScopeChat(admin), wording.COMMANDS_ADMINS) for admin in sorted(admins)),
    ]
    for scope, commands in menus:
        try:
            await bot.bot.set_my_commands(commands, scope=scope)
        except TelegramError as error:  # the commands work all the same; an administrator may never have written
            _LOG.warning(wording.SEND_FAILED.format(error=error))


class _Discreet(logging.Formatter):
    """Writes no token, whatever a library puts into a message or a traceback."""

    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace(self._token, "***")


def _configure_log(level: str, token: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_Discreet(token))
    logging.basicConfig(level=level, handlers=[handler])
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
