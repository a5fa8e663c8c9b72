"""Ours: the whole path from a question to checked quotes; a new installment is parsed, encoded and published."""

from collections.abc import Sequence
from pathlib import Path

from corpus.model import Document
from index.answering.reader import TransformerReader
from index.encoder import load_encoder
from index.engine import Engine
from index.retrieval.faiss_store import FaissStore
from index.store.layout import Layout
from index.store.publish import Home

REQUIREMENTS = ()
LARGEST = 10_000_000


def build(folder: Path, documents: Sequence[Document]) -> None:
    home = Home(Layout(folder), load_encoder(), FaissStore())
    home.add(home.preview(documents))


def load(folder: Path) -> Engine:
    home = Home(Layout(folder), load_encoder(), FaissStore())
    return Engine(home, encoder=home.encoder, reader=TransformerReader())


def ask(engine: Engine, question: str) -> object:
    return engine.answer(question)


def add(folder: Path, document: Document) -> None:
    build(folder, [document])
