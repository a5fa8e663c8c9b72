"""Row files: rows of single floats at the end of a file, read one by one."""

import os
import weakref
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class RowFile:
    """The last `count` rows of a file, (count, dimension).

    Of a mapped file every row that is looked at brings in what is beside it, 64 KB as a rule, so that before long the
    whole file is in this process's memory.
    """

    supported = hasattr(os, "preadv")  # not by Windows

    def __init__(self, path: Path, count: int, dimension: int) -> None:
        """Open a file.

        Raises:
            OSError: it cannot be opened.
        """
        self._dimension = dimension
        self._length = 4 * dimension
        self._start = path.stat().st_size - count * self._length
        self._handle = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._handle)

    def read(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return some rows, (len(rows), dimension); safe to call from several threads."""
        found = np.empty((len(rows), self._dimension), np.float32)
        for at, row in enumerate(rows.tolist()):
            os.preadv(self._handle, [found[at]], self._start + row * self._length)
        return found
