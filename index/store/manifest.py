"""The manifest of a generation: what it was made with, what it holds, and a checksum for every file."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.errors import Damaged, damage
from index.store.layout import GenerationLayout
from prompts import storage as wording

FORM = 2


@dataclass(frozen=True, slots=True)
class FileSum:
    """The size of a file in bytes and its SHA-256."""

    size: int
    sha256: str


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
    layout.manifest.write_text(
        json.dumps({**fields, "sha256": _own_sum(fields)}, ensure_ascii=False, indent=1), encoding="utf-8"
    )


def read_manifest(layout: GenerationLayout) -> Manifest:
    """Read a manifest.

    Raises:
        Damaged: it is missing, not what was written, or of another version.
    """
    try:
        fields: dict[str, Any] = json.loads(layout.manifest.read_bytes())
        stated = fields.pop("sha256")
        files = {name: FileSum(**entry) for name, entry in fields["files"].items()}
        if fields.get("form") != FORM:
            raise Damaged(wording.OTHER_FORM.format(path=layout.manifest))
        manifest = Manifest(**{**fields, "files": files})
    except FileNotFoundError as error:
        raise damage(layout.manifest, wording.MISSING) from error
    except OSError as error:
        raise damage(layout.manifest, wording.UNREADABLE_FILE.format(reason=error.strerror)) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise damage(layout.manifest, wording.WRONG_HASH) from error
    if stated != _own_sum(fields):
        raise damage(layout.manifest, wording.WRONG_HASH)
    return manifest


def sum_files(layout: GenerationLayout) -> dict[str, FileSum]:
    """Return the checksums of the files of a generation that has no manifest yet."""
    return {path.relative_to(layout.folder).as_posix(): sum_of(path) for path in _files(layout.folder)}


def check_files(layout: GenerationLayout, manifest: Manifest, *, sum_up_to: int | None = None) -> Iterator[str]:
    """Yield one line for each file that is not as the manifest says.

    Checksums run at about 1 GB a second, so that a generation of some 100 MB is checked in full whenever it is opened.

    Args:
        layout: the generation's files.
        manifest: its manifest.
        sum_up_to: compare the size alone of files that have more bytes than this; None to compare every checksum.
    """
    for name, stated in manifest.files.items():
        path = layout.folder / name
        reason = _difference(path, stated, summed=sum_up_to is None or stated.size <= sum_up_to)
        if reason is not None:
            yield wording.DAMAGED_FILE.format(path=path, reason=reason)


def sum_of(path: Path) -> FileSum:
    """Return the size and SHA-256 of a file."""
    with path.open("rb") as file:
        return FileSum(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _difference(path: Path, stated: FileSum, *, summed: bool) -> str | None:
    try:
        size = path.stat().st_size
        if size != stated.size:
            return wording.WRONG_SIZE.format(expected=stated.size, actual=size)
        return wording.WRONG_HASH if summed and sum_of(path) != stated else None
    except FileNotFoundError:
        return wording.MISSING
    except OSError as error:
        return wording.UNREADABLE_FILE.format(reason=error.strerror)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder; tantivy's lock files (.tantivy-writer.lock) hold nothing."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".lock":
            yield path


def _own_sum(fields: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode("utf-8")).hexdigest()
