"""Files from chat: names, what is refused, and who may press which button."""

import io
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import CallbackQuery, Chat, Document, File, InlineKeyboardMarkup, Message, Update, User
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.previews import name_of, read_uploads
from bot.settings import Settings
from bot.telegram import uploads
from bot.telegram.admission import Answer, answering
from bot.telegram.services import Access, Services
from index.retrieval.faiss_store import FaissStore
from index.store.layout import Layout
from index.store.publish import Home
from tests.bot.telegram.services import close, press, services_of
from tests.conftest import FakeEncoder
from tests.index.samples import CHANGED, FIRST, SECOND

ADMIN, OTHER = 1, 2
MEGABYTE = 1024 * 1024


class Telegram:
    """Takes what is sent, and serves one file."""

    username = "XunliTestBot"

    def __init__(self, content: bytes, failure: TelegramError | None = None) -> None:
        self.content, self.failure = content, failure
        self.texts: list[str] = []
        self.buttons: list[dict[str, str]] = []
        self.notes: list[str | None] = []
        self.fetched = 0
        self.unbuttoned: list[int] = []

    async def send_message(
        self, chat: int, text: str, *, reply_markup: InlineKeyboardMarkup | None = None, **_how: Any
    ) -> Any:
        self.texts.append(text)
        if reply_markup is not None:
            self.buttons.append({one.text: str(one.callback_data) for one in reply_markup.inline_keyboard[0]})
        return SimpleNamespace(message_id=len(self.texts))

    async def get_file(self, file_id: str, **_how: Any) -> File:
        if self.failure is not None:
            raise self.failure
        self.fetched += 1
        file = File(file_id, file_id, file_path="https://example.org/documents/1")
        file.set_bot(SimpleNamespace(request=self))  # type: ignore[arg-type]
        return file

    async def retrieve(self, _url: str, **_how: Any) -> bytes:
        return self.content

    async def answer_callback_query(self, *, callback_query_id: str, text: str | None, **_how: Any) -> None:
        self.notes.append(text)

    async def edit_message_reply_markup(self, *, message_id: int, **_how: Any) -> None:
        if message_id in self.unbuttoned:
            raise BadRequest("Message is not modified")
        self.unbuttoned.append(message_id)


class Chatting:
    """An administrator, and whoever else, in a private chat with the bot."""

    def __init__(self, home: Home, services: Services) -> None:
        self.home, self.services = home, services

    async def send(
        self, name: str | None, content: bytes, *, size: int | None = None, failure: TelegramError | None = None
    ) -> Telegram:
        telegram = Telegram(content, failure)
        document = Document("f", "f", file_name=name, file_size=size)
        document.set_bot(telegram)  # type: ignore[arg-type]
        await self.command(uploads.take_file, message(telegram, document=document))
        return telegram

    async def command(self, answer: Answer, asked: Message) -> None:
        context: Any = SimpleNamespace(bot_data={"services": self.services})
        await answering(answer, admins=True)(Update(1, message=asked), context)

    async def press(self, telegram: Telegram, data: str, *, user: int = ADMIN) -> None:
        pressed = CallbackQuery("q", User(user, "委员", is_bot=False), "1", message=message(telegram), data=data)
        pressed.set_bot(telegram)  # type: ignore[arg-type]
        await press(pressed, self.services, {uploads.BUTTON: uploads.on_button}, admins=True)

    def reports(self) -> list[str]:
        return [record.name for record in self.home.current().reports] if self.home.exists() else []


