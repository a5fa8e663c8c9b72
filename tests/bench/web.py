"""Load on the page: so many browsers ask and read at once, while the index changes under them.

    python -m tests.bench.web --browsers 200 --seconds 120

The server is a process of its own, over the report that ships. Each browser asks, reads the source of the first quote,
looks at the figures, and goes on. Printed is one JSON object: requests, what was lost, latencies, and the resident
memory in MB at the start, after each tenth of the time, and at the end.
"""

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import httpx

from tests.index.samples import FIRST

QUESTIONS = (
    "涟水县政协开展了几次专题协商?",
    "清江浦区教育培训多少人次?",
    "委员为民服务超市是什么?",
    "涟水县政协刊登了多少篇稿件?",
    "清江浦区排定多少个协商议题?",
    "涟水县政协的文史活化行动怎么做的?",
)


async def browse(base: str, until: float, times: list[float], outcomes: Counter[str], number: int) -> None:
    """Ask and read as one browser until the time is over."""
    dice = random.Random(number)
    async with httpx.AsyncClient(base_url=base, timeout=120) as client:
        while time.monotonic() < until:
            # Never quite the same question, so that remembered answers do not flatter the figures.
            question = f"{dice.choice(QUESTIONS)}{' ' * dice.randint(0, 1)}({number}-{dice.randint(0, 9)})"
            page = await _get(client, "/", {"q": question}, times, outcomes)
            link = re.search(r'class="open" href="([^"#]+)', page)
            if link:
                shown = await _get(client, unescape(link[1]), {}, times, outcomes)
                outcomes["marked" if '<mark id="quote">' in shown else "not marked"] += 1
            await _get(client, "/figures", {}, times, outcomes)
            await asyncio.sleep(dice.uniform(0.5, 2))


async def _get(
    client: httpx.AsyncClient, path: str, params: dict[str, str], times: list[float], outcomes: Counter[str]
) -> str:
    began = time.monotonic()
    try:
        response = await client.get(path, params=params or None)
    except httpx.HTTPError as error:
        outcomes[f"lost: {type(error).__name__}"] += 1
        return ""
    times.append(time.monotonic() - began)
    outcomes[str(response.status_code)] += 1
    return response.text


async def load(base: str, browsers: int, seconds: float, change: Any, memory: Any) -> dict[str, Any]:
    """Let browsers ask for some time, with a change of the index in the middle."""
    times: list[float] = []
    outcomes: Counter[str] = Counter()
    async with httpx.AsyncClient(base_url=base, timeout=120) as client:
        await client.get("/", params={"q": QUESTIONS[0]})  # the reader is loaded with the first question
    used = [memory()]
    until = time.monotonic() + seconds
    tasks = [asyncio.create_task(browse(base, until, times, outcomes, number)) for number in range(browsers)]
    for tenth in range(1, 11):
        await asyncio.sleep(max(0.0, until - seconds * (10 - tenth) / 10 - time.monotonic()))
        used.append(memory())
        if tenth == 5:
            await asyncio.to_thread(change)
    await asyncio.gather(*tasks)
    cut = statistics.quantiles(times, n=100)
    return {
        "requests": len(times),
        "lost": sum(count for outcome, count in outcomes.items() if outcome.startswith(("lost", "5"))),
        "outcomes": dict(outcomes),
        "p50_s": round(cut[49], 3),
        "p95_s": round(cut[94], 3),
        "max_s": round(max(times), 3),
        "per_second": round(len(times) / seconds, 1),
        "memory_mb": [*used, memory()],
    }


def main() -> None:
    """Start a server, put load on it, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browsers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = {"XUNLI_HOME": str(home / "home"), "XUNLI_WEB_QUESTIONS_PER_MINUTE": "0", "XUNLI_WEB_PORT": "0"}
        environment = {**os.environ, **settings}
        command = [sys.executable, "-m", "bot.cli"]
        page = home / "云溪.txt"
        page.write_text(FIRST.text, encoding="utf-8")
        server = subprocess.Popen([*command, "web"], env=environment, stderr=subprocess.PIPE, text=True)
        assert server.stderr
        address = next(match[0] for line in server.stderr if (match := re.search(r"http://[\d.:]+", line)))

        def change() -> None:
            subprocess.run([*command, "index", "add", "--yes", str(page)], env=environment, check=True)

        def memory() -> int:
            status = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
            match = re.search(r"VmRSS:\s+(\d+)", status)
            return int(match[1]) // 1024 if match else 0

        try:
            print(json.dumps(asyncio.run(load(address, chosen.browsers, chosen.seconds, change, memory)), indent=1))
        finally:
            server.terminate()
            server.wait(60)


if __name__ == "__main__":
    main()
