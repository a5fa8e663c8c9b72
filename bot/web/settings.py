"""The settings of the page for a browser, read once from the environment."""

import ipaddress
from typing import Annotated

import click
from pydantic import Field, SecretStr
from pydantic_settings import NoDecode, SettingsConfigDict

from bot.settings import WORKERS, EnvironmentSettings, Host
from prompts import settings as takes
from prompts import web as wording

Names = Annotated[frozenset[str], NoDecode]


class WebSettings(EnvironmentSettings):
    """Every setting of `xunli web`; each is read from `XUNLI_WEB_` and its name in capitals.

    `hosts` are the names by which browsers reach the server, beside those of this machine; `proxies` are the addresses
    whose `X-Forwarded-…` headers and `user_header` are believed; `admins` are users so named who may maintain.
    """

    model_config = SettingsConfigDict(env_prefix="XUNLI_WEB_", frozen=True, extra="ignore", env_ignore_empty=True)

    host: Host = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    url: str = Field(default="", pattern=r"^https?://\S+$|^$", description=takes.URL)
    hosts: Names = Field(default=frozenset(), description=takes.HOST_NAMES)
    password: SecretStr = Field(default=SecretStr(""), description=takes.TEXT)
    open: bool = False
    admin_password: SecretStr = Field(default=SecretStr(""), description=takes.TEXT)
    proxies: Names = Field(default=frozenset(), description=takes.ADDRESSES)
    user_header: str = Field(default="", pattern=r"^[A-Za-z0-9-]*$", description=takes.HEADER)
    admins: Names = Field(default=frozenset(), description=takes.NAMES)
    questions_per_minute: int = Field(default=60, ge=0, le=10_000, description=takes.UNLESS_NONE)
    workers: int = Field(default=WORKERS, ge=1, le=64)

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
