"""Our two legs and their fusion alone, ten passages: what the other libraries do, without reading and judging."""

from pathlib import Path
from typing import Any

import numpy as np

from index.encoder import load_encoder
from index.retrieval.faiss_store import FaissStore
from index.retrieval.fusion import fuse
from index.store.layout import Layout
from index.store.publish import Home
from index.terms import terms
from tests.bench.peers import xunli

REQUIREMENTS = xunli.REQUIREMENTS
LARGEST = xunli.LARGEST
build, add = xunli.build, xunli.add
_DEPTH = 50


def load(folder: Path) -> Any:
    home = Home(Layout(folder), load_encoder(), FaissStore())
    return home.encoder, home.current()


def ask(state: Any, question: str) -> list[int]:
    encoder, generation = state
    query = encoder.encode([question], question=True)[0]
    dense, _ = generation.vectors.search(query, _DEPTH)
    lexical, bm25 = generation.lexical.search(terms(question), _DEPTH)
    rows = np.unique(np.concatenate([lexical, dense]))
    scores = np.zeros(len(rows), np.float32)
    scores[np.searchsorted(rows, lexical)] = bm25
    fused = fuse(scores, generation.vectors.get(rows) @ query)
    best = rows[np.lexsort((rows, -fused))[:10]]
    return [len(generation.passages[int(row)].text) for row in best]
