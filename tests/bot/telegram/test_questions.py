"""Answers that are checked once more before they are sent."""

import io
import logging
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image
from telegram import CallbackQuery, Chat, InlineKeyboardMarkup, Message, User

from bot.factory import HomeSettings, open_both, open_engine
from bot.telegram.questions import LONGEST_QUESTION, answer, on_button
from bot.telegram.views import BUTTON
from corpus.figures import figures_in
from corpus.model import Document, RecognisedLine, Span
from index.answer import Answer
from index.engine import Engine
from tests.bot.telegram.services import close, handle, press, services_of
from tests.index.samples import FIRST, add

Ask = Callable[..., Coroutine[Any, Any, list[str]]]
SEVENTY = figures_in("专题协商70次", start=0)[0]
QUESTION = "涟水县政协2023年开展了几次专题协商?"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return open_engine(HomeSettings(tmp_path_factory.mktemp("home"), ""))


@pytest.fixture
def workers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as workers:
        yield workers


class Telegram:
    """Takes what is sent."""

    username = "XunliTestBot"

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.keyboard: InlineKeyboardMarkup | None = None
        self.photos: list[tuple[tuple[int, int], str, dict[str, Any]]] = []
        self.notes: list[str | None] = []

    async def send_message(self, chat: int, text: str, *, reply_markup: Any = None, **_how: Any) -> Any:
        self.texts.append(text)
        self.keyboard = reply_markup
        return SimpleNamespace(message_id=len(self.texts))

    async def send_chat_action(self, **_how: Any) -> None:
        pass

    async def send_photo(self, photo: bytes, *, caption: str, **how: Any) -> None:
        where = {name: how[name] for name in ("message_thread_id", "reply_parameters")}
        self.photos.append((Image.open(io.BytesIO(photo)).size, caption, where))

    async def answer_callback_query(self, callback_query_id: str, text: str | None = None, **_how: Any) -> None:
        self.notes.append(text)


class Forger:
    """An engine whose quotes are not what stands in the source."""

    def __init__(self, engine: Engine, **forged: Any) -> None:
        self._engine, self._forged = engine, forged
        self.generation = engine.generation

    def answer(self, text: str, *, previous: Answer | None = None, top: int = 1) -> Answer:
        answer = self._engine.answer(text, previous=previous, top=top)
        return replace(answer, quotes=tuple(replace(quote, **self._forged) for quote in answer.quotes))


@pytest.fixture
def ask(workers: ThreadPoolExecutor, tmp_path: Path) -> Ask:
    return partial(_ask, workers=workers, tmp_path=tmp_path)


async def _ask(engine: Any, text: str, *, workers: ThreadPoolExecutor, tmp_path: Path) -> list[str]:
    telegram = Telegram()
    message = Message(1, datetime.now(UTC), Chat(5, Chat.PRIVATE), from_user=User(5, "委员", is_bot=False), text=text)
    message.set_bot(telegram)  # type: ignore[arg-type]
    services = services_of(engine, tmp_path / "state.sqlite3", workers)
    await handle(message, answer(message, services))
    close(services)
    return telegram.texts


async def test_quote_that_stands_in_the_source_is_sent(engine: Engine, ask: Ask) -> None:
    [text] = await ask(engine, QUESTION)
    assert text.startswith("<code>7次</code> · 专题协商\n<blockquote>全年围绕")


@pytest.mark.parametrize(
    "forged",
    [{"text": "全年开展专题协商70次。"}, {"answering": (SEVENTY,)}],
    ids=["other words", "other figure"],
)
async def test_words_are_those_of_the_source_whatever_was_found(
    engine: Engine, ask: Ask, forged: dict[str, Any]
) -> None:
    [text] = await ask(Forger(engine, **forged), QUESTION)
    assert "<blockquote>全年围绕" in text
    assert "70次" not in text


@pytest.mark.parametrize("forged", [{"start": 0}, {"sha256": "0" * 64}], ids=["other place", "other source"])
async def test_quote_that_stands_nowhere_is_not_sent(engine: Engine, ask: Ask, forged: dict[str, Any]) -> None:
    [text] = await ask(Forger(engine, **forged), QUESTION)
    assert text.startswith("《2023-淮安市县市区政协工作巡礼-1》已换成新的版本")


