"""Previews: what a file would bring to the index, as fields and as text."""

from dataclasses import asdict
from typing import Any

from index.figures.conflicts import changed_figures
from index.store.preview import Change, Preview
from prompts import index as wording


def fields_of(preview: Preview) -> dict[str, Any]:
    """Return a preview as plain values, ready for JSON."""
    return {
        **asdict(preview.addition.record),
        "standing": str(preview.standing),
        "replaces": preview.replaces.name if preview.replaces else None,
        "figures": preview.figures,
        "unplaced": list(preview.unplaced),
        "repeats": [asdict(repeat) for repeat in preview.repeats],
        "changes": [{**asdict(change), "figures": _figures(change)} for change in preview.changes],
        "doubts": [asdict(doubt) for doubt in preview.doubts],
        "left_out": [asdict(note) for note in preview.document.left_out],
    }


def _figures(change: Change) -> list[dict[str, str | None]]:
    """Return the numbers that a changed paragraph had and has, with what they count."""
    return [
        {
            "before": before.text if before else None,
            "after": after.text if after else None,
            "indicator": next((one.indicator for one in (after, before) if one), None),
        }
        for before, after in changed_figures(change.before, change.after)
    ]


def text_of(preview: Preview) -> str:
    """Return a preview in some lines of text."""
    return wording.summary(fields_of(preview))
