"""Characters: text as small integers, with how rare each character and each pair of neighbours is."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNKNOWN = 0
BOUNDARY = 1  # stands between two sentences; equal to nothing in a question
PLANE = 0x10000  # characters beyond the basic plane are unknown


@dataclass(frozen=True, slots=True)
class Characters:
    """A table of characters, folded (width, case, traditional to simplified), and of character pairs.

    `fold` (65536,) maps a code point to its id; `rarity` (ids,) is the inverse document frequency of an id;
    `pair_keys` (pairs,) is sorted, a key being `first * 65536 + second`; `pair_rarity` (pairs + 1,) ends with the
    value of a pair that is not in the table.
    """

    fold: NDArray[np.uint16]
    rarity: NDArray[np.float32]
    pair_keys: NDArray[np.uint32]
    pair_rarity: NDArray[np.float32]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Characters":
        """Take the table out of a file's arrays, named `characters.fold` and so on."""
        return cls(**{name: arrays[f"characters.{name}"] for name in cls.__slots__})  # type: ignore[arg-type]

    def ids(self, text: str) -> NDArray[np.int32]:
        """Return one id for each code point of `text`."""
        points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4")
        return np.where(points < PLANE, self.fold[points % PLANE], UNKNOWN).astype(np.int32)

    def pairs(self, ids: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the row of each pair `(ids[i], ids[i + 1])`, one fewer than ids; unknown pairs share the last row."""
        keys = ids[:-1].astype(np.uint32) * np.uint32(PLANE) + ids[1:].astype(np.uint32)
        rows = np.searchsorted(self.pair_keys, keys)
        rows[rows == len(self.pair_keys)] = 0
        return np.where(self.pair_keys[rows] == keys, rows, len(self.pair_keys)).astype(np.int64)
