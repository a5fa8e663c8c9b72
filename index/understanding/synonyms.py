"""Synonyms: everyday words and the words of work reports for the same thing."""

from functools import cache, lru_cache
from importlib.resources import files


@cache
def _groups() -> dict[str, list[str]]:
    """Return, for each word, the lines of the list that it stands in."""
    found: dict[str, list[str]] = {}
    text = (files("index") / "understanding" / "synonyms.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            for word in line.split():
                found.setdefault(word, []).append(line)
    return found


@lru_cache(maxsize=4096)
def synonyms_of(word: str) -> frozenset[str]:
    """Return the words that may stand for a word, without it; empty for a word of no group."""
    lines = _groups().get(word)
    return frozenset(" ".join(lines).split()) - {word} if lines else frozenset()
