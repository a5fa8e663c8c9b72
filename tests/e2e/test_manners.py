"""How the bot behaves among people: courtesy, obstacles, groups, administrators; one real process for all of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.bot_process import Process, start_bot
from tests.e2e.telegram_objects import chat_of
from tests.e2e.telegram_server import BOT, PATIENCE, TelegramServer

QUESTION = "涟水县政协2023年开展了几次专题协商?"
QUOTE = "全年围绕“加快落实‘链快办’营商环境再优化”“聚焦县中振兴 聚力教育强县”等主题开展专题协商7次。"
GROUP, LATER_GROUP, STRANGERS = -1001234567890, -1009876543210, -1005555555555
MENTION = f"@{BOT['username']}"
ADMIN = 77


@pytest.fixture(scope="module")
def server() -> Iterator[TelegramServer]:
    server = TelegramServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module", autouse=True)
def bot(server: TelegramServer, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """Closed but for some people and one group."""
    settings = {
        "XUNLI_OPEN": "",
        "XUNLI_ADMINS": str(ADMIN),
        "XUNLI_ALLOWED_USERS": ",".join(map(str, range(1, 40))),
        "XUNLI_ALLOWED_CHATS": str(GROUP),
    }
    process = start_bot(server, home, tmp_path_factory.mktemp("log") / "bot.log", **settings)
    yield process
    process.stop()


@pytest.fixture(autouse=True)
def sound_calls(server: TelegramServer) -> Iterator[None]:
    yield
    assert server.faults == []


def added(server: TelegramServer, chat: int, *, by: int) -> None:
    """Let somebody add the bot to a group."""
    sides = {side: {"user": BOT, "status": status} for side, status in (("old", "left"), ("new", "member"))}
    change = {
        "chat": chat_of(chat),
        "from": {"id": by, "is_bot": False, "first_name": "委员"},
        "date": 1_790_000_000,
        **{f"{side}_chat_member": member for side, member in sides.items()},
    }
    server.deliver({"update_id": server.next_number(), "my_chat_member": change})


class TestCourtesy:
    @pytest.mark.parametrize("words", ["你好", "谢谢", "好的", "再见", "你是谁?", "你能做什么", "对", "不对", "👍"])
    def test_a_courtesy_gets_one_line_and_what_was_spoken_of_stays(self, server: TelegramServer, words: str) -> None:
        chat = 1 + sum(map(ord, words)) % 9
        server.ask(chat, QUESTION)
        said = server.ask(chat, words)
        assert "\n" not in said.text
        assert len(said.text) < 60
        assert (said.buttons, "没有" in said.text.replace("没有答好", "")) == ((), False)
        assert server.ask(chat, "那清江浦区呢?").text.startswith("理解为:清江浦区政协2023年开展了几次专题协商")
        assert words not in server.ask(ADMIN, "/misses").text

    def test_two_questions_get_two_answers_with_buttons_of_their_own(self, server: TelegramServer) -> None:
        server.write(11, f"{QUESTION}涟水县政协2023年确立了多少个调研课题?谢谢")
        first, second = server.wait(lambda: server.replies(11)[1:] and server.replies(11), "two answers")
        assert "7次" in first.text
        assert "25个" in second.text
        assert {data.split(":")[1] for _, data in first.buttons}.isdisjoint(
            {data.split(":")[1] for _, data in second.buttons}
        )

    def test_a_caption_is_a_question_and_an_album_gets_one_reply(self, server: TelegramServer) -> None:
        photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
        for album, captions in (("a", (QUESTION, None, None)), ("b", (None, None))):
            before = len(server.replies(12))
            for caption in captions:
                more = {"caption": caption} if caption else {}
                server.write(12, None, photo=photo, media_group_id=album, **more)
            server.ask(13, "你好")
            server.wait(lambda before=before: len(server.replies(12)) > before, "a reply")
        assert [QUOTE in one.text for one in server.replies(12)] == [True, False]

    @pytest.mark.parametrize(
        ("words", "leads_to"),
        [("How many consultations did the committee hold in 2023?", "涟水县政协"), ("导出 excel", "/figures")],
    )
    def test_what_it_cannot_take_gets_a_helpful_line(self, server: TelegramServer, words: str, leads_to: str) -> None:
        assert leads_to in server.ask(14, words).text


class TestObstacles:
    @pytest.mark.parametrize(
        ("question", "obstacle"),
        [
            ("2022年涟水县政协开展了几次专题协商?", "涟水县政协收录的是2023年的报道,没有2022年的。"),
            ("盱眙县政协2023年开展了几次专题协商?", "没有收录盱眙县的报道"),
            ("涟水县的人口有多少?", "涟水县政协的报道里没有写到。"),
        ],
    )
    def test_the_obstacle_is_said_first(self, server: TelegramServer, question: str, obstacle: str) -> None:
        said = server.ask(20, question)
        assert said.text.startswith(obstacle)
        assert len(said.content.of("BlockQuote")) <= 1
        assert "清江浦区政协 ·" not in said.text
        server.ask(20, "/forget")


class TestLists:
    def test_reports_are_found_by_words(self, server: TelegramServer) -> None:
        assert "第1期" in server.ask(21, "/sources 涟水 2023").text
        assert server.ask(21, "/sources 仙游").text.startswith("没有收录“仙游”的报道")

    def test_a_committee_alone_is_shown_at_a_glance(self, server: TelegramServer) -> None:
        glance = server.ask(22, "涟水")
        assert glance.text.startswith("涟水县政协(2023)")
        assert "专题协商:7次" in glance.text
        assert "7次" in server.turn(glance, "专题协商 7次").text

    def test_who_has_most_is_told_from_every_figure(self, server: TelegramServer) -> None:
        said = server.ask(23, "谁的专题协商最多?")
        assert said.text.startswith("各家对照:专题协商")
        assert "未载:清江浦区政协(2023)" in said.text
        assert QUOTE in said.text

    def test_figures_come_as_files(self, server: TelegramServer) -> None:
        page = server.ask(24, "/figures 涟水")
        for says, suffix in (("Excel", ".xlsx"), ("CSV", ".csv")):
            server.press(page, says)
            server.wait(lambda suffix=suffix: [name for name in server.documents if name.endswith(suffix)], says)

    def test_an_example_of_the_greeting_is_answered_at_a_press(self, server: TelegramServer) -> None:
        greeting = server.ask(25, "/start")
        assert len(greeting.buttons) == 3
        assert server.press(greeting, greeting.buttons[0][0]).text == ""
        assert server.wait(lambda: server.replies(25)[1:], "an answer")[0].content.of("BlockQuote")

    def test_help_is_short_and_a_figure_is_copied_by_a_tap(self, server: TelegramServer) -> None:
        assert len(server.ask(26, "/help").text) < 200
        assert server.ask(26, QUESTION).content.of("Code") == ["7次"]

    def test_the_bot_describes_itself(self, server: TelegramServer) -> None:
        assert server.called("setMyDescription")
        assert server.called("setMyShortDescription")


class TestGroups:
    def test_only_who_runs_a_group_manages_its_record(self, server: TelegramServer) -> None:
        server.group_admins = {31}
        for command in ("/forget", "/unsubscribe"):
            assert server.ask(GROUP, command, user=30).text.startswith("群里的记录和订阅由群管理员来管")
            assert not server.ask(GROUP, command, user=31).text.startswith("群里的")

    def test_only_who_said_so_or_runs_the_group_takes_it_back(self, server: TelegramServer) -> None:
        server.group_admins = {31}
        answer = server.ask(GROUP, f"{MENTION} {QUESTION}", user=30)
        assert server.press(answer, "有误", user=32).text.startswith("谢谢")
        assert server.press(answer, "有误", user=30).text.startswith("已经有人标为有误")
        assert server.press(answer, "有误", user=31).text == "好的,已撤回。"

    def test_a_reply_continues_the_answer_whoever_had_asked(self, server: TelegramServer) -> None:
        answer = server.ask(GROUP, f"{MENTION} {QUESTION}", user=33)
        said = server.ask(GROUP, "那清江浦区呢?", user=34, reply_to=answer)
        assert said.text.startswith("理解为:清江浦区政协2023年开展了几次专题协商")
        assert answer.links == ()

    def test_an_edit_that_takes_the_mention_away_changes_nothing(self, server: TelegramServer) -> None:
        number = server.write(GROUP, f"{MENTION} {QUESTION}", user=35)
        server.wait(lambda: [one for one in server.replies(GROUP) if one.reply_to == number], "an answer")
        edits = len(server.edits)
        server.edit(GROUP, number, "算了,不问了", user=35)
        server.ask(GROUP, f"{MENTION} 你好", user=36)
        assert len(server.edits) == edits
        assert server.deleted == set()

    def test_it_introduces_itself_in_two_lines(self, server: TelegramServer) -> None:
        before = len(server.replies(GROUP))
        added(server, GROUP, by=30)
        said = server.wait(lambda: server.replies(GROUP)[before:], "an introduction")[0]
        assert said.text.count("\n") == 1
        assert MENTION in said.text

    def test_a_group_that_becomes_a_supergroup_stays_allowed(self, server: TelegramServer) -> None:
        before = len(server.replies(ADMIN))
        server.write(GROUP, None, migrate_to_chat_id=LATER_GROUP)
        told = server.wait(lambda: server.replies(ADMIN)[before:], "word to the administrator")[0]
        assert str(LATER_GROUP) in told.text
        assert QUOTE in server.ask(LATER_GROUP, f"{MENTION} {QUESTION}", user=900).text


class TestAdministrators:
    def test_a_stranger_is_refused_once_and_let_in_by_a_button(self, server: TelegramServer) -> None:
        assert "已替您告诉管理员" in server.ask(500, QUESTION, user=500).text
        server.write(500, QUESTION, user=500)
        request = server.wait(lambda: [one for one in server.replies(ADMIN) if "编号 500" in one.text], "a request")[-1]
        assert [says for says, _ in request.buttons] == ["允许", "不理"]
        assert server.press(request, "允许", user=500).text.startswith("抱歉")
        server.press(request, "允许", user=ADMIN)
        server.wait(lambda: len(server.replies(500)) == 2, "a welcome")
        assert QUOTE in server.ask(500, QUESTION, user=500).text

    def test_a_file_without_committee_or_item_is_not_offered_without_a_warning(self, server: TelegramServer) -> None:
        server.send_file(ADMIN, "junk.txt", "明天早上九点开会,带上材料。\n".encode() * 3, user=ADMIN)
        offer = server.wait(lambda: [one for one in server.replies(ADMIN) if "junk" in one.text], "a preview")[-1]
        if offer.buttons:
            assert "不像一期报道" in offer.text
            assert [says for says, _ in offer.buttons] == ["放弃", "仍要发布"]

    def test_rolling_back_is_asked_first(self, server: TelegramServer) -> None:
        junk = "\n".join(
            ("淮安市县市区政协工作巡礼", "盱眙县政协", "一、协商议政", "1.开展协商。全年开展专题协商9次。")
        )
        server.send_file(ADMIN, "another.txt", junk.encode(), user=ADMIN)
        offer = server.wait(
            lambda: [one for one in server.replies(ADMIN) if "another" in one.text and one.buttons], "a preview"
        )[-1]
        before = len(server.replies(ADMIN))
        server.press(offer, next(says for says, _ in offer.buttons if "发布" in says), user=ADMIN)
        server.wait(lambda: len(server.replies(ADMIN)) > before, "the report to be added", patience=2 * PATIENCE)
        asked = server.ask(ADMIN, "/rollback", user=ADMIN)
        assert "不再收录:another" in asked.text
        before = len(server.replies(ADMIN))
        server.press(asked, "退回", user=ADMIN)
        assert "已退回" in server.wait(lambda: server.replies(ADMIN)[before:], "the roll-back")[0].text
