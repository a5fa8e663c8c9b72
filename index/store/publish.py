"""Publishing: one generation serves at a time, and changes of it happen whole or not at all.

A new generation is written beside the one that serves, made to last, moved into place, and becomes current by one
`os.replace` of CURRENT; whoever reads the old one goes on with it.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock

from corpus.model import Document
from index.encoder import Encoder
from index.errors import Damaged, IndexFault
from index.store.build import Progress, build, check_probes, probes_of
from index.store.files import sync_path, sync_tree, writing
from index.store.generation import Generation
from index.store.generations import Generations
from index.store.layout import Layout
from index.store.preview import Preview, Standing, additions_of, preview, standing_of
from index.store.records import Addition, ReportRecord, read_records
from index.store.sources import Sources
from index.store.vector_store import VectorStore
from prompts import storage as wording


class Home:
    """The stored index below one folder; safe to use from several threads and processes."""

    def __init__(
        self, layout: Layout, encoder: Encoder, store: VectorStore, *, notify: Callable[[str], None] | None = None
    ) -> None:
        """Open a home; nothing is read yet.

        `notify` is told, in one line, when another generation than the current one serves, or a writer waits.
        """
        self.layout = layout
        self.sources = Sources(layout)
        self.encoder = encoder
        self.store = store
        self._notify = notify or (lambda _: None)
        self._generations = Generations(layout, store, self._notify)
        self._lock = Lock()
        self._open: tuple[int | None, Generation] | None = None

    def exists(self) -> bool:
        """Whether anything was ever published here."""
        return self._generations.exist()

    def current(self) -> Generation:
        """Return the generation that serves; where it is damaged, the newest sound one.

        IndexFault where there is none, none is sound, or another encoder made its vectors.
        """
        with self._lock:
            named = self._generations.current()
            if self._open is None or self._open[0] != named:
                self._open = (named, self._check_encoder(self._generations.newest_sound()))
            return self._open[1]

    def before(self) -> Generation:
        """Return the generation that `rollback` goes back to; IndexFault where none is kept."""
        number = self._generations.number()
        parent = self._generations.parent(number)
        if parent is None:
            raise IndexFault(wording.NOTHING_BEFORE.format(number=number))
        return self._generations.open(parent)

    def verify(self) -> list[str]:
        """Return one line for each thing that is damaged; see `Generations.verify`."""
        return self._generations.verify(self.sources)

    def past(self, name: str) -> ReportRecord | None:
        """Return the record that a report had last in the generations that are kept; None where none has it."""
        return self._generations.past(name)

    def preview(self, documents: Sequence[Document]) -> tuple[Preview, ...]:
        """Return what some documents would bring; see `index.store.preview.preview`."""
        return preview(documents, self.current() if self.exists() else None)

    def add(self, previews: Sequence[Preview], *, progress: Progress | None = None) -> Generation:
        """Publish a generation with what was previewed; what is known already is left out.

        IndexFault where a report that would be replaced is not the one that was previewed, or the files could not be
        written; what served before still does.
        """
        with self._writing():
            base = self._base() if self.exists() else None
            # What is known, too: this puts right a source that was damaged.
            self.sources.store([one.document for one in previews])
            fresh = []
            for one in previews:
                standing, replaced = standing_of(one.document, one.addition.record, base)
                if standing is Standing.KNOWN:
                    continue
                if replaced != one.replaces:
                    raise IndexFault(wording.CHANGED_MEANWHILE.format(report=one.document.name))
                fresh.append(one)
            if base is not None and not fresh:
                return self.current()
            drop = frozenset(one.replaces.name for one in fresh if one.replaces)
            return self._publish(base, [one.addition for one in fresh], drop, progress=progress)

    def remove(self, report: str) -> Generation:
        """Publish a generation without a report; IndexFault where none has this name, or it is the last one."""
        with self._writing():
            base = self._base()
            name = base.report(report).name
            if len(base.reports) == 1:
                raise IndexFault(wording.NOTHING_LEFT)
            return self._publish(base, [], frozenset({name}))

    def rebuild(self, *, progress: Progress | None = None) -> Generation:
        """Publish a generation made anew from the stored sources of the newest list of reports that can be read."""
        with self._writing():
            reports = self._generations.reports()
            # The name under which a report is listed is the one it keeps.
            documents = [replace(self.sources.document(one.sha256), name=one.name, file=one.file) for one in reports]
            parent = next((one.number for one in self._generations.sound()), None)
            return self._publish(None, additions_of(documents), parent=parent, progress=progress)

    def rollback(self) -> Generation:
        """Make the generation that the current one was made from current again; IndexFault where it cannot serve."""
        with self._writing():
            self._generations.point_to(self._check_encoder(self.before()).number)
            return self.current()

    def _base(self) -> Generation:
        """Return the current generation itself: to add to an older one would lose what came since."""
        try:
            return self._check_encoder(self._generations.open(self._generations.number()))
        except Damaged as error:
            raise Damaged(wording.REBUILD_FIRST.format(damage=error)) from error

    def _check_encoder(self, generation: Generation) -> Generation:
        stored, wanted = generation.manifest.encoder, self.encoder.name
        if stored != wanted:
            raise IndexFault(wording.OTHER_ENCODER.format(stored=stored, wanted=wanted))
        return generation

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the writers' lock, and remove what an interrupted writer left."""
        try:
            with writing(self.layout.lock, on_wait=lambda: self._notify(wording.WAITING)):
                for leftover in (*self.layout.unfinished(), self.layout.current.with_suffix(".new")):
                    _remove(leftover)
                yield
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise IndexFault(wording.WRITE_FAILED.format(home=self.layout.home, reason=reason)) from error

    def _publish(
        self,
        base: Generation | None,
        add: Sequence[Addition],
        drop: frozenset[str] = frozenset(),
        *,
        parent: int | None = None,
        progress: Progress | None = None,
    ) -> Generation:
        """Build a generation from a base, check it, make it last and make it current."""
        # A number that no generation ever had: whoever has one open knows it by its number.
        named = self._generations.current() if self.exists() else None
        number = max([*self.layout.numbers(), named or 0]) + 1
        encoder, store = self.encoder, self.store
        files = self.layout.building(number)
        files.folder.mkdir(parents=True)
        parent = base.number if base else parent
        try:
            build(files, number, base, add, drop, encoder=encoder, store=store, parent=parent, progress=progress)
            check_probes(Generation(self.layout, files, store), encoder, probes_of(base, add, drop))
            sync_tree(files.folder)
            files.folder.rename(self.layout.generation(number).folder)
        except BaseException:
            shutil.rmtree(files.folder, ignore_errors=True)
            with suppress(IndexFault):
                store.delete(number)
            raise
        sync_path(self.layout.generations)
        self._generations.point_to(number)
        with suppress(OSError, IndexFault):  # what cannot be removed now is removed another time
            self._tidy(number)
        return self.current()

    def _tidy(self, current: int) -> None:
        """Remove what nobody can roll back to or has open, then the sources that nothing refers to."""
        for number in self._generations.outdated(current):
            # Renamed first: a generation is there whole or not at all.
            _remove(self.layout.generation(number).folder.rename(self.layout.removing(number)))
            self.store.delete(number)
        left = [self.layout.generation(number).reports for number in self.layout.numbers()]
        self.sources.keep_only({record.sha256 for path in left for record in read_records(path)})


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
