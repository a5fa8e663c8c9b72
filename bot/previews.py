"""Previews: files that people send or name, and what they would bring to the index, as fields and as text."""

import re
import unicodedata
from dataclasses import asdict
from typing import Any

from corpus.errors import CorpusError
from corpus.formats.reading import ACCEPTED, MOST_BYTES, read_archive, read_bytes
from corpus.model import Document
from corpus.regions import full_name, is_generic
from corpus.simplified import simplified
from index.figures.conflicts import changed_figures
from index.store.generation import Generation
from index.store.preview import Preview
from index.store.publish import Home
from prompts import index as wording
from prompts import uploads as uploads_wording
from prompts.left_out import KINDS
from prompts.sources import series_line
from prompts.storage import UNKNOWN_SUFFIX
from prompts.templates import filled

# What some file system refuses in a name.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_LONGEST_STEM, _LONGEST_SUFFIX = 80, 16


def name_of(file_name: str | None) -> tuple[str, str]:
    """Return the stem and the suffix of a name as its sender gave it, which may be anything: for people, no path."""
    given = unicodedata.normalize("NFC", file_name or "")
    seen = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in given)
    last = re.split(r"[\\/]", seen)[-1].strip()
    stem, dot, suffix = last.rpartition(".")
    clean = _FORBIDDEN.sub("_", " ".join((stem if dot else last).split())).strip(". ")[:_LONGEST_STEM].rstrip(". ")
    return clean or uploads_wording.NO_NAME, f".{suffix.lower()[:_LONGEST_SUFFIX]}" if dot else ""


def read_uploads(file_name: str | None, content: bytes) -> list[Document]:
    """Read a file that was sent, or every report of a zip file; raises CorpusError, in one line, where that fails."""
    stem, suffix = checked_name(file_name, len(content))
    file = f"{stem}{suffix}"
    if suffix == ".zip":
        return read_archive(content, file=file)
    return [read_bytes(content, name=stem, file=file, suffix=suffix)]


def checked_name(file_name: str | None, size: int) -> tuple[str, str]:
    """Return the stem and the suffix of a file that was sent; raises CorpusError for one too large or not accepted."""
    stem, suffix = name_of(file_name)
    if suffix not in ACCEPTED:
        raise CorpusError(UNKNOWN_SUFFIX.format(file=f"{stem}{suffix}", suffix=suffix, known=" ".join(ACCEPTED)))
    if size > MOST_BYTES and suffix != ".zip":  # each file in it is looked at
        sizes = {"size": size / 1024**2, "limit": MOST_BYTES / 1024**2}
        raise CorpusError(uploads_wording.TOO_LARGE.format(file=f"{stem}{suffix}", **sizes))
    return stem, suffix


def committee_of(said: str, text: str = "") -> str:
    """Return the committee that somebody names: 涟水, 涟水县 or 涟水县政协; of several, 涟水县政协、灌南县政协.

    A region that is not listed, such as a new district, is accepted where `text`, the file's, names its committee.
    Raises ValueError where it is of no region, or of several.
    """
    if "、" in said:
        return "、".join(committee_of(one, text) for one in said.split("、"))
    region = simplified(said.strip(), share=0).removesuffix("政协")
    is_told = f"{region}政协" in simplified(text)
    names = full_name(region) or ([region] if region and is_told and not is_generic(region) else [])
    if len(names) > 1:
        raise ValueError(wording.SEVERAL_REGIONS.format(value=said, names="、".join(names)))
    if not names:
        raise ValueError(wording.UNKNOWN_VALUE["committee"].format(value=said))
    return f"{names[0]}政协"


def fields_of(preview: Preview) -> dict[str, Any]:
    """Return a preview as plain values, ready for JSON."""
    return {
        **asdict(preview.addition.record),
        "standing": str(preview.standing),
        "replaces": preview.replaces.name if preview.replaces else None,
        "figures": preview.figures,
        "unplaced": list(preview.addition.unplaced),
        "repeats": [asdict(repeat) for repeat in preview.repeats],
        "changes": [
            {
                **asdict(change),
                # The numbers that a paragraph had and has, with what they count.
                "figures": [
                    {
                        "before": before and before.text,
                        "after": after and after.text,
                        "indicator": next((one.indicator for one in (after, before) if one), None),
                    }
                    for before, after in changed_figures(change.before, change.after)
                ],
            }
            for change in preview.changes
        ],
        "doubts": [asdict(doubt) for doubt in preview.addition.doubts],
        "left_out": [asdict(note) for note in preview.document.left_out],
    }


def rollback_of(home: Home) -> tuple[Generation, Generation, dict[str, list[str]]]:
    """Return what serves, what a rollback leads to, and the names of the reports by what becomes of them."""
    now, before = home.current(), home.before()
    new, old = ({record.name: record for record in one.reports} for one in (now, before))
    changes = {
        wording.GOES: [name for name in new if name not in old],
        wording.CHANGES_BACK: [name for name in new if name in old and old[name] != new[name]],
        wording.COMES_BACK: [name for name in old if name not in new],
    }
    return now, before, changes


def text_of(preview: Preview) -> str:
    """Return a preview in some lines of text."""
    record = preview.addition.record
    named, settled = series_line(record.series, record.installment), asdict(preview.document.settled)
    words = {"no_committee": wording.NO_COMMITTEE, "kinds": KINDS}
    return filled("preview", **fields_of(preview), named=named, settled=settled, **words)
