"""The checks of calls themselves: they let nothing through that Telegram would refuse."""

import json

import pytest

from tests.e2e.bot_api import parse_html, problems, utf16_length


def test_call_within_the_schema_has_no_problems() -> None:
    form = {
        "chat_id": "-100",
        "text": "7",
        "reply_parameters": json.dumps({"message_id": 5, "allow_sending_without_reply": True}),
        "link_preview_options": json.dumps({"is_disabled": True}),
    }
    assert problems("sendMessage", form) == []


@pytest.mark.parametrize(
    ("method", "form", "problem"),
    [
        ("sendMesage", {}, "sendMesage: not a method in api.json"),
        ("sendMessage", {"chat_id": "1"}, "sendMessage.text: missing"),
        ("sendMessage", {"chat_id": "1", "text": "x", "quote": "y"}, "sendMessage.quote: unknown"),
        ("getUpdates", {"offset": "soon"}, "getUpdates.offset: 'soon' is no Integer"),
        ("getUpdates", {"offset": "true"}, "getUpdates.offset: 'true' is no Integer"),
        (
            "getUpdates",
            {"allowed_updates": '["message", 1]'},
            "getUpdates.allowed_updates: '[\"message\", 1]' is no Array",
        ),
        ("setMyCommands", {"commands": '[{"command": "a"}]'}, "setMyCommands.commands: "),
        ("setMyCommands", {"commands": "[]", "scope": '{"kind": "chat"}'}, "setMyCommands.scope: "),
        ("sendMessage", {"chat_id": "1", "text": "x", "reply_parameters": '{"message": 1}'}, "sendMessage.reply_par"),
    ],
    ids=["method", "missing", "unknown", "integer", "boolean", "array", "object", "subtype", "nested"],
)
def test_call_outside_the_schema_is_named(method: str, form: dict[str, str], problem: str) -> None:
    [found] = problems(method, form)
    assert found.startswith(problem)


def test_entities_are_what_telegram_reads() -> None:
    formatted = parse_html("<blockquote>😀 &lt;b&gt; <b>7次</b></blockquote>\n<i>出处</i>")
    assert formatted.text == "😀 <b> 7次\n出处"
    assert formatted.of("BlockQuote") == ["😀 <b> 7次"]
    assert formatted.of("Bold") == ["7次"]
    assert formatted.of("Italic") == ["出处"]


@pytest.mark.parametrize("html", ["<script>", "<b>", "</i>", "<b><i></b></i>"])
def test_html_that_telegram_refuses_is_refused(html: str) -> None:
    with pytest.raises(ValueError, match="Can't parse entities"):
        parse_html(html)


def test_length_is_counted_in_utf16() -> None:
    assert utf16_length("a政😀𠮷") == 6
