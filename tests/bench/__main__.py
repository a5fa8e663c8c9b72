"""How fast it is, beside other libraries on the same work in the same run.

    python -m tests.bench [--sizes 33 10000 100000 1000000] [--peers ...] [--data DIR] [--work DIR]

Every peer is installed in an environment of its own, builds the same pages, and answers the same questions, each step
in a process of its own with one thread (building may use all cores). Prints Markdown tables; one that cannot be
installed or run is listed with the reason.
"""

import argparse
import os
import platform
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.contest import Contest, Measured
from tests.bench.tables import tables

SEARCHING = ("xunli_search", "bm25s", "rank_bm25", "langchain", "lancedb", "txtai")
PEERS = ("xunli", "langchain_reader", "txtai_reader", *SEARCHING)  # those that read come first


def main() -> None:
    """Measure every peer at every size and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=[33, 10_000, 100_000], help="passages")
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder with text/*.jsonl.gz")
    parser.add_argument("--work", type=Path, help="where environments and indexes go; a temporary folder by default")
    options = parser.parse_args()
    print(_machine(), flush=True)
    with TemporaryDirectory(prefix="xunli-bench-") as folder:
        contest = Contest((options.work or Path(folder)).absolute(), options.data.absolute())
        found: list[Measured] = []
        for size in options.sizes:
            found += [contest.measure(peer, size) for peer in options.peers]
    print(tables(found))


def _machine() -> str:
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, {system}; load {load:.1f} at the start\n"


if __name__ == "__main__":
    main()
