"""Settings, read once from the environment: how each face reads its own, and those of the bot."""

import os
import re
from enum import StrEnum
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import click
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from prompts import settings as takes
from prompts import telegram as wording

Ids = Annotated[frozenset[int], NoDecode, Field(description=takes.IDS)]
Host = Annotated[str, Field(description=takes.HOST)]
_Url = Annotated[str, AfterValidator(lambda url: url.rstrip("/"))]
_Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(lambda level: str(level).upper())]


class LogFormat(StrEnum):
    """What lines of the log are written as."""

    TEXT = "text"
    JSON = "json"


WORKERS = max(1, min(4, os.cpu_count() or 1))
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")  # Telegram takes shorter ones, which can be guessed


class EnvironmentSettings(BaseSettings):
    """Settings, each read from a prefix and its name in capitals; `description` is what a setting takes, in words.

    Raises:
        click.UsageError: a value is not what the setting takes; the message names the setting, never the value.
    """

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            field = str(error.errors()[0]["loc"][0])
            name = f"{self.model_config['env_prefix']}{field}".upper()
            said = takes.BAD_SETTING.format(name=name, takes=what_it_takes(type(self).model_fields[field]))
            raise click.UsageError(said) from None

    @field_validator("*", mode="before")
    @classmethod
    def _split(cls, value: object, info: ValidationInfo) -> object:
        """Take numbers or names with commas or spaces between them."""
        is_set = isinstance(cls.model_fields[str(info.field_name)].default, frozenset)
        return list(filter(None, re.split(r"[\s,，;；、]+", value))) if is_set and isinstance(value, str) else value


def what_it_takes(field: FieldInfo) -> str:
    """Return in words what a setting takes."""
    if field.annotation is bool:
        return takes.SWITCH
    bounds = {name: getattr(one, name) for one in field.metadata for name in ("ge", "le") if hasattr(one, name)}
    return (field.description or takes.NUMBER).format(first=bounds.get("ge"), last=bounds.get("le"))


class Settings(EnvironmentSettings):
    """Every setting of the bot; each is read from `XUNLI_` and its name in capitals.

    Where the index lives and which encoder it takes are settings of every command: `bot.factory.HomeSettings`.
    """

    model_config = SettingsConfigDict(env_prefix="XUNLI_", frozen=True, extra="ignore", env_ignore_empty=True)

    bot_token: SecretStr = Field(default=SecretStr(""), description=takes.TEXT)
    bot_api_url: _Url = Field(default="https://api.telegram.org", pattern=r"^https?://\S+$", description=takes.URL)
    allowed_users: Ids = frozenset()
    allowed_chats: Ids = frozenset()
    admins: Ids = frozenset()
    open: bool = False
    questions_per_minute: int = Field(default=20, ge=0, le=1000, description=takes.UNLESS_NONE)
    messages_per_second: int = Field(default=30, ge=1, le=1000)
    poll_seconds: int = Field(default=30, ge=1, le=50)
    timeout_seconds: int = Field(default=30, ge=1, le=300)
    webhook_url: str = Field(default="", pattern=r"^https://[^\s/]+(/\S*)?$|^$", description=takes.WEBHOOK_URL)
    webhook_secret: SecretStr = Field(default=SecretStr(""), description=takes.WEBHOOK_SECRET)
    webhook_path: str = Field(default="", pattern=r"^/[A-Za-z0-9/_-]*$|^$", description=takes.PATH)
    webhook_host: Host = "127.0.0.1"
    webhook_port: int = Field(default=8080, ge=1, le=65_535)
    metrics_host: Host = "127.0.0.1"
    metrics_port: int = Field(default=0, ge=0, le=65_535)
    notice_seconds: int = Field(default=30, ge=1, le=86_400)
    workers: int = Field(default=WORKERS, ge=1, le=64)
    log_level: _Level = Field(default="INFO", description=takes.LOG_LEVEL)
    log_format: LogFormat = Field(default=LogFormat.TEXT, description=takes.LOG_FORMAT)
    log_questions: bool = False

    @property
    def token(self) -> str:
        """The bot's token; raises UsageError where there is none, or it does not look like one."""
        token = self.bot_token.get_secret_value().strip()
        if not token:
            raise click.UsageError(wording.UNSET)
        if not _TOKEN.fullmatch(token):
            raise click.UsageError(wording.REFUSED)
        return token

    @property
    def webhook(self) -> str:
        """The path to which Telegram brings updates, "" where they are fetched; UsageError without a good secret."""
        if not self.webhook_url:
            return ""
        if not _SECRET.fullmatch(self.webhook_secret.get_secret_value()):
            raise click.UsageError(wording.UNPROTECTED)
        return self.webhook_path or urlsplit(self.webhook_url).path or "/"
