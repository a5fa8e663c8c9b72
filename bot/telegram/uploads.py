"""Uploads: administrators change the index from chat, with a file, a look at what it holds, and a button."""

import re
import secrets
from contextlib import suppress

from telegram import CallbackQuery, Document, MaybeInaccessibleMessage, Message
from telegram.error import BadRequest, TelegramError

from bot.coverage import coverage_of
from bot.previews import checked_name, read_uploads, rollback_of, text_of
from bot.telegram.render import markup
from bot.telegram.sending import note, say
from bot.telegram.services import Services
from corpus import formats
from corpus.errors import CorpusError
from index.errors import IndexFault
from index.store.preview import Standing
from index.store.publish import Home
from prompts import index as index_wording
from prompts import uploads as wording
from prompts.templates import filled

BUTTON = re.compile(r"u1:(publish|drop|back|stay):([0-9a-f]{1,16})$")
_MOST_PENDING = 16
_DOWNLOAD_SECONDS = 30


async def take_file(message: Message, services: Services) -> None:
    """Say what a file that was sent, or is replied to, would bring, with buttons; or in one line what is wrong."""
    replied = message.reply_to_message
    document = message.document or (replied.document if replied else None)
    if document is None:
        await say(message, wording.HOW.format(known=" ".join(formats.ACCEPTED)))
        return
    home, content = services.home, await _download(document)
    previews = await services.write(lambda: home.preview(read_uploads(document.file_name, content)))
    text = "\n".join(map(text_of, previews))
    fresh = [preview.addition.record for preview in previews if preview.standing is not Standing.KNOWN]
    if not fresh:
        await services.write(home.add, previews)  # this puts right a source that was damaged
        await say(message, f"{text}\n{index_wording.NOTHING_NEW}")
        return
    token = secrets.token_hex(8)
    services.pending[token] = (message, previews)
    while len(services.pending) > _MOST_PENDING:
        services.pending.popitem(last=False)
    buttons = [(wording.PUBLISH, f"u1:publish:{token}"), (wording.DROP, f"u1:drop:{token}")]
    empty = [record.file for record in fresh if not record.committees or not record.counts.items]
    if empty:
        text += f"\n\n{wording.LOOKS_EMPTY.format(files='、'.join(empty))}"
        buttons = [(wording.DROP, f"u1:drop:{token}"), (wording.PUBLISH_ANYWAY, f"u1:publish:{token}")]
    await say(message, text, keyboard=markup(buttons))


async def _download(document: Document) -> bytes:
    """Fetch a file into memory; raises CorpusError where it is of another format, too large, or did not come."""
    name = "".join(checked_name(document.file_name, document.file_size or 0))
    try:
        file = await document.get_file()
        return bytes(await file.download_as_bytearray(read_timeout=_DOWNLOAD_SECONDS))
    except TelegramError as error:
        refused = isinstance(error, BadRequest) and "too big" in error.message
        said = wording.TOO_LARGE_FOR_BOTS if refused else wording.NOT_DOWNLOADED
        raise CorpusError(said.format(file=name)) from error


async def on_button(
    query: CallbackQuery, asked: MaybeInaccessibleMessage, match: re.Match[str], services: Services
) -> None:
    """Publish or drop what waits, or roll back; only once."""
    action, argument = match.groups()
    waiting = (asked, None) if action in ("back", "stay") else services.pending.pop(argument, None)
    says = wording.PUBLISHING if action == "publish" else ""
    await note(query, says if waiting else wording.GONE, alert=waiting is None)
    with suppress(TelegramError):  # "message is not modified", or too old: the button does nothing any more
        await query.edit_message_reply_markup(None)
    if waiting is None:
        return
    (message, previews), said = waiting, index_wording.DECLINED
    try:
        if action in ("publish", "back"):
            if previews is None:
                said = await services.write(_roll_back, services.home, int(argument))
            else:
                number = (await services.write(services.home.add, previews)).number
                names = "、".join(one.document.name for one in previews if one.standing is not Standing.KNOWN)
                said = f"{index_wording.ADDED.format(names=names)}\n{index_wording.GENERATION.format(number=number)}"
            services.changed.set()
    except IndexFault as error:
        said = str(error)
    if isinstance(message, Message):
        await say(message, said)


async def roll_back(message: Message, services: Services) -> None:
    """Ask whether the generation before shall serve again, and say what becomes of which reports."""
    now, before, changes = await services.work(rollback_of, services.home)
    buttons = [(wording.ROLL_BACK_YES, f"u1:back:{now.number}"), (wording.ROLL_BACK_NO, "u1:stay:0")]
    text = filled("rollback", asks=True, now=now.number, before=before.number, changes=changes)
    await say(message, text, keyboard=markup(buttons))


def _roll_back(home: Home, number: int) -> str:
    """Roll back from a generation, if it still serves; returns what became of which reports, in words."""
    if home.current().number != number:
        raise IndexFault(wording.ROLL_BACK_CHANGED)
    changes = rollback_of(home)[-1]
    return filled("rollback", asks=False, before=home.rollback().number, changes=changes)


async def show_status(message: Message, services: Services) -> None:
    """Say what serves."""

    def status() -> str:
        generation = services.home.current()
        return filled("bot_status", generation=generation, coverage=coverage_of(generation), services=services)

    await say(message, await services.work(status))
