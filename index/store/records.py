"""Records of the reports in a generation: what is shown and searched of them without reading them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from corpus.model import Document, Doubt
from corpus.parse import parse
from index.errors import naming_damage
from index.passages import Passage, passages_of


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
    maintainer gave it; `places` are the regions of articles that are of no committee.
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
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addition:
    """A report to add; `unplaced` are the lines that the parser could not place, `doubts` what it is unsure of."""

    record: ReportRecord
    passages: Sequence[Passage]
    unplaced: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def addition_of(document: Document) -> Addition:
    """Parse a document; returns what it adds."""
    report = parse(document)
    passages = passages_of(report)
    of_committees = [one for one in report.articles if one.committees]
    pairs = dict.fromkeys(pair for one in of_committees for pair in zip(one.committees, one.regions, strict=True))
    sections = [section for article in report.articles for section in article.sections]
    record = ReportRecord(
        name=document.name,
        file=document.file,
        sha256=document.sha256,
        title=report.title,
        series=report.series,
        installment=report.installment,
        year=report.year,
        committees=tuple(committee for committee, _ in pairs),
        regions=tuple(region for _, region in pairs),
        counts=Counts(
            articles=len(report.articles),
            sections=len(sections),
            items=sum(len(section.items) for section in sections),
            passages=len(passages),
            unplaced=len(report.unplaced),
        ),
        places=tuple(dict.fromkeys(name for one in report.articles if not one.committees for name in one.regions)),
    )
    unplaced = tuple(block.span.of(document.text) for block in report.unplaced)
    return Addition(record, passages, unplaced, report.doubts)


def find_record(records: Sequence[ReportRecord], name: str) -> ReportRecord | None:
    """Return the record of a report, named with or without its file's suffix, or by the beginning of its hash."""
    named = (one for one in records if name in (one.name, one.file) or (len(name) >= 8 and one.sha256.startswith(name)))
    return next(named, None)


def reissue_of(record: ReportRecord, records: Sequence[ReportRecord]) -> ReportRecord | None:
    """Return the same installment under another name; a further page of it would be about other committees."""
    number = (record.series, record.installment, record.year)
    if None in number[:2]:
        return None
    alike = (one for one in records if number == (one.series, one.installment, one.year))
    return next((one for one in alike if not set(one.committees).isdisjoint(record.committees)), None)


def write_records(path: Path, records: Sequence[ReportRecord]) -> None:
    """Write the records of a generation."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(records), indent=1))


def read_records(path: Path) -> tuple[ReportRecord, ...]:
    """Read the records of a generation; Damaged where the file is missing or not what was written."""
    with naming_damage(path):
        return msgspec.json.decode(path.read_bytes(), type=tuple[ReportRecord, ...])
