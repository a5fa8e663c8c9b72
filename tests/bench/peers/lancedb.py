"""LanceDB: hybrid search (vectors of our encoder, full text over our terms, its reciprocal rank fusion)."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus.model import Document
from index.encoder import load_encoder
from index.terms import terms
from tests.bench.texts import texts_of

REQUIREMENTS = ("lancedb==0.40.0", "rjieba")
LARGEST = 1_000_000
_BATCH = 8192


def _tables(texts: Sequence[str]) -> Iterator[Any]:
    import pyarrow as pa

    encoder = load_encoder()
    for start in range(0, len(texts), _BATCH):
        batch = list(texts[start : start + _BATCH])
        vectors = pa.array(encoder.encode(batch).ravel())
        near = pa.FixedSizeListArray.from_arrays(vectors, encoder.dimension)
        columns = {"text": batch, "words": [" ".join(terms(text)) for text in batch], "vector": near}
        yield pa.table(columns)


def build(folder: Path, documents: Sequence[Document]) -> None:
    import lancedb

    tables = _tables(texts_of(documents))
    table = lancedb.connect(folder / "lance").create_table("passages", next(tables))
    for more in tables:
        table.add(more)
    table.create_fts_index("words", base_tokenizer="whitespace", stem=False, remove_stop_words=False, use_tantivy=False)
    if table.count_rows() > 200_000:
        table.create_index(metric="dot", vector_column_name="vector")


def load(folder: Path) -> Any:
    import lancedb

    return load_encoder(), lancedb.connect(folder / "lance").open_table("passages")


def ask(state: Any, question: str) -> list[str]:
    encoder, table = state
    vector = encoder.encode([question], question=True)[0]
    search = table.search(query_type="hybrid", vector_column_name="vector", fts_columns="words")
    found = search.vector(vector).text(" ".join(terms(question))).limit(10).to_list()
    return [row["text"] for row in found]


def add(folder: Path, document: Document) -> None:
    import lancedb

    table = lancedb.connect(folder / "lance").open_table("passages")
    for more in _tables(texts_of([document])):
        table.add(more)
    table.optimize()
