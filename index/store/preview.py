"""Preview: what a file would bring to the index, worked out before anything is published."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

from corpus.figures import figures_in
from corpus.model import Document, Kind, Settled
from index.errors import IndexFault
from index.passages import Passage
from index.store.generation import Generation
from index.store.parallel import spread
from index.store.records import Addition, ReportRecord, addition_of, reissue_of
from prompts import storage as wording

# An article is told to be in another report when this share of its items and leads is there, word for word.
_SAME_ARTICLE = 0.8
_BATCH = 10
_CHARACTERS = 80  # of a passage, about


class Standing(StrEnum):
    """How a file stands to what is stored."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph before and after; "" where there is none."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """An article that another report has already."""

    article: str
    report: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would bring.

    `replaces` is the stored report that would go: the one of its name, or the same installment under another name;
    `changes` are the paragraphs in which the two differ.
    """

    document: Document
    addition: Addition
    standing: Standing
    replaces: ReportRecord | None
    changes: tuple[Change, ...]
    repeats: tuple[Repeat, ...]

    @property
    def figures(self) -> int:
        """How many numbers it holds; they are counted when they are asked for."""
        return sum(len(figures_in(passage.text)) for passage in self.addition.passages)


def preview(documents: Sequence[Document], base: Generation | None) -> tuple[Preview, ...]:
    """Return what some documents would bring to a generation, in their order; one text given twice counts once.

    IndexFault where two documents of one name have different texts.
    """
    texts: dict[str, Document] = {}
    names: dict[str, Document] = {}
    for document in documents:
        first = texts.setdefault(document.sha256, document)
        other = names.setdefault(first.name, first)
        if other is not first:
            raise IndexFault(wording.TWO_OF_ONE_NAME.format(first=other.file, second=first.file))
    found = []
    for document, addition in zip(texts.values(), additions_of([*texts.values()]), strict=True):
        standing, replaces = standing_of(document, addition.record, base)
        changes = tuple(_changes(base, replaces, addition.passages)) if base and replaces else ()
        is_known = standing is Standing.KNOWN
        repeats = tuple(_repeats(base, replaces, addition.passages)) if base and not is_known else ()
        found.append(Preview(document, addition, standing, replaces, changes, repeats))
    return tuple(found)


def additions_of(documents: Sequence[Document]) -> list[Addition]:
    """Return what some documents add to the index, in their order; where there are many, several processes parse."""
    length = sum(len(document.text) for document in documents)
    return list(spread(addition_of, documents, passages=length // _CHARACTERS, batch=_BATCH))


def standing_of(
    document: Document, record: ReportRecord, base: Generation | None
) -> tuple[Standing, ReportRecord | None]:
    """Return how a report stands to a generation, and the report that it would replace.

    Where the maintainer said whose or of when it is, a known text may be another report.
    """
    reports = base.reports if base else ()
    same = next((known for known in reports if known.sha256 == record.sha256), None)
    settled = ("committees", "year", "series", "installment")
    if same and (document.settled == Settled() or all(getattr(same, one) == getattr(record, one) for one in settled)):
        return Standing.KNOWN, None
    named = next((known for known in reports if known.name == record.name), None)
    replaced = same or named or reissue_of(record, reports)
    return (Standing.CHANGED if replaced else Standing.NEW), replaced


def _changes(base: Generation, replaced: ReportRecord, passages: Sequence[Passage]) -> Iterator[Change]:
    rows = base.passages.rows_of_report(base.reports.index(replaced))
    old = [passage.text for passage in base.passages.of(rows)]
    new = [passage.text for passage in passages]
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (Change(before, after) for before, after in zip_longest(old[i:j], new[k:m], fillvalue=""))


def _repeats(base: Generation, replaced: ReportRecord | None, passages: Sequence[Passage]) -> Iterator[Repeat]:
    articles: dict[int, list[Passage]] = {}
    for passage in passages:
        if passage.article is not None and passage.source.kind in (Kind.ITEM, Kind.LEAD):
            articles.setdefault(passage.article, []).append(passage)
    for body in articles.values():
        held = Counter(number for passage in body for number in base.passages.reports_with(passage.text))
        for number, count in sorted(held.items()):
            known = base.reports[number]
            if known is not replaced and count >= _SAME_ARTICLE * len(body):
                yield Repeat(body[0].source.article or body[0].source.committee or body[0].text[:20], known.name)
