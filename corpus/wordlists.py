"""Word lists: those of `words.tsv`, which says what each is for, and tables of words in code."""

from importlib.resources import files


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


_LISTS = _listed()
LIGHT, NOMINAL, MEASURED, NOUNS = (_LISTS[name] for name in ("light", "nominal", "measured", "nouns"))
STATING = LIGHT | _LISTS["stating"]
