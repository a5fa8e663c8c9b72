"""Files: written so that they last, and locked, so that writers take turns and nothing is removed that is being read.

The kernel drops these locks when their process dies, so a killed writer blocks nobody.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: a file that is open there cannot be removed; writers have to take turns.
    fcntl = None  # type: ignore[assignment]


@contextmanager
def writing(lock: Path, *, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the writers' lock, after whoever holds it now; `on_wait` is called if somebody has to be waited for."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("ab") as file:
        if not _try_lock(file.fileno(), exclusive=True):
            on_wait()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def hold(path: Path) -> int:
    """Open a file and mark it as being read until the returned descriptor is closed."""
    handle = os.open(path, os.O_RDONLY)
    _try_lock(handle, exclusive=False)
    return handle


def is_held(path: Path) -> bool:
    """Whether somebody holds a file."""
    with suppress(OSError), path.open("rb") as file:
        return not _try_lock(file.fileno(), exclusive=True)
    return False


def _try_lock(handle: int, *, exclusive: bool) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def replace_file(path: Path, content: bytes, *, sync: bool = True) -> None:
    """Write a file so that after a crash it holds the old content or the new, whole.

    Without `sync` it lasts only once the system is told so (`os.sync`).
    """
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(content)
        if sync:
            file.flush()
            os.fsync(file.fileno())
    fresh.replace(path)
    if sync:
        sync_path(path.parent)


def sync_path(path: Path) -> None:
    """Make a file, or the names in a folder, last; where a folder cannot be opened (Windows) there is nothing to do."""
    with suppress(PermissionError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_tree(folder: Path) -> None:
    """Make every file below a folder last."""
    for path in (*folder.rglob("*"), folder):
        sync_path(path)
