"""Conversation: what a message asks, whether it is meant for the bot, and what it follows; small talk."""

import re
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from telegram import Message
from telegram.ext.filters import MessageFilter

from bot.state import Place
from bot.telegram.render import sendable
from index.answer import Answer
from index.query.courtesy import courtesy
from prompts import telegram as wording
from prompts.answers import COURTESIES

KEPT_SECONDS = 30 * 60
Party = tuple[Place, int]  # where somebody talks with the bot, and their number
_MOST, _MOST_ALBUMS = 10_000, 200
# As far back as an edited question finds the one before it.
_MOST_TURNS = 4
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH = re.compile(
    r"\b(?:how|what|who|whom|when|where|which|why|the|is|are|was|were|did|do|does|can|could|of|in|please|many|much)\b",
    re.IGNORECASE,
)
_EXPORT = re.compile(
    r"导出|(?:下载|生成|做成|发我|要|转成?)[^,，。?？]{0,8}(?:表格|excel|xlsx|csv)|^\W*(?:excel|xlsx|csv)\W*$", re.I
)
_ENDS = re.compile(r"(?<=[?？])\s*(?=[^\s?？])")


class Sessions:
    """The last answers of each party, for half an hour, in memory only."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, most: int = _MOST) -> None:
        """Keep the answers of at most `most` parties; `clock` tells seconds."""
        self._clock = clock
        self._most = most
        # By message, in their order: the answer, and when it was given.
        self._turns: OrderedDict[Party, dict[int, tuple[float, Answer]]] = OrderedDict()
        self._albums: deque[str] = deque(maxlen=_MOST_ALBUMS)

    def previous(self, party: Party, *, message: int | None = None) -> Answer | None:
        """Return the answer that a party's next question follows, or the question in a message, which may be edited."""
        turns = [turn for number, turn in self._turns.get(party, {}).items() if message is None or number < message]
        return turns[-1][1] if turns and self._clock() - turns[-1][0] <= KEPT_SECONDS else None

    def remember(self, party: Party, answer: Answer, *, message: int = 0) -> None:
        """Keep the answer to a message for the question that follows; the party that was quiet longest makes room."""
        turns = {**self._turns.get(party, {}), message: (self._clock(), answer)}
        self._turns[party] = dict(sorted(turns.items())[-_MOST_TURNS:])
        self._turns.move_to_end(party)
        if len(self._turns) > self._most:
            self._turns.popitem(last=False)

    def note_album(self, album: str | None) -> bool:
        """Take note of an album, which is answered once; returns False where something of it came before."""
        is_new = album is None or album not in self._albums
        if album is not None:
            self._albums.append(album)
        return is_new

    def forget(self, chat: int) -> None:
        """Remove the answers of everybody in a chat."""
        for party in [party for party in self._turns if party[0].chat == chat]:
            del self._turns[party]


class ForTheBot(MessageFilter):
    """Lets through what mentions the bot, or replies to a message of it."""

    def filter(self, message: Message) -> bool:
        """Whether a message is meant for the bot."""
        replied = message.reply_to_message
        # In a forum topic that the bot opened, every message is a reply to the message that opened it.
        author = replied.from_user if replied and replied.forum_topic_created is None else None
        of_bot = author is not None and author.id == message.get_bot().id
        return of_bot or _mention(message).search(message.text or message.caption or "") is not None


def question_of(message: Message) -> str:
    """Return what a message asks: its text without the command and without mentions of the bot."""
    words = message.text or message.caption or ""
    text = _mention(message).sub(" ", re.sub(r"^/\w+", "", words, flags=re.ASCII))
    return " ".join(sendable(text).split())


def party_of(message: Message) -> Party | None:
    """Return who asks, and where; None for those who write as a group or channel: they cannot be told apart."""
    if message.from_user is None or message.sender_chat is not None:
        return None
    return place_of(message), message.from_user.id


def place_of(message: Message) -> Place:
    """Return the chat and the forum topic of a message."""
    return Place(message.chat_id, thread_of(message) or 0)


def thread_of(message: Message) -> int | None:
    """Return the forum topic of a message; None outside topics, also where replies form a thread of their own."""
    return message.message_thread_id if message.is_topic_message else None


def _mention(message: Message) -> re.Pattern[str]:
    return re.compile(rf"@{re.escape(message.get_bot().username)}\b", re.IGNORECASE | re.ASCII)


def small_talk(text: str) -> str:
    """Return what is said, perhaps with an {example}, to a text that asks nothing of the reports; "" to a question."""
    kind = courtesy(text) if text else None
    if kind is not None:
        return COURTESIES[kind]
    if len(_ENGLISH.findall(text)) > 1 and len(_HAN.findall(text)) < 2:
        return wording.ENGLISH
    return wording.EXPORT if _EXPORT.search(text) else ""


def questions_in(text: str) -> list[str]:
    """Return the questions of one message: each ends with a question mark, thanks after them are none."""
    asked = [part for part in map(str.strip, _ENDS.split(text)) if part and courtesy(part) is None]
    if len(asked) > 1 and all(part.endswith(("?", "？")) for part in asked):
        return asked
    return [text]
