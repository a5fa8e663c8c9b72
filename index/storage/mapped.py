"""Mapped files: read where they are, and no more of them in memory than is needed."""

import mmap
from pathlib import Path


def map_file(path: Path) -> mmap.mmap:
    """Map a file for reading.

    Raises:
        OSError: it cannot be opened.
        ValueError: it is empty.
    """
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def let_go(file: mmap.mmap) -> None:
    """Let go of what was read of a mapped file; it is read again, as a rule from the system's cache, when needed."""
    if hasattr(mmap, "MADV_DONTNEED"):  # Windows has none
        file.madvise(mmap.MADV_DONTNEED)
