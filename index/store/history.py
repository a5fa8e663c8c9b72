"""History: which generation serves, which it was made from, and which number comes next."""

from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import Damaged, IndexFault
from index.store.files import replace_file
from index.store.layout import Layout
from index.store.manifest import read_manifest
from index.store.vector_store import VectorStore
from prompts import storage as wording

# Generations that stay on disk: the one that serves, and those to roll back to.
KEPT = 5


class History:
    """The numbers of a home's generations."""

    def __init__(self, layout: Layout, store: VectorStore) -> None:
        self._layout = layout
        self._store = store

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Turn what goes wrong with the folder into one line that names it."""
        try:
            yield
        except OSError as error:
            message = wording.UNREADABLE_HOME.format(home=self._layout.home, reason=error.strerror)
            raise IndexFault(message) from error

    def exists(self) -> bool:
        """Whether anything was ever published.

        An empty home beside an engine that serves is a wrong XUNLI_HOME: nobody shall start from nothing there.
        """
        with self.reading():
            published = self._layout.current.exists() or bool(self._layout.numbers())
        return published or self._store.serving() is not None

    def named(self) -> str:
        """Return what CURRENT or a shared engine says; "" where it says nothing, IndexFault before the first."""
        serving = self._store.serving()
        if serving is not None:
            return str(serving)
        with self.reading():
            try:
                return self._layout.current.read_text(encoding="ascii").strip()
            except UnicodeDecodeError:
                return ""
            except FileNotFoundError as error:
                if self._layout.numbers():
                    return ""
                raise IndexFault(wording.NO_INDEX.format(home=self._layout.home)) from error

    def number(self, named: str | None = None) -> int:
        """Return the number that CURRENT says, or said; Damaged where it says none."""
        named = self.named() if named is None else named
        if not named.isdecimal():
            raise Damaged(wording.DAMAGED_CURRENT.format(path=self._layout.current))
        return int(named)

    def point_to(self, number: int) -> None:
        """Make a generation current, at one stroke."""
        self._store.serve(number)
        replace_file(self._layout.current, f"{number}\n".encode())

    def next_number(self) -> int:
        """Return a number that no generation ever had: whoever has one open knows it by its number."""
        named = self.named() if self.exists() else ""
        return max([*self._layout.numbers(), int(named) if named.isdecimal() else 0]) + 1

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

    def newest_first(self, named: str) -> list[int]:
        """Return every generation, the newest first; those newer than the current one, left by a rollback, last."""
        current = int(named) if named.isdecimal() else None
        return sorted(self._layout.numbers(), key=lambda number: (current is not None and number > current, -number))
