"""The stored index below one folder: one generation serves at a time, and changes happen whole or not at all.

A new generation is written beside the one that serves, made to last, moved into place, and becomes current by one
`os.replace` of CURRENT; whoever reads the old one goes on with it. An engine that several homes share names itself
which one serves.
"""

import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from threading import Lock

from corpus.model import Document
from index.encoder import Encoder
from index.errors import Damaged, IndexFault, damage
from index.store.build import Progress, build, check_probes, probes_of
from index.store.files import is_held, replace_file, sync_path, sync_tree, writing
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.manifest import check_files, read_manifest
from index.store.preview import Preview, Standing, additions_of, preview, standing_of
from index.store.records import Addition, ReportRecord, find_record, read_records
from index.store.sources import Sources
from index.store.vector_store import VectorStore
from prompts import storage as wording

# Generations that stay on disk: the one that serves, and those to roll back to.
KEPT = 5


class Home:
    """The stored index; safe to use from several threads and processes.

    `notify` is told, in one line, when another generation than the current one serves, or a writer waits.
    """

    def __init__(
        self, layout: Layout, encoder: Encoder, store: VectorStore, *, notify: Callable[[str], None] | None = None
    ) -> None:
        self.layout = layout
        self.sources = Sources(layout)
        self.encoder = encoder
        self.store = store
        self._notify = notify or (lambda _: None)
        self._lock = Lock()
        self._open: tuple[int | None, Generation] | None = None

    def exists(self) -> bool:
        """Whether anything was ever published here.

        An empty home beside an engine that serves is a wrong XUNLI_HOME: nobody shall start from nothing there.
        """
        with self._reading():
            published = self.layout.current.exists() or bool(self.layout.numbers())
        return published or self.store.serving() is not None

    def current(self) -> Generation:
        """Return the generation that serves; where it is damaged, the newest sound one.

        IndexFault where there is none, none is sound, or another encoder made its vectors.
        """
        with self._lock:
            named = self._named()
            if self._open is None or self._open[0] != named:
                self._open = (named, self._check_encoder(self._newest_sound()))
            return self._open[1]

    def before(self) -> Generation:
        """Return the generation that `rollback` goes back to; IndexFault where none is kept."""
        try:
            number, *before = islice(self._lineage(self._number()), 2)
            if not before:
                raise IndexFault(wording.NOTHING_BEFORE.format(number=number))
            return self._generation(before[0])
        except Damaged as error:
            raise Damaged(wording.TO_REBUILD.format(damage=error)) from error

    def past(self, name: str) -> ReportRecord | None:
        """Return the record that a report had last in the generations that are kept; None where none has it."""
        found = (find_record(records, name) for _, records in self._records())
        return next(filter(None, found), None)

    def verify(self) -> list[str]:
        """Return one line for each thing that is damaged, with its remedy: files, counts, sources with their originals.

        Looked at are the current generation and those to roll back to; all there are where the current one is unknown.
        """
        found: list[str] = []
        try:
            numbers = list(self._lineage(self._number()))
        except Damaged as error:
            numbers, found = self.layout.numbers(), [str(error)]
        _, records = next(self._records(), (0, ()))
        for number in numbers:
            wrong = self._damage_of(number, records)
            if self.layout.generation(number).folder.exists():  # a writer may have removed it meanwhile
                found += wrong
        sources = [(wrong, record.file) for record in records for wrong in self.sources.check(record.sha256)]
        told = [wording.TO_REBUILD.format(damage=wrong) for wrong in dict.fromkeys(found)]
        return told + [wording.OF_FILE.format(damage=wrong, file=file) for wrong, file in sources]

    def preview(self, documents: Sequence[Document]) -> tuple[Preview, ...]:
        """Return what some documents would bring; see `index.store.preview.preview`.

        Where no generation is sound, they are compared with nothing.
        """
        base = None
        with suppress(Damaged):
            base = self.current() if self.exists() else None
        return preview(documents, base)

    def add(self, previews: Sequence[Preview], *, progress: Progress | None = None) -> Generation:
        """Publish a generation with what was previewed; what is known already is left out.

        IndexFault where a report that would be replaced is not the one that was previewed, or the files could not be
        written; what served before still does. A damaged generation is made anew where what is added puts right a
        source, without which it could not be; else it is to be rebuilt first.
        """
        with self._writing():
            documents = [one.document for one in previews]
            used = {record.sha256 for _, records in islice(self._records(), 1) for record in records}
            mended = any(one.sha256 in used and any(self.sources.check(one.sha256)) for one in documents)
            # What is known, too: this puts right a source that was damaged.
            self.sources.store(documents)
            try:
                base = self._base() if self.exists() else None
            except Damaged:
                if not mended:
                    raise
                base = self._rebuild(progress)
                self.sources.store(documents)  # those of no generation are gone
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
        """Publish a generation made anew from the stored sources of the newest list of reports that can be read.

        Damaged ones, to which nobody can go back, are removed.
        """
        with self._writing():
            return self._rebuild(progress)

    def _rebuild(self, progress: Progress | None) -> Generation:
        number, records = next(self._records(), (0, ()))
        if not number:
            wrong = damage(self.layout.generations, wording.WRONG_HASH)
            raise Damaged(wording.NO_SOUND_GENERATION.format(home=self.layout.home, damage=wrong))
        documents = list(map(self._document, records))
        if number != (self._named() or self.layout.numbers()[0]):
            self._notify(wording.OLDER_LIST.format(used=number))
        damaged = set()
        for one in self.layout.numbers():
            with suppress(IndexFault):  # of another store
                if self._damage_of(one, records):
                    damaged.add(one)
        if before := "、".join(map(str, sorted(damaged - {number}))):
            self._notify(wording.REMOVED_DAMAGED.format(numbers=before))
        parent = next((one.number for one in self._sound() if one.number not in damaged), None)
        return self._publish(None, additions_of(documents), parent=parent, damaged=damaged, progress=progress)

    def _document(self, record: ReportRecord) -> Document:
        """Return the stored document of a report, under the name that it is listed by."""
        try:
            return replace(self.sources.document(record.sha256), name=record.name, file=record.file)
        except Damaged as error:
            raise Damaged(wording.OF_FILE.format(damage=error, file=record.file)) from error

    def rollback(self) -> Generation:
        """Make the generation that the current one was made from current again; IndexFault where it cannot serve."""
        with self._writing():
            self._point_to(self._check_encoder(self.before()).number)
            return self.current()

    def _named(self) -> int | None:
        """Return the number of the one that serves; None where nothing names it."""
        serving = self.store.serving()
        with self._reading():
            if serving is not None or not self.layout.current.exists():
                return serving
            named = self.layout.current.read_text(encoding="ascii", errors="replace").strip()
        return int(named) if named.isdecimal() else None

    def _number(self) -> int:
        """Return the number of the one that serves; Damaged where it cannot be read, IndexFault where there is none."""
        if (number := self._named()) is not None:
            return number
        if not self.exists():
            raise IndexFault(wording.NO_INDEX.format(home=self.layout.home))
        raise Damaged(wording.DAMAGED_CURRENT.format(path=self.layout.current))

    def _point_to(self, number: int) -> None:
        """Make a generation current, at one stroke."""
        self.store.serve(number)
        replace_file(self.layout.current, f"{number}\n".encode())

    def _generation(self, number: int) -> Generation:
        return Generation(self.layout, self.layout.generation(number), self.store)

    def _newest_sound(self) -> Generation:
        """Open the current generation, or the newest one that is sound; Damaged where none is."""
        named = self._named()
        try:
            return self._generation(self._number())
        except Damaged as error:
            wrong = error
        if self._named() != named:  # removed after a later one was published
            return self._newest_sound()
        for generation in self._sound():
            self._notify(wording.FALLEN_BACK.format(damage=wrong, used=generation.number))
            return generation
        raise Damaged(wording.NO_SOUND_GENERATION.format(home=self.layout.home, damage=wrong))

    def _newest_first(self) -> list[int]:
        """Return every generation, the newest first; those newer than the current one, left by a rollback, last."""
        current = self._named()
        with self._reading():
            numbers = self.layout.numbers()
        return sorted(numbers, key=lambda number: (current is not None and number > current, -number))

    def _sound(self) -> Iterator[Generation]:
        """Yield the generations that can be opened, the newest first."""
        for number in self._newest_first():
            with suppress(IndexFault):
                yield self._generation(number)

    def _records(self) -> Iterator[tuple[int, Sequence[ReportRecord]]]:
        """Yield the number and the reports of each generation whose list can be read, the newest first."""
        for number in self._newest_first():
            with suppress(Damaged):  # or removed meanwhile
                yield number, read_records(self.layout.generation(number).reports)

    def _lineage(self, number: int, damaged: Collection[int] = ()) -> Iterator[int]:
        """Yield the generation and those that it was made from one after another, as many as are kept."""
        yield number
        for _ in range(KEPT - 1):
            parent = read_manifest(self.layout.generation(number)).parent
            if parent is None or parent not in self.layout.numbers() or parent in damaged:
                return
            yield (number := parent)

    def _damage_of(self, number: int, records: Sequence[ReportRecord]) -> list[str]:
        """Return one line for each thing that is damaged in a generation, sources too that are not of `records`."""
        files = self.layout.generation(number)
        try:
            wrong = list(check_files(files, read_manifest(files)))
            if wrong:
                return wrong
            generation = self._generation(number)
            passages, vectors, terms = len(generation.passages), len(generation.vectors), len(generation.lexical)
        except Damaged as error:
            return [str(error)]
        if generation.manifest.passages == passages == vectors == terms:
            past = {one.sha256 for one in generation.reports}.difference(one.sha256 for one in records)
            gone = [one for one in sorted(past) if any(self.sources.check(one))]
            return [str(damage(self.layout.source(one), wording.OF_PAST)) for one in gone]
        reason = wording.COUNTS_DIFFER.format(passages=passages, vectors=vectors, terms=terms)
        return [str(damage(files.folder, reason))]

    def _base(self) -> Generation:
        """Return the current generation itself: to add to an older one would lose what came since."""
        try:
            return self._check_encoder(self._generation(self._number()))
        except Damaged as error:
            raise Damaged(wording.REBUILD_FIRST.format(damage=error)) from error

    def _check_encoder(self, generation: Generation) -> Generation:
        stored, wanted = generation.manifest.encoder, self.encoder.name
        if stored != wanted:
            raise IndexFault(wording.OTHER_ENCODER.format(stored=stored, wanted=wanted))
        return generation

    def _publish(
        self,
        base: Generation | None,
        add: Sequence[Addition],
        drop: frozenset[str] = frozenset(),
        *,
        parent: int | None = None,
        damaged: Collection[int] = (),
        progress: Progress | None = None,
    ) -> Generation:
        """Build a generation from a base, check it, make it last and make it current."""
        # A number that no generation ever had: whoever has one open knows it by its number.
        number = max([*self.layout.numbers(), self._named() or 0]) + 1
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
        self._point_to(number)
        with suppress(OSError, IndexFault):  # what cannot be removed now is removed another time
            self._tidy(number, damaged)
        return self.current()

    def _tidy(self, current: int, damaged: Collection[int]) -> None:
        """Remove what nobody can roll back to or has open, then the sources that nothing refers to."""
        kept = set(self._lineage(current, damaged))
        for number in self.layout.numbers():
            files = self.layout.generation(number)
            if number not in kept and not is_held(files.manifest):
                # Renamed first: a generation is there whole or not at all.
                shutil.rmtree(files.folder.rename(self.layout.building(number).folder), ignore_errors=True)
                self.store.delete(number)
        left = [self.layout.generation(number).reports for number in self.layout.numbers()]
        self.sources.keep_only({record.sha256 for path in left for record in read_records(path)})

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Turn what goes wrong with the folder into one line that names it."""
        try:
            yield
        except OSError as error:
            raise IndexFault(wording.UNREADABLE_HOME.format(home=self.layout.home, reason=error.strerror)) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the writers' lock, and remove what an interrupted writer left."""
        try:
            with writing(self.layout.lock, on_wait=lambda: self._notify(wording.WAITING)):
                for leftover in self.layout.unfinished():
                    shutil.rmtree(leftover, ignore_errors=True)
                self.layout.current.with_suffix(".new").unlink(missing_ok=True)
                yield
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise IndexFault(wording.WRITE_FAILED.format(home=self.layout.home, reason=reason)) from error