def zipped(members: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return packed.getvalue()


def message(telegram: Telegram, **more: Any) -> Message:
    made = Message(1, datetime.now(UTC), Chat(5, Chat.PRIVATE), from_user=User(ADMIN, "委员", is_bot=False), **more)
    made.set_bot(telegram)  # type: ignore[arg-type]
    return made


@pytest.fixture
def chatting(tmp_path: Path, encoder: FakeEncoder) -> Iterator[Chatting]:
    home = Home(Layout(tmp_path / "home"), encoder, FaissStore())
    access = Access(Settings(admins={ADMIN}, open=True))
    with ThreadPoolExecutor(1) as threads:
        services = services_of(None, tmp_path / "state.sqlite3", threads, home=home, access=access)
        yield Chatting(home, services)
    close(services)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("2023-淮安市县市区政协工作巡礼-1.txt", "2023-淮安市县市区政协工作巡礼-1.txt"),
        ("《巡礼》(二) “好”、其一.DOCX", "《巡礼》(二) “好”、其一.docx"),
        ("../../../etc/passwd.txt", "passwd.txt"),
        ("C:\\报道\\一.txt", "一.txt"),
        ("/etc/cron.d/x", "x"),
        ("..", "未命名."),
        (".txt", "未命名.txt"),
        ("a\0b\n\x1b[31m\u202etxt.pdf", "a b [31m txt.pdf"),
        ('a:b*c?"d"<e>|f.md', "a_b_c__d__e__f.md"),
        (None, "未命名"),
        ("一" * 300 + ".txt", "一" * 80 + ".txt"),
        ("x." + "y" * 300, "x." + "y" * 16),
    ],
)
def test_name_is_kept_for_people_only(given: str | None, name: str) -> None:
    assert "".join(name_of(given)) == name
    assert not {"/", "\\", "\0"} & set(name)


def test_a_file_is_read_under_the_end_of_its_name() -> None:
    [document] = read_uploads("../../x/../淮安.txt", FIRST.text.encode())
    assert (document.name, document.file, document.sha256) == ("淮安", "淮安.txt", FIRST.sha256)


async def test_what_it_holds_is_shown_with_buttons_and_nothing_is_published(chatting: Chatting) -> None:
    telegram = await chatting.send("一.txt", FIRST.text.encode())
    assert telegram.texts == [
        "一.txt:新的一份\n  《石梁市县区政协工作巡礼》第1期,2023年\n  云溪县政协;1 篇文章,1 节,2 条,2 处数字"
    ]
    assert [list(buttons) for buttons in telegram.buttons] == [["发布", "放弃"]]
    assert all(len(data.encode()) <= 64 and data.startswith("u1:") for data in telegram.buttons[0].values())
    assert chatting.reports() == []


async def test_publish_works_once(chatting: Chatting) -> None:
    telegram = await chatting.send("一.txt", FIRST.text.encode())
    await chatting.press(telegram, telegram.buttons[0]["发布"])
    assert telegram.texts[1:] == ["已收录 一。\n现在是第 1 代索引。"]
    assert (chatting.reports(), chatting.services.changed.is_set()) == (["一"], True)
    for button in telegram.buttons[0].values():
        await chatting.press(telegram, button)
    gone = "这份文件已经处理过,或机器人重启过。要收录,请重新发送文件。"
    assert telegram.notes == ["正在收录,原来的内容照常可问……", gone, gone]
    assert len(telegram.texts) == 2
    assert chatting.home.current().number == 1


async def test_drop_leaves_all_as_it_was(chatting: Chatting) -> None:
    telegram = await chatting.send("一.txt", FIRST.text.encode())
    await chatting.press(telegram, telegram.buttons[0]["放弃"])
    await chatting.press(telegram, telegram.buttons[0]["发布"])
    assert telegram.texts[1:] == ["没有发布,索引保持原样。"]
    assert (chatting.reports(), chatting.services.changed.is_set()) == ([], False)


async def test_every_report_of_a_zip_file_is_shown_and_published(chatting: Chatting) -> None:
    chatting.home.add(chatting.home.preview([FIRST]))
    telegram = await chatting.send("期刊.zip", zipped({"一.txt": FIRST.text, "二.txt": SECOND.text, "空.txt": "短。"}))
    [text] = telegram.texts
    assert [line for line in text.splitlines() if line.startswith(("一", "二", "空"))] == [
        "一.txt:早已收录,没有变化",
        "二.txt:新的一份",
        "空.txt:新的一份",
    ]
    assert text.endswith("注意:空.txt 里没有认出政协或条目,不像一期报道,收录后多半查不到。")
    await chatting.press(telegram, telegram.buttons[0]["仍要发布"])
    assert telegram.texts[1] == "已收录 二、空。\n现在是第 2 代索引。"
    assert chatting.reports() == ["一", "二", "空"]


async def test_a_zip_file_of_known_reports_has_no_buttons(chatting: Chatting) -> None:
    chatting.home.add(chatting.home.preview([FIRST]))
    telegram = await chatting.send("期刊.zip", zipped({"一.txt": FIRST.text}))
    assert (telegram.texts, telegram.buttons) == (["一.txt:早已收录,没有变化\n没有新内容。"], [])


