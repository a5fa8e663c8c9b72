"""File locks: one writer at a time, and no generation removed while somebody reads it.

The kernel drops these locks when their process dies, so a killed writer blocks nobody.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: a file that is open there cannot be removed; writers have to take turns.
    fcntl = None  # type: ignore[assignment]


@contextmanager
def writing(lock: Path, *, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the writers' lock, after whoever holds it now.

    Args:
        lock: the lock file; it is created if missing.
        on_wait: called once if another writer has to be waited for.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _try(handle, exclusive=True):
            on_wait()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def hold(path: Path) -> int:
    """Open a file and mark it as being read until the returned descriptor is closed."""
    handle = os.open(path, os.O_RDONLY)
    _try(handle, exclusive=False)
    return handle


def is_held(path: Path) -> bool:
    """Whether somebody holds a file."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        return not _try(handle, exclusive=True)
    finally:
        os.close(handle)


def _try(handle: int, *, exclusive: bool) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
