"""Conditional random fields: sequence labelling by models that come with the package.

Linear-chain CRFs of Lafferty, McCallum and Pereira (2001), as CRFsuite learns and runs them.
"""

import importlib
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

    @cached_property
    def _model(self) -> Any:
        # Questions need the names of people from here, and no model.
        model = importlib.import_module("pycrfsuite").Tagger()
        model.open(str(self._path))
        return model


def char_class(char: str) -> str:
    """Return what kind of character one is: H Han, d digit, a letter, _ white space, else itself."""
    if "\u4e00" <= char <= "\u9fff":
        return "H"
    return "d" if char.isdigit() else "a" if char.isalpha() else "_" if char.isspace() else char
