"""A server over the report that ships, in this process, and browsers that ask it."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.factory import HomeSettings
from bot.web.app import application
from bot.web.services import Services, services_of
from bot.web.settings import WebSettings
from index.answering.reader import TransformerReader

ADDRESS = "http://127.0.0.1:8000"
Serve = Callable[..., TestClient]
_LOAD = TransformerReader
QUESTION = "涟水县政协开展了几次专题协商?"


@pytest.fixture(scope="session")
def shipped_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("web") / "home"


@pytest.fixture(scope="session")
def services(shipped_home: Path) -> Iterator[Services]:
    with services_of(WebSettings(), HomeSettings(shipped_home, "")) as parts:
        yield parts


@cache
def reader() -> TransformerReader:
    return _LOAD()


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(application(services), base_url=ADDRESS) as browser:
        yield browser


@pytest.fixture
def serve(tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Serve a home of its own, with some settings; more than one browser may ask it."""
    stored = services.home.layout.home
    shutil.copytree(stored, tmp_path / "served", ignore=shutil.ignore_patterns("state.sqlite3*", "web.key"))
    # Read once for all homes.
    monkeypatch.setattr("bot.factory.load_encoder", lambda _: services.home.encoder)
    monkeypatch.setattr("bot.factory.TransformerReader", reader)
    with ExitStack() as stack:
        started: list[Services] = []

        def start(*, base_url: str = ADDRESS, address: str = "10.1.1.1", **settings: Any) -> TestClient:
            if not started or settings:
                place = HomeSettings(tmp_path / "served", "")
                started.append(stack.enter_context(services_of(WebSettings(**settings), place)))
            app = application(started[-1])
            browser = TestClient(app, base_url=base_url, client=(address, 50_000), follow_redirects=False)
            browser.services = started[-1]  # type: ignore[attr-defined]
            return stack.enter_context(browser)

        yield start


def token_of(page: str) -> str:
    """Return the token that the forms of a page carry."""
    match = re.search(r'name="token" value="([0-9a-f]{64})"', page)
    assert match, page
    return match[1]


def log_in(browser: TestClient, password: str) -> Any:
    """Send the log-in form of a server."""
    token = token_of(browser.get("/login?next=/admin").text)
    return browser.post("/login", data={"token": token, "password": password, "next": "/admin"})


def marked(page: str) -> str | None:
    """Return the marked slice of a report's page."""
    match = re.search(r'<mark id="quote">(.*?)</mark>', page, re.DOTALL)
    return unescape(match[1]) if match else None


def visible(page: str) -> str:
    """Return the text of a page in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
