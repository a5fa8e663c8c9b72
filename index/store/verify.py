"""Verifying: everything a generation says of itself, checked in full."""

from collections.abc import Sequence

from index.errors import Damaged
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.manifest import check_files, read_manifest
from index.store.records import ReportRecord
from index.store.vectors import VectorStore
from prompts import storage as wording


def damage_of(layout: Layout, number: int, store: VectorStore) -> tuple[list[str], Sequence[ReportRecord]]:
    """Return one line for each thing that is damaged in a generation, and its reports if nothing is."""
    files = layout.generation(number)
    try:
        damage = list(check_files(files, read_manifest(files)))
        if damage:
            return damage, ()
        generation = Generation(layout, files, store)
        passages, vectors, entries = len(generation.passages), len(generation.vectors), len(generation.lexical)
    except Damaged as error:
        return [str(error)], ()
    if generation.manifest.passages == passages == vectors == entries:
        return [], generation.reports
    reason = wording.COUNTS_DIFFER.format(passages=passages, vectors=vectors, terms=entries)
    return [wording.DAMAGED_FILE.format(path=files.folder, reason=reason)], generation.reports
