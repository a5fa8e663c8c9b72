"""Generations: which of those on disk serves, what it can be rolled back to, and whether they are sound.

CURRENT, or the engine that several homes share, names the number of the one that serves.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from index.errors import Damaged, IndexFault
from index.store.files import is_held, replace_file
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.manifest import check_files, read_manifest
from index.store.records import ReportRecord, find_record, read_records
from index.store.sources import Sources
from index.store.vector_store import VectorStore
from prompts import storage as wording

# Generations that stay on disk: the one that serves, and those to roll back to.
KEPT = 5


class Generations:
    """The generations below one folder; `notify` is told, in one line, when another than the current one is used."""

    def __init__(self, layout: Layout, store: VectorStore, notify: Callable[[str], None]) -> None:
        self._layout = layout
        self._store = store
        self._notify = notify

    def exist(self) -> bool:
        """Whether anything was ever published here.

        An empty home beside an engine that serves is a wrong XUNLI_HOME: nobody shall start from nothing there.
        """
        with self._reading():
            published = self._layout.current.exists() or bool(self._layout.numbers())
        return published or self._store.serving() is not None

    def current(self) -> int | None:
        """Return the number that is named; None where it cannot be read, IndexFault where nothing was published."""
        serving = self._store.serving()
        if serving is not None:
            return serving
        with self._reading():
            try:
                named = self._layout.current.read_text(encoding="ascii").strip()
            except UnicodeDecodeError:
                return None
            except FileNotFoundError as error:
                if self._layout.numbers():
                    return None
                raise IndexFault(wording.NO_INDEX.format(home=self._layout.home)) from error
        return int(named) if named.isdecimal() else None

    def number(self) -> int:
        """Return the number that is named; Damaged where it cannot be read."""
        if (number := self.current()) is None:
            raise Damaged(wording.DAMAGED_CURRENT.format(path=self._layout.current))
        return number

    def point_to(self, number: int) -> None:
        """Make a generation current, at one stroke."""
        self._store.serve(number)
        replace_file(self._layout.current, f"{number}\n".encode())

    def open(self, number: int) -> Generation:
        """Open a generation; see `Generation`."""
        return Generation(self._layout, self._layout.generation(number), self._store)

    def newest_sound(self) -> Generation:
        """Open the current generation, or the newest one that is sound; Damaged where none is."""
        with self._reading():
            named = self.current()
            try:
                return self.open(self.number())
            except Damaged as error:
                damage = error
            if self.current() != named:  # removed after a later one was published
                return self.newest_sound()
            for generation in self.sound():
                self._notify(wording.FALLEN_BACK.format(damage=damage, used=generation.number))
                return generation
        raise Damaged(wording.NO_SOUND_GENERATION.format(home=self._layout.home, damage=damage))

    def sound(self) -> Iterator[Generation]:
        """Yield the generations that can be opened, the newest first."""
        for number in self._newest_first():
            with suppress(IndexFault):
                yield self.open(number)

    def reports(self) -> Sequence[ReportRecord]:
        """Return the reports of the current generation, or of the newest whose list can be read."""
        named, damage = self.current(), Damaged(wording.DAMAGED_CURRENT.format(path=self._layout.current))
        for number in self._newest_first():
            try:
                reports = read_records(self._layout.generation(number).reports)
            except Damaged as error:
                damage = error
                continue
            if number != named:
                self._notify(wording.OLDER_LIST.format(used=number))
            return reports
        raise Damaged(wording.NO_SOUND_GENERATION.format(home=self._layout.home, damage=damage))

    def past(self, name: str) -> ReportRecord | None:
        """Return the record that a report had last in the generations that are kept; None where none has it."""
        for number in self._newest_first():
            with suppress(Damaged):  # or removed meanwhile
                record = find_record(read_records(self._layout.generation(number).reports), name)
                if record is not None:
                    return record
        return None

    def parent(self, number: int) -> int | None:
        """Return the generation that one was made from; None where it is not kept any more, or there never was one."""
        parent = read_manifest(self._layout.generation(number)).parent
        return parent if parent in self._layout.numbers() else None

    def lineage(self, number: int) -> list[int]:
        """Return the generation and those that it was made from one after another, as many as are kept."""
        found = [number]
        while len(found) < KEPT and (parent := self.parent(found[-1])) is not None:
            found.append(parent)
        return found

    def outdated(self, current: int) -> Iterator[int]:
        """Yield those that nobody can roll back to or has open."""
        kept = self.lineage(current)
        for number in self._layout.numbers():
            if number not in kept and not is_held(self._layout.generation(number).manifest):
                yield number

    def verify(self, sources: Sources) -> list[str]:
        """Return one line for each thing that is damaged: files, counts, and sources in use with their originals.

        Looked at are the current generation and those to roll back to; all there are where the current one is unknown.
        """
        found: list[str] = []
        used: set[str] = set()
        try:
            numbers = self.lineage(self.number())
        except Damaged as error:
            numbers, found = self._layout.numbers(), [str(error)]
        for number in numbers:
            damage, reports = self._damage_of(number)
            if self._layout.generation(number).folder.exists():  # a writer may have removed it meanwhile
                found += damage
                used |= {record.sha256 for record in reports}
        found += [wrong for sha256 in sorted(used) for wrong in sources.check(sha256)]
        return list(dict.fromkeys(found))

    def _damage_of(self, number: int) -> tuple[list[str], Sequence[ReportRecord]]:
        """Return one line for each thing that is damaged in a generation, and its reports if its files are sound."""
        files = self._layout.generation(number)
        try:
            damage = list(check_files(files, read_manifest(files)))
            if damage:
                return damage, ()
            generation = self.open(number)
            passages, vectors, terms = len(generation.passages), len(generation.vectors), len(generation.lexical)
        except Damaged as error:
            return [str(error)], ()
        if not generation.manifest.passages == passages == vectors == terms:
            reason = wording.COUNTS_DIFFER.format(passages=passages, vectors=vectors, terms=terms)
            damage = [wording.DAMAGED_FILE.format(path=files.folder, reason=reason)]
        return damage, generation.reports

    def _newest_first(self) -> list[int]:
        """Return every generation, the newest first; those newer than the current one, left by a rollback, last."""
        current = self.current()
        return sorted(self._layout.numbers(), key=lambda number: (current is not None and number > current, -number))

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Turn what goes wrong with the folder into one line that names it."""
        try:
            yield
        except OSError as error:
            raise IndexFault(wording.UNREADABLE_HOME.format(home=self._layout.home, reason=error.strerror)) from error