async def test_altered_source_is_not_quoted(tmp_path: Path, ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    engine = open_engine(HomeSettings(tmp_path / "home", ""))
    [stored] = (tmp_path / "home" / "sources").glob("*.txt")
    stored.write_bytes(stored.read_bytes().replace("专题协商7次".encode(), "专题协商9次".encode()))
    [text] = await ask(engine, QUESTION)
    assert text == "这段原文没有通过核对,为免引错,暂不显示。请稍后再问,或告诉管理员。"
    [record] = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert "专题协商" not in record.message


@pytest.mark.parametrize(("length", "declined"), [(LONGEST_QUESTION, False), (LONGEST_QUESTION + 1, True)])
async def test_length_of_a_question_is_limited(engine: Engine, ask: Ask, length: int, declined: bool) -> None:
    [text] = await ask(engine, ("提案" * length)[:length])
    assert text.startswith("问题有点长") is declined


def scan(*lines: tuple[str, int]) -> Document:
    """Return a report out of a scan of three pages, lines of which were recognised on these."""
    content = io.BytesIO()
    sheets = [Image.new("RGB", (1_000, 2_000), "white") for _ in range(3)]
    sheets[0].save(content, "TIFF", save_all=True, append_images=sheets[1:])
    found = []
    for number, (text, page) in enumerate(lines):
        start, top = FIRST.text.index(text), 0.1 + 0.03 * number
        found.append(RecognisedLine(Span(start, start + len(text)), page, (0.1, top, 0.5, top + 0.02)))
    return replace(FIRST, file="一.tif", original=content.getvalue(), lines=tuple(found))


async def press_original(tmp_path: Path, workers: ThreadPoolExecutor, document: Document, *, chat: int = 5) -> Telegram:
    """Ask a question and press the button for the original; then the report is removed, and it is pressed again."""
    home, engine = open_both(HomeSettings(tmp_path / "home", ""))
    add(home, document)
    telegram: Any = Telegram()
    services = services_of(engine, tmp_path / "state.sqlite3", workers, bot=telegram)
    kind = Chat.PRIVATE if chat > 0 else Chat.GROUP
    user = User(7, "委员", is_bot=False)
    message = Message(9, datetime.now(UTC), Chat(chat, kind), from_user=user, text="云溪县政协收到多少件提案?")
    message.set_bot(telegram)  # type: ignore[arg-type]
    await handle(message, answer(message, services))
    assert telegram.keyboard is not None
    [data] = [one.callback_data for row in telegram.keyboard.inline_keyboard for one in row if one.text == "看原件"]
    query = CallbackQuery("1", user, "1", message=message, data=str(data))
    query.set_bot(telegram)  # type: ignore[arg-type]
    await press(query, services, {BUTTON: on_button})
    home.remove(document.name)
    await press(query, services, {BUTTON: on_button})
    close(services)
    return telegram


async def test_the_strip_of_a_scan_is_sent_as_a_photo_while_its_report_is_there(tmp_path: Path, workers: Any) -> None:
    telegram = await press_original(tmp_path, workers, scan(("全年收到提案248件。", 2)))
    assert telegram.photos == [((412, 64), "《一》原件第 2 页", {"message_thread_id": None, "reply_parameters": None})]
    assert telegram.notes[0] is None
    assert "《一》现在不在收录之列" in str(telegram.notes[1])


async def test_of_a_quote_over_two_pages_both_strips_are_sent(tmp_path: Path, workers: Any) -> None:
    telegram = await press_original(tmp_path, workers, scan(("全年收到", 1), ("提案248件。", 3)), chat=-5)
    assert [(size, said) for size, said, _ in telegram.photos] == [
        ((412, 64), "《一》原件第 1 页"),
        ((412, 64), "《一》原件第 3 页"),
    ]
    assert {how["reply_parameters"].message_id for *_, how in telegram.photos} == {9}


async def test_without_lines_the_page_is_sent(tmp_path: Path, workers: Any) -> None:
    telegram = await press_original(tmp_path, workers, scan())
    assert [(size, said) for size, said, _ in telegram.photos] == [((1_000, 2_000), "《一》原件第 1 页")]