async def test_others_press_in_vain_and_do_not_use_it_up(chatting: Chatting) -> None:
    telegram = await chatting.send("一.txt", FIRST.text.encode())
    await chatting.press(telegram, telegram.buttons[0]["发布"], user=OTHER)
    assert telegram.notes == ["抱歉,这只有管理员可以用。"]
    assert (chatting.reports(), telegram.unbuttoned) == ([], [])
    await chatting.press(telegram, telegram.buttons[0]["发布"])
    assert chatting.reports() == ["一"]


async def test_a_change_is_shown_and_replaces(chatting: Chatting) -> None:
    chatting.home.add(chatting.home.preview([FIRST]))
    telegram = await chatting.send("一.txt", CHANGED.text.encode())
    assert telegram.texts[0].splitlines()[0] == "一.txt:将替换已收录的《一》,有 1 段不同"
    assert "  + …商。全年开展专题协商9次。" in telegram.texts[0].splitlines()
    await chatting.press(telegram, telegram.buttons[0]["发布"])
    assert [record.sha256 for record in chatting.home.current().reports] == [CHANGED.sha256]


async def test_what_changed_meanwhile_is_not_overwritten(chatting: Chatting) -> None:
    telegram = await chatting.send("一.txt", FIRST.text.encode())
    chatting.home.add(chatting.home.preview([CHANGED]))
    await chatting.press(telegram, telegram.buttons[0]["发布"])
    assert telegram.texts[-1] == "《一》在确认期间被别处改动,请重新运行。"
    assert [record.sha256 for record in chatting.home.current().reports] == [CHANGED.sha256]


async def test_what_is_known_has_no_buttons_and_repairs_its_source(chatting: Chatting) -> None:
    chatting.home.add(chatting.home.preview([FIRST]))
    stored = chatting.home.layout.source(FIRST.sha256)
    stored.write_bytes(b"damaged")
    telegram = await chatting.send("别名.txt", FIRST.text.encode())
    assert (telegram.texts, telegram.buttons) == (["别名.txt:早已收录,没有变化\n没有新内容。"], [])
    assert stored.read_bytes() == FIRST.text.encode()
    assert chatting.home.current().number == 1


async def test_too_large_is_told_before_the_download(chatting: Chatting) -> None:
    telegram = await chatting.send("一.txt", b"", size=20 * MEGABYTE + 100_000)
    [text] = telegram.texts
    assert text.startswith("一.txt:有 20.1 MB,超过 20 MB 的上限,没有下载")
    assert telegram.fetched == 0
    assert (await chatting.send("一.txt", FIRST.text.encode(), size=20 * MEGABYTE)).fetched == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("一.exe", b"MZ", "一.exe:不认识的后缀“.exe”;可用的有 .txt .docx .doc"),
        ("一", b"x", "一:不认识的后缀“”"),
        ("一.docx", b"PK\x03\x04 broken", "一.docx:不是完好的"),
        ("一.txt", b"", "一.txt:里面没有文字"),
        ("一.txt", "一\0二".encode(), "一.txt 第 1 行:有控制字符 U+0000"),
        ("一.txt", b"%PDF-1.7", "一.txt:后缀是 .txt,内容却像PDF"),
        ("一.pdf", b"%PDF-1.7 nothing", "一.pdf:不是完好的"),
        ("期刊.zip", b"PK\x03\x04 broken", "期刊.zip:不是完好的 zip"),
    ],
    ids=["suffix", "no suffix", "broken", "empty", "control", "other format", "broken pdf", "broken zip"],
)
async def test_a_bad_file_gets_its_one_line(chatting: Chatting, name: str, content: bytes, said: str) -> None:
    telegram = await chatting.send(name, content)
    [text] = telegram.texts
    assert text.startswith(said)
    assert "\n" not in text
    assert "upload" not in text
    assert telegram.buttons == []
    assert telegram.fetched == (0 if "suffix" in said or "后缀“" in said else 1)


async def test_a_zip_bomb_gets_one_line(chatting: Chatting) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (300 * MEGABYTE))
    [text] = (await chatting.send("弹.docx", packed.getvalue())).texts
    assert text.startswith("弹.docx:")
    assert "\n" not in text


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (BadRequest("File is too big".lower()), "一.txt:超过 Telegram 让机器人下载的上限"),
        (NetworkError("Bad Gateway"), "一.txt:没有下载成功"),
    ],
    ids=["too big after all", "network"],
)
async def test_what_does_not_come_is_told(chatting: Chatting, failure: TelegramError, said: str) -> None:
    telegram = await chatting.send("一.txt", b"", failure=failure)
    assert [text.startswith(said) for text in telegram.texts] == [True]


