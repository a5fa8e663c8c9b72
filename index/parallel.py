"""Parallel work: the same function over many batches, in this process and, where that pays, in others beside it.

A worker is `python -m index.parallel`, which takes pickles and gives pickles. `multiprocessing` would either fork,
which may hang beside threads (the bot's, FAISS's), or import the caller's script a second time.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from queue import SimpleQueue
from typing import IO, Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Workers take about a second to start, in which one process does a few thousand passages.
WORTH_IT = 8_000


def spread(work: Callable[[T], R], batches: Sequence[T], *, passages: int) -> Iterator[R]:
    """Yield what a function makes of each batch, in their order.

    Args:
        work: a function of a module; it and what it takes and returns are pickled.
        batches: what to give to it, one by one.
        passages: how many passages there are in all, about; few are done here.
    """
    count = min(os.cpu_count() or 1, len(batches))
    if passages < WORTH_IT or count < 2:
        yield from map(work, batches)
        return
    idle: SimpleQueue[_Worker] = SimpleQueue()
    with ExitStack() as stack:
        for _ in range(count - 1):
            idle.put(stack.enter_context(_worker()))
        idle.put(None)
        pool = stack.enter_context(ThreadPoolExecutor(count))
        yield from pool.map(lambda batch: _done(idle, work, batch), batches)
        for _ in range(count):
            _close(idle.get())


# None stands for this process, which works as well.
_Worker = subprocess.Popen[bytes] | None


def _worker() -> subprocess.Popen[bytes]:
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=paths)  # noqa: S603


def _pipes(worker: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    if worker.stdin is None or worker.stdout is None:
        raise ValueError("a worker has both pipes")
    return worker.stdin, worker.stdout


def _close(worker: _Worker) -> None:
    """Let a worker end; what was not sent to one that has ended is given up."""
    if worker is None:
        return
    with suppress(BrokenPipeError):
        _pipes(worker)[0].close()


def _done(idle: "SimpleQueue[_Worker]", work: Callable[[T], R], batch: T) -> R:
    worker = idle.get()
    try:
        return work(batch) if worker is None else _sent(worker, work, batch)
    finally:
        idle.put(worker)


def _sent(worker: "subprocess.Popen[bytes]", work: Callable[[T], R], batch: T) -> R:
    tasks, results = _pipes(worker)
    if tasks.closed:
        return work(batch)
    try:
        pickle.dump((work, batch), tasks, pickle.HIGHEST_PROTOCOL)
        tasks.flush()
        result: R = pickle.load(results)  # noqa: S301 - from our own process
    except (EOFError, BrokenPipeError):  # it was killed, or said why it stopped; here the reason is raised
        _close(worker)
        return work(batch)
    return result


def _serve(tasks: IO[bytes], results: IO[bytes]) -> None:
    while True:
        try:
            work, batch = pickle.load(tasks)  # noqa: S301 - from our own process
        except EOFError:
            return
        found: Any = work(batch)
        pickle.dump(found, results, pickle.HIGHEST_PROTOCOL)
        results.flush()


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
