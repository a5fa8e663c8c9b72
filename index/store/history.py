"""History: which generation serves, which it was made from, and which number comes next."""

from index.errors import Damaged, IndexFault
from index.store.layout import Layout
from index.store.manifest import read_manifest
from index.store.sources import replace_file
from index.store.vectors import VectorStore
from prompts import storage as wording

# Generations that stay on disk: the one that serves, and those to roll back to.
KEPT = 5


class History:
    """The numbers of a home's generations."""

    def __init__(self, layout: Layout, store: VectorStore) -> None:
        self._layout = layout
        self._keeper = store

    def exists(self) -> bool:
        """Whether anything was ever published.

        Raises:
            IndexFault: the folder cannot be read.
        """
        try:
            if self._layout.current.exists() or self._layout.numbers():
                return True
        except OSError as error:
            raise unreadable(self._layout, error) from error
        # An empty home beside an engine that serves is a wrong XUNLI_HOME: nobody shall start from nothing there.
        return self._keeper.serving() is not None

    def named(self) -> str:
        """Return what CURRENT says; "" where it says nothing. Where an engine is shared, it is asked instead.

        Raises:
            IndexFault: nothing was ever published here, or the folder cannot be read.
        """
        serving = self._keeper.serving()
        if serving is not None:
            return str(serving)
        try:
            return self._layout.current.read_text(encoding="ascii").strip()
        except UnicodeDecodeError:
            return ""
        except FileNotFoundError as error:
            if self._layout.numbers():
                return ""
            raise IndexFault(wording.NO_INDEX.format(home=self._layout.home)) from error
        except OSError as error:
            raise unreadable(self._layout, error) from error

    def number_of(self, named: str) -> int:
        """Return the number that CURRENT says.

        Raises:
            Damaged: it says none.
        """
        if not named.isdecimal():
            raise Damaged(wording.DAMAGED_CURRENT.format(path=self._layout.current))
        return int(named)

    def point_to(self, number: int) -> None:
        """Make a generation current, at one stroke."""
        self._keeper.serve(number)
        replace_file(self._layout.current, f"{number}\n".encode())

    def next_number(self) -> int:
        """Return a number that no generation ever had: whoever has one open knows it by its number."""
        named = self.named() if self.exists() else ""
        return max([*self._layout.numbers(), int(named) if named.isdecimal() else 0]) + 1

    def lineage(self, number: int) -> list[int]:
        """Return the generation and those that it was made from one after another, as many as are kept.

        Raises:
            Damaged: the manifest of one cannot be read.
        """
        found = [number]
        while len(found) < KEPT:
            parent = read_manifest(self._layout.generation(found[-1])).parent
            if parent is None or parent not in self._layout.numbers():
                break
            found.append(parent)
        return found

    def numbers_from(self, named: str) -> list[int]:
        """Return every generation, the newest first; those newer than the current one, left by a rollback, last."""
        current = int(named) if named.isdecimal() else None
        return sorted(self._layout.numbers(), key=lambda number: (current is not None and number > current, -number))


def unreadable(layout: Layout, error: OSError) -> IndexFault:
    """Return the error that says that a home cannot be read."""
    return IndexFault(wording.UNREADABLE_HOME.format(home=layout.home, reason=error.strerror))
