"""Answers as a chat shows them, and what the buttons under them say and carry."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from bot.answers import Cited, Content, Sent
from bot.settings import Settings
from bot.state import Place
from bot.telegram import views
from bot.telegram.services import Access
from bot.telegram.views import ANY_PAYLOAD, BUTTON, Press, View, keyboard_of, link_to, target_of
from corpus.model import RecognisedLine, Span
from index.answer import Answer, Choice, Status
from tests.bot.telegram.test_render import quote

KEY = "0123456789ab"
QUOTE = Cited("巡礼", "0" * 64, 0, 9, (), 0.9)


def sent(
    count: int = 1, *, shown: int = 1, choices: tuple[str, ...] = (), chosen: int | None = None, chat: int = 5
) -> Sent:
    offered = tuple(Choice(name, f"{name}问?") for name in choices)
    quotes = tuple(replace(QUOTE, report=f"报道{number}") for number in range(count))
    return Sent(KEY, Place(chat, 0), 3, (4,), Content("问?", "问?", Status.ANSWERED, quotes, shown, offered, chosen))


Rows = Callable[..., list[list[str]]]


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> Rows:
    def rows_of(
        one: Sent,
        press: Press,
        *,
        pages: int = 1,
        has_section: bool = True,
        is_wrong: bool = False,
        original: str = "一.docx",
        lines: tuple[RecognisedLine, ...] = (),
    ) -> list[list[str]]:
        site = SimpleNamespace(passage=SimpleNamespace(source=None, section=0 if has_section else None))
        monkeypatch.setattr(views, "context_of", lambda *_: site)
        document = SimpleNamespace(lines=lines)
        sources = SimpleNamespace(original=lambda _: Path(original), document=lambda _: document)
        services: Any = SimpleNamespace(
            bot=SimpleNamespace(username="x"),
            engine=SimpleNamespace(generation=SimpleNamespace(sources=sources)),
            feedback=SimpleNamespace(is_kept=lambda *_: is_wrong),
            access=Access(Settings(open=True)),
        )
        keyboard = keyboard_of(services, one, press, pages=pages)
        return [[button.text for button in row] for row in keyboard.inline_keyboard] if keyboard else []

    return rows_of


@pytest.mark.parametrize("view", list(View))
def test_what_a_button_carries_is_read_back_and_small_enough(view: View) -> None:
    press = Press(KEY, view, 999, 999)
    match = BUTTON.match(press.data)
    assert match is not None
    assert Press.of(match) == press
    assert len(press.data.encode()) <= 64


@pytest.mark.parametrize(
    "data",
    ["", "a0:0123456789ab:c:0:0", "a1:0123456789ab:z:0:0", "a1:xyz:c:0:0", "a1:0123456789ab:c:-1:0", "f1:0:0:涟"],
)
def test_other_data_is_nobodys(data: str) -> None:
    assert BUTTON.match(data) is None


ANSWER = Press(KEY, View.ANSWER)


def test_an_answer_has_all_that_there_is(rows: Rows) -> None:
    assert rows(sent(2), ANSWER) == [["上下文", "整节", "下一条 ›", "有误"]]
    assert rows(sent(), ANSWER, has_section=False, is_wrong=True) == [["上下文", "撤回有误"]]
    assert rows(sent(0, shown=0), ANSWER) == []


def test_in_a_group_a_link_leads_to_a_private_chat(rows: Rows) -> None:
    assert rows(sent(chat=-5), ANSWER)[-1] == ["私聊里看"]


def test_a_quote_out_of_a_picture_in_a_word_file_leads_to_it(rows: Rows) -> None:
    line = RecognisedLine(Span(0, 10_000), 1, (0.1, 0.1, 0.9, 0.2))
    assert rows(sent(), ANSWER, lines=(line,))[-1] == ["看原件"]
    assert rows(sent(), ANSWER)[-1] != ["看原件"]


@pytest.mark.parametrize("original", ["一.pdf", "一.jpg"])
def test_one_quote_out_of_pages_leads_to_them(rows: Rows, original: str) -> None:
    assert rows(sent(), ANSWER, original=original)[-1] == ["看原件"]
    assert rows(sent(chat=-5), ANSWER, original=original)[-1] == ["看原件", "私聊里看"]
    several = sent(2, shown=2)
    assert rows(several, ANSWER, original=original)[-1] == ["有误"]
    assert rows(several, Press(KEY, View.QUOTE, 1), original=original)[-1] == ["看原件"]
    assert rows(sent(), Press(KEY, View.CONTEXT), original=original)[-1] == ["看原件"]


def test_what_there_is_to_choose_from_stands_first(rows: Rows) -> None:
    assert rows(sent(2, shown=2, choices=("甲", "乙", "丙")), ANSWER) == [["甲", "乙"], ["丙"], ["有误"]]
    assert rows(sent(choices=("甲", "乙"), chosen=1), ANSWER)[0] == ["甲", "✓ 乙"]
    assert rows(sent(0, shown=0, choices=("很长很长的一个例子是怎么做的?", "乙")), ANSWER) == [
        ["很长很长的一个例子是怎么做的?"],
        ["乙"],
    ]


def test_quotes_of_a_comparison_are_named(rows: Rows) -> None:
    assert rows(sent(2, shown=2), ANSWER) == [["报道0", "报道1"], ["有误"]]


def test_next_best_ones_lead_back_and_on(rows: Rows) -> None:
    one = sent(3)
    assert rows(one, Press(KEY, View.QUOTE, 1))[1] == ["返回", "下一条 ›"]
    assert rows(one, Press(KEY, View.QUOTE, 2))[1] == ["‹ 上一条", "返回"]
    assert rows(sent(2, shown=2), Press(KEY, View.QUOTE, 0))[1] == ["返回", "下一条 ›"]


@pytest.mark.parametrize(
    ("view", "page", "expected"),
    [
        (View.CONTEXT, 0, [["整节", "返回"]]),
        (View.SECTION, 0, [["下一页 ›"], ["上下文", "返回"]]),
        (View.SECTION, 1, [["‹ 上一页", "下一页 ›"], ["上下文", "返回"]]),
        (View.SECTION, 2, [["‹ 上一页"], ["上下文", "返回"]]),
    ],
)
def test_what_is_around_a_quote_is_turned_and_left(
    rows: Rows, view: View, page: int, expected: list[list[str]]
) -> None:
    pages = 1 if view is View.CONTEXT else 3
    assert rows(sent(), Press(KEY, view, 0, page), pages=pages) == expected


LINKED = Cited("巡礼", "0123456789abcdef" * 4, 123_456_789, 987_654_321, (), 1.0)


def test_link_opens_what_it_was_made_of() -> None:
    link = link_to(LINKED, bot="XunliTestBot")
    address, _, payload = link.partition("?start=")
    assert address == "https://t.me/XunliTestBot"
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert target_of(payload) == ("0123456789abcdef", Span(123_456_789, 987_654_321))


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "inline",
        "p1-",
        "p2-0123456789abcdef-1-2",
        "p1-0123456789ABCDEF-1-2",
        "p1-0123456789abcdef-1",
        "p1-01-1-2",
        "p1-0123456789abcdef--1-2",
        "p1-0123456789abcdef-1-2\n",
        "p1-0123456789abcdef-1-12345678901",
    ],
)
def test_what_was_tampered_with_opens_nothing(payload: str) -> None:
    assert target_of(payload) is None


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [("/start p1-ab", True), ("/start@XunliTestBot p9-", True), ("/start", False), ("/start inline", False)],
)
def test_payloads_of_every_version_are_known(text: str, is_ours: bool) -> None:
    assert bool(re.match(ANY_PAYLOAD, text)) is is_ours


def test_of_many_quotes_the_first_five_are_shown_and_the_others_a_button_away() -> None:
    quotes = tuple(quote(f"甲{number}次。") for number in range(9))
    content = Content.of(Answer("各家?", "各家?", Status.ANSWERED, quotes, 1.0))
    assert (content.shown, len(content.quotes)) == (5, 9)
    assert content.behind == "另有 4 处,按“下一条”接着看。"
    assert Content.of(Answer("各家?", "各家?", Status.ANSWERED, quotes[:5], 1.0)).behind == ""


def test_why_there_is_no_answer_is_kept_with_it() -> None:
    answer = Answer("几次?", "几次?", Status.NEAR_MISS, (quote("甲7次。"),), 1.0, reason="没有写到")
    content = msgspec.json.decode(msgspec.json.encode(Content.of(answer)), type=Content)
    assert (content.reason, content.total) == ("没有写到", None)
