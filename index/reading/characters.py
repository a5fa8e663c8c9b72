"""Characters: text as small integers, with how rare and of what company each character and each pair is."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

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
    value of a pair that is not in the table. `vectors` (ids, d) and `pair_vectors` (pairs + 1, d) say in what
    company a character or pair is met: of unit length times 127, zeros where nothing is known.
    """

    fold: NDArray[np.uint16]
    rarity: NDArray[np.float32]
    pair_keys: NDArray[np.uint32]
    pair_rarity: NDArray[np.float32]
    vectors: NDArray[np.int8]
    pair_vectors: NDArray[np.int8]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Characters":
        """Take the table out of a file's arrays, named `characters.fold` and so on."""
        return cls(**{field.name: arrays[f"characters.{field.name}"] for field in fields(cls)})  # type: ignore[arg-type]

    def ids(self, text: str) -> NDArray[np.int32]:
        """Return one id for each code point of `text`."""
        points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4")
        return np.where(points < PLANE, self.fold[points % PLANE], UNKNOWN).astype(np.int32)

    def pairs(self, ids: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the row of each pair `(ids[i], ids[i + 1])`, one fewer than ids; unknown pairs share the last row."""
        last = len(self.pair_keys)
        if last == 0:
            return np.zeros(max(len(ids) - 1, 0), dtype=np.int64)
        keys = ids[:-1].astype(np.uint32) * np.uint32(PLANE) + ids[1:].astype(np.uint32)
        rows = np.minimum(np.searchsorted(self.pair_keys, keys), last - 1)
        return np.where(self.pair_keys[rows] == keys, rows, last).astype(np.int64)

    def company(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return (ids, 2 d): the vector of each character and of the pair it begins, together of length 1 at most.

        The inner product of two is the mean of the cosine of the characters and the cosine of the pairs.
        """
        pairs = np.append(self.pairs(ids), len(self.pair_keys))[: len(ids)]
        both = np.concatenate([self.vectors.take(ids, axis=0), self.pair_vectors.take(pairs, axis=0)], axis=1)
        company: NDArray[np.float32] = np.divide(both, np.float32(127 * np.sqrt(2)), dtype=np.float32)
        return company
