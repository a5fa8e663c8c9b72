"""Addressing: whether a message in a group is meant for the bot, what it asks, and who asks it where."""

import re

from telegram import Message
from telegram.constants import ChatType
from telegram.ext.filters import MessageFilter

from bot.telegram.render import sendable
from bot.telegram.sessions import Party

_COMMAND = re.compile(r"/(?P<name>\w+)(?:@(?P<bot>\w+))?(?!\S)", re.ASCII)


class ForTheBot(MessageFilter):
    """Lets through what mentions the bot, or replies to a message of it."""

    def filter(self, message: Message) -> bool:
        """Whether a message is meant for the bot."""
        return _is_reply_to_bot(message) or _mention(message).search(words_of(message)) is not None


def words_of(message: Message) -> str:
    """Return what a message says: its text, or the caption of a picture, a file and the like."""
    return message.text or message.caption or ""


def is_question(message: Message) -> bool:
    """Whether a message asks something: words, with no command or with /ask."""
    text = words_of(message)
    return bool(text) and (not _COMMAND.match(text) or _asks(message))


def is_for_bot(message: Message) -> bool:
    """Whether a question is meant for the bot, as every one is in a private chat."""
    return message.chat.type == ChatType.PRIVATE or _asks(message) or ForTheBot().filter(message)


def question_of(message: Message) -> str:
    """Return what a message asks: its text without the command and without mentions of the bot."""
    mention = _mention(message)
    text = mention.sub(" ", re.sub(r"^/\w+", "", words_of(message), flags=re.ASCII))
    return " ".join(sendable(text).split())


def party_of(message: Message) -> Party | None:
    """Return who asks, and where; None for those who write as a group or channel: they cannot be told apart."""
    if message.from_user is None or message.sender_chat is not None:
        return None
    return Party(message.chat_id, thread_of(message) or 0, message.from_user.id)


def thread_of(message: Message) -> int | None:
    """Return the forum topic of a message; None outside topics, also where replies form a thread of their own."""
    return message.message_thread_id if message.is_topic_message else None


def _asks(message: Message) -> bool:
    """Whether a message is the command /ask, with no other bot named."""
    command = _COMMAND.match(words_of(message))
    to = command and command["bot"]
    is_mine = not to or to.casefold() == message.get_bot().username.casefold()
    return command is not None and command["name"] == "ask" and is_mine


def _mention(message: Message) -> re.Pattern[str]:
    return re.compile(rf"@{re.escape(message.get_bot().username)}\b", re.IGNORECASE | re.ASCII)


def _is_reply_to_bot(message: Message) -> bool:
    # In a forum topic that the bot opened, every message is a reply to the message that opened it.
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.forum_topic_created is not None:
        return False
    return replied.from_user.id == message.get_bot().id
