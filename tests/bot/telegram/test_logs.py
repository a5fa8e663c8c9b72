"""What a line of the log holds."""

import json
import logging

import pytest

from bot.settings import LogFormat
from bot.telegram.logs import formatter

TOKEN = "42:abc_DEF-123"


def line(kind: LogFormat, message: str, **extra: object) -> str:
    error = ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    record = logging.LogRecord("bot.app", logging.INFO, __file__, 1, message, None, (ValueError, error, None))
    record.__dict__.update(extra)
    return formatter(kind, TOKEN).format(record)


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
