"""What every test starts from: a user's folder of its own, and an encoder whose cosines can be worked out by hand."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.postgres import Postgres


@pytest.fixture(autouse=True)
def _isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test out of the user's folder, and off the network."""
    monkeypatch.setenv("XUNLI_HOME", str(tmp_path / "xunli"))
    for name in ("ENCODER", "STORE", "MILVUS_URI", "STATE_URL"):
        monkeypatch.delenv(f"XUNLI_{name}", raising=False)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


class FakeEncoder:
    """Counts of the characters of an alphabet, at length 1; keeps the texts it was given."""

    name = "fake"
    instruction = ""

    def __init__(self, alphabet: str = "协商提案议事培训调研视察") -> None:
        self.alphabet = alphabet
        self.encoded: list[str] = []

    @property
    def dimension(self) -> int:
        return len(self.alphabet)

    def encode(self, texts: Sequence[str], *, question: bool = False) -> NDArray[np.float32]:
        self.encoded += texts
        counts = np.array([[text.count(character) for character in self.alphabet] for text in texts], np.float32)
        counts = counts.reshape(len(texts), self.dimension)
        lengths = np.linalg.norm(counts, axis=1, keepdims=True)
        return np.divide(counts, lengths, out=np.zeros_like(counts), where=lengths > 0)


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server that the test session starts, on a socket of its own; skipped where none is installed."""
    if not Postgres.is_installed():
        pytest.skip("PostgreSQL is not installed")
    with Postgres.running() as server:
        yield server
