"""The store in Milvus: one collection for each generation, and an alias for the one that serves."""

import json
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexFault, damage
from index.store.layout import GenerationLayout
from index.store.manifest import FileSum, Manifest
from index.store.table import NO_FILTERS, Entry, Filters, PassageTable
from index.store.vector_store import Ranking, Rows, VectorStore, ranked
from prompts import storage as wording

# The collection of generation 7 is xunli_7_0123456789ab; the alias xunli stands for the one that serves.
_ALIAS = "xunli"
_NAME = re.compile(rf"{_ALIAS}_(\d+)_[0-9a-f]{{12}}")
# Fields of a collection: `BODY` are the terms with spaces between them, and `SPARSE` is what Milvus makes of them.
ROW, VECTOR, COMMITTEE, YEAR, BODY, SPARSE = "id", "vector", "committee", "year", "body", "sparse"
# Searched without an index below; HNSW has recall 0.98 and more there and is a good deal faster.
_EXACT = 200_000
_FLAT, _HNSW, _EF = "FLAT", "HNSW", 128
# A collection never changes once it was counted: reading what every node has had for a while is reading all of it,
# and asking for more than "Bounded" waits for the next tick of the cluster's clock.
_CONSISTENCY = "Bounded"
# How many passages go into one message: 64 MB is the limit for sending, and small ones come faster than large ones.
_SENT, _FETCHED = 1000, 500
# What text fields of Milvus hold, in bytes of UTF-8.
_MOST_BYTES, _MOST_NAME = 65_535, 1000
_SECONDS = 10.0


class MilvusStore(VectorStore):
    """Keeps vectors and terms in Milvus.

    Sources and passages stay files, so that a quote is sliced from a text that was checked, whatever the cluster says.
    A collection bears the checksum of the file of passages that it was written with in its name: the two are opened
    together or not at all.
    """

    name = "milvus"

    def __init__(self, uri: str) -> None:
        """Name the server, which is connected to at the first use; see `Client`."""
        self._uri = uri

    @cached_property
    def client(self) -> "Client":
        """The connection."""
        return Client(self._uri)

    def open(self, files: GenerationLayout, manifest: Manifest) -> tuple["MilvusDense", "MilvusLexical"]:
        """Open the vectors and terms of a generation."""
        name = f"{_ALIAS}_{manifest.number}_{manifest.files[files.passages.name].sha256[:12]}"
        if name not in self.collections():
            raise damage(files.folder, wording.NO_COLLECTION.format(collection=name))
        return MilvusDense(self.client, name, manifest), MilvusLexical(self.client, name, manifest)

    def write(self, files: GenerationLayout, number: int, passages: PassageTable, vectors: NDArray[np.float32]) -> None:
        """Write a collection and count it; nobody searches it before `serve`."""
        self.delete(number)  # what an interrupted writer left
        name, client = f"{_ALIAS}_{number}_{FileSum.of(files.passages).sha256[:12]}", self.client
        client.create_collection(name, schema=_schema(vectors.shape[1]), consistency_level=_CONSISTENCY)
        rows = (_row(entry, vectors[entry.row]) for entry in passages.entries())
        while message := list(islice(rows, _SENT)):
            client.insert(name, message)
        client.flush(name, timeout=None)
        indexes = client.prepare_index_params()
        kind, params = (_FLAT, {}) if len(passages) <= _EXACT else (_HNSW, {"M": 32, "efConstruction": 200})
        indexes.add_index(VECTOR, index_type=kind, metric_type="IP", params=params)
        indexes.add_index(SPARSE, index_type="SPARSE_INVERTED_INDEX", metric_type="BM25")
        client.create_index(name, indexes, timeout=None)
        client.load_collection(name, timeout=None)
        # With Strong consistency every node has everything when it is counted.
        [found] = client.query(name, filter="", output_fields=["count(*)"], consistency_level="Strong")
        if found["count(*)"] != len(passages):
            raise IndexFault(wording.MILVUS_INCOMPLETE.format(expected=len(passages), actual=found["count(*)"]))

    def delete(self, number: int) -> None:
        """Remove the collection of a generation, if there is one."""
        for name, other in self.collections().items():
            if other == number:
                self.client.drop_collection(name)

    def serving(self) -> int | None:
        """Return the generation that the alias stands for."""
        return self.collections().get(self._aliased() or "")

    def serve(self, number: int) -> None:
        """Let the alias stand for a generation; it and the one before, which may still be read, are in memory."""
        before, collections = self._aliased(), self.collections()
        [name] = [name for name, other in collections.items() if other == number]
        self.client.load_collection(name)
        (self.client.alter_alias if before else self.client.create_alias)(name, _ALIAS)
        for other in collections.keys() - {name, before}:
            self.client.release_collection(other)

    def collections(self) -> dict[str, int]:
        """Return the collections of generations, by name, with the number of each."""
        found = map(_NAME.fullmatch, self.client.list_collections())
        return {name[0]: int(name[1]) for name in found if name}

    def _aliased(self) -> str | None:
        """Return the collection that the alias stands for; None where there is no alias."""
        try:
            return str(self.client.describe_alias(_ALIAS)["collection_name"])
        except IndexFault as error:  # Milvus's code for it differs from version to version
            if re.search(r"alias.*not (found|exist)|not (found|exist).*alias", str(error.__cause__), re.DOTALL):
                return None
            raise


class Client:
    """A `pymilvus.MilvusClient` that raises IndexFault; the address is said without its password."""

    def __init__(self, uri: str) -> None:
        """Connect to http://user:password@host:19530/database, or to Milvus Lite in a file (….db)."""
        if not uri:
            raise IndexFault(wording.NO_MILVUS_URI)
        try:
            from pymilvus import MilvusClient  # noqa: PLC0415
        except ImportError as error:
            raise IndexFault(wording.NO_PYMILVUS) from error
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it logs what it raises
        parts = urlsplit(uri)
        self._shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if parts.netloc else uri
        with _naming(self._shown):
            self._client = MilvusClient(uri, timeout=_SECONDS)

    def __getattr__(self, method: str) -> Any:
        return _naming(self._shown)(getattr(self._client, method))


