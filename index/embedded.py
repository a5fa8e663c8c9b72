"""The embedded keeper: FAISS and tantivy files in the folder of each generation."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import numpy as np

from index.faiss_vectors import FaissVectors, write_vectors
from index.keeper import Content, Legs
from index.layout import GenerationLayout
from index.lexical import LexicalIndex, can_lose, write_lexical
from index.storage.manifest import Manifest
from index.storage.table import PassageTable


class Embedded:
    """Keeps everything in files; see `index.keeper.Keeper`."""

    name = "files"

    def open(self, files: GenerationLayout, _manifest: Manifest, passages: PassageTable) -> Legs:
        """Open the legs of a generation."""
        return Legs(FaissVectors(files.vectors), LexicalIndex(files.lexical, np.ascontiguousarray(passages.rows["id"])))

    def write(self, files: GenerationLayout, content: Content) -> None:
        """Write the files; where nearly all of the base stays, its terms are changed, else written anew."""
        with ThreadPoolExecutor(1) as beside:  # both are mostly outside of Python
            terms = beside.submit(_write_terms, files, content)
            kept = content.base.vectors.get(np.flatnonzero(content.keep)) if content.base else ()
            none = np.zeros((0, content.dimension), np.float32)
            write_vectors(files.vectors, np.concatenate([none, *([kept] if len(kept) else []), *content.vectors]))
            terms.result()

    def forget(self, number: int) -> None:
        """Do nothing: all there was is in the folder."""

    def serving(self) -> None:
        """Return None: CURRENT says it."""

    def serve(self, number: int) -> None:
        """Do nothing: CURRENT says it."""


def _write_terms(files: GenerationLayout, content: Content) -> None:
    lexical = content.base.lexical if content.base else None
    if isinstance(lexical, LexicalIndex) and can_lose(lexical.folder, len(content.gone)):
        shutil.copytree(lexical.folder, files.lexical, ignore=shutil.ignore_patterns("*.lock"))
        write_lexical(files.lexical, content.new(), gone=content.gone)
    else:
        write_lexical(files.lexical, chain(content.kept(), content.new()))


EMBEDDED = Embedded()
