"""Records of the reports in a generation: what is shown and searched of them without reading them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.model import Report
from index.errors import damage
from index.passages import Passage
from prompts import storage as wording


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a report holds."""

    articles: int
    sections: int
    items: int
    passages: int
    unplaced: int


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """One report of a generation.

    `committees[i]` (涟水县政协) is the committee of `regions[i]` (涟水县); `file` is the file's name as the
    maintainer gave it.
    """

    name: str
    file: str
    sha256: str
    title: str | None
    series: str | None
    installment: int | None
    year: int | None
    committees: tuple[str, ...]
    regions: tuple[str, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Addition:
    """A report to add: its record and its passages."""

    record: ReportRecord
    passages: Sequence[Passage]


def record_of(report: Report, passages: Sequence[Passage]) -> ReportRecord:
    """Return the record of a parsed report."""
    pairs = dict.fromkeys((a.committee, a.region) for a in report.articles if a.committee and a.region)
    return ReportRecord(
        name=report.document.name,
        file=report.document.file,
        sha256=report.document.sha256,
        title=report.title,
        series=report.series,
        installment=report.installment,
        year=report.year,
        committees=tuple(str(committee) for committee, _ in pairs),
        regions=tuple(str(region) for _, region in pairs),
        counts=Counts(
            articles=len(report.articles),
            sections=sum(len(article.sections) for article in report.articles),
            items=sum(len(section.items) for article in report.articles for section in article.sections),
            passages=len(passages),
            unplaced=len(report.unplaced),
        ),
    )


def write_records(path: Path, records: Sequence[ReportRecord]) -> None:
    """Write the records of a generation."""
    path.write_text(json.dumps([asdict(record) for record in records], ensure_ascii=False, indent=1), encoding="utf-8")


def read_records(path: Path) -> tuple[ReportRecord, ...]:
    """Read the records of a generation.

    Raises:
        Damaged: the file is missing or not what was written.
    """
    try:
        return tuple(_record(fields) for fields in json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise damage(path, wording.UNREADABLE_FILE.format(reason=type(error).__name__)) from error


def _record(fields: dict[str, Any]) -> ReportRecord:
    lists: dict[str, Any] = {name: tuple(fields.pop(name)) for name in ("committees", "regions")}
    counts = Counts(**fields.pop("counts"))
    return ReportRecord(**fields, **lists, counts=counts)