@contextmanager
def _naming(shown: str) -> Iterator[None]:
    """Turn what Milvus and its connection raise into one line that names the server."""
    from grpc import RpcError  # noqa: PLC0415
    from pymilvus.exceptions import MilvusException  # noqa: PLC0415

    try:
        yield
    except (MilvusException, RpcError) as error:
        said = getattr(error, "message", "") or (error.details() if hasattr(error, "details") else "") or error
        reason = " ".join(str(said).split())[:200]
        raise IndexFault(wording.MILVUS_FAILED.format(uri=shown, reason=reason)) from error


class _Collection:
    """The collection of one generation."""

    def __init__(self, client: Client, name: str, manifest: Manifest) -> None:
        self._unloaded, self._name = client, name
        self._count, self._dimension = manifest.passages, manifest.dimension

    def __len__(self) -> int:
        return int(self._unloaded.get_collection_stats(self._name)["row_count"])

    @cached_property
    def _client(self) -> Client:
        """The connection, once Milvus has the collection in memory; it has those that serve or served last."""
        self._unloaded.load_collection(self._name, timeout=None)
        return self._unloaded

    def _nearest(self, field: str, query: Any, k: int, only: str, **parameters: Any) -> Ranking:
        """Return the rows nearest to a query that a filter lets pass, and their scores."""
        options = {"anns_field": field, "search_params": parameters, "consistency_level": _CONSISTENCY}
        [hits] = self._client.search(self._name, [query], limit=k, filter=only, **options)
        scores = [abs(hit["distance"]) if field == SPARSE else hit["distance"] for hit in hits]  # Lite turns the sign
        return ranked([hit[ROW] for hit in hits], scores)


class MilvusDense(_Collection):
    """The vectors of one generation in its collection; see `DenseIndex`."""

    @property
    def kind(self) -> str:
        """How the vectors are searched."""
        return f"milvus {_FLAT if self._count <= _EXACT else _HNSW}"

    def search(self, query: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None = None) -> Ranking:
        """Return the rows nearest to a query and their cosines."""
        k = min(k, self._count if rows is None else len(rows))
        if k <= 0:
            return ranked([], [])
        only = "" if rows is None else f"{ROW} in {rows.tolist()}"
        return self._nearest(VECTOR, query, k, only, metric_type="IP", params={"ef": max(_EF, 2 * k)})

    def get(self, rows: Rows) -> NDArray[np.float32]:
        """Return the vectors of some rows, (len(rows), dimension)."""
        vectors: dict[int, Sequence[float]] = {}
        asked = np.unique(np.asarray(rows, np.int64)).tolist()
        for start in range(0, len(asked), _FETCHED):
            some, options = asked[start : start + _FETCHED], {"consistency_level": _CONSISTENCY}
            vectors |= {one[ROW]: one[VECTOR] for one in self._client.get(self._name, some, [VECTOR], **options)}
        return np.array([vectors[int(row)] for row in rows], np.float32).reshape(-1, self._dimension)


class MilvusLexical(_Collection):
    """The terms of one generation in its collection; see `LexicalIndex`.

    Milvus counts terms segment by segment, so that its BM25 differs a little from that of one index.
    """

    def search(self, terms: Sequence[str], k: int, filters: Filters = NO_FILTERS) -> Ranking:
        """Return the rows that hold any of the terms and their BM25."""
        asked = zip((COMMITTEE, YEAR), filters, strict=True)
        lists = {name: json.dumps([*some], ensure_ascii=False) for name, some in asked if some is not None}
        if not terms or k <= 0 or "[]" in lists.values():
            return ranked([], [])
        only = " and ".join(f"{name} in {some}" for name, some in lists.items())
        return self._nearest(SPARSE, _body_of(terms), k, only, metric_type="BM25", params={})


def _body_of(terms: Sequence[str]) -> str:
    """Return terms as a text that the standard analyzer cuts into the same terms: at spaces, but not in 10.5."""
    return " ".join(term.replace(".", "点") for term in terms)


def _row(entry: Entry, vector: NDArray[np.float32]) -> dict[str, Any]:
    """Return a row of the collection; of the terms of a huge passage the last ones are left out."""
    body = _body_of(entry.terms.split())
    if len(body) * 4 > _MOST_BYTES:
        body = body.encode("utf-8")[:_MOST_BYTES].decode("utf-8", "ignore").rpartition(" ")[0]
    return {ROW: entry.row, VECTOR: vector, COMMITTEE: entry.committee or "", YEAR: entry.year or -1, BODY: body}


def _schema(dimension: int) -> Any:
    from pymilvus import DataType, Function, FunctionType, MilvusClient  # noqa: PLC0415

    schema = MilvusClient.create_schema(auto_id=False)
    schema.add_field(ROW, DataType.INT64, is_primary=True)
    schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_field(COMMITTEE, DataType.VARCHAR, max_length=_MOST_NAME)
    schema.add_field(YEAR, DataType.INT32)
    # Cut into terms by us; the standard analyzer, which needs no naming, only parts them at the spaces.
    schema.add_field(BODY, DataType.VARCHAR, max_length=_MOST_BYTES, enable_analyzer=True)
    schema.add_field(SPARSE, DataType.SPARSE_FLOAT_VECTOR)
    schema.add_function(Function("bm25", FunctionType.BM25, input_field_names=[BODY], output_field_names=[SPARSE]))
    return schema
