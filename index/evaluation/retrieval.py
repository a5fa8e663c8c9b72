"""Figures over a public question set, through the same search, reader and decision that answer questions.

A folder holds `corpus.jsonl[.gz]` with `{"_id", "title", "text"}` and `queries.jsonl[.gz]` with
`{"_id", "text", "positive_ids", "answers", "answerable"?}`, one object per line; a document is one passage, or several
where it is long. Queries with `answerable` are asked of the document in `positive_ids`, all others of the whole corpus.
"""

import gzip
import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from corpus.model import Kind, Source, Span
from corpus.sentences import split
from index.answering.decision import ANSWERS
from index.answering.evidence import Evidence, Judge
from index.answering.reader import Reader
from index.encoder import Encoder
from index.errors import IndexFault
from index.evaluation.curves import risk_coverage
from index.normal import normalise
from index.passages import Passage
from index.query.question import Question, understand
from index.query.scope import Scope
from index.retrieval.faiss_store import FaissStore
from index.retrieval.search import Hit, Searcher
from index.store.build import Progress, build
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.records import Addition, Counts, ReportRecord
from index.terms import terms

_DEPTH = 10
_READ = 8
_LONGEST = 400  # characters of a passage
_ANYWHERE = Scope({}, {}, frozenset())


@dataclass(frozen=True, slots=True)
class Query:
    """A question, the documents that answer it, and the wordings that an answer may have (none: not judged).

    `answerable` is None where the question is asked of the whole corpus, not of its document.
    """

    text: str
    positives: frozenset[str]
    answers: tuple[str, ...]
    answerable: bool | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What one query came to: the rows by leg, the best evidence, and the time of search and reading in ms."""

    query: Query
    legs: Mapping[str, Sequence[int]]
    best: Evidence | None
    elapsed_ms: float

    @property
    def quote(self) -> str:
        """The one sentence that would be quoted."""
        if self.best is None or self.best.sentence is None:
            return ""
        return self.best.hit.passage.sentence(self.best.sentence).text

    @property
    def holds_answer(self) -> bool:
        """Whether the quote contains an answer, white space and case folded."""
        return any(_folded(answer) in _folded(self.quote) for answer in self.query.answers)


def evaluate(folder: Path, encoder: Encoder, reader: Reader, *, progress: Progress | None = None) -> dict[str, Any]:
    """Return the figures of `xunli eval retrieval` (DESIGN, the command line contract).

    `hit@k` is the share of queries with a positive document among the first k, `mrr@10` the mean of 1 / rank of
    the first (Voorhees, 1999), `answer_in_quote@1` the share of queries with answers whose quoted sentence contains
    one of them; `answerability` tells of all queries how the decision fares, its curve as in `risk_coverage`.

    Raises:
        IndexFault: a file is missing or a line is not as described; the message names it.
    """
    passages = [one for row, place in _rows(folder, "corpus") for one in _passages(row, place)]
    queries = [_query(row, place) for row, place in _rows(folder, "queries")]
    if not passages or not queries:
        raise IndexFault(f"{folder}: corpus and queries must have at least one line each")
    with TemporaryDirectory() as home:
        layout = Layout(Path(home))
        target = layout.generation(1)
        target.folder.mkdir(parents=True)
        add, store = [_addition(passages)], FaissStore()
        build(target, 1, base=None, add=add, drop=frozenset(), encoder=encoder, store=store, progress=progress)
        generation = Generation(layout, target, store)
        asker = _Asker(generation, encoder, reader)
        return _figures([asker.told(query) for query in queries], generation)


class _Asker:
    """Asks queries of one generation."""

    def __init__(self, generation: Generation, encoder: Encoder, reader: Reader) -> None:
        self._generation = generation
        self._encoder = encoder
        self._searcher = Searcher(generation, encoder)
        self._judge = Judge(self._searcher, reader, len(generation.passages))
        self._today = date.today()

    def told(self, query: Query) -> Told:
        text = normalise(query.text)
        lexical = self._generation.lexical.search(terms(text), _DEPTH)[0].tolist()
        dense = self._generation.vectors.search(self._encoder.encode([text], question=True)[0], _DEPTH)[0].tolist()
        started = time.perf_counter()
        question = understand(query.text, _ANYWHERE, today=self._today)
        hits = self._searcher.search(text, k=_DEPTH)
        read = self._of_document(question, query) if query.answerable is not None else hits[:_READ]
        found = self._judge.judge(question, read)
        elapsed = (time.perf_counter() - started) * 1000
        rows = [hit.row for hit in hits]
        legs = {"lexical": lexical, "dense": dense, "fused": rows}
        return Told(query, legs, found[0] if found else None, elapsed)

    def _of_document(self, question: Question, query: Query) -> list[Hit]:
        """Return the passages of a query's document, those that the search finds first."""
        own = [row for row, one in enumerate(self._generation.passages) if one.report in query.positives]
        ranked = self._searcher.search(question.core or question.text, k=_DEPTH, also=own)
        return [hit for hit in ranked if hit.passage.report in query.positives]