async def test_only_so_many_files_wait(chatting: Chatting) -> None:
    first = await chatting.send("一.txt", FIRST.text.encode())
    for _ in range(16):
        last = await chatting.send("二.txt", SECOND.text.encode())
    await chatting.press(first, first.buttons[0]["发布"])
    assert chatting.reports() == []
    await chatting.press(last, last.buttons[0]["发布"])
    assert chatting.reports() == ["二"]


async def test_rollback_tells_a_replaced_report_from_one_that_goes(chatting: Chatting) -> None:
    chatting.home.add(chatting.home.preview([FIRST]))
    chatting.home.add(chatting.home.preview([CHANGED, SECOND]))
    telegram = Telegram(b"")
    await chatting.command(uploads.roll_back, message(telegram))
    await chatting.press(telegram, telegram.buttons[0]["退回"])
    assert telegram.texts == [
        "要从第 2 代退回第 1 代索引吗?退回后:\n不再收录:二\n换回以前的版本:一",
        "已退回上一代索引。\n不再收录:二\n换回以前的版本:一\n现在是第 1 代索引。",
    ]


async def test_rollback_of_a_rebuild_changes_no_report(chatting: Chatting) -> None:
    chatting.home.add(chatting.home.preview([FIRST]))
    chatting.home.rebuild()
    telegram = Telegram(b"")
    await chatting.command(uploads.roll_back, message(telegram))
    assert telegram.texts == ["要从第 2 代退回第 1 代索引吗?退回后:\n收录的报道不变。"]


async def test_rollback_and_status(chatting: Chatting) -> None:
    chatting.home.add(chatting.home.preview([FIRST]))
    chatting.home.add(chatting.home.preview([SECOND]))
    telegram = Telegram(b"")
    asked = message(telegram)
    await chatting.command(uploads.roll_back, asked)
    assert chatting.home.current().number == 2
    await chatting.press(telegram, telegram.buttons[0]["退回"])
    await chatting.press(telegram, telegram.buttons[0]["退回"])
    await chatting.command(uploads.show_status, asked)
    await chatting.command(uploads.roll_back, asked)
    assert telegram.texts == [
        "要从第 2 代退回第 1 代索引吗?退回后:\n不再收录:二",
        "已退回上一代索引。\n不再收录:二\n现在是第 1 代索引。",
        "索引刚刚又有变化,没有退回。请重新发 /rollback。",
        "第 1 代索引(保留 2 代)\n报道 1 份,段落 6 段\n收录:云溪县政协(2023)\n"
        "等待确认的文件 0 份;未答出的问题 0 条;订阅 0 处",
        "第 1 代之前没有保留的索引,不能回退。",
    ]
    assert chatting.services.changed.is_set()


@pytest.mark.parametrize(
    ("user", "as_chat", "admitted"),
    [(ADMIN, False, True), (OTHER, False, False), (ADMIN, True, False)],
    ids=["administrator", "other", "in the name of a chat"],
)
async def test_commands_of_administrators_are_theirs(user: int, as_chat: bool, admitted: bool) -> None:
    ran: list[int] = []

    async def answer(_message: Message, _services: Services) -> None:
        ran.append(1)

    telegram = Telegram(b"")
    group = Chat(-5, Chat.SUPERGROUP)
    written = Message(
        1,
        datetime.now(UTC),
        group,
        from_user=User(user, "委员", is_bot=False),
        sender_chat=group if as_chat else None,
    )
    written.set_bot(telegram)  # type: ignore[arg-type]
    services: Any = SimpleNamespace(access=Access(Settings(admins={ADMIN}, open=True)))
    context: Any = SimpleNamespace(bot_data={"services": services})
    await answering(answer, admins=True)(Update(1, message=written), context)
    assert bool(ran) is admitted
    assert telegram.texts == ([] if admitted else ["抱歉,这只有管理员可以用。"])


@pytest.mark.parametrize("value", ["张三", "1,x"])
def test_ids_of_administrators_are_numbers(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("XUNLI_ADMINS", value)
    with pytest.raises(Exception, match="XUNLI_ADMINS 的值不对,应为数字编号"):
        Settings()
