"""Words: the lists of `words.tsv`, which says what each is for, and text cut into words by jieba's dictionary."""

from importlib.resources import files

Tagged = tuple[str, str]
"""A word and its part of speech: n noun, v verb, vn verbal noun, d adverb, p preposition, uj 的, x punctuation, ..."""


def words(table: str) -> frozenset[str]:
    """Return the words of a table that separates them by white space."""
    return frozenset(table.split())


def _listed() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in (files("corpus") / "words.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, listed = line.split("\t")
            found[name] = found.get(name, frozenset()) | words(listed)
    return found


LISTS = _listed()
"""The lists of `words.tsv` by their names."""

LIGHT, NOMINAL, MEASURED, NOUNS = (LISTS[name] for name in ("light", "nominal", "measured", "nouns"))
STATING = LIGHT | LISTS["stating"]


def tagged(text: str) -> list[Tagged]:
    """Return the words of `text`, each with its part of speech."""
    import rjieba  # noqa: PLC0415 - its dictionary takes a third of a second, here and below

    return [(word, tag) for word, tag in rjieba.tag(text)]


def cut(text: str) -> list[str]:
    """Return the words of `text` by the dictionary alone: 受益村民约 ends with 约, 村规民约 is one word."""
    import rjieba  # noqa: PLC0415

    return list(rjieba.cut(text, hmm=False))
