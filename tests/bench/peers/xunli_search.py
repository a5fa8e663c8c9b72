"""Our search alone, ten passages: what the other libraries do, without reading and judging."""

from pathlib import Path

from index.encoder import load_encoder
from index.retrieval.faiss_store import FaissStore
from index.retrieval.search import Searcher
from index.store.layout import Layout
from index.store.publish import Home
from tests.bench.peers import xunli

REQUIREMENTS = xunli.REQUIREMENTS
LARGEST = xunli.LARGEST
build, add = xunli.build, xunli.add


def load(folder: Path) -> Searcher:
    home = Home(Layout(folder), load_encoder(), FaissStore())
    return Searcher(home.current(), home.encoder)


def ask(searcher: Searcher, question: str) -> list[int]:
    return [len(hit.passage.text) for hit in searcher.search(question, k=10)]
