"""How long people wait when many chats ask at the same moment.

    python -m tests.bench.load [--chats 1000] [--per-second 30]

The bot is a process of its own; a Bot API server on loopback checks every call. One line of JSON: how many chats were
answered, lost, or answered twice, and the seconds from the question to its answer. `--per-second` is how many messages
the bot sends (XUNLI_MESSAGES_PER_SECOND): Telegram allows 30, and at 1000 what is measured is the bot.
"""

import argparse
import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tests.e2e import telegram_server
from tests.e2e.bot_process import start_bot
from tests.e2e.telegram_objects import update_of
from tests.e2e.telegram_server import TelegramServer

QUESTIONS = (
    "涟水县政协2023年开展了几次专题协商?",
    "清江浦区全年培训了多少人次?",
    "清江浦区成立了哪四支队伍?",
    "清江浦区的三色管理法是什么?",
    "涟水县有多少人口?",
)


def measure(chats: int, folder: Path, *, per_second: int) -> dict[str, float]:
    """Let so many chats ask at once, and return the counts and the seconds waited."""
    server = TelegramServer()
    server.start()
    process = start_bot(server, folder / "home", folder / "log", XUNLI_MESSAGES_PER_SECOND=str(per_second))
    server.ask(chats + 1, QUESTIONS[0])  # so that what is loaded with the first question is loaded
    updates = [update_of(server.next_number(), chat, QUESTIONS[chat % len(QUESTIONS)]) for chat in range(1, chats + 1)]
    asked = time.monotonic()
    server.deliver(*updates)
    server.wait(lambda: len({sent.chat for sent in server.sent}) > chats, "an answer for every chat")
    process.stop()
    server.stop()
    assert server.faults == []
    answers = [[sent.at - asked for sent in server.replies(chat)] for chat in range(1, chats + 1)]
    waited = [min(times) for times in answers if times]
    return {
        "chats": chats,
        "per_second": per_second,
        "answered": len(waited),
        "lost": chats - len(waited),
        "twice": sum(len(times) > 1 for times in answers),
        **{name: round(float(np.quantile(waited, q)), 2) for name, q in (("p50", 0.5), ("p95", 0.95), ("max", 1.0))},
    }


def main() -> None:
    """Measure once."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chats", type=int, default=1000)
    parser.add_argument("--per-second", type=int, default=30)
    given = parser.parse_args()
    telegram_server.PATIENCE = 600.0
    with TemporaryDirectory() as folder:
        print(json.dumps(measure(given.chats, Path(folder), per_second=given.per_second)))


if __name__ == "__main__":
    main()
