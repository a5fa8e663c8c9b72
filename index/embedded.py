"""The embedded keeper: FAISS and tantivy files in the folder of each generation."""

import numpy as np
from numpy.typing import NDArray

from index.faiss_vectors import FaissVectors, write_vectors
from index.keeper import Legs
from index.layout import GenerationLayout
from index.lexical import LexicalIndex, write_lexical
from index.storage.manifest import Manifest
from index.storage.table import PassageTable


class Embedded:
    """Keeps everything in files; see `index.keeper.Keeper`."""

    name = "files"

    def open(self, files: GenerationLayout, _manifest: Manifest, _passages: PassageTable) -> Legs:
        """Open the legs of a generation."""
        return Legs(FaissVectors(files.vectors), LexicalIndex(files.lexical))

    def write(
        self, files: GenerationLayout, _number: int, passages: PassageTable, vectors: NDArray[np.float32]
    ) -> None:
        """Write the files."""
        write_vectors(files.vectors, vectors)
        write_lexical(files.lexical, passages.entries())

    def forget(self, number: int) -> None:
        """Do nothing: all there was is in the folder."""

    def serving(self) -> None:
        """Return None: CURRENT says it."""

    def serve(self, number: int) -> None:
        """Do nothing: CURRENT says it."""


EMBEDDED = Embedded()
