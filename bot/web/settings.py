"""The settings of the page for a browser, read once from the environment."""

import ipaddress
import os
import re
from typing import Annotated, Any

import click
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from prompts import web as wording

Names = Annotated[frozenset[str], NoDecode]


class WebSettings(BaseSettings):
    """Every setting of `xunli web`; each is read from `XUNLI_WEB_` and its name in capitals.

    `hosts` are the names by which browsers reach the server, beside those of this machine; `proxies` are the addresses
    whose `X-Forwarded-…` headers and `user_header` are believed; `admins` are users so named who may maintain.

    Raises:
        click.UsageError: a value is not what the setting takes; the message names the setting, never the value.
    """

    model_config = SettingsConfigDict(env_prefix="XUNLI_WEB_", frozen=True, extra="ignore", env_ignore_empty=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    url: str = Field(default="", pattern=r"^https?://\S+$|^$")
    hosts: Names = frozenset()
    password: SecretStr = SecretStr("")
    open: bool = False
    admin_password: SecretStr = SecretStr("")
    proxies: Names = frozenset()
    user_header: str = Field(default="", pattern=r"^[A-Za-z0-9-]*$")
    admins: Names = frozenset()
    questions_per_minute: int = Field(default=60, ge=0, le=10_000)
    workers: int = Field(default=max(1, min(4, os.cpu_count() or 1)), ge=1, le=64)

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            name = f"XUNLI_WEB_{error.errors()[0]['loc'][0]}".upper()
            raise click.UsageError(wording.BAD_SETTING.format(name=name, takes=wording.TAKES[name])) from None

    @field_validator("hosts", "proxies", "admins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Take names with commas or spaces between them."""
        return [part for part in re.split(r"[\s,,;;、]+", value) if part] if isinstance(value, str) else value

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches the server."""
        return not self.hosts and is_loopback(self.host)

    @property
    def needs_login(self) -> bool:
        """Whether nobody reads without a password or a name from the proxy."""
        return bool(self.password.get_secret_value() or self.user_header) and not self.open

    def check(self) -> None:
        """Refuse to serve others without anybody having said who may read.

        Raises:
            click.UsageError: no password is set, or a proxy is to name users and none is trusted.
        """
        if self.user_header and not self.proxies:
            raise click.UsageError(wording.NO_PROXIES)
        if not (self.is_local or self.open or self.needs_login):
            raise click.UsageError(wording.UNPROTECTED.format(host=self.host))

    def address(self) -> str:
        """Return the address that links begin with where no request tells it, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.url.rstrip("/") or f"http://{host}:{self.port}"


def is_loopback(host: str) -> bool:
    """Whether a name or address is this machine's own."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
