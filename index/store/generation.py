"""A generation: one immutable index, opened for reading."""

import os
import weakref
from functools import cached_property

from corpus.figures import VERSION
from corpus.model import each_of
from index.errors import Damaged, IndexFault, naming_damage
from index.store.files import hold
from index.store.layout import GenerationLayout, Layout
from index.store.manifest import check_files, read_manifest
from index.store.records import ReportRecord, find_record, read_records
from index.store.sources import Sources
from index.store.table import PassageTable
from index.store.vector_store import VectorStore
from prompts import storage as wording

# Larger files are compared in size alone when a generation is opened, else a question would wait for seconds;
# `xunli index verify` compares them in full. A quote is checked against its source's checksum in any case.
_SUM_UP_TO = 128 * 2**20


class Generation:
    """The passages, vectors, terms and report records of one generation.

    A generation stays on disk, whatever is published meanwhile, for as long as somebody has it open.
    """

    def __init__(self, layout: Layout, files: GenerationLayout, store: VectorStore) -> None:
        """Open a generation; Damaged where a file is not what was written, IndexFault where another store has it."""
        with naming_damage(files.manifest):
            held = hold(files.manifest)
        weakref.finalize(self, os.close, held)
        self.manifest = read_manifest(files)
        self.number = self.manifest.number  # a later generation has a higher one
        if self.manifest.store != store.name:
            raise IndexFault(wording.OTHER_STORE.format(stored=self.manifest.store, wanted=store.name))
        for wrong in check_files(files, self.manifest, sum_up_to=_SUM_UP_TO):
            raise Damaged(wrong)
        self.reports = read_records(files.reports)
        self.passages = PassageTable(files.passages, current=self.manifest.figures == VERSION)
        self.vectors, self.lexical = store.open(files, self.manifest)
        self.sources = Sources(layout)

    def source_text(self, sha256: str) -> str:
        """Return a stored text, checked against its hash; Damaged where it is missing or altered."""
        return self.sources.text(sha256)

    def text_of(self, report: str) -> str:
        """Return the stored text of a report; IndexFault where none has this name."""
        return self.source_text(self.report(report).sha256)

    def report(self, name: str) -> ReportRecord:
        """Return the record of a report, named with or without its file's suffix, or by the beginning of its hash."""
        record = find_record(self.reports, name)
        if record is not None:
            return record
        known = "、".join(record.name for record in self.reports)
        raise IndexFault(wording.NO_SUCH_REPORT.format(report=name, known=known))

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """Every name that stands for committees, with their usual names.

        A passage may be of several (涟水县政协、灌南县政协), and one committee may go by several names in reports
        (科左后旗政协, 科尔沁左翼后旗政协): that of the last report is the usual one.
        """
        pairs = [pair for one in self.reports for pair in zip(one.committees, one.regions, strict=True)]
        usual = {region: committee for committee, region in pairs}
        known = {f"{region}政协": committee for region, committee in usual.items()}
        known |= {committee: usual[region] for committee, region in pairs}
        stored = dict.fromkeys((*known, *self.passages.committees()))
        return {name: tuple(known.get(one, one) for one in each_of(name)) for name in stored}

    @cached_property
    def stored(self) -> dict[str, tuple[str, ...]]:
        """For every name, all those that the passages of the same committees may be stored under."""
        of_usual: dict[str, list[str]] = {}
        for name, usual in self.names.items():
            for one in usual:
                of_usual.setdefault(one, []).append(name)
        return {name: tuple(other for one in usual for other in of_usual[one]) for name, usual in self.names.items()}

    def coverage(self) -> dict[str, tuple[int, ...]]:
        """Return every committee that is covered, in the order of the reports, with its years, ascending."""
        years: dict[str, set[int]] = {}
        for record in self.reports:
            for committee in (usual for name in record.committees for usual in self.names[name]):
                years.setdefault(committee, set()).update({record.year} if record.year else ())
        return {committee: tuple(sorted(found)) for committee, found in years.items()}
