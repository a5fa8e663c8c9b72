"""The bot, and other commands, as processes of their own."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.telegram_server import PATIENCE, TOKEN, TelegramServer

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Process:
    """The bot's process and what it writes, standard output and standard error together."""

    popen: subprocess.Popen[bytes]
    log: Path

    def written(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_for_log(self, text: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while text not in self.written():
            assert time.monotonic() < deadline, f"{text!r} never came in:\n{self.written()}"
            time.sleep(0.02)

    def stop(self) -> None:
        """End the process as a service manager does, and see that it ends well."""
        self.popen.terminate()
        assert self.popen.wait(PATIENCE) == 0, self.written()

    def kill(self) -> None:
        self.popen.kill()
        self.popen.wait(PATIENCE)


def launch_bot(
    server: TelegramServer, home: Path, log: Path, *, command: tuple[str, ...] = (), **settings: str
) -> Process:
    """Launch the bot, open to all and without a limit where nothing else is set."""
    needed = {"XUNLI_BOT_API_URL": server.url, "XUNLI_BOT_TOKEN": TOKEN}
    settings = needed | {"XUNLI_OPEN": "1", "XUNLI_QUESTIONS_PER_MINUTE": "0"} | settings
    with log.open("ab") as file:
        environment = _environment(home, **settings)
        popen = subprocess.Popen(command or _command("bot"), cwd=ROOT, env=environment, stdout=file, stderr=file)
    return Process(popen, log)


def start_bot(server: TelegramServer, home: Path, log: Path, **settings: str) -> Process:
    """Launch the bot and wait until it receives updates."""
    first = "setWebhook" if "XUNLI_WEBHOOK_URL" in settings else "getUpdates"
    before = len(server.called(first))
    process = launch_bot(server, home, log, **settings)
    popen = process.popen
    server.wait(lambda: len(server.called(first)) > before or popen.poll() is not None, f"the first {first}")
    assert popen.poll() is None, process.written()
    return process


def run(home: Path, *args: str | Path) -> str:
    """Run a command that ends well, and return what it prints."""
    done = subprocess.run(
        _command(*args),
        cwd=ROOT,
        env=_environment(home),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done
    return done.stdout


def _command(*args: str | Path) -> list[str]:
    return [sys.executable, "-m", "bot.cli", *map(str, args)]


def _environment(home: Path, **settings: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
    return kept | {"PYTHONUTF8": "1", "HF_HUB_OFFLINE": "1", "XUNLI_HOME": str(home), **settings}
