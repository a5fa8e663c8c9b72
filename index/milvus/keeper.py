"""The Milvus keeper: one collection for each generation, and an alias for the one that serves."""

import json
from collections.abc import Collection, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexFault, damage
from index.keeper import Legs
from index.layout import GenerationLayout
from index.milvus.cluster import Cluster, collection_of, number_of
from index.storage.manifest import Manifest, sum_of
from index.storage.table import PassageTable
from prompts import storage as wording

if TYPE_CHECKING:
    from pymilvus import CollectionSchema, MilvusClient
    from pymilvus.milvus_client.index import IndexParams

# Fields of a collection: `BODY` are the terms with spaces between them, and `SPARSE` is what Milvus makes of them.
ROW, VECTOR, COMMITTEE, YEAR, BODY, SPARSE = "id", "vector", "committee", "year", "body", "sparse"
_NOBODY, _NEVER = "", -1
# Searched without an index below; HNSW has recall 0.98 and more there and is a good deal faster.
_EXACT = 200_000
_HNSW = {"M": 32, "efConstruction": 200}
_EF = 128
# A collection never changes once it was counted: reading what every node has had for a while is reading all of it,
# and asking for more than "Bounded" waits for the next tick of the cluster's clock.
_CONSISTENCY = "Bounded"
# How many passages go into one message: 64 MB is the limit for sending, and small ones come faster than large ones.
_SENT, _FETCHED = 1000, 500
# What text fields of Milvus hold, in bytes of UTF-8.
_MOST_BYTES, _MOST_NAME = 65_535, 1000
# More rows than this are named by their committees and years, where these name no others.
_LISTED = 2000


class Milvus:
    """Keeps vectors and terms in Milvus; see `index.keeper.Keeper`.

    Sources and passages stay files, so that a quote is sliced from a text that was checked, whatever the cluster says.
    A collection bears the checksum of the file of passages that it was written with in its name: the two are opened
    together or not at all.
    """

    name = "milvus"

    def __init__(self, uri: str) -> None:
        """Name the server; see `Cluster`."""
        self._cluster = Cluster(uri)

    def open(self, files: GenerationLayout, manifest: Manifest, passages: PassageTable) -> Legs:
        """Open the legs of a generation."""
        name = collection_of(manifest.number, manifest.files[files.passages.name].sha256)
        if name not in self._cluster.collections():
            raise damage(files.folder, wording.NO_COLLECTION.format(collection=name))
        shelf = _Shelf(self._cluster, name, len(passages))
        return Legs(MilvusVectors(shelf, manifest.dimension, passages), MilvusTerms(shelf))

    def write(self, files: GenerationLayout, number: int, passages: PassageTable, vectors: NDArray[np.float32]) -> None:
        """Write a collection and count it; nobody searches it before `serve`."""
        self._cluster.drop(number)  # what an interrupted writer left
        name, client = collection_of(number, sum_of(files.passages).sha256), self._cluster.client
        with self._cluster.faults():
            client.create_collection(name, schema=_schema(vectors.shape[1]), consistency_level=_CONSISTENCY)
        rows = (
            {
                ROW: entry.row,
                VECTOR: vectors[entry.row],
                COMMITTEE: entry.committee or _NOBODY,
                YEAR: _NEVER if entry.year is None else entry.year,
                BODY: _fitting(_body_of(entry.terms.split())),
            }
            for entry in passages.entries()
        )
        while message := list(islice(rows, _SENT)):
            with self._cluster.faults():
                client.insert(name, message)
        with self._cluster.faults():
            client.flush(name, timeout=None)
            client.create_index(name, _indexes(len(passages)), timeout=None)
            client.load_collection(name, timeout=None)
            # With Strong consistency every node has everything when it is counted.
            [found] = client.query(name, filter="", output_fields=["count(*)"], consistency_level="Strong")
        if found["count(*)"] != len(passages):
            raise IndexFault(wording.MILVUS_INCOMPLETE.format(expected=len(passages), actual=found["count(*)"]))

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


