"""txtai: its hybrid index, vectors by our encoder, BM25 over our terms."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.model import Document
from index.encoder import load_encoder
from index.terms import terms
from tests.bench.texts import texts_of

REQUIREMENTS = ("txtai==9.14.0", "rjieba")
LARGEST = 100_000


def _vectors() -> Any:
    encoder = load_encoder()
    return lambda texts: encoder.encode(list(texts))


def _settings() -> dict[str, Any]:
    _use_our_terms()
    scoring = {"method": "bm25", "terms": True, "normalize": True, "k1": 1.2, "b": 0.75}
    return {"method": "external", "transform": _vectors(), "content": True, "hybrid": True, "scoring": scoring}


def build(folder: Path, documents: Sequence[Document]) -> None:
    from txtai import Embeddings

    embeddings = Embeddings(_settings())
    embeddings.index(texts_of(documents))
    _save(embeddings, folder)


def _use_our_terms() -> None:
    """Give txtai our terms; its own tokenizers leave a run of Chinese characters whole."""
    from txtai.scoring import TFIDF

    TFIDF.loadtokenizer = lambda self: terms


def _save(embeddings: Any, folder: Path) -> None:
    """Save the index; our encoder, which is code, is left out of its settings and set again by `load`."""
    embeddings.config.pop("transform", None)
    embeddings.save(str(folder / "txtai"))


def load(folder: Path) -> Any:
    from txtai import Embeddings

    _use_our_terms()
    embeddings = Embeddings()
    embeddings.load(str(folder / "txtai"), config={"transform": _vectors()})
    return embeddings


def ask(state: Any, question: str) -> list[str]:
    return [found["text"] for found in state.search(question, 10)]


def add(folder: Path, document: Document) -> None:
    embeddings = load(folder)
    first = embeddings.count()
    embeddings.upsert((first + at, text, None) for at, text in enumerate(texts_of([document])))
    _save(embeddings, folder)
