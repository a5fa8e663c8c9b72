"""The manifest of a generation: what it was made with, what it holds, and a checksum for every file."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec

from index.errors import Damaged, damage, naming_damage
from index.store.layout import GenerationLayout
from prompts import storage as wording

FORM = 3


@dataclass(frozen=True, slots=True)
class FileSum:
    """The size of a file in bytes and its SHA-256."""

    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> "FileSum":
        """Return the sum of a file."""
        with path.open("rb") as file:
            return cls(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is.

    `parent` is the number of the generation it was made from; `store` is what has its vectors and terms; `encoder`,
    `dimension` and `instruction` say how its vectors were made; `figures` is the version of the grammar that found its
    figures; `files` names every other file by its path within the folder; `form` is the version of all these files.
    """

    number: int
    parent: int | None
    encoder: str
    dimension: int
    instruction: str
    passages: int
    reports: int
    figures: int
    files: Mapping[str, FileSum]
    store: str = "files"
    form: int = FORM


def write_manifest(layout: GenerationLayout, manifest: Manifest) -> None:
    """Write a manifest, with a checksum of itself."""
    fields = asdict(manifest)
    content = json.dumps({**fields, "sha256": _sum_of_fields(fields)}, ensure_ascii=False, indent=1)
    layout.manifest.write_text(content, encoding="utf-8")


def read_manifest(layout: GenerationLayout) -> Manifest:
    """Read a manifest; Damaged where it is missing, not what was written, or of another version."""
    with naming_damage(layout.manifest):
        fields: dict[str, Any] = json.loads(layout.manifest.read_bytes())
        if fields.pop("sha256") != _sum_of_fields(fields):
            raise damage(layout.manifest, wording.WRONG_HASH)
        if fields["form"] != FORM:
            raise Damaged(wording.OTHER_FORM.format(path=layout.manifest))
        return msgspec.convert(fields, Manifest)


def sum_files(layout: GenerationLayout) -> dict[str, FileSum]:
    """Return the checksums of the files of a generation that has no manifest yet."""
    # The lock files of tantivy (.tantivy-writer.lock) hold nothing.
    files = sorted(path for path in layout.folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {path.relative_to(layout.folder).as_posix(): FileSum.of(path) for path in files}


def check_files(layout: GenerationLayout, manifest: Manifest, *, sum_up_to: float = float("inf")) -> Iterator[str]:
    """Yield one line for each file that is not as the manifest says; of more than `sum_up_to` bytes, by size alone."""
    for name, stated in manifest.files.items():
        path = layout.folder / name
        try:
            with naming_damage(path):
                size = path.stat().st_size
                if size != stated.size:
                    raise damage(path, wording.WRONG_SIZE.format(expected=stated.size, actual=size))
                if size <= sum_up_to and FileSum.of(path) != stated:
                    raise damage(path, wording.WRONG_HASH)
        except Damaged as error:
            yield str(error)


def _sum_of_fields(fields: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode("utf-8")).hexdigest()
