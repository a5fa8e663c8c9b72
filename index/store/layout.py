"""Layout: every name on disk below the user's data folder."""

from pathlib import Path


class GenerationLayout:
    """The files of one generation; the manifest has the checksums of all others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = folder / "manifest.json"
        self.reports = folder / "reports.json"
        self.passages = folder / "passages.sqlite3"
        self.vectors = folder / "vectors.faiss"
        self.lexical = folder / "lexical"  # tantivy's folder


class Layout:
    """The user's data folder.

    `current` holds the number of the generation that serves; `lock` is held by whoever writes; `sources` has the
    stored texts and `originals` the files they were read from, both named by the SHA-256 of the text.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.current = home / "CURRENT"
        self.lock = home / "writer.lock"
        self.sources = home / "sources"
        self.originals = home / "originals"
        self.generations = home / "generations"

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
        """Return the layout of a generation whose files are written or removed one by one; nobody reads it."""
        return GenerationLayout(self.generations / f"building-{number}")

    def numbers(self) -> list[int]:
        """Return the numbers of the finished generations, the newest first."""
        return sorted((int(path.name) for path in self._folders() if path.name.isdecimal()), reverse=True)

    def unfinished(self) -> list[Path]:
        """Return the folders that interrupted writers left."""
        return sorted(path for path in self._folders() if path.name.startswith(("building-", "removing-")))

    def _folders(self) -> list[Path]:
        return list(self.generations.iterdir()) if self.generations.is_dir() else []
