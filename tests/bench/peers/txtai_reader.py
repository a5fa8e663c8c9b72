"""txtai as in `txtai`, its ten passages ranked again by a cross-encoder of our reader's size."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.model import Document
from tests.bench import reranker
from tests.bench.peers import txtai

REQUIREMENTS = (*txtai.REQUIREMENTS, *reranker.REQUIREMENTS)
LARGEST = txtai.LARGEST
add = txtai.add


def build(folder: Path, documents: Sequence[Document]) -> None:
    txtai.build(folder, documents)
    reranker.write_reranker(folder / "reranker")


def load(folder: Path) -> Any:
    from txtai.pipeline import Reranker, Similarity

    return Reranker(txtai.load(folder), Similarity(str(folder / "reranker"), crossencode=True, gpu=False))


def ask(state: Any, question: str) -> list[str]:
    return [found["text"] for found in state(question, limit=10, factor=1)]
