"""Whether a message is meant for the bot, what it asks, and who asks."""

from datetime import UTC, datetime

import pytest
from telegram import Bot, Chat, ForumTopicCreated, Message, User

from bot.telegram.addressing import ForTheBot, party_of, question_of, thread_of
from bot.telegram.sessions import Party

GROUP = Chat(-1, Chat.SUPERGROUP)
ME = User(7, "委员", is_bot=False)
ITSELF = User(42, "巡礼", is_bot=True, username="XunliTestBot")


@pytest.fixture
def bot() -> Bot:
    bot = Bot("42:abc")
    bot._bot_user = ITSELF
    return bot


def message(bot: Bot, text: str | None, *, sender: User = ME, **more: object) -> Message:
    one = Message(1, datetime.now(UTC), GROUP, from_user=sender, text=text, **more)
    one.set_bot(bot)
    return one


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@XunliTestBot 几次?", True),
        ("请问@xunlitestbot,几次?", True),
        ("几次?@XunliTestBot", True),
        ("几次?", False),
        ("@XunliTestBot2 几次?", False),
        ("XunliTestBot 几次?", False),
        (None, False),
    ],
)
def test_a_mention_is_meant_for_the_bot(bot: Bot, text: str | None, meant: bool) -> None:
    assert ForTheBot().filter(message(bot, text)) is meant


@pytest.mark.parametrize(("author", "meant"), [(ITSELF, True), (ME, False)], ids=["of the bot", "of a person"])
def test_a_reply_is_meant_for_whom_it_replies_to(bot: Bot, author: User, meant: bool) -> None:
    replied = message(bot, "答", sender=author)
    assert ForTheBot().filter(message(bot, "几次?", reply_to_message=replied)) is meant


def test_a_message_in_a_topic_that_the_bot_opened_is_no_reply(bot: Bot) -> None:
    opening = message(bot, None, sender=ITSELF, forum_topic_created=ForumTopicCreated("话题", 0))
    assert ForTheBot().filter(message(bot, "几次?", reply_to_message=opening)) is False


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("几次?", "几次?"),
        ("/ask 几次?", "几次?"),
        ("/ask@XunliTestBot\n几次?", "几次?"),
        ("/ask", ""),
        ("/ask@XunliTestBot", ""),
        ("请问 @xunlitestbot 几次?", "请问 几次?"),
        ("@XunliTestBot,@Another 几次?", ",@Another 几次?"),
        (" 几次\n\n多少? ", "几次 多少?"),
        ("几\x00次\x1b?\ud83d", "几 次 ?"),
        ("3/4 的委员?", "3/4 的委员?"),
    ],
)
def test_question_is_the_text_without_command_and_mention(bot: Bot, text: str, question: str) -> None:
    assert question_of(message(bot, text)) == question


def test_party_is_chat_topic_and_person(bot: Bot) -> None:
    assert party_of(message(bot, "?")) == Party(-1, 0, 7)
    assert party_of(message(bot, "?", message_thread_id=9, is_topic_message=True)) == Party(-1, 9, 7)


def test_those_who_write_as_the_group_are_no_party(bot: Bot) -> None:
    assert party_of(message(bot, "?", sender_chat=GROUP)) is None


def test_a_thread_of_replies_is_no_topic(bot: Bot) -> None:
    assert thread_of(message(bot, "?", message_thread_id=9)) is None
