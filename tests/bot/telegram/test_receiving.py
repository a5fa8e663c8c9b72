"""Which updates are handled, each once, and in which order; whether any would arrive."""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Bot, Chat, InlineQuery, Message, Update, User
from telegram.error import NetworkError
from telegram.request import HTTPXRequest

from bot.settings import Settings
from bot.telegram.metrics import Metrics
from bot.telegram.receiving import MOST_TRIES, Inbox, InOrder, Polling, UpdatesRequest, WebhookReceiver
from index.errors import IndexFault
from tests.bot.conftest import DAY, Clock
from tests.e2e.telegram_updates import Maker

Open = Callable[..., Inbox]


@pytest.fixture
def open_inbox(tmp_path: Path, clock: Clock) -> Iterator[Open]:
    opened: list[Inbox] = []

    def open_one(bot: int = 42) -> Inbox:
        opened.append(Inbox(tmp_path, bot, Metrics(), clock=clock))
        return opened[-1]

    yield open_one
    for inbox in opened:
        inbox.close()


def test_what_was_not_struck_out_is_left_in_its_order(open_inbox: Open) -> None:
    inbox = open_inbox()
    assert inbox.take({number: f"body {number}" for number in (3, 1, 2)}) == {1, 2, 3}
    inbox.strike(2)
    assert open_inbox().left() == (["body 1", "body 3"], 0)


def test_known_is_what_was_taken_before_handled_or_not(open_inbox: Open) -> None:
    inbox = open_inbox()
    inbox.take({1: "a", 2: "b"})
    inbox.strike(1)
    assert inbox.take(dict.fromkeys((1, 2, 3), "again")) == {3}
    assert open_inbox().left()[0] == ["b", "again"]


def test_what_brings_down_every_run_is_given_up(open_inbox: Open) -> None:
    open_inbox().take({1: "a"})
    runs = [open_inbox().left() for _ in range(MOST_TRIES + 1)]
    assert runs == [(["a"], 0)] * (MOST_TRIES - 1) + [([], 1), ([], 0)]


def test_numbers_are_forgotten_after_two_days_and_what_waits_is_not(open_inbox: Open, clock: Clock) -> None:
    inbox = open_inbox()
    inbox.take({1: "a", 2: "b"})
    inbox.strike(1)
    clock.now += 2 * DAY + 1
    assert inbox.left()[0] == ["b"]
    assert inbox.take({1: "another, after Telegram counted anew", 2: "b"}) == {1}


def test_words_are_gone_from_the_disk_once_nothing_waits(open_inbox: Open, tmp_path: Path) -> None:
    inbox, words = open_inbox(), "谁也不该再看到的问题"
    inbox.take({1: words})
    inbox.strike(1)
    assert [path.name for path in tmp_path.iterdir() if words.encode() in path.read_bytes()] == []


def test_bots_have_journals_of_their_own(open_inbox: Open) -> None:
    open_inbox(42).take({1: "a"})
    assert open_inbox(43).left() == ([], 0)


def test_what_cannot_be_opened_is_one_line_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "inbox-42.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(IndexFault, match=r"inbox-42\.sqlite3"):
        Inbox(tmp_path, 42, Metrics())


BOT = Bot("42:abc")


async def forget(_update: Update) -> None:
    """Take no note of what was handled."""


def update(number: int, chat: int) -> Update:
    message = Message(number, datetime.now(UTC), Chat(chat, Chat.PRIVATE), text="几次\ud83d?")
    return Update(number, message=message)


async def handle(
    processor: InOrder, *work: tuple[int, int, asyncio.Event]
) -> tuple[list[int], list[asyncio.Task[None]]]:
    """Begin to handle updates (number, chat, what it waits for); returns the list that grows as they are done."""
    done: list[int] = []

    async def one(number: int, admission: asyncio.Event) -> None:
        await admission.wait()
        done.append(number)

    tasks = [
        asyncio.create_task(processor.process_update(update(number, chat), one(number, admission)))
        for number, chat, admission in work
    ]
    return done, tasks


async def test_updates_of_one_chat_are_handled_in_order() -> None:
    first, second = asyncio.Event(), asyncio.Event()
    done, tasks = await handle(InOrder(forget), (1, 5, first), (2, 5, second), (3, 5, second))
    second.set()
    await asyncio.wait(tasks, timeout=0.05)
    assert done == []
    first.set()
    await asyncio.gather(*tasks)
    assert done == [1, 2, 3]


async def test_one_chat_does_not_keep_another_waiting() -> None:
    never, at_once = asyncio.Event(), asyncio.Event()
    at_once.set()
    done, tasks = await handle(InOrder(forget), *((number, 5, never) for number in range(1000)), (1000, 6, at_once))
    await asyncio.wait_for(tasks[-1], 5)
    assert done == [1000]
    never.set()
    await asyncio.gather(*tasks)
    assert done == [1000, *range(1000)]


