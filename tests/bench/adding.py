"""How long it takes to add one installment to a large index, beside building the whole anew.

    python -m tests.bench.adding [1000 10000 100000]

Made-up installments of 40 passages each; the shipped encoder; one line of JSON for each size, in seconds. `ratio` is
the time of a full rebuild over that of adding one installment, in the same run; `replace` adds a changed installment.
"""

import argparse
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.formats.assembly import document_of_text
from corpus.model import Document
from index.encoder import load_encoder
from index.layout import Layout
from index.publish import Home

_PASSAGES = 40
_WORDS = (
    "围绕聚焦推动开展组织专题协商提案视察调研民主监督委员履职培训议事基层群众营商环境教育医疗乡村振兴"
    "生态保护文化传承社情民意信息界别座谈走访建议落实办理成效平台机制项目产业企业发展服务创新治理"
)
_SURNAMES = "云青楠渌苇晴兰望碧古枫砚汀麦漱琴鹤霁桐归寒梧银沙琥稻"


def some_words(dice: random.Random, count: int) -> str:
    """Return words of two characters each."""
    return "".join(_WORDS[at : at + 2] for at in (2 * dice.randrange(len(_WORDS) // 2) for _ in range(count)))


def installment(number: int, seed: int = 0) -> Document:
    """Return a made-up page of one committee."""
    dice = random.Random(number * 7919 + seed)
    committee = f"{dice.choice(_SURNAMES)}{dice.choice(_SURNAMES)}县政协"
    year = 2000 + number % 25
    lines = [
        f"{year}年石梁市县区政协工作巡礼(一)",
        f"{committee}交出新答卷",
        "通讯员 褚云",
        f"{year}年,{committee}履职尽责。",
    ]
    lines.append("协商更有深度")
    while len(lines) < _PASSAGES + 1:
        lead = some_words(dice, 3)
        body = ",".join(some_words(dice, 6) for _ in range(4))
        lines.append(f"{lead}。全年{body}{dice.randint(2, 999)}次。")
    return document_of_text("\n\n".join(lines) + "\n", name=f"第{number}份", file=f"第{number}份.txt")


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure(passages: int) -> dict[str, float]:
    """Return the times at one size, in seconds."""
    count = passages // _PASSAGES
    with TemporaryDirectory() as folder:
        home = Home(Layout(Path(folder)), load_encoder())
        home.add(home.preview([installment(number) for number in range(count)]))
        opened = Home(home.layout, load_encoder())
        opening = timed(opened.current)
        adding = timed(lambda: opened.add(opened.preview([installment(count)])))
        replacing = timed(lambda: opened.add(opened.preview([installment(count, seed=1)])))
        removing = timed(lambda: opened.remove(f"第{count}份"))
        rebuilding = timed(opened.rebuild)
        stored = len(opened.current().passages)
    times = {"open": opening, "add": adding, "replace": replacing, "remove": removing, "rebuild": rebuilding}
    return {
        "passages": stored,
        **{name: round(taken, 2) for name, taken in times.items()},
        "ratio": round(rebuilding / adding, 1),
    }


def main() -> None:
    """Measure at each of the sizes given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000, 10_000, 100_000], help="passages")
    for size in parser.parse_args().sizes:
        print(json.dumps(measure(size)), flush=True)


if __name__ == "__main__":
    main()
