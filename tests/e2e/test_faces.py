"""Buttons, choices and edited questions as people meet them: real processes and a Bot API server on loopback."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.bot_process import Process, run, start_bot
from tests.e2e.telegram_server import BOT, Refusal, Sent, TelegramServer
from tests.index.samples import document, page

ADMIN = 1
GROUP = -1001234567890
MENTION = f"@{BOT['username']}"
LEAD = "专题协商更深。"
FIRST = document(
    "一",
    page("云溪县政协", "调查研究更实。开展调研12次。", f"{LEAD}全年开展专题协商8次。", "办好提案。收到提案248件。"),
)
SECOND = document("二", page("青岚区政协", "专题协商更广。全年开展专题协商6次。", "视察。视察36次。", number=2))
THIRD = document("三", page("云溪县政协", f"{LEAD}全年开展专题协商9次。", number=3, year=2022))
# A section of more than one message, and another edition of the first report.
ITEMS = ("第1件事。全年走访困难家庭86户。", *(f"第{n}件事。" + f"办成了{n}件。" * 60 for n in range(2, 13)))
LONG = document("四", page("鹤鸣区政协", *ITEMS, number=4))
CHANGED = document("一", FIRST.text.replace("8次", "10次"))
TEXTS = [one.text for one in (FIRST, SECOND, THIRD, LONG, CHANGED)]
QUESTION, QUOTE = "云溪县政协2023年开展了几次专题协商?", "全年开展专题协商8次。"
OPEN = "2023年开展了几次专题协商?"

Start = Callable[..., Process]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for one in (FIRST, SECOND, THIRD, LONG):
        (folder / one.file).write_text(one.text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, files: Path) -> Path:
    home = tmp_path_factory.mktemp("home")
    run(home, "index", "add", *sorted(files.iterdir()))
    return home


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    """Every call was one that Telegram takes, and every blockquote is an exact slice of a source."""
    server = TelegramServer()
    server.start()
    yield server
    server.stop()
    assert server.faults == []
    contents = [one.content for one in (*server.sent, *server.edits, *server.offers())]
    found = [quote for one in contents for quote in one.of("BlockQuote") + one.of("ExpandableBlockQuote")]
    assert [quote for quote in found if not is_slice(quote)] == []


@pytest.fixture
def start(server: TelegramServer, home: Path, tmp_path: Path) -> Iterator[Start]:
    """Start bots that know of nobody yet."""
    for path in home.glob("*.sqlite3*"):
        path.unlink()
    started: list[Process] = []

    def start_one(**settings: str) -> Process:
        started.append(start_bot(server, home, tmp_path / "bot.log", **({"XUNLI_ADMINS": str(ADMIN)} | settings)))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
    log = (tmp_path / "bot.log").read_text(encoding="utf-8")
    assert [word for word in ("Traceback", "Warning", "出错", "专题协商") if word in log] == []


def quotes(sent: Sent) -> list[str]:
    return sent.content.of("BlockQuote") + sent.content.of("ExpandableBlockQuote")


def is_slice(quote: str) -> bool:
    return any(quote in text for text in TEXTS)


def says(sent: Sent) -> list[str]:
    return [text for text, _ in sent.buttons]


class TestButtons:
    def test_what_stands_around_a_quote_is_shown_in_its_place_and_left_again(
        self, server: TelegramServer, start: Start
    ) -> None:
        start()
        answer = server.ask(2, QUESTION)
        assert says(answer) == ["上下文", "整节", "下一条 ›", "有误"]
        around = server.turn(answer, "上下文")
        assert quotes(around) == [
            "调查研究更实。开展调研12次。",
            f"{LEAD}{QUOTE}",
            "办好提案。收到提案248件。",
        ]
        assert QUOTE in around.content.of("Bold")
        assert around.id == answer.id
        section = server.turn(around, "整节")
        assert section.content.of("ExpandableBlockQuote") == [
            f"调查研究更实。开展调研12次。\n\n{LEAD}{QUOTE}\n\n办好提案。收到提案248件。"
        ]
        back = server.turn(section, "返回")
        assert (back.content, back.buttons) == (answer.content, answer.buttons)
        assert len(server.replies(2)) == 1

    def test_pressed_twice_does_no_harm(self, server: TelegramServer, start: Start) -> None:
        start()
        answer = server.ask(2, QUESTION)
        server.turn(answer, "上下文")
        assert server.press(answer, "上下文").text == ""
        assert len(server.replies(2)) == 1

    def test_next_best_says_that_it_is_only_near(self, server: TelegramServer, start: Start) -> None:
        start()
        answer = server.ask(2, QUESTION)
        following = server.turn(answer, "下一条 ›")
        assert following.text.startswith("相近,但不是所问:")
        assert quotes(following) != quotes(answer)
        assert server.turn(following, "返回").content == answer.content

    def test_buttons_work_after_a_restart(self, server: TelegramServer, start: Start) -> None:
        process = start()
        answer = server.ask(2, QUESTION)
        process.stop()
        start()
        assert f"{LEAD}{QUOTE}" in quotes(server.turn(answer, "上下文"))

    def test_long_section_is_turned_page_by_page(self, server: TelegramServer, start: Start) -> None:
        start()
        shown = server.turn(server.ask(2, "鹤鸣区政协全年走访了多少户困难家庭?"), "整节")
        parts = quotes(shown)
        while "下一页 ›" in says(shown):
            shown = server.turn(shown, "下一页 ›")
            parts += quotes(shown)
        assert len(parts) > 1
        assert "".join(parts) == LONG.text[LONG.text.index("第1件事。") :].rstrip()
        assert "‹ 上一页" in says(shown)

    def test_every_button_is_small_enough_and_of_this_version(self, server: TelegramServer, start: Start) -> None:
        start()
        answer = server.ask(2, QUESTION)
        data = [data for _, data in answer.buttons]
        assert all(one.startswith("a1:") and len(one.encode()) <= 64 for one in data)
        assert server.press(answer, "", data="a0:whatever").is_alert
        assert server.press(answer, "", data="a1:000000000000:c:0:0").text == "这个按钮已经过期,请重新问一次。"
        outside = data[0].rsplit(":", 2)[0] + ":99:0"
        assert server.press(answer, "", data=outside).is_alert

    def test_those_who_may_not_ask_press_in_vain(self, server: TelegramServer, start: Start) -> None:
        start(XUNLI_OPEN="", XUNLI_ALLOWED_USERS="2")
        answer = server.ask(2, QUESTION, user=2)
        note = server.press(answer, "上下文", user=3)
        assert (note.is_alert, server.edits) == (True, [])
        server.edit(GROUP, 5, f"{MENTION} {QUESTION}", user=3)
        assert server.turn(answer, "上下文", user=2)
        assert server.replies(GROUP) == []

    def test_a_report_that_changed_or_went_is_told_kindly(
        self, server: TelegramServer, start: Start, home: Path, files: Path, tmp_path: Path
    ) -> None:
        start()
        first, second = server.ask(2, QUESTION), server.ask(2, "青岚区政协视察几次?")
        (tmp_path / "一.txt").write_text(CHANGED.text, encoding="utf-8")
        try:
            run(home, "index", "add", "--yes", tmp_path / "一.txt")
            assert server.press(first, "上下文").text == "《一》已换成新的版本,原来的位置对不上了。请重新问一次。"
            run(home, "index", "remove", "二")
            assert server.press(second, "整节").text == "《二》现在不在收录之列。请重新问一次。"
            assert server.edits == []
        finally:
            run(home, "index", "add", "--yes", files / "一.txt", files / "二.txt")
        assert quotes(server.turn(first, "上下文"))

    def test_whoever_finds_a_quote_wrong_is_thanked_and_administrators_see_it(
        self, server: TelegramServer, start: Start, home: Path
    ) -> None:
        start()
        answer = server.ask(2, QUESTION)
        assert server.press(answer, "有误").text.startswith("谢谢,已记下")
        marked = server.wait(lambda: server.edits, "the button to change")[0]
        assert "撤回有误" in says(marked)
        listed = server.ask(ADMIN, "/feedback", user=ADMIN).text
        assert f"问:{QUESTION}" in listed
        assert f"引:{QUOTE}" in listed
        assert f"问:{QUESTION}" in run(home, "feedback")
        [remark] = json.loads(run(home, "feedback", "--json"))["remarks"]
        assert (remark["question"], remark["quote"]) == (QUESTION, QUOTE)
        assert "管理员" in server.ask(3, "/feedback", user=3).text
        assert "私聊" in server.ask(GROUP, f"/feedback{MENTION}", user=ADMIN).text
        assert server.ask(ADMIN, f"/feedback {remark['id']}", user=ADMIN).text == f"第 {remark['id']} 条已去掉。"
        assert server.ask(ADMIN, "/feedback", user=ADMIN).text == "没有标为有误的引文。"


class TestChoices:
    def test_a_committee_is_chosen_and_chosen_again(self, server: TelegramServer, start: Start) -> None:
        start()
        answer = server.ask(2, OPEN)
        assert answer.text.endswith("没有写明是哪一个,可以点选:")
        assert sorted(says(answer)[:2]) == ["云溪县政协", "青岚区政协"]
        chosen = server.turn(answer, "青岚区政协")
        assert chosen.text.startswith(f"理解为:青岚区政协{OPEN}")
        assert quotes(chosen) == ["全年开展专题协商6次。"]
        assert "✓ 青岚区政协" in says(chosen)
        assert quotes(server.turn(chosen, "云溪县政协")) == [QUOTE]
        assert server.ask(2, "2022年呢?").text.startswith("理解为:云溪县政协2022年")

    def test_a_year_is_chosen(self, server: TelegramServer, start: Start) -> None:
        start()
        answer = server.ask(2, "云溪县政协开展了几次专题协商?")
        assert says(answer)[:2] == ["2023年", "2022年"]
        assert quotes(server.turn(answer, "2022年")) == ["全年开展专题协商9次。"]

    def test_quotes_of_a_comparison_are_looked_into_one_by_one(self, server: TelegramServer, start: Start) -> None:
        start()
        answer = server.ask(2, "2023年云溪县和青岚区分别开展了几次专题协商?")
        assert len(quotes(answer)) == 2
        one = server.turn(answer, "青岚区政协")
        assert quotes(one) == ["全年开展专题协商6次。"]
        around = server.turn(one, "上下文")
        assert quotes(around)[-1] == "视察。视察36次。"
        assert server.turn(server.turn(around, "返回"), "返回").content == answer.content

    def test_an_example_is_asked_at_the_press_of_a_button(self, server: TelegramServer, start: Start) -> None:
        start()
        answer = server.ask(2, "今天天气怎么样?")
        example = says(answer)[0]
        assert quotes(server.turn(answer, example))


class TestEdits:
    def test_an_edited_question_is_answered_in_place(self, server: TelegramServer, start: Start) -> None:
        process = start()
        number = server.write(2, "青岚区政协视察几次?")
        first = server.wait(lambda: server.replies(2), "an answer")[0]
        process.stop()
        start()
        server.edit(2, number, QUESTION)
        edited = server.wait(lambda: server.edits, "the answer to change")[0]
        assert (edited.id, quotes(edited)) == (first.id, [QUOTE])
        server.edit(2, number, QUESTION)  # as Telegram does for a preview
        server.ask(2, "/help")
        assert (len(server.edits), len(server.replies(2))) == (1, 2)
        assert quotes(server.turn(edited, "上下文"))

    def test_an_edited_follow_up_follows_what_it_followed(self, server: TelegramServer, start: Start) -> None:
        start()
        server.ask(2, QUESTION)
        number = server.write(2, "那鹤鸣区呢?")
        server.wait(lambda: len(server.replies(2)) == 2, "an answer")
        server.edit(2, number, "那青岚区呢?")
        edited = server.wait(lambda: server.edits, "the answer to change")[0]
        assert edited.text.startswith("理解为:青岚区政协2023年开展了几次专题协商")

    def test_messages_that_are_too_many_go_and_those_that_lack_come(self, server: TelegramServer, start: Start) -> None:
        start()
        number = server.write(2, "问" * 501)
        server.wait(lambda: server.replies(2), "an answer")
        server.edit(2, number, QUESTION)
        server.wait(lambda: server.edits, "the answer to change")
        assert [quotes(sent) for sent in server.now(2)] == [[QUOTE]]

    def test_what_was_asked_before_the_edit_is_not_declined_any_more(
        self, server: TelegramServer, start: Start, home: Path
    ) -> None:
        start()
        number = server.write(2, "今天天气怎么样?")
        server.wait(lambda: server.replies(2), "an answer")
        server.edit(2, number, QUESTION)
        server.wait(lambda: server.edits, "the answer to change")
        server.ask(2, "/help")
        assert run(home, "misses").strip() == "没有未答出的问题。"

    def test_a_question_is_answered_that_the_bot_is_mentioned_in_afterwards(
        self, server: TelegramServer, start: Start
    ) -> None:
        start()
        number = server.write(GROUP, QUESTION, thread=7)
        server.edit(GROUP, number, f"{MENTION} {QUESTION}", thread=7)
        [answer] = server.wait(lambda: server.replies(GROUP), "an answer")
        assert (answer.reply_to, answer.thread, quotes(answer)) == (number, 7, [QUOTE])

    def test_no_command_runs_again_and_nobody_elses_message_is_answered(
        self, server: TelegramServer, start: Start
    ) -> None:
        start()
        server.edit(ADMIN, 5, "/rollback", user=ADMIN)
        server.edit(GROUP, 6, QUESTION)
        server.edit(GROUP, 7, f"/ask@AnotherTestBot {QUESTION}")
        server.ask(2, "/help")
        assert server.replies(ADMIN) == server.replies(GROUP) == []

    def test_an_answer_that_was_deleted_is_sent_anew(self, server: TelegramServer, start: Start) -> None:
        start()
        number = server.write(2, "青岚区政协视察几次?")
        server.wait(lambda: server.replies(2), "an answer")
        server.refuse(Refusal("editMessageText", 400, "Bad Request: message to edit not found"))
        server.edit(2, number, QUESTION)
        assert quotes(server.wait(lambda: server.replies(2)[1:], "another answer")[0]) == [QUOTE]


class TestGroups:
    def test_choices_stay_in_the_topic_and_the_context_with_who_pressed(
        self, server: TelegramServer, start: Start
    ) -> None:
        start()
        answer = server.ask(GROUP, f"{MENTION} {OPEN}", user=71, thread=7)
        assert answer.thread == 7
        server.turn(answer, "青岚区政协", user=72)
        mine = server.ask(GROUP, f"{MENTION} 云溪县呢?", user=72, thread=7)
        assert mine.text.startswith("理解为:云溪县政协2023年开展了几次专题协商")
        other = server.ask(GROUP, f"{MENTION} 云溪县呢?", user=73, thread=7)
        assert "专题协商" not in other.text.split("\n")[0]

    def test_forgetting_ends_the_talk_too(self, server: TelegramServer, start: Start) -> None:
        start()
        answer = server.ask(2, QUESTION)
        assert server.ask(2, "/forget").text == "已删除这个聊天的记录:1 次问答,0 个未答出的问题,0 处订阅。"
        assert "专题协商" not in server.ask(2, "那青岚区呢?").text.split("\n")[0]
        assert server.press(answer, "上下文").text == "这个按钮已经过期,请重新问一次。"


class TestInline:
    def test_quotes_are_offered_with_source_and_link(self, server: TelegramServer, start: Start) -> None:
        start()
        offered = server.type(QUESTION)
        [offer, *_] = offered.offers
        assert offer.title.startswith("8次 · 云溪县政协 · 2023年")
        assert offer.description == QUOTE
        assert offer.content.text.startswith(f"问:{QUESTION}\n")
        assert offer.content.of("BlockQuote") == [QUOTE]
        assert "云溪县政协" in offer.content.of("Italic")[0]
        assert (offered.is_personal, offered.button) == (False, None)
        [(_, link)] = offer.links
        opened = server.ask(5, f"/start {link.partition('=')[2]}")
        assert quotes(opened) == [QUOTE]
        assert quotes(server.turn(opened, "上下文"))[1] == f"{LEAD}{QUOTE}"

    def test_each_committee_is_offered_and_all_together(self, server: TelegramServer, start: Start) -> None:
        start()
        whole, *each = server.type("2023年云溪县和青岚区分别开展了几次专题协商?").offers
        assert len(whole.content.of("BlockQuote")) == 2
        assert sorted(offer.content.of("BlockQuote")[0] for offer in each[:2]) == ["全年开展专题协商6次。", QUOTE]

    def test_what_another_committee_wrote_is_not_offered(self, server: TelegramServer, start: Start) -> None:
        start()
        assert server.type("盱眙县政协2023年开展了几次专题协商?").offers == ()

    @pytest.mark.parametrize("text", ["", "你好", "<b>\x00\ud83d</blockquote>"])
    def test_where_there_is_nothing_a_button_leads_on(self, server: TelegramServer, start: Start, text: str) -> None:
        start()
        offered = server.type(text)
        assert offered.offers == ()
        assert (offered.button or "").startswith("没有找到") == ("blockquote" in text)  # to a greeting it is not said
        assert server.ask(2, "/start inline").text.startswith("您好")

    def test_only_those_allowed_are_offered_anything_and_each_for_himself(
        self, server: TelegramServer, start: Start
    ) -> None:
        start(XUNLI_OPEN="", XUNLI_ALLOWED_USERS="31")
        allowed, refused = server.type(QUESTION, user=31), server.type(QUESTION, user=32)
        assert allowed.offers[0].content.of("BlockQuote") == [QUOTE]
        assert (allowed.is_personal, allowed.seconds) == (True, 5)
        assert (refused.offers, refused.is_personal, refused.seconds) == ((), True, 0)
        assert refused.button


class TestLinks:
    def test_answers_in_a_group_lead_to_a_private_chat(self, server: TelegramServer, start: Start) -> None:
        start()
        answer = server.ask(GROUP, f"{MENTION} {QUESTION}")
        [(_, link)] = answer.links
        address, _, payload = link.partition("?start=")
        assert address == f"https://t.me/{BOT['username']}"
        assert set(payload) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") and len(payload) <= 64
        assert quotes(server.ask(2, f"/start {payload}")) == [QUOTE]
        assert server.ask(2, QUESTION).links == ()

    def test_no_qualifier_is_cut_off_by_a_link_of_somebodys_making(self, server: TelegramServer, start: Start) -> None:
        start()
        at = FIRST.text.index("8次")
        assert quotes(server.ask(2, f"/start p1-{FIRST.sha256[:16]}-{at}-{at + 2}")) == [QUOTE]

    @pytest.mark.parametrize(
        ("payload", "said"),
        [
            (f"p1-{'0' * 16}-10-20", "这个链接指的报道已更新或移除"),
            (f"p1-{FIRST.sha256[:16]}-0-999999", "这个链接指的报道已更新或移除"),
            ("p9-whatever", "这个链接打不开"),
            ("p1-", "这个链接打不开"),
        ],
        ids=["no such report", "no such passage", "another version", "cut off"],
    )
    def test_what_a_link_does_not_open_is_told_kindly(
        self, server: TelegramServer, start: Start, payload: str, said: str
    ) -> None:
        start()
        assert server.ask(2, f"/start {payload}").text.startswith(said)

    def test_those_who_may_not_ask_open_nothing(self, server: TelegramServer, start: Start) -> None:
        start(XUNLI_OPEN="", XUNLI_ALLOWED_USERS="31")
        refused = server.ask(2, f"/start p1-{FIRST.sha256[:16]}-10-20", user=2)
        assert quotes(refused) == []
        assert "编号" in refused.text