async def test_a_failed_update_lets_the_next_one_in() -> None:
    processor = InOrder(forget)

    async def fail() -> None:
        raise RuntimeError

    results = await asyncio.gather(
        processor.process_update(update(1, 5), fail()),
        processor.process_update(update(2, 5), asyncio.sleep(0)),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [RuntimeError, type(None)]


async def test_what_one_person_asks_inline_is_handled_in_order() -> None:
    processor, admission, done = InOrder(forget), asyncio.Event(), []

    async def one(number: int) -> None:
        await admission.wait()
        done.append(number)

    def asked(number: int, person: int) -> Update:
        return Update(number, inline_query=InlineQuery(str(number), User(person, "委员", is_bot=False), "几次?", ""))

    tasks = [asyncio.create_task(processor.process_update(asked(n, 5), one(n))) for n in (1, 2)]
    await asyncio.wait_for(processor.process_update(asked(3, 6), asyncio.sleep(0)), 5)
    admission.set()
    await asyncio.gather(*tasks)
    assert done == [1, 2]


async def test_an_update_is_noted_as_handled_after_it_was_and_not_when_it_was_broken_off() -> None:
    handled: list[int] = []

    async def note(update: Update) -> None:
        handled.append(update.update_id)

    processor = InOrder(note)
    await processor.process_update(update(1, 5), asyncio.sleep(0))
    broken_off = asyncio.create_task(processor.process_update(update(2, 5), asyncio.sleep(60)))
    await asyncio.sleep(0.01)
    broken_off.cancel()
    await asyncio.gather(broken_off, return_exceptions=True)
    assert handled == [1]


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    inbox = Inbox(tmp_path, 42, Metrics())
    yield inbox
    inbox.close()


CHAT = {"id": 5, "type": "private"}
MESSAGE = {"message_id": 1, "date": 1, "chat": CHAT, "text": "几次\ud83d?"}
SECRET = "谁也不该在日志里看到的问题"


def body(number: int) -> dict[str, object]:
    return {"update_id": number, "message": MESSAGE | {"what_is_new": [1]}}


async def test_an_update_is_admitted_once_as_it_came(inbox: Inbox) -> None:
    assert await inbox.admit([body(2), body(1)]) == [body(2), body(1)]
    assert await inbox.admit([body(2), body(3)]) == [{"update_id": 2}, body(3)]
    assert await inbox.admit([]) == []


async def test_what_cannot_be_read_leaves_its_number_and_is_logged_without_its_words(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    broken = {"update_id": 7, "message": {"text": SECRET}}
    assert await inbox.admit([broken, body(8)]) == [{"update_id": 7}, body(8)]
    [record] = caplog.records
    assert (record.levelname, "7" in record.message, SECRET in caplog.text) == ("WARNING", True, False)


@pytest.mark.parametrize("update", [{}, {"update_id": "1"}, {"update_id": True}, [], "1", None, 1])
async def test_what_has_no_number_is_left_out(inbox: Inbox, update: object) -> None:
    assert await inbox.admit([update, body(8)]) == [body(8)]


async def test_what_was_not_handled_is_recalled_as_it_was(inbox: Inbox) -> None:
    await inbox.admit([body(2), body(1), body(3)])
    await inbox.done(update(2, 5))
    recalled = await inbox.recall(BOT)
    assert [one.update_id for one in recalled] == [1, 3]
    assert recalled[0].message is not None
    assert recalled[0].message.text == MESSAGE["text"]
    assert recalled[0].message.get_bot() is BOT


async def test_what_cannot_be_written_down_is_admitted_all_the_same(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    inbox.close()
    assert await inbox.admit([body(1)]) == [body(1)]
    await inbox.done(update(1, 5))
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_every_kind_of_update_can_be_read(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    updates = list(Maker(16).updates(1_000, first=1))
    assert await inbox.admit(updates) == updates
    assert caplog.records == []


@pytest.mark.parametrize(
    ("running", "ago", "is_well"),
    [(True, 0, True), (True, 119, True), (True, 121, False), (False, 0, False), (True, float("inf"), False)],
    ids=["just now", "not long ago", "long ago", "stopped", "never"],
)
def test_polling_is_well_while_telegram_answers(
    monkeypatch: pytest.MonkeyPatch, running: bool, ago: float, is_well: bool
) -> None:
    monkeypatch.setattr("bot.telegram.receiving.time.monotonic", lambda: 1_000.0)
    bot: Any = SimpleNamespace(updater=SimpleNamespace(running=running))
    request: Any = SimpleNamespace(answered=1_000.0 - ago)
    polling = Polling(bot, request, Settings(poll_seconds=30, timeout_seconds=30))
    task: Any = SimpleNamespace(done=lambda: False)
    polling.task = task
    assert polling.is_well() is is_well


def test_webhook_is_not_well_before_it_listens() -> None:
    bot: Any = SimpleNamespace(running=True)
    inbox: Any = None
    assert not WebhookReceiver(bot, inbox, Settings()).is_well()


class Everything:
    """Admits whatever comes."""

    async def admit(self, updates: list[Any]) -> list[Any]:
        return [one for one in updates if isinstance(one, dict)]


@pytest.mark.parametrize(
    "payload",
    [b"", b"<html>", b"[]", b"null", b'{"ok": true}', b'{"result": {}}', b'{"result": ["x"]}', b"[" * 100_000],
    ids=["nothing", "html", "a list", "null", "no result", "no list", "no number at all", "endless"],
)
async def test_what_is_no_answer_is_a_fault_of_the_network(monkeypatch: pytest.MonkeyPatch, payload: bytes) -> None:
    request = answering(monkeypatch, payload)
    with pytest.raises(NetworkError):
        await request.do_request("", "POST")
    assert request.answered == float("-inf")


async def test_an_answer_is_what_was_admitted(monkeypatch: pytest.MonkeyPatch) -> None:
    request = answering(monkeypatch, b'{"ok": true, "result": ["x", {"update_id": 1}]}')
    code, payload = await request.do_request("", "POST")
    assert (code, json.loads(payload)["result"]) == (200, [{"update_id": 1}])
    assert request.answered > 0


def answering(monkeypatch: pytest.MonkeyPatch, payload: bytes) -> UpdatesRequest:
    async def answer(*_: Any, **__: Any) -> tuple[int, bytes]:
        return 200, payload

    monkeypatch.setattr(HTTPXRequest, "do_request", answer)
    inbox: Any = Everything()
    return UpdatesRequest(inbox, timeout=1)
