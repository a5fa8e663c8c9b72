"""/figures and /compare: pages, buttons that outlive the bot, and what is said when there is nothing to show."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import CallbackQuery, Chat, InaccessibleMessage, InlineKeyboardMarkup, Message, User
from telegram.error import BadRequest, TelegramError

from bot.factory import HomeSettings, add_shipped, open_home
from bot.telegram.figures import FILE, PAGE, PER_PAGE, Kind, answer, on_file, on_page, source_entries
from bot.telegram.services import Services
from bot.telegram.views import ALL_SOURCES
from corpus import formats
from index.answering.reader import TransformerReader
from index.engine import Engine
from index.store.publish import Home
from index.store.records import Counts, ReportRecord
from prompts import telegram as wording
from tests.bot.telegram.services import handle, services_of
from tests.bot.telegram.services import press as pressed
from tests.e2e.bot_api import LIMIT, parse_html, utf16_length
from tests.index.samples import add, document, page

EXAMPLES = Path(__file__).parents[2] / "eval" / "installments"
ME = User(7, "委员", is_bot=False)


class Telegram:
    """Takes what is sent, or refuses pictures."""

    username = "XunliTestBot"

    def __init__(self, *, no_pictures: bool = False) -> None:
        self.sent: list[tuple[str, InlineKeyboardMarkup | None]] = []
        self.edited: list[tuple[str, InlineKeyboardMarkup | None]] = []
        self.notes: list[str] = []
        self.pictures: list[bytes] = []
        self.captions: list[str | None] = []
        self.documents: list[tuple[str, bytes]] = []
        self._no_pictures = no_pictures
        self.refusal: TelegramError | None = None

    async def send_message(self, chat: int, text: str, *, reply_markup: Any = None, **_how: Any) -> Any:
        self.sent.append((text, reply_markup))
        return SimpleNamespace(message_id=len(self.sent))

    async def send_photo(self, photo: bytes, *, caption: str | None = None, **_how: Any) -> None:
        if self._no_pictures:
            raise BadRequest("not enough rights to send photos to the chat")
        self.pictures.append(photo)
        self.captions.append(caption)

    async def send_document(self, document: bytes, *, filename: str, **_how: Any) -> None:
        self.documents.append((filename, document))

    async def edit_message_text(self, text: str, *, reply_markup: Any = None, **_how: Any) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.edited.append((text, reply_markup))

    async def answer_callback_query(self, callback_query_id: str, text: str | None = None, **_how: Any) -> None:
        self.notes.append(text or "")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = open_home(HomeSettings(tmp_path_factory.mktemp("shipped"), ""))
    add_shipped(home)
    return home


@pytest.fixture
def workers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as workers:
        yield workers


def handler(home: Home, workers: ThreadPoolExecutor) -> Services:
    engine = Engine(home, encoder=home.encoder, reader=TransformerReader())
    return services_of(engine, home.layout.home / "state.sqlite3", workers, home=home)


def message(telegram: Telegram, text: str) -> Message:
    one = Message(1, datetime.now(UTC), Chat(5, Chat.PRIVATE), from_user=ME, text=text)
    one.set_bot(telegram)  # type: ignore[arg-type]
    return one


async def ask(services: Services, text: str, telegram: Telegram | None = None) -> Telegram:
    telegram = telegram or Telegram()
    asked, kind = message(telegram, text), Kind.FIGURES if text.startswith("/figures") else Kind.COMPARE
    await handle(asked, answer(asked, services, kind))
    return telegram


async def press(services: Services, data: str, telegram: Telegram | None = None, *, gone: bool = False) -> Telegram:
    telegram = telegram or Telegram()
    shown: Any = InaccessibleMessage(Chat(5, Chat.PRIVATE), 1) if gone else message(telegram, "…")
    query = CallbackQuery("1", ME, "1", message=shown, data=data)
    query.set_bot(telegram)  # type: ignore[arg-type]
    await pressed(query, services, {PAGE: on_page, FILE: on_file})
    return telegram


def data_of(page: tuple[str, InlineKeyboardMarkup | None], says: str) -> str:
    keyboard = page[1]
    assert keyboard is not None
    buttons = {button.text: button.callback_data for row in keyboard.inline_keyboard for button in row}
    return str(buttons[says])


async def test_first_page_has_five_figures_each_with_quote_and_source(shipped: Home, workers: Any) -> None:
    [page] = (await ask(handler(shipped, workers), "/figures 涟水")).sent
    shown = parse_html(page[0])
    assert shown.text.startswith("“涟水”的数字,共 8 处(第 1/2 页)")
    assert len(shown.of("BlockQuote")) == len(shown.of("Italic")) == PER_PAGE[Kind.FIGURES]
    assert [bold for bold in shown.of("Bold") if ":" not in bold] == ["21次", "22次", "150多篇", "25个", "7次"]
    source = shipped.current().source_text(shipped.current().reports[0].sha256)
    assert all(quote in source for quote in shown.of("BlockQuote"))


async def test_buttons_turn_pages_there_and_back_after_a_restart(shipped: Home, workers: Any) -> None:
    [first] = (await ask(handler(shipped, workers), "/figures 涟水县政协")).sent
    [second] = (await press(handler(shipped, workers), data_of(first, "下一页 ›"))).edited
    assert "(第 2/2 页)" in second[0]
    assert "三年" in second[0]
    [back] = (await press(handler(shipped, workers), data_of(second, "‹ 上一页"))).edited
    assert "(第 1/2 页)" in back[0]
    assert parse_html(back[0]).of("BlockQuote") == parse_html(first[0]).of("BlockQuote")


async def test_one_page_has_buttons_for_files_alone(shipped: Home, workers: Any) -> None:
    telegram = await ask(handler(shipped, workers), "/figures 涟水 专题协商")
    [page] = telegram.sent
    assert page[1] is not None
    assert [button.text for row in page[1].inline_keyboard for button in row] == ["Excel", "CSV"]
    await press(handler(shipped, workers), data_of(page, "CSV"), telegram)
    [(name, content)] = telegram.documents
    assert name == "数字-涟水-专题协商.csv"
    assert "7次" in content.decode("utf-8-sig").splitlines()[1]


async def test_buttons_fit_however_the_question_is_written(shipped: Home, workers: Any) -> None:
    text = "/figures 请问一下涟水县政协和清江浦区政协两家在2023年一共有多少"
    [page] = (await ask(handler(shipped, workers), text)).sent
    data = data_of(page, "下一页 ›")
    assert len(data.encode()) <= 64
    match = PAGE.match(data)
    assert match is not None
    assert (match[1], match[2], match[4]) == ("f", "1", "涟水 清江浦 2023")


async def test_a_report_that_changed_is_told_and_shown_from_the_start(tmp_path: Path, workers: Any) -> None:
    home = open_home(HomeSettings(tmp_path, ""))
    add_shipped(home)
    figures = handler(home, workers)
    [first] = (await ask(figures, "/figures 2023")).sent
    home.add(home.preview([formats.read(next(EXAMPLES.glob("2023-白鹭*-2.txt")))]))
    telegram = await press(figures, data_of(first, "下一页 ›"))
    assert telegram.notes == ["收录的报道有变化,已换成最新的,从第一页看起。"]
    assert "(第 1/" in telegram.edited[0][0]


async def test_another_report_that_changes_nothing_here_does_not_disturb(tmp_path: Path, workers: Any) -> None:
    home = open_home(HomeSettings(tmp_path, ""))
    add_shipped(home)
    figures = handler(home, workers)
    [first] = (await ask(figures, "/figures 涟水")).sent
    home.add(home.preview([formats.read(next(EXAMPLES.glob("2023-白鹭*-2.txt")))]))
    telegram = await press(figures, data_of(first, "下一页 ›"))
    assert telegram.notes == [""]
    assert "(第 2/2 页)" in telegram.edited[0][0]


async def test_a_button_that_cannot_be_followed_says_why(shipped: Home, workers: Any) -> None:
    telegram = await press(handler(shipped, workers), "f1:1:abcdef:盱眙县")
    assert telegram.notes == ["收录的报道有变化,这里的数字已经没有了。请重新查一次。"]
    assert telegram.edited == []


async def test_a_page_beyond_the_last_is_the_last(shipped: Home, workers: Any) -> None:
    figures = handler(shipped, workers)
    [first] = (await ask(figures, "/figures 涟水")).sent
    data = data_of(first, "下一页 ›").replace("f1:1:", "f1:9999:")
    assert "(第 2/2 页)" in (await press(figures, data)).edited[0][0]


async def test_a_button_of_a_message_that_is_out_of_reach_says_so(shipped: Home, workers: Any) -> None:
    telegram = await press(handler(shipped, workers), "f1:1:abcdef:涟水", gone=True)
    assert telegram.notes == ["这个按钮已经过期,请重新问一次。"]


async def test_a_button_pressed_twice_does_no_harm(shipped: Home, workers: Any) -> None:
    telegram = Telegram()
    for harmless in ("Message is not modified: specified new message content is the same", "Message to edit not found"):
        telegram.refusal = BadRequest(harmless)
        await press(handler(shipped, workers), "f1:0:abcdef:涟水", telegram)
    telegram.refusal = BadRequest("Not enough rights to edit the message")
    await press(handler(shipped, workers), "f1:0:abcdef:涟水", telegram)
    assert telegram.sent == [(wording.FAULT, None)]


async def test_comparison_has_a_row_for_each_committee_and_gaps_are_never_0(shipped: Home, workers: Any) -> None:
    telegram = await ask(handler(shipped, workers), "/compare 专题协商")
    [(html, keyboard)] = telegram.sent
    shown = parse_html(html)
    assert [bold for bold in shown.of("Bold") if "政协" in bold] == [
        "涟水县政协 2023年 专题协商:7次",
        "未载:清江浦区政协(2023)",
        "清江浦区政协 2023年 相近指标 重点协商议题:12个",
    ]
    assert [bold for bold in shown.of("Bold") if "政协" not in bold] == ["7次", "12个"]
    assert keyboard is not None
    [picture] = telegram.pictures
    assert picture.startswith(b"\x89PNG")
    assert telegram.captions == [None]


async def test_a_chart_says_which_indicators_it_leaves_out(tmp_path: Path, workers: Any) -> None:
    home = open_home(HomeSettings(tmp_path, ""))
    home.add(home.preview([formats.read(next(EXAMPLES.glob("2023-梧塘*-4.txt")))]))
    telegram = await ask(handler(home, workers), "/compare 社情民意")
    assert telegram.captions == ["图中只画前 3 项指标,没有画的:社情民意信息被区委、区政府采用(篇)。"]


async def test_comparison_arrives_where_pictures_may_not_be_sent(shipped: Home, workers: Any) -> None:
    telegram = await ask(handler(shipped, workers), "/compare 专题协商", Telegram(no_pictures=True))
    assert "未载" in telegram.sent[0][0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/figures", "请写上要查的政协、年份或指标"),
        ("/compare", "请写上要对照的指标"),
        ("/compare 涟水", "请写上要对照的指标"),
        ("/figures 盱眙县", "没有收录盱眙县的报道。目前收录的有:涟水县政协(2023)"),
        ("/figures 人工智能", "没有找到这样的数字。"),
        ("/compare 人工智能", "没有找到这样的数字。"),
        ("/figures 涟水 2019", "没有找到这样的数字。"),
    ],
)
async def test_nothing_to_show_is_said_in_one_message(shipped: Home, workers: Any, text: str, said: str) -> None:
    telegram = await ask(handler(shipped, workers), text)
    [(shown, keyboard)] = telegram.sent
    assert shown.startswith(said)
    assert (keyboard, telegram.pictures) == (None, [])


async def test_an_altered_source_is_not_quoted(tmp_path: Path, workers: Any) -> None:
    home = open_home(HomeSettings(tmp_path, ""))
    add_shipped(home)
    figures = handler(home, workers)
    [first] = (await ask(figures, "/figures 涟水")).sent
    [stored] = (tmp_path / "sources").glob("*.txt")
    stored.write_bytes(stored.read_bytes().replace("专题协商7次".encode(), "专题协商9次".encode()))
    for text in ("/figures 涟水", "/compare 专题协商"):
        telegram = await ask(figures, text)
        assert telegram.sent[0][0].startswith("这段原文没有通过核对")
        assert telegram.pictures == []
    turned = await press(figures, data_of(first, "下一页 ›"))
    assert turned.notes[0].startswith("这段原文没有通过核对")
    assert turned.edited == []


def test_the_button_under_an_answer_opens_the_list_of_reports() -> None:
    match = PAGE.match(ALL_SOURCES)
    assert match is not None
    assert (Kind(match[1]), match[4]) == (Kind.SOURCES, "")


def test_of_a_hundred_reports_those_are_found_that_the_words_name() -> None:
    counts = Counts(articles=1, sections=1, items=1, passages=1, unplaced=0)
    reports = [
        ReportRecord(
            str(n), f"{n}.txt", str(n), None, "巡礼", n, 2019 + n % 5, (f"{n}县政协", f"{n}区政协"), (), counts
        )
        for n in range(121)
    ]
    entries = source_entries(reports, "")
    assert len(entries) == 121
    assert [head for head, _ in entries[:2]] == [
        "• 《巡礼》第4期(2023):4县政协、4区政协",
        "• 《巡礼》第9期(2023):9县政协、9区政协",
    ]
    assert [head for head, _ in source_entries(reports, "77县 2021")] == ["• 《巡礼》第77期(2021):77县政协、77区政协"]
    assert source_entries(reports, "77县 2020") == ()


async def test_figures_of_an_indicator_are_sorted_and_begin_with_their_total(tmp_path: Path, workers: Any) -> None:
    home = open_home(HomeSettings(tmp_path, ""))
    first = document("甲", page("云溪县政协", "协商。全年开展专题协商6次。"))
    add(home, first, document("乙", page("青岚区政协", "协商。全年开展专题协商8次。", number=2)))
    [sent] = (await ask(handler(home, workers), "/figures 专题协商")).sent
    shown = parse_html(sent[0])
    assert "合计:专题协商,2 处相加,14次" in shown.text
    assert [bold for bold in shown.of("Bold") if ":" not in bold] == ["8次", "6次"]


@pytest.mark.parametrize("command", ["figures", "compare"])
async def test_why_figures_do_not_add_up_is_told(tmp_path: Path, workers: Any, command: str) -> None:
    home = open_home(HomeSettings(tmp_path, ""))
    first = document("甲", page("云溪县政协", "协商。全年开展专题协商6次。"))
    add(home, first, document("乙", page("云溪县政协", "协商。全年开展专题协商8次。", number=2, year=2022)))
    [sent] = (await ask(handler(home, workers), f"/{command} 专题协商")).sent
    assert "没有合计:这项数字分属2022、2023年,请写明是哪一年。" in parse_html(sent[0]).text


async def test_every_page_of_every_example_is_one_message_and_holds_verbatim_quotes(
    tmp_path: Path, workers: Any
) -> None:
    home = open_home(HomeSettings(tmp_path, ""))
    home.add(home.preview([formats.read(path) for path in sorted(EXAMPLES.glob("*.txt"))]))
    figures = handler(home, workers)
    generation = home.current()
    sources = [generation.source_text(report.sha256) for report in generation.reports]
    [page] = (await ask(figures, "/figures 2023")).sent
    seen = 0
    while True:
        shown = parse_html(page[0])
        seen += len(shown.of("BlockQuote"))
        assert utf16_length(shown.text) <= LIMIT
        assert all(any(quote in source for source in sources) for quote in shown.of("BlockQuote"))
        if page[1] is None or "下一页 ›" not in {button.text for button in page[1].inline_keyboard[0]}:
            break
        [page] = (await press(figures, data_of(page, "下一页 ›"))).edited
    assert f"共 {seen} 处" in shown.text
    assert seen > 500
