"""What a message asks, and what it follows."""

from datetime import UTC, datetime

import pytest
from telegram import Bot, Chat, ForumTopicCreated, Message, User

from bot.state import Place
from bot.telegram.conversation import (
    KEPT_SECONDS,
    ForTheBot,
    Party,
    Sessions,
    party_of,
    question_of,
    questions_in,
    small_talk,
    thread_of,
)
from index.answer import Answer, Status
from index.query.tables import rows
from prompts import telegram as wording
from prompts.answers import COURTESIES

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
    assert party_of(message(bot, "?")) == (Place(-1, 0), 7)
    assert party_of(message(bot, "?", message_thread_id=9, is_topic_message=True)) == (Place(-1, 9), 7)


def test_those_who_write_as_the_group_are_no_party(bot: Bot) -> None:
    assert party_of(message(bot, "?", sender_chat=GROUP)) is None


def test_a_thread_of_replies_is_no_topic(bot: Bot) -> None:
    assert thread_of(message(bot, "?", message_thread_id=9)) is None


PARTY = (Place(-1, 3), 7)


def answer(question: str) -> Answer:
    return Answer(question, question, Status.NOT_FOUND, (), 0.0)


def test_latest_answer_is_kept() -> None:
    sessions = Sessions()
    sessions.remember(PARTY, answer("一"))
    sessions.remember(PARTY, answer("二"))
    assert sessions.previous(PARTY) == answer("二")


@pytest.mark.parametrize(
    "other",
    [(Place(-2, 3), 7), (Place(-1, 4), 7), (Place(-1, 3), 8)],
    ids=["chat", "topic", "person"],
)
def test_another_party_has_no_part_in_it(other: Party) -> None:
    sessions = Sessions()
    sessions.remember(PARTY, answer("一"))
    assert sessions.previous(other) is None


def test_answer_is_forgotten_after_half_an_hour() -> None:
    now = [100.0]
    sessions = Sessions(clock=lambda: now[0])
    sessions.remember(PARTY, answer("一"))
    now[0] += KEPT_SECONDS
    assert sessions.previous(PARTY) == answer("一")
    now[0] += 1
    assert sessions.previous(PARTY) is None


def test_who_was_quiet_longest_makes_room() -> None:
    sessions = Sessions(most=2)
    first, second, third = ((Place(number, 0), number) for number in (1, 2, 3))
    for party in (first, second, first, third):
        sessions.remember(party, answer("一"))
    assert [sessions.previous(party) is not None for party in (first, second, third)] == [True, False, True]


def test_an_edited_question_follows_what_was_answered_before_it() -> None:
    sessions = Sessions()
    for message in (10, 12, 14):
        sessions.remember(PARTY, answer(str(message)), message=message)
    assert sessions.previous(PARTY, message=12) == answer("10")
    assert sessions.previous(PARTY, message=10) is None
    sessions.remember(PARTY, answer("12, edited"), message=12)
    assert sessions.previous(PARTY, message=14) == answer("12, edited")
    assert sessions.previous(PARTY) == answer("14")


def test_forgetting_a_chat_forgets_everybody_in_it_and_nobody_else() -> None:
    sessions = Sessions()
    others = [(Place(-1, 0), 8), (Place(-2, 3), 7)]
    for party in (PARTY, *others):
        sessions.remember(party, answer("一"))
    sessions.forget(-1)
    assert [sessions.previous(party) for party in (PARTY, *others)] == [None, None, answer("一")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("谢谢", COURTESIES["thanks"]),
        ("How many meetings did the committee hold?", wording.ENGLISH),
        ("lianshui zhengxie kaile ji ci hui", ""),
        ("导出 excel", wording.EXPORT),
        ("把涟水的数字生成表格", wording.EXPORT),
        ("祁门县政协开展了几次协商?", ""),
        ("委员填写的表格是什么?", ""),
        ("", ""),
    ],
)
def test_what_asks_nothing_of_the_reports_gets_a_line(text: str, said: str) -> None:
    assert small_talk(text) == said


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("甲县开了几次会?乙县呢?", ["甲县开了几次会?", "乙县呢?"]),
        ("甲县开了几次会？ 乙县呢？谢谢!", ["甲县开了几次会？", "乙县呢？"]),
        ("甲县开了几次会?谢谢", ["甲县开了几次会?谢谢"]),
        ("甲县开了几次会???", ["甲县开了几次会???"]),
        ("甲县开了几次会?我想知道次数", ["甲县开了几次会?我想知道次数"]),
        ("甲县开了几次会", ["甲县开了几次会"]),
    ],
)
def test_questions_of_a_message(text: str, questions: list[str]) -> None:
    assert questions_in(text) == questions


def test_every_courtesy_has_one_warm_line() -> None:
    assert set(COURTESIES) == {kind for kind, _ in rows("courtesy.tsv")} | {"chat"}
    assert all("\n" not in line and len(line) <= 60 for line in COURTESIES.values())
