"""The cluster: the connection to Milvus, and what collections and the alias are called there."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.errors import IndexFault
from prompts import storage as wording

if TYPE_CHECKING:
    from pymilvus import MilvusClient

# The collection of generation 7 is xunli_7_0123456789ab; the alias xunli stands for the one that serves.
_ALIAS = "xunli"
_NAME = re.compile(rf"{_ALIAS}_(\d+)_[0-9a-f]{{12}}")
_SECONDS = 10.0


class Cluster:
    """A Milvus server, or a file of Milvus Lite; connected at the first use, and safe to use from several threads."""

    def __init__(self, uri: str) -> None:
        """Name the server: http://user:password@host:19530/database, or the path of a file (….db)."""
        self._uri = uri

    @cached_property
    def client(self) -> "MilvusClient":
        """The connection.

        Raises:
            IndexFault: pymilvus is not installed, or the server cannot be reached.
        """
        if not self._uri:
            raise IndexFault(wording.NO_MILVUS_URI)
        try:
            pymilvus = import_module("pymilvus")
        except ImportError as error:
            raise IndexFault(wording.NO_PYMILVUS) from error
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it logs what it raises
        with self.faults():
            client: MilvusClient = pymilvus.MilvusClient(self._uri, timeout=_SECONDS)
            return client

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turn what Milvus and its connection raise into one line; the address is said without its password."""
        from grpc import RpcError  # noqa: PLC0415
        from pymilvus.exceptions import MilvusException  # noqa: PLC0415

        try:
            yield
        except (MilvusException, RpcError) as error:
            raise IndexFault(wording.MILVUS_FAILED.format(uri=self._shown, reason=_reason_of(error))) from error

    def collections(self) -> dict[str, int]:
        """Return the collections of generations, by name, with the number of each."""
        with self.faults():
            names = self.client.list_collections()
        return {name: number for name in names if (number := number_of(name)) is not None}

    def drop(self, number: int) -> None:
        """Remove the collection of a generation, if there is one."""
        for name, other in self.collections().items():
            if other == number:
                with self.faults():
                    self.client.drop_collection(name)

    def serving(self) -> str | None:
        """Return the collection that the alias stands for; None where there is no alias."""
        from pymilvus.exceptions import MilvusException  # noqa: PLC0415

        client = self.client
        with self.faults():
            try:
                return str(client.describe_alias(_ALIAS)["collection_name"])
            except MilvusException as error:  # its code differs from version to version
                if "alias" in str(error) and any(sign in str(error) for sign in ("not found", "not exist")):
                    return None
                raise

    def serve(self, name: str) -> None:
        """Let the alias stand for a collection, at one stroke; it and the one before are in memory, no other one."""
        client, before = self.client, self.serving()
        with self.faults():
            client.load_collection(name)
            if before is None:
                client.create_alias(name, _ALIAS)
            else:
                client.alter_alias(name, _ALIAS)
        for other in self.collections():
            if other not in (name, before):
                with self.faults():
                    client.release_collection(other)

    @property
    def _shown(self) -> str:
        parts = urlsplit(self._uri)
        return self._uri if not parts.netloc else f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def collection_of(number: int, sha256: str) -> str:
    """Return the name of a collection: that of a generation and of the file of passages it was written with."""
    return f"{_ALIAS}_{number}_{sha256[:12]}"


def number_of(name: str) -> int | None:
    """Return the number of the generation that a collection is of; None where it is none of ours."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else None


def _reason_of(error: Exception) -> str:
    said = getattr(error, "message", "") or (error.details() if hasattr(error, "details") else "") or error
    return " ".join(str(said).split())[:200]
