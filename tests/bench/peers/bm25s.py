"""bm25s alone, over our terms; its index is frozen, so that adding means building anew."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.model import Document
from index.terms import terms
from tests.bench.texts import texts_of

REQUIREMENTS = ("bm25s==0.3.16", "rjieba")
LARGEST = 1_000_000


def build(folder: Path, documents: Sequence[Document]) -> None:
    import bm25s

    texts = texts_of(documents)
    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index([terms(text) for text in texts], show_progress=False)
    index.save(folder / "bm25s")
    (folder / "texts.json").write_text(json.dumps(texts, ensure_ascii=False))


def load(folder: Path) -> Any:
    import bm25s

    return bm25s.BM25.load(folder / "bm25s", mmap=True), json.loads((folder / "texts.json").read_text())


def ask(state: Any, question: str) -> list[str]:
    index, texts = state
    known = [term for term in terms(question) if term in index.vocab_dict]
    if not known:
        return []
    rows, _ = index.retrieve([known], k=min(10, len(texts)), show_progress=False)
    return [texts[row] for row in rows[0]]


def add(folder: Path, document: Document) -> None:
    import bm25s

    texts = [*json.loads((folder / "texts.json").read_text()), *texts_of([document])]
    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index([terms(text) for text in texts], show_progress=False)
    index.save(folder / "bm25s")
    (folder / "texts.json").write_text(json.dumps(texts, ensure_ascii=False))
