"""Figures over a public question set, through the same search, reader and decision that answer questions.

A folder holds `corpus.jsonl[.gz]` with `{"_id", "title", "text"}` and `queries.jsonl[.gz]` with
`{"_id", "text", "positive_ids", "answers", "answerable"?}`, one object per line; a document is one passage, or several
where it is long. Queries with `answerable` are asked of the document in `positive_ids`, all others of the whole corpus.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec
import numpy as np

from corpus.model import Kind, Source, Span
from corpus.sentences import split
from index.answering.decision import ANSWERS
from index.answering.evidence import judge
from index.answering.reader import Reader
from index.encoder import Encoder
from index.errors import IndexFault
from index.evaluation.curves import mean, risk_coverage
from index.evaluation.jsonl import read_lines
from index.normal import normalise
from index.passages import Passage
from index.query.question import understand
from index.query.scope import Scope
from index.retrieval.faiss_store import FaissStore
from index.retrieval.search import READ, Searcher
from index.store.build import Progress, build
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.records import Addition, Counts, ReportRecord
from prompts.terminal import NO_SET

_DEPTH = 10
_LONGEST = 400  # characters of a passage
_ANYWHERE = Scope({}, {}, frozenset())
_DOCUMENT = '{"_id": "...", "title": "...", "text": "..."}'
_QUERY = '{"text": "...", "positive_ids": ["..."], "answers": ["..."], "answerable": true}'


class Document(msgspec.Struct):
    """A text of the corpus."""

    text: str
    id: str | int = msgspec.field(name="_id")
    title: str | None = None


class Query(msgspec.Struct):
    """A question, the documents that answer it, and the wordings that an answer may have (none: not judged).

    `answerable` is None where the question is asked of the whole corpus, not of its document.
    """

    text: str
    positive_ids: frozenset[str | int]
    answers: tuple[str, ...] | None = None
    answerable: bool | None = None


class Result(NamedTuple):
    """What one query came to: the rank of a positive document by leg (0: none), the quote, "" for none, and the time.

    `is_right` tells whether the quote contains an answer, white space and case folded, `is_exact` whether it is a slice
    of its passage.
    """

    query: Query
    ranks: Mapping[str, int]
    quote: str
    confidence: float
    is_right: bool
    is_exact: bool
    elapsed_ms: float


def evaluate(folder: Path, encoder: Encoder, reader: Reader, *, progress: Progress | None = None) -> dict[str, Any]:
    """Return the figures of `xunli eval retrieval` (DESIGN, the command line contract).

    `hit@k` is the share of queries with a positive document among the first k, `mrr@10` the mean of 1 / rank of
    the first (Voorhees, 1999), `answer_in_quote@1` the share of queries with answers whose quoted sentence contains
    one of them; `answerability` tells of all queries how the decision fares, its curve as in `risk_coverage`.

    Raises:
        IndexFault: a file is missing or a line is not as described; the message names it.
    """
    documents = read_lines(_file(folder, "corpus"), Document, _DOCUMENT)
    queries = read_lines(_file(folder, "queries"), Query, _QUERY)
    passages = [passage for document in documents for passage in _passages(document)]
    with TemporaryDirectory() as home:
        layout, store = Layout(Path(home)), FaissStore()
        target = layout.generation(1)
        target.folder.mkdir(parents=True)
        counts = Counts(articles=1, sections=0, items=len(passages), passages=len(passages), unplaced=0)
        add = Addition(ReportRecord("corpus", "corpus", "", None, None, None, None, (), (), counts), passages)
        build(target, 1, base=None, add=[add], encoder=encoder, store=store, progress=progress)
        searcher = Searcher(Generation(layout, target, store), encoder)
        return _figures([_ask(query, searcher, [passage.report for passage in passages], reader) for query in queries])


def _file(folder: Path, name: str) -> Path:
    path = next((p for p in (folder / f"{name}.jsonl", folder / f"{name}.jsonl.gz") if p.is_file()), None)
    if path is None:
        raise IndexFault(NO_SET.format(folder=folder, name=name))
    return path


def _passages(document: Document) -> Iterator[Passage]:
    """Yield a document in passages of whole sentences."""
    text, title = document.text, document.title or ""
    source = Source(None, None, None, title or None, None, None, Kind.ITEM, None, None, (), None)
    parts: list[list[Span]] = []
    for sentence in split(text, 0, len(text)):
        if not parts or sentence.end - parts[-1][0].start > _LONGEST:
            parts.append([])
        parts[-1].append(sentence)
    for spans in parts:
        start, end = spans[0].start, spans[-1].end
        yield Passage(str(document.id), "", start, end, text[start:end], tuple(spans), source, title)


def _ask(query: Query, searcher: Searcher, reports: Sequence[str], reader: Reader) -> Result:
    """Ask a query; `reports` are the documents of the passages."""
    text, positives = normalise(query.text), frozenset(map(str, query.positive_ids))
    started = time.perf_counter()
    question = understand(query.text, _ANYWHERE, today=date.today())
    hits = searcher.search(text, k=_DEPTH)
    read = hits[:READ]
    if query.answerable is not None:  # asked of its document
        own = [row for row, report in enumerate(reports) if report in positives]
        ranked = searcher.search(question.core or question.text, k=_DEPTH, also=own)
        read = [hit for hit in ranked if hit.passage.report in positives]
    best = next(iter(judge(reader, question, read)), None)
    elapsed = (time.perf_counter() - started) * 1000
    lexical, dense = searcher.legs(text)
    ranks = {}
    for leg, rows in (("lexical", lexical), ("dense", dense), ("fused", [hit.row for hit in hits])):
        documents = dict.fromkeys(reports[row] for row in rows[:_DEPTH])
        ranks[leg] = next((rank for rank, name in enumerate(documents, 1) if name in positives), 0)
    # The one sentence that would be quoted.
    quote = best.hit.passage.sentence(best.sentence).text if best and best.sentence is not None else ""
    is_right = any(_folded(answer) in _folded(quote) for answer in query.answers or ())
    is_exact = best is not None and quote in best.hit.passage.text
    return Result(query, ranks, quote, best.confidence if best else 0.0, is_right, is_exact, elapsed)


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _figures(results: Sequence[Result]) -> dict[str, Any]:
    legs = {}
    for leg in results[0].ranks:
        ranks = [one.ranks[leg] for one in results]
        hits = {f"hit@{k}": mean([0 < rank <= k for rank in ranks]) for k in (1, 3, 10)}
        legs[leg] = hits | {"mrr@10": mean([1 / rank if rank else 0.0 for rank in ranks])}
    quoted, times = [one for one in results if one.quote], [one.elapsed_ms for one in results]
    # How the decision fares: shares of the answerable, of all, and of the unanswerable.
    unanswerable = [one for one in results if one.query.answerable is False]
    answerable = [one for one in results if one.query.answerable is not False and one.query.answers]
    judged = [(one.confidence, one.is_right) for one in answerable] + [(one.confidence, False) for one in unanswerable]
    return {
        "queries": len(results),
        **legs,
        "quote": {
            "answer_in_quote@1": mean([one.is_right for one in results if one.query.answers]),
            "mean_chars": mean([len(one.quote) for one in quoted], 1),
            "exact": mean([one.is_exact for one in quoted]),
        },
        "answerability": {
            "answerable": len(answerable),
            "unanswerable": len(unanswerable),
            "right": mean([one.confidence >= ANSWERS and one.is_right for one in answerable]),
            "silently_wrong": mean([confidence >= ANSWERS and not is_right for confidence, is_right in judged]),
            "declined": mean([one.confidence < ANSWERS for one in unanswerable]),
            "curve": risk_coverage(judged),
        },
        "p50_ms": round(float(np.percentile(times, 50)), 2),
        "p95_ms": round(float(np.percentile(times, 95)), 2),
    }
