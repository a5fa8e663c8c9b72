"""The Milvus keeper: one collection for each generation, and an alias for the one that serves."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexFault, damage
from index.keeper import Content, Legs
from index.layout import GenerationLayout
from index.lexical import Entry
from index.milvus.cluster import BODY, COMMITTEE, ROW, SPARSE, VECTOR, YEAR, Cluster, collection_of, number_of
from index.milvus.filters import Filters
from index.milvus.legs import MilvusTerms, MilvusVectors, Shelf, body_of
from index.storage.manifest import Manifest, sum_of
from index.storage.table import PassageTable
from prompts import storage as wording

if TYPE_CHECKING:
    from pymilvus import CollectionSchema
    from pymilvus.milvus_client.index import IndexParams

# Searched without an index below; HNSW has recall 0.98 and more there and is a good deal faster.
_EXACT = 200_000
_HNSW = {"M": 32, "efConstruction": 200}
# How many passages go into one message, which may have 64 MB.
_BATCH = 1000
# What a text field of Milvus holds, in bytes of UTF-8.
_MOST_BYTES = 65_535


class Milvus:
    """Keeps vectors and terms in Milvus; see `index.keeper.Keeper`.

    Sources, passages and their records stay files, so that a quote is sliced from a text that was checked, whatever the
    cluster says. A collection bears the checksum of the record of rows that it was written with in its name: the two
    are opened together or not at all.
    """

    name = "milvus"

    def __init__(self, uri: str) -> None:
        """Name the server; see `Cluster`."""
        self._cluster = Cluster(uri)

    def open(self, files: GenerationLayout, manifest: Manifest, passages: PassageTable) -> Legs:
        """Open the legs of a generation."""
        name = collection_of(manifest.number, manifest.files[files.rows.name].sha256)
        if name not in self._cluster.collections():
            raise damage(files.folder, wording.NO_COLLECTION.format(collection=name))
        filters = Filters(passages, {committee: number for number, committee in enumerate(manifest.committees)})
        shelf = Shelf(self._cluster, name)
        vectors = MilvusVectors(
            shelf,
            kind=_kind(manifest.passages),
            count=manifest.passages,
            dimension=manifest.dimension,
            filters=filters,
        )
        return Legs(vectors, MilvusTerms(shelf, count=manifest.passages, filters=filters))

    def write(self, files: GenerationLayout, content: Content) -> None:
        """Write a collection and count it; nobody searches it before `serve`."""
        self._cluster.drop(content.number)  # what an interrupted writer left
        name, client = collection_of(content.number, sum_of(files.rows).sha256), self._cluster.client
        with self._cluster.faults():
            client.create_collection(name, schema=_schema(content.dimension), consistency_level="Bounded")
        for batch in _batches(content):
            with self._cluster.faults():
                client.insert(name, batch)
        with self._cluster.faults():
            client.flush(name, timeout=None)
            client.create_index(name, _indexes(_kind(len(content.rows))), timeout=None)
            client.load_collection(name, timeout=None)
        self._count(name, len(content.rows))

    def forget(self, number: int) -> None:
        """Remove the collection of a generation."""
        self._cluster.drop(number)

    def serving(self) -> int | None:
        """Return the generation that the alias stands for."""
        name = self._cluster.serving()
        return None if name is None else number_of(name)

    def serve(self, number: int) -> None:
        """Let the alias stand for a generation; the one before stays in memory, for those who are still reading it."""
        [name] = [name for name, other in self._cluster.collections().items() if other == number]
        self._cluster.serve(name)

    def _count(self, name: str, expected: int) -> None:
        """Count, with Strong consistency: every node has everything then."""
        with self._cluster.faults():
            [counted] = self._cluster.client.query(
                name, filter="", output_fields=["count(*)"], consistency_level="Strong"
            )
        if counted["count(*)"] != expected:
            raise IndexFault(wording.MILVUS_INCOMPLETE.format(expected=expected, actual=counted["count(*)"]))


def _kind(passages: int) -> str:
    return "FLAT" if passages <= _EXACT else "HNSW"


def _schema(dimension: int) -> "CollectionSchema":
    from pymilvus import DataType, Function, FunctionType, MilvusClient  # noqa: PLC0415

    schema = MilvusClient.create_schema(auto_id=False)
    schema.add_field(ROW, DataType.INT64, is_primary=True)
    schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_field(COMMITTEE, DataType.INT32)
    schema.add_field(YEAR, DataType.INT32)
    # Cut into terms by us; the standard analyzer only parts them at the spaces.
    analyzer = {"type": "standard"}
    schema.add_field(BODY, DataType.VARCHAR, max_length=_MOST_BYTES, enable_analyzer=True, analyzer_params=analyzer)
    schema.add_field(SPARSE, DataType.SPARSE_FLOAT_VECTOR)
    bm25 = Function("bm25", FunctionType.BM25, input_field_names=[BODY], output_field_names=[SPARSE])
    schema.add_function(bm25)
    return schema


def _indexes(kind: str) -> "IndexParams":
    from pymilvus import MilvusClient  # noqa: PLC0415

    indexes = MilvusClient.prepare_index_params()
    indexes.add_index(VECTOR, index_type=kind, metric_type="IP", params=_HNSW if kind == "HNSW" else {})
    indexes.add_index(SPARSE, index_type="SPARSE_INVERTED_INDEX", metric_type="BM25")
    return indexes


def _batches(content: Content) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of the collection, a message at a time."""
    entries = chain(content.kept(), content.new())
    start = 0
    for vectors in _in_messages(chain(_kept_vectors(content), content.vectors)):
        batch = list(islice(entries, len(vectors)))
        rows = content.rows[start : start + len(vectors)]
        numbers = zip(rows["committee"].tolist(), rows["year"].tolist(), strict=True)
        yield [
            {ROW: start + at, VECTOR: vector, COMMITTEE: committee, YEAR: year, BODY: _body(entry)}
            for at, (entry, vector, (committee, year)) in enumerate(zip(batch, vectors, numbers, strict=True))
        ]
        start += len(vectors)


def _kept_vectors(content: Content) -> Iterator[NDArray[np.float32]]:
    rows = np.flatnonzero(content.keep)
    if content.base is not None:
        yield from (content.base.vectors.get(rows[at : at + _BATCH]) for at in range(0, len(rows), _BATCH))


def _in_messages(batches: Iterator[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    for batch in batches:
        yield from (batch[at : at + _BATCH] for at in range(0, len(batch), _BATCH))


def _body(entry: Entry) -> str:
    """Return the terms with spaces between them; what a field cannot hold of a huge passage is left out."""
    body = body_of(entry.terms)
    if len(body) * 4 <= _MOST_BYTES:
        return body
    return body.encode("utf-8")[:_MOST_BYTES].decode("utf-8", "ignore").rpartition(" ")[0]
