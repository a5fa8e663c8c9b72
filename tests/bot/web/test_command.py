"""`xunli web` and `xunli mcp` as commands: what starts them, and what they do not cost the other commands."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import xunli
from bot.web.settings import WebSettings

ROOT = Path(__file__).parents[3]
SETTINGS = {f"XUNLI_WEB_{name}".upper() for name in WebSettings.model_fields}


def test_asking_in_the_terminal_imports_nothing_of_the_web() -> None:
    code = (
        "import sys, bot.cli, bot.commands.ask, index.engine; "
        "print(*sorted({'starlette', 'uvicorn', 'mcp', 'itsdangerous', 'docx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_it_does_not_start_where_others_could_read_by_mistake() -> None:
    result = CliRunner().invoke(xunli, ["web", "--host", "0.0.0.0"], standalone_mode=False)
    assert "XUNLI_WEB_PASSWORD" in str(result.exception)


def test_a_port_that_is_taken_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "bot.cli", "web", "--port", str(port)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    [line] = done.stderr.splitlines()
    assert (done.returncode, f"127.0.0.1:{port} 上听不了" in line) == (2, True)


@pytest.mark.parametrize("command", ["web", "mcp"])
def test_the_commands_tell_what_they_are(command: str) -> None:
    result = CliRunner().invoke(xunli, [command, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_the_page_for_operators_names_every_setting_and_no_other() -> None:
    text = (ROOT / "bot" / "web" / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"XUNLI_WEB_[A-Z_]+", text)) == SETTINGS


def test_the_unit_names_no_setting_that_does_not_exist() -> None:
    text = (ROOT / "bot" / "xunli-web.service").read_text(encoding="utf-8")
    assert set(re.findall(r"XUNLI_WEB_[A-Z_]+", text)) <= SETTINGS
    assert "ExecStart=/opt/xunli/.venv/bin/xunli web\n" in text
