"""The connection to Milvus."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from index.errors import IndexFault
from prompts import storage as wording

_SECONDS = 10.0


class Client:
    """A `pymilvus.MilvusClient` that raises IndexFault; the address is said without its password."""

    def __init__(self, uri: str) -> None:
        """Connect to http://user:password@host:19530/database, or to Milvus Lite in a file (….db).

        Raises:
            IndexFault: pymilvus is not installed, or the server cannot be reached.
        """
        if not uri:
            raise IndexFault(wording.NO_MILVUS_URI)
        try:
            from pymilvus import MilvusClient  # noqa: PLC0415
        except ImportError as error:
            raise IndexFault(wording.NO_PYMILVUS) from error
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it logs what it raises
        parts = urlsplit(uri)
        self._shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if parts.netloc else uri
        with _faults(self._shown):
            self._client = MilvusClient(uri, timeout=_SECONDS)

    def __getattr__(self, method: str) -> Any:
        return _faults(self._shown)(getattr(self._client, method))


@contextmanager
def _faults(shown: str) -> Iterator[None]:
    """Turn what Milvus and its connection raise into one line."""
    from grpc import RpcError  # noqa: PLC0415
    from pymilvus.exceptions import MilvusException  # noqa: PLC0415

    try:
        yield
    except (MilvusException, RpcError) as error:
        said = getattr(error, "message", "") or (error.details() if hasattr(error, "details") else "") or error
        reason = " ".join(str(said).split())[:200]
        raise IndexFault(wording.MILVUS_FAILED.format(uri=shown, reason=reason)) from error
