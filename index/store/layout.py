"""Layout: every name on disk below the user's data folder."""

from dataclasses import dataclass
from pathlib import Path

# Folders that a writer has not finished making or removing; nobody reads them.
_BUILDING, _REMOVING = "building-", "removing-"


@dataclass(frozen=True, slots=True)
class GenerationLayout:
    """The files of one generation; all but the manifest are listed in the manifest."""

    folder: Path

    @property
    def manifest(self) -> Path:
        """Counts, encoder, and the checksum of every other file."""
        return self.folder / "manifest.json"

    @property
    def reports(self) -> Path:
        """The report records."""
        return self.folder / "reports.json"

    @property
    def passages(self) -> Path:
        """The passages, with what was found in them, in SQLite."""
        return self.folder / "passages.sqlite3"

    @property
    def vectors(self) -> Path:
        """The FAISS index."""
        return self.folder / "vectors.faiss"

    @property
    def lexical(self) -> Path:
        """The folder of the tantivy index."""
        return self.folder / "lexical"


@dataclass(frozen=True, slots=True)
class Layout:
    """The user's data folder."""

    home: Path

    @property
    def current(self) -> Path:
        """The number of the generation that serves."""
        return self.home / "CURRENT"

    @property
    def lock(self) -> Path:
        """Held by whoever writes."""
        return self.home / "writer.lock"

    @property
    def sources(self) -> Path:
        """The stored texts, named by their SHA-256."""
        return self.home / "sources"

    @property
    def generations(self) -> Path:
        """One folder for each generation."""
        return self.home / "generations"

    def source(self, sha256: str) -> Path:
        """Return the path of a stored text."""
        return self.sources / f"{sha256}.txt"

    def origin(self, sha256: str) -> Path:
        """Return the path of what is known of a stored text: its file, pages and paragraphs."""
        return self.sources / f"{sha256}.json"

    def generation(self, number: int) -> GenerationLayout:
        """Return the layout of a published generation."""
        return GenerationLayout(self.generations / str(number))

    def building(self, number: int) -> GenerationLayout:
        """Return the layout of a generation that is not finished."""
        return GenerationLayout(self.generations / f"{_BUILDING}{number}")

    def removing(self, number: int) -> Path:
        """Return where a generation goes before its files are removed one by one."""
        return self.generations / f"{_REMOVING}{number}"

    def numbers(self) -> list[int]:
        """Return the numbers of the finished generations, the newest first."""
        if not self.generations.is_dir():
            return []
        return sorted((int(path.name) for path in self.generations.iterdir() if path.name.isdecimal()), reverse=True)

    def unfinished(self) -> list[Path]:
        """Return the folders that interrupted writers left."""
        if not self.generations.is_dir():
            return []
        return sorted(path for path in self.generations.iterdir() if path.name.startswith((_BUILDING, _REMOVING)))
