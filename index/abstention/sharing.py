"""Sharing: how much of a word stands in a text, as written, by its sound, by a synonym or in part."""

from dataclasses import dataclass
from functools import lru_cache

from index.understanding.pinyin import readings
from index.understanding.synonyms import synonyms_of

SAME_SOUND = 0.9
"""The share that a word of the same sound, or a synonym, covers."""
_PAIRS = 0.8


@dataclass(frozen=True, slots=True)
class Sought:
    """A word to look for in one text after the other.

    `halves` are each half of the word, the other one and how far ahead of the first that stands; none of a word of
    one character or of ASCII, which has no sound.
    """

    word: str
    synonyms: tuple[str, ...]
    halves: tuple[tuple[str, str, int], ...]
    pairs: tuple[str, ...]

    def share(self, text: str) -> float:
        """Return how much of the word a text has: 1 for it, 0.9 for its sound or a synonym, else a share."""
        if self.word in text:
            return 1.0
        for other in self.synonyms:
            if other in text:
                return SAME_SOUND
        if self._sounds(text):
            return SAME_SOUND
        return _PAIRS * sum(pair in text for pair in self.pairs) / len(self.pairs) if self.pairs else 0.0

    def _sounds(self, text: str) -> bool:
        """Whether some piece of a text differs from the word in one character only, of the same sound."""
        # One of the two halves is the same in both, so only where one stands is the other compared.
        for half, other, ahead in self.halves:
            at = text.find(half)
            while at >= 0:
                start = at + ahead
                if start >= 0 and _sounds_alike(other, text[start : start + len(other)]):
                    return True
                at = text.find(half, at + 1)
        return False


@lru_cache(maxsize=4096)
def sought(word: str) -> Sought:
    """Return a word made ready to be looked for."""
    others = tuple(other for other in synonyms_of(word) if len(other) > 1)
    half = len(word) // 2
    first, second = word[:half], word[half:]
    halves = ((first, second, half), (second, first, -half)) if first and not word.isascii() else ()
    pairs = tuple(word[at : at + 2] for at in range(len(word) - 1)) if len(word) > 2 else ()
    return Sought(word, others, halves, pairs)


def share_of(word: str, text: str) -> float:
    """Return how much of a word a text has; see `Sought.share`."""
    return sought(word).share(text)


def _sounds_alike(part: str, piece: str) -> bool:
    """Whether a piece of a text differs from a part of a word in one character, which may be read as the other."""
    if len(piece) != len(part):
        return False
    wrong = [(a, b) for a, b in zip(part, piece, strict=True) if a != b]
    return len(wrong) == 1 and not readings(wrong[0][0]).isdisjoint(readings(wrong[0][1]))
