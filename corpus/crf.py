"""Conditional random fields: sequence labelling by models that come with the package.

Linear-chain CRFs of Lafferty, McCallum and Pereira (2001), as CRFsuite learns and runs them.
"""

import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import pycrfsuite  # type: ignore[import-untyped]

WEIGHTS = Path(str(files("corpus") / "weights"))


class Tagger:
    """A model by its file; it is read at its first use, and one thread at a time uses it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def tag(self, features: Sequence[Sequence[str]]) -> list[str]:
        """Return the likeliest labels of a sequence, from the names of the features that hold of each element."""
        with self._lock:
            return list(self._model.tag(features)) if features else []

    @cached_property
    def _model(self) -> pycrfsuite.Tagger:
        model = pycrfsuite.Tagger()
        model.open(str(self._path))
        return model