class _Shelf:
    """The collection of one generation."""

    def __init__(self, cluster: Cluster, name: str, count: int) -> None:
        self.cluster = cluster
        self.name = name
        self.count = count

    @cached_property
    def client(self) -> "MilvusClient":
        """The connection, once Milvus has the collection in memory; it has those that serve or served last."""
        with self.cluster.faults():
            self.cluster.client.load_collection(self.name, timeout=None)
        return self.cluster.client

    def search(
        self, field: str, query: Any, k: int, filter: str, **parameters: Any
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows nearest to a query and their scores, best first; equal ones in the order of rows."""
        client = self.client
        with self.cluster.faults():
            [hits] = client.search(
                self.name,
                [query],
                anns_field=field,
                limit=k,
                filter=filter,
                search_params=parameters,
                consistency_level=_CONSISTENCY,
            )
        rows = np.array([hit[ROW] for hit in hits], np.int64)
        scores = np.array([hit["distance"] for hit in hits], np.float32)
        if field == SPARSE:
            scores = np.abs(scores)  # Lite turns the sign
        order = np.lexsort((rows, -scores))
        return rows[order], scores[order]


class MilvusVectors:
    """The vectors of one generation in its collection; see `index.keeper.VectorStore`."""

    def __init__(self, shelf: _Shelf, dimension: int, passages: PassageTable) -> None:
        self._shelf = shelf
        self._dimension = dimension
        self._passages = passages
        self._named = lru_cache(maxsize=64)(self._filter_of)
        self.kind = f"milvus {_kind(shelf.count)}"

    def __len__(self) -> int:
        with self._shelf.cluster.faults():
            return int(self._shelf.cluster.client.get_collection_stats(self._shelf.name)["row_count"])

    def search(
        self, query: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows nearest to a query and their cosines, best first; equal ones in the order of rows."""
        k = min(k, self._shelf.count if rows is None else len(rows))
        if k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        only = "" if rows is None else self._named(rows.tobytes())
        return self._shelf.search(VECTOR, query, k, only, metric_type="IP", params={"ef": max(_EF, 2 * k)})

    def get(self, rows: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of some rows, (len(rows), dimension)."""
        vectors: dict[int, Sequence[float]] = {}
        wanted = np.unique(np.asarray(rows, np.int64)).tolist()
        for start in range(0, len(wanted), _FETCHED):
            some, client = wanted[start : start + _FETCHED], self._shelf.client
            with self._shelf.cluster.faults():
                found = client.get(self._shelf.name, ids=some, output_fields=[VECTOR], consistency_level=_CONSISTENCY)
            vectors |= {one[ROW]: one[VECTOR] for one in found}
        return np.array([vectors[int(row)] for row in rows], np.float32).reshape(-1, self._dimension)

    def _filter_of(self, packed: bytes) -> str:
        """Return the filter for some rows (int64), ascending: many are said by the committees and years they are of."""
        rows = np.frombuffer(packed, np.int64).tolist()
        if len(rows) > _LISTED:
            held = "SELECT DISTINCT {} FROM passages WHERE row IN (SELECT value FROM json_each(?))"
            committees, years = (
                [value for (value,) in self._passages.select(held.format(name), json.dumps(rows))]
                for name in (COMMITTEE, YEAR)
            )
            for named in ((committees, None), (None, years), (committees, years)):
                matching = self._passages.matching(*named)
                if matching is not None and len(matching) == len(rows):  # as many as there are, and none other
                    return _filter(*named) or ""
        return f"{ROW} in {rows}"


class MilvusTerms:
    """The terms of one generation in its collection; see `index.keeper.TermStore`.

    Milvus counts terms segment by segment, so that its BM25 differs a little from that of one index over everything.
    """

    def __init__(self, shelf: _Shelf) -> None:
        self._shelf = shelf

    def __len__(self) -> int:
        return self._shelf.count

    def search(
        self,
        terms: Sequence[str],
        k: int,
        *,
        committees: Collection[str] | None = None,
        years: Collection[int] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows that hold any of the terms and their BM25, best first; equal ones in the order of rows."""
        only = _filter(committees, years)
        if not terms or k <= 0 or only is None:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        return self._shelf.search(SPARSE, _body_of(terms), k, only, metric_type="BM25", params={})


def _filter(committees: Collection[str] | None, years: Collection[int] | None) -> str | None:
    """Return the filter for passages of these committees and years, "" for all; None where it lets nothing pass."""
    asked = {COMMITTEE: committees, YEAR: years}
    if any(values is not None and not values for values in asked.values()):
        return None
    return " and ".join(
        f"{name} in {json.dumps(list(values), ensure_ascii=False)}"
        for name, values in asked.items()
        if values is not None
    )


def _body_of(terms: Sequence[str]) -> str:
    """Return terms as a text that the standard analyzer cuts into the same terms: at spaces, but not in 10.5."""
    return " ".join(term.replace(".", "点") for term in terms)


def _fitting(body: str) -> str:
    """Return the terms of a body that a field holds; of a huge passage the last ones are left out."""
    if len(body) * 4 <= _MOST_BYTES:
        return body
    return body.encode("utf-8")[:_MOST_BYTES].decode("utf-8", "ignore").rpartition(" ")[0]


def _kind(passages: int) -> str:
    return "FLAT" if passages <= _EXACT else "HNSW"


def _schema(dimension: int) -> "CollectionSchema":
    from pymilvus import DataType, Function, FunctionType, MilvusClient  # noqa: PLC0415

    schema = MilvusClient.create_schema(auto_id=False)
    schema.add_field(ROW, DataType.INT64, is_primary=True)
    schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_field(COMMITTEE, DataType.VARCHAR, max_length=_MOST_NAME)
    schema.add_field(YEAR, DataType.INT32)
    # Cut into terms by us; the standard analyzer only parts them at the spaces.
    analyzer = {"type": "standard"}
    schema.add_field(BODY, DataType.VARCHAR, max_length=_MOST_BYTES, enable_analyzer=True, analyzer_params=analyzer)
    schema.add_field(SPARSE, DataType.SPARSE_FLOAT_VECTOR)
    schema.add_function(Function("bm25", FunctionType.BM25, input_field_names=[BODY], output_field_names=[SPARSE]))
    return schema


def _indexes(passages: int) -> "IndexParams":
    from pymilvus import MilvusClient  # noqa: PLC0415

    kind, indexes = _kind(passages), MilvusClient.prepare_index_params()
    indexes.add_index(VECTOR, index_type=kind, metric_type="IP", params=_HNSW if kind == "HNSW" else {})
    indexes.add_index(SPARSE, index_type="SPARSE_INVERTED_INDEX", metric_type="BM25")
    return indexes
