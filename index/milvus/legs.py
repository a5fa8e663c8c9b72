"""The two legs of the search in a Milvus collection."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.milvus.cluster import ROW, SPARSE, VECTOR, Cluster
from index.milvus.filters import Filters

if TYPE_CHECKING:
    from pymilvus import MilvusClient

# A collection never changes once it was counted: reading what every node has had for a while is reading all of it,
# and asking for more than "Bounded" waits for the next tick of the cluster's clock.
_CONSISTENCY = "Bounded"
# How wide HNSW looks; other indexes leave it aside.
_EF = 128
# Milvus answers with 16,384 rows at most; small messages come faster than large ones.
_BATCH = 500


class Shelf:
    """The collection of one generation."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.cluster = cluster
        self.name = name

    @cached_property
    def loaded(self) -> "MilvusClient":
        """The connection, once Milvus has the collection in memory; it has those that serve or served last."""
        with self.cluster.faults():
            self.cluster.client.load_collection(self.name, timeout=None)
        return self.cluster.client


class MilvusVectors:
    """The vectors of one generation in its collection; see `index.vectors.VectorStore`."""

    def __init__(self, shelf: Shelf, *, kind: str, count: int, dimension: int, filters: Filters) -> None:
        self._shelf = shelf
        self._filters = filters
        self._count = count
        self._dimension = dimension
        self.kind = f"milvus {kind}"

    def __len__(self) -> int:
        with self._shelf.cluster.faults():
            return int(self._shelf.cluster.client.get_collection_stats(self._shelf.name)["row_count"])

    def search(
        self, query: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows nearest to a query and their cosines, best first; equal ones in the order of rows."""
        k = min(k, self._count if rows is None else len(rows))
        if k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        client = self._shelf.loaded
        with self._shelf.cluster.faults():
            [hits] = client.search(
                self._shelf.name,
                [query],
                anns_field=VECTOR,
                limit=k,
                filter="" if rows is None else self._filters.of_rows(rows),
                search_params={"metric_type": "IP", "params": {"ef": max(_EF, 2 * k)}},
                consistency_level=_CONSISTENCY,
            )
        found = np.array([hit[ROW] for hit in hits], np.int64)
        cosines = np.array([hit["distance"] for hit in hits], np.float32)
        order = np.lexsort((found, -cosines))
        return found[order], cosines[order]

    def get(self, rows: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of some rows, (len(rows), dimension)."""
        wanted, at = np.unique(np.asarray(rows, np.int64), return_inverse=True)
        none = np.empty((0, self._dimension), np.float32)
        batches = [self._get(wanted[start : start + _BATCH]) for start in range(0, len(wanted), _BATCH)]
        return np.concatenate([none, *batches])[at]

    def close(self) -> None:
        """Do nothing: the connection is the cluster's."""

    def _get(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        client = self._shelf.loaded
        with self._shelf.cluster.faults():
            found = client.get(
                self._shelf.name, ids=rows.tolist(), output_fields=[VECTOR], consistency_level=_CONSISTENCY
            )
        vectors = {one[ROW]: one[VECTOR] for one in found}
        return np.array([vectors[row] for row in rows.tolist()], np.float32)


class MilvusTerms:
    """The terms of one generation in its collection; see `index.keeper.TermStore`.

    Milvus counts terms segment by segment, so that its BM25 differs a little from that of one index over everything.
    """

    def __init__(self, shelf: Shelf, *, count: int, filters: Filters) -> None:
        self._shelf = shelf
        self._count = count
        self._filters = filters

    def __len__(self) -> int:
        return self._count

    def search(
        self,
        terms: Sequence[str],
        k: int,
        *,
        committees: Collection[str] | None = None,
        years: Collection[int] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows that hold any of the terms and their BM25, best first; equal ones in the order of rows."""
        allowed = self._filters.of(committees, years)
        if not terms or k <= 0 or allowed is None:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        client = self._shelf.loaded
        with self._shelf.cluster.faults():
            [hits] = client.search(
                self._shelf.name,
                [body_of(terms)],
                anns_field=SPARSE,
                limit=k,
                filter=allowed,
                search_params={"metric_type": "BM25", "params": {}},
                consistency_level=_CONSISTENCY,
            )
        rows = np.array([hit[ROW] for hit in hits], np.int64)
        scores = np.abs(np.array([hit["distance"] for hit in hits], np.float32))  # Lite turns the sign
        order = np.lexsort((rows, -scores))
        return rows[order], scores[order]


def body_of(terms: Sequence[str]) -> str:
    """Return terms as a text that the standard analyzer cuts into the same terms: at spaces, but not in 10.5."""
    return " ".join(term.replace(".", "点") for term in terms)