def _figures(told: Sequence[Told], generation: Generation) -> dict[str, Any]:
    ranks: dict[str, list[int]] = {"lexical": [], "dense": [], "fused": []}
    for one in told:
        for leg, rows in one.legs.items():
            reports = list(dict.fromkeys(generation.passages[int(row)].report for row in rows))
            ranks[leg].append(_rank(reports, one.query.positives))
    answered = [one for one in told if one.query.answers]
    times = [one.elapsed_ms for one in told]
    return {
        "queries": len(told),
        **{leg: _of_ranks(found) for leg, found in ranks.items()},
        "quote": {
            "answer_in_quote@1": _mean([one.holds_answer for one in answered]),
            "mean_chars": _mean([len(one.quote) for one in told if one.best], 1),
            "exact": _mean([one.quote in one.best.hit.passage.text for one in told if one.best]),
        },
        "answerability": _answerability(told),
        "p50_ms": round(float(np.percentile(times, 50)), 2),
        "p95_ms": round(float(np.percentile(times, 95)), 2),
    }


def _answerability(told: Sequence[Told]) -> dict[str, Any]:
    """Return how the decision fares: shares of the answerable, of all, and of the unanswerable."""
    answerable = [one for one in told if one.query.answerable is not False and one.query.answers]
    unanswerable = [one for one in told if one.query.answerable is False]
    judged = [(one.best.confidence if one.best else 0.0, one.holds_answer) for one in answerable]
    judged += [(one.best.confidence if one.best else 0.0, False) for one in unanswerable]
    right = [confidence >= ANSWERS and holds for confidence, holds in judged[: len(answerable)]]
    wrong = [confidence >= ANSWERS and not holds for confidence, holds in judged]
    declined = [confidence < ANSWERS for confidence, _ in judged[len(answerable) :]]
    return {
        "answerable": len(answerable),
        "unanswerable": len(unanswerable),
        "right": _mean(right),
        "silently_wrong": _mean(wrong),
        "declined": _mean(declined),
        "curve": risk_coverage(judged),
    }


def _rank(found: Sequence[str], positives: frozenset[str]) -> int:
    """Return the rank, from 1, of the first positive document; 0 where there is none."""
    return next((rank for rank, name in enumerate(found, 1) if name in positives), 0)


def _of_ranks(ranks: Sequence[int]) -> dict[str, float | None]:
    hits = {f"hit@{k}": _mean([0 < rank <= k for rank in ranks]) for k in (1, 3, 10)}
    return {**hits, "mrr@10": _mean([1 / rank if rank else 0.0 for rank in ranks])}


def _mean(values: Sequence[float], digits: int = 4) -> float | None:
    return round(float(np.mean(values)), digits) if values else None


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _rows(folder: Path, name: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield the objects of a file, gzipped or not, each with its place."""
    path = next((p for p in (folder / f"{name}.jsonl", folder / f"{name}.jsonl.gz") if p.is_file()), None)
    if path is None:
        raise IndexFault(f"{folder}: has no {name}.jsonl or {name}.jsonl.gz; name the folder that holds both files")
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _object(line, f"{path}:{number}"), f"{path}:{number}"
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise IndexFault(f"{path}: cannot be read ({error}); it must be JSONL in UTF-8, gzipped or not") from error


def _object(line: str, place: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise IndexFault(f"{place}: is not JSON ({error.msg}); write one object per line") from error
    if not isinstance(row, dict):
        raise IndexFault(f"{place}: is not a JSON object; write one object per line")
    return row


def _query(row: Mapping[str, Any], place: str) -> Query:
    positives, answerable = row.get("positive_ids"), row.get("answerable")
    if not isinstance(row.get("text"), str) or not isinstance(positives, list):
        raise IndexFault(f'{place}: needs "text" (a string) and "positive_ids" (a list)')
    if answerable is not None and not isinstance(answerable, bool):
        raise IndexFault(f'{place}: "answerable" is {answerable!r}; it must be true or false, or be left out')
    return Query(row["text"], frozenset(map(str, positives)), tuple(row.get("answers") or ()), answerable)


def _passages(row: Mapping[str, Any], place: str) -> Iterator[Passage]:
    """Yield a document in passages of whole sentences."""
    text, title = row.get("text"), row.get("title") or ""
    if "_id" not in row or not isinstance(text, str) or not isinstance(title, str):
        raise IndexFault(f'{place}: needs "_id", "text" and "title"')
    source = Source(None, None, None, title or None, None, None, Kind.ITEM, None, None, (), None)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    for spans in _cut(split(text, 0, len(text))):
        start, end = spans[0].start, spans[-1].end
        yield Passage(
            report=str(row["_id"]),
            sha256=digest,
            start=start,
            end=end,
            text=text[start:end],
            sentences=spans,
            source=source,
            context=title,
        )


def _cut(sentences: Sequence[Span]) -> Iterator[tuple[Span, ...]]:
    part: list[Span] = []
    for one in sentences:
        if part and one.end - part[0].start > _LONGEST:
            yield tuple(part)
            part = []
        part.append(one)
    if part:
        yield tuple(part)


def _addition(passages: Sequence[Passage]) -> Addition:
    counts = Counts(articles=1, sections=0, items=len(passages), passages=len(passages), unplaced=0)
    return Addition(ReportRecord("corpus", "corpus", "", None, None, None, None, (), (), counts), passages)
