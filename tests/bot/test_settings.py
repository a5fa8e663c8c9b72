"""The bot's settings, from the environment."""

import click
import pytest

from bot.settings import Settings, what_it_takes

TOKEN = "42:abc_DEF-123"
SECRET = "a-secret-0123456789"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"XUNLI_{name.upper()}", raising=False)


def test_defaults() -> None:
    settings = Settings()
    assert settings.bot_api_url == "https://api.telegram.org"
    assert settings.allowed_users == settings.allowed_chats == frozenset()
    assert 1 <= settings.workers <= 4
    assert settings.log_level == "INFO"
    assert not settings.open
    assert settings.questions_per_minute == 20


@pytest.mark.parametrize("written", ["1,-2", "1, -2", "1 -2", "1，-2", " 1；-2；"])
def test_ids_stand_between_commas_or_spaces(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("XUNLI_ALLOWED_CHATS", written)
    assert Settings().allowed_chats == {1, -2}


def test_api_url_ends_without_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNLI_BOT_API_URL", "http://127.0.0.1:8081/")
    assert Settings().bot_api_url == "http://127.0.0.1:8081"


def test_log_level_may_be_in_small_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNLI_LOG_LEVEL", "debug")
    assert Settings().log_level == "DEBUG"


def test_empty_setting_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNLI_WORKERS", "")
    monkeypatch.setenv("XUNLI_ALLOWED_USERS", "")
    assert Settings().allowed_users == frozenset()


def test_every_setting_has_words_for_what_it_takes() -> None:
    said = {name: what_it_takes(field) for name, field in Settings.model_fields.items()}
    assert [name for name, takes in said.items() if not takes or "None" in takes] == []


@pytest.mark.parametrize(
    ("name", "value", "takes"),
    [
        ("XUNLI_ALLOWED_USERS", "张三", "数字编号"),
        ("XUNLI_ALLOWED_CHATS", "1,x", "数字编号"),
        ("XUNLI_OPEN", "maybe", "1"),
        ("XUNLI_QUESTIONS_PER_MINUTE", "-1", "0 至 1000"),
        ("XUNLI_WORKERS", "0", "1 至 64"),
        ("XUNLI_WORKERS", "many", "1 至 64"),
        ("XUNLI_LOG_LEVEL", "LOUD", "INFO"),
        ("XUNLI_LOG_FORMAT", "xml", "json"),
        ("XUNLI_WEBHOOK_URL", "http://bot.example/", "https://"),
        ("XUNLI_WEBHOOK_PATH", "hook", "/"),
        ("XUNLI_WEBHOOK_PATH", "/.*", "/"),
        ("XUNLI_WEBHOOK_PORT", "0", "65535"),
        ("XUNLI_METRICS_PORT", "-1", "65535"),
        ("XUNLI_POLL_SECONDS", "51", "1 至 50"),
        ("XUNLI_BOT_API_URL", "api.telegram.org", "http"),
    ],
)
def test_bad_value_is_named_with_what_it_takes(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, takes: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(click.UsageError) as caught:
        Settings()
    assert name in caught.value.message
    assert takes in caught.value.message
    assert "\n" not in caught.value.message


def test_token_is_taken_without_the_spaces_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNLI_BOT_TOKEN", f" {TOKEN}\n")
    assert Settings().token == TOKEN


def test_token_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNLI_BOT_TOKEN", TOKEN)
    assert TOKEN not in repr(Settings())


@pytest.mark.parametrize("token", ["", " ", "42", "42:", ":abc", "42:中文", "42:a b", "42:a/../b"])
def test_what_is_no_token_is_a_usage_error(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("XUNLI_BOT_TOKEN", token)
    settings = Settings()
    with pytest.raises(click.UsageError, match="XUNLI_BOT_TOKEN"):
        _ = settings.token


@pytest.mark.parametrize(
    ("url", "path", "taken"),
    [
        ("https://bot.example", "", "/"),
        ("https://bot.example/hook", "", "/hook"),
        ("https://bot.example:8443/hook/", "", "/hook/"),
        ("https://bot.example/public", "/inner", "/inner"),
    ],
)
def test_webhook_listens_at_the_path_of_its_address_unless_another_is_set(url: str, path: str, taken: str) -> None:
    settings = Settings(webhook_url=url, webhook_path=path, webhook_secret=SECRET, webhook_port=8081)
    assert settings.webhook == taken
    assert SECRET not in repr(settings)


def test_without_an_address_there_is_no_webhook() -> None:
    assert Settings(webhook_secret="short").webhook == ""


@pytest.mark.parametrize("secret", ["", "a" * 15, "a" * 257, "a secret with spaces"])
def test_webhook_without_a_good_secret_is_a_usage_error(secret: str) -> None:
    settings = Settings(webhook_url="https://bot.example/", webhook_secret=secret)
    with pytest.raises(click.UsageError, match="XUNLI_WEBHOOK_SECRET"):
        _ = settings.webhook


def test_counts_are_shown_nowhere_unless_a_port_is_set() -> None:
    assert (Settings().metrics_host, Settings().metrics_port) == ("127.0.0.1", 0)
