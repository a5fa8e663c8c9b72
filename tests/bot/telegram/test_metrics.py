"""What is logged and counted, and what is told of a fault."""

import json
import logging
import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client import generate_latest
from telegram import Chat, Message, Update, User
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, TelegramError

from bot.settings import LogFormat
from bot.telegram.metrics import Discreet, Metrics
from bot.telegram.receiving import on_polling_fault
from bot.telegram.sending import on_fault
from index.answer import Answer, Status
from index.errors import IndexFault

TOKEN = "42:abc_DEF-123"


def line(kind: LogFormat, message: str, **extra: object) -> str:
    error = ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    record = logging.LogRecord("bot.app", logging.INFO, __file__, 1, message, None, (ValueError, error, None))
    record.__dict__.update(extra)
    return Discreet(kind, TOKEN).format(record)


@pytest.mark.parametrize("kind", LogFormat)
def test_token_is_in_no_line(kind: LogFormat) -> None:
    written = line(kind, f"令牌 {TOKEN}", url=TOKEN)
    assert TOKEN not in written
    assert "令牌 ***" in written
    assert "ValueError" in written


def test_json_is_one_line_with_what_was_given_beside_the_message() -> None:
    written = line(LogFormat.JSON, "答完\n一问", status="answered", seconds=0.25)
    assert "\n" not in written
    fields = json.loads(written)
    assert (fields["level"], fields["logger"], fields["message"]) == ("INFO", "bot.app", "答完\n一问")
    assert (fields["status"], fields["seconds"]) == ("answered", 0.25)


SECRET = "谁也不该在日志里看到的问题"


class Telegram:
    """Takes what is sent, or refuses it."""

    def __init__(self, refusal: TelegramError | None = None) -> None:
        self.texts: list[str] = []
        self._refusal = refusal

    async def send_message(self, chat: int, text: str, **_how: Any) -> Any:
        self.texts.append(text)
        if self._refusal is not None:
            raise self._refusal
        return SimpleNamespace(message_id=len(self.texts))


async def fail(error: Exception, telegram: Telegram) -> None:
    message = Message(1, datetime.now(UTC), Chat(5, Chat.PRIVATE), from_user=User(5, "委员", is_bot=False), text=SECRET)
    message.set_bot(telegram)  # type: ignore[arg-type]
    try:
        raise error
    except type(error) as raised:
        await on_fault(Update(1, message=message), SimpleNamespace(error=raised))  # type: ignore[arg-type]


async def test_fault_is_logged_without_the_question_and_told_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    telegram = Telegram()
    await fail(ValueError(SECRET), telegram)
    assert telegram.texts == ["抱歉,刚才出了点问题,请稍后再问。"]
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert "ValueError" in record.message
    assert Path(__file__).name in record.message
    assert SECRET not in caplog.text


async def test_fault_of_the_index_is_logged_with_its_remedy(caplog: pytest.LogCaptureFixture) -> None:
    telegram = Telegram()
    await fail(IndexFault("第 3 代索引有损坏;请运行 xunli index rebuild 修复。"), telegram)
    assert len(telegram.texts) == 1
    assert [record.message for record in caplog.records] == ["第 3 代索引有损坏;请运行 xunli index rebuild 修复。"]


async def test_who_blocked_the_bot_is_not_written_to(caplog: pytest.LogCaptureFixture) -> None:
    telegram = Telegram()
    await fail(Forbidden("bot was blocked by the user"), telegram)
    assert telegram.texts == []
    assert "bot was blocked by the user" in caplog.text


async def test_who_cannot_be_told_does_no_harm() -> None:
    telegram = Telegram(BadRequest("not enough rights"))
    await fail(BadRequest("not enough rights"), telegram)
    assert len(telegram.texts) == 1


async def test_fault_without_a_message_is_logged_alone(caplog: pytest.LogCaptureFixture) -> None:
    await on_fault(None, SimpleNamespace(error=KeyError(SECRET)))  # type: ignore[arg-type]
    assert "KeyError" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("error", "level", "said"),
    [
        (Conflict("terminated by other getUpdates request"), logging.ERROR, "409"),
        (NetworkError("Bad Gateway"), logging.WARNING, "Bad Gateway"),
    ],
    ids=["second poller", "network"],
)
def test_polling_fault_is_named(error: TelegramError, level: int, said: str, caplog: pytest.LogCaptureFixture) -> None:
    on_polling_fault(error)
    [record] = caplog.records
    assert record.levelno == level
    assert said in record.message


ANSWER = Answer(SECRET, SECRET, Status.NEAR_MISS, (), 250.0)


def counts(metrics: Metrics) -> dict[str, float]:
    lines = re.findall(r"^(xunli_\S*) (\S+)$", generate_latest(metrics.registry).decode(), re.MULTILINE)
    return {name: float(value) for name, value in lines}


def test_questions_are_counted_by_status_with_their_seconds() -> None:
    metrics = Metrics()
    for seconds in (0.2, 0.3, 4.0):
        metrics.asked(ANSWER, generation=3, seconds=seconds)
    counted = counts(metrics)
    assert counted['xunli_questions_total{status="near_miss"}'] == 3
    assert counted['xunli_answer_seconds_bucket{le="0.25"}'] == 1
    assert counted['xunli_answer_seconds_bucket{le="5.0"}'] == 3
    assert counted["xunli_answer_seconds_sum"] == pytest.approx(4.5)


@pytest.mark.parametrize("is_set", [False, True])
def test_question_is_logged_only_where_that_is_set(is_set: bool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    Metrics(logs_questions=is_set).asked(ANSWER, generation=3, seconds=0.25)
    [record] = caplog.records
    assert "near_miss,0.25 秒,第 3 代" in record.message
    assert (SECRET in record.message, hasattr(record, "question")) == (is_set, is_set)
    assert (record.status, record.generation) == ("near_miss", 3)
