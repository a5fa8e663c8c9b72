"""Conditional random fields: sequence labelling by models that come with the package.

Linear-chain CRFs of Lafferty, McCallum and Pereira (2001), as CRFsuite learns and runs them.
"""

import importlib
import lzma
import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

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

    def probabilities(self, features: Sequence[Sequence[str]], prefix: str) -> list[float]:
        """Return for each element of a sequence how probable it is that its label starts with a prefix."""
        with self._lock:
            self._model.set(features)
            labels = [label for label in self._model.labels() if label.startswith(prefix)]
            return [sum(self._model.marginal(label, at) for label in labels) for at in range(len(features))]

    @cached_property
    def _model(self) -> Any:
        # Questions need the names of people from here, and no model.
        model = importlib.import_module("pycrfsuite").Tagger()
        if self._path.suffix == ".xz":
            self._unpacked = lzma.decompress(self._path.read_bytes())  # the model reads it and keeps no copy
            model.open_inmemory(self._unpacked)
        else:
            model.open(str(self._path))
        return model


def bucket(length: int, limits: Sequence[int]) -> int:
    """Return the first of some limits that a length does not exceed; 999 beyond all."""
    return next((limit for limit in limits if length <= limit), 999)


def char_class(char: str) -> str:
    """Return what kind of character one is: H Han, d digit, a letter, _ white space, else itself."""
    if "\u4e00" <= char <= "\u9fff":
        return "H"
    return "d" if char.isdigit() else "a" if char.isalpha() else "_" if char.isspace() else char
