"""rank_bm25, over our terms; it has no file format and no adding: it is pickled, and built anew."""

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.model import Document
from index.terms import terms
from tests.bench.texts import texts_of

REQUIREMENTS = ("rank_bm25==0.2.2", "rjieba")
LARGEST = 100_000


def build(folder: Path, documents: Sequence[Document]) -> None:
    _write(folder, texts_of(documents))


def _write(folder: Path, texts: list[str]) -> None:
    from rank_bm25 import BM25Okapi

    index = BM25Okapi([terms(text) for text in texts], k1=1.2, b=0.75)
    (folder / "index.pickle").write_bytes(pickle.dumps((index, texts)))


def load(folder: Path) -> Any:
    return pickle.loads((folder / "index.pickle").read_bytes())


def ask(state: Any, question: str) -> list[str]:
    index, texts = state
    found: list[str] = index.get_top_n(terms(question), texts, n=10)
    return found


def add(folder: Path, document: Document) -> None:
    _write(folder, [*load(folder)[1], *texts_of([document])])
