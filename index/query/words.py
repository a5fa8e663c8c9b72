"""Words: those of a question that carry its meaning, and how much of a word a text has."""

import re
from functools import lru_cache

from corpus.figures import figures_in
from index.query.tables import rows
from index.terms import MARK
from index.terms import words as cut

_LIGHT = frozenset(word for line, _ in rows("light.tsv") for word in line.split())
_QUOTED = re.compile(r"[“\"「『《〈](.+?)[”\"」』》〉]")
_PAIRS = 0.8


@lru_cache(maxsize=1024)
def heavy_words(core: str) -> tuple[str, ...]:
    """Return the words of a question's core that carry its meaning, each once, in their order; quantities apart."""
    core = MARK.sub("", core)
    for figure in reversed(figures_in(core)):
        core = f"{core[: figure.start]} {core[figure.end :]}"
    return tuple(
        word for word in dict.fromkeys(cut(core)) if len(word) > 1 and word not in _LIGHT and not word.isdecimal()
    )


def quoted_names(text: str) -> tuple[str, ...]:
    """Return what a question puts in quotation marks or title marks."""
    return tuple(_QUOTED.findall(text))


def share_of(word: str, text: str) -> float:
    """Return how much of a word a text has: 1 for the word, else up to 0.8 by its pairs of characters."""
    if word in text:
        return 1.0
    pairs = [word[at : at + 2] for at in range(len(word) - 1)] if len(word) > 2 else []
    return _PAIRS * sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
