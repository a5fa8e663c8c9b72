"""The bot's settings, read once from the environment."""

import os
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

import click
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from prompts import telegram as wording

Ids = Annotated[frozenset[int], NoDecode]
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")  # Telegram takes shorter ones, which can be guessed


class LogFormat(StrEnum):
    """How a line of the log is written."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Address:
    """Where one listens."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram brings updates: the address it knows, the path and place behind it, and what it says first."""

    url: str
    path: str
    address: Address
    secret: str = field(repr=False)


class Settings(BaseSettings):
    """Every setting of the bot; each is read from `XUNLI_` and its name in capitals.

    Where the index lives and which encoder it takes are settings of every command: `bot.factory.Place`.

    Raises:
        click.UsageError: a value is not what the setting takes; the message names the setting, never the value.
    """

    model_config = SettingsConfigDict(env_prefix="XUNLI_", frozen=True, extra="ignore", env_ignore_empty=True)

    bot_token: SecretStr = SecretStr("")
    bot_api_url: str = Field(default="https://api.telegram.org", pattern=r"^https?://\S+$")
    allowed_users: Ids = frozenset()
    allowed_chats: Ids = frozenset()
    admins: Ids = frozenset()
    open: bool = False
    questions_per_minute: int = Field(default=20, ge=0, le=1000)
    messages_per_second: int = Field(default=30, ge=1, le=1000)
    poll_seconds: int = Field(default=30, ge=1, le=50)
    timeout_seconds: int = Field(default=30, ge=1, le=300)
    webhook_url: str = Field(default="", pattern=r"^https://[^\s/]+(/\S*)?$|^$")
    webhook_secret: SecretStr = SecretStr("")
    webhook_path: str = Field(default="", pattern=r"^/[A-Za-z0-9/_-]*$|^$")
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(default=8080, ge=1, le=65_535)
    metrics_host: str = "127.0.0.1"
    metrics_port: int = Field(default=0, ge=0, le=65_535)
    notice_seconds: int = Field(default=30, ge=1, le=86_400)
    workers: int = Field(default=max(1, min(4, os.cpu_count() or 1)), ge=1, le=64)
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    log_format: LogFormat = LogFormat.TEXT
    log_questions: bool = False

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            first = error.errors()[0]
            name = f"XUNLI_{first['loc'][0]}".upper()
            raise click.UsageError(wording.BAD_SETTING.format(name=name, takes=wording.TAKES[name])) from None

    @field_validator("allowed_users", "allowed_chats", "admins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Take numbers with commas or spaces between them."""
        return [part for part in re.split(r"[\s,，;；、]+", value) if part] if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("bot_api_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def token(self) -> str:
        """The bot's token.

        Raises:
            click.UsageError: there is none, or it does not look like one.
        """
        token = self.bot_token.get_secret_value().strip()
        if not token:
            raise click.UsageError(wording.UNSET)
        if not _TOKEN.fullmatch(token):
            raise click.UsageError(wording.REFUSED)
        return token

    @property
    def webhook(self) -> Webhook | None:
        """Where Telegram brings updates; None where they are fetched.

        Raises:
            click.UsageError: the secret is missing, or Telegram would not take it.
        """
        if not self.webhook_url:
            return None
        secret = self.webhook_secret.get_secret_value()
        if not _SECRET.fullmatch(secret):
            raise click.UsageError(wording.UNPROTECTED)
        path = self.webhook_path or urlsplit(self.webhook_url).path or "/"
        return Webhook(self.webhook_url, path, Address(self.webhook_host, self.webhook_port), secret)

    @property
    def metrics(self) -> Address | None:
        """Where the counts can be read; None where nowhere."""
        return Address(self.metrics_host, self.metrics_port) if self.metrics_port else None
