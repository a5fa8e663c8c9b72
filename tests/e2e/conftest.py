"""What tests of the bot as a process have, unless they make their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.telegram_server import TelegramServer


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    server = TelegramServer()
    server.start()
    yield server
    server.stop()
    assert server.faults == []
