"""One measurement of one peer, in a process of its own: `python -m tests.bench.run PEER ACTION FOLDER SIZE DATA`.

Prints one line of JSON: seconds or milliseconds, and the peak memory of this process in MB.
"""

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.workload import installment, pages, questions

_WARMING = 20


def main() -> None:
    """Measure and print."""
    name, action, folder, size, data = sys.argv[1:]
    started = time.perf_counter()
    peer = import_module(f"tests.bench.peers.{name}")
    found = _ACTIONS[action](peer, Path(folder), int(size), Path(data), started)
    print(json.dumps({**found, "peak_mb": round(_peak_mb())}))


def _peak_mb() -> float:
    """Return this program's peak; what `getrusage` says has that of the process that started it in it, on Linux."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _build(peer: Any, folder: Path, size: int, data: Path, _: float) -> dict[str, Any]:
    documents = pages(size, data)
    started = time.perf_counter()
    peer.build(folder, documents)
    seconds = time.perf_counter() - started
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"seconds": seconds, "disk_mb": disk / 2**20}


def _cold(peer: Any, folder: Path, size: int, data: Path, started: float) -> dict[str, Any]:
    """Measure from the first import to the first answer; the interpreter's own start is not in it."""
    question = (folder.parent / "question.txt").read_text(encoding="utf-8")
    peer.ask(peer.load(folder), question)
    return {"seconds": time.perf_counter() - started}


def _warm(peer: Any, folder: Path, size: int, data: Path, _: float) -> dict[str, Any]:
    asked = questions(size, data)
    state = peer.load(folder)
    for question in asked[:_WARMING]:
        peer.ask(state, question)
    times = []
    for question in asked[_WARMING:]:
        started = time.perf_counter()
        peer.ask(state, question)
        times.append((time.perf_counter() - started) * 1000)
    return {"p50_ms": float(np.percentile(times, 50)), "p95_ms": float(np.percentile(times, 95))}


def _add(peer: Any, folder: Path, size: int, data: Path, _: float) -> dict[str, Any]:
    more = installment(size, data)
    started = time.perf_counter()
    peer.add(folder, more)
    return {"seconds": time.perf_counter() - started}


_ACTIONS = {"build": _build, "cold": _cold, "warm": _warm, "add": _add}

if __name__ == "__main__":
    main()
