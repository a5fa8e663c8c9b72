"""Synonyms: everyday words and the words of work reports for the same thing."""

from functools import cache
from importlib.resources import files


@cache
def _groups() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in (files("index") / "understanding" / "synonyms.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            for word in line.split():
                found.setdefault(word, set()).update(line.split())
    return {word: frozenset(group - {word}) for word, group in found.items()}


def synonyms_of(word: str) -> frozenset[str]:
    """Return the words that may stand for a word, without it; empty for a word of no group."""
    return _groups().get(word, frozenset())
