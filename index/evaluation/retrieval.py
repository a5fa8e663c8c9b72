"""Retrieval figures over a public question set, through the same search and reader that answer questions.

A folder holds `corpus.jsonl[.gz]` with `{"_id", "title", "text"}` and `queries.jsonl[.gz]` with
`{"_id", "text", "positive_ids", "answers"}`, one object per line; each document is one passage.
"""

import gzip
import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from corpus.model import Kind, Source
from corpus.sentences import split
from index.build import Addition, Progress, build
from index.encoder import Encoder
from index.errors import IndexFault
from index.layout import Layout
from index.passages import Passage
from index.question import normalise
from index.reader import Reader
from index.search import Hit, Searcher
from index.storage.generation import Generation
from index.storage.records import Counts, ReportRecord
from index.terms import terms

_DEPTH = 10
_READ = 5


@dataclass(frozen=True, slots=True)
class Query:
    """A question, the documents that answer it, and the wordings that an answer may have (none: not judged)."""

    text: str
    positives: frozenset[str]
    answers: tuple[str, ...]


def evaluate(folder: Path, encoder: Encoder, reader: Reader, *, progress: Progress | None = None) -> dict[str, Any]:
    """Return the figures of `xunli eval retrieval` (DESIGN, the command line contract).

    `hit@k` is the share of queries with a positive document among the first k, `mrr@10` the mean of 1 / rank of
    the first (Voorhees, 1999), `answer_in_quote@1` the share of queries with answers whose quoted sentence contains
    one of them, white space and case folded; times are of search and reading in milliseconds.

    Raises:
        IndexFault: a file is missing or a line is not as described; the message names it.
    """
    passages = [_passage(row, place) for row, place in _rows(folder, "corpus")]
    queries = [_query(row, place) for row, place in _rows(folder, "queries")]
    if not passages or not queries:
        raise IndexFault(f"{folder}: corpus and queries must have at least one line each")
    with TemporaryDirectory() as home:
        layout = Layout(Path(home))
        target = layout.generation(1)
        target.folder.mkdir(parents=True)
        build(target, 1, base=None, add=[_addition(passages)], drop=frozenset(), encoder=encoder, progress=progress)
        return _figures(queries, Generation(layout, target), encoder, reader)


def _figures(queries: Sequence[Query], generation: Generation, encoder: Encoder, reader: Reader) -> dict[str, Any]:
    searcher = Searcher(generation, encoder, reader)
    ranks: dict[str, list[int]] = {"lexical": [], "dense": [], "fused": []}
    times, told, lengths, exact = [], [], [], []
    for query in queries:
        text = normalise(query.text)
        lexical = generation.lexical.search(terms(text), _DEPTH)[0]
        dense = generation.vectors.search(encoder.encode([text], question=True)[0], _DEPTH)[0]
        started = time.perf_counter()
        hits = searcher.search(text, committees=None, years=None, k=_DEPTH)
        times.append((time.perf_counter() - started) * 1000)
        for leg, rows in (("lexical", lexical), ("dense", dense), ("fused", [hit.row for hit in hits])):
            ranks[leg].append(_rank([generation.passages[int(row)].report for row in rows], query.positives))
        if hits:
            quote, is_exact = _quote(hits)
            lengths.append(len(quote))
            exact.append(is_exact)
        if query.answers:
            told.append(bool(hits) and any(_folded(answer) in _folded(quote) for answer in query.answers))
    return {
        "queries": len(queries),
        **{leg: _of_ranks(found) for leg, found in ranks.items()},
        "quote": {
            "answer_in_quote@1": _mean(told),
            "mean_chars": _mean(lengths, 1),
            "exact": _mean(exact),
        },
        "p50_ms": round(float(np.percentile(times, 50)), 2),
        "p95_ms": round(float(np.percentile(times, 95)), 2),
    }


def _quote(hits: Sequence[Hit]) -> tuple[str, bool]:
    """Return the likeliest sentence of the first hits, and whether it is a slice of its passage."""
    best = max(hits[:_READ], key=lambda hit: float(hit.chances.max(initial=0.0)))
    passage = best.passage
    span = passage.sentences[int(np.argmax(best.chances))]
    quote = span.of(passage.text)
    return quote, passage.text[span.start : span.end] == quote and bool(quote)


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
    positives = row.get("positive_ids")
    if not isinstance(row.get("text"), str) or not isinstance(positives, list):
        raise IndexFault(f'{place}: needs "text" (a string) and "positive_ids" (a list)')
    return Query(row["text"], frozenset(map(str, positives)), tuple(row.get("answers") or ()))


def _passage(row: Mapping[str, Any], place: str) -> Passage:
    text, title = row.get("text"), row.get("title") or ""
    if "_id" not in row or not isinstance(text, str) or not isinstance(title, str):
        raise IndexFault(f'{place}: needs "_id", "text" and "title"')
    source = Source(None, None, None, title or None, None, None, Kind.ITEM, None, None, (), None)
    return Passage(
        report=str(row["_id"]),
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        start=0,
        end=len(text),
        text=text,
        sentences=split(text, 0, len(text)),
        source=source,
        context=title,
    )


def _addition(passages: Sequence[Passage]) -> Addition:
    counts = Counts(articles=1, sections=0, items=len(passages), passages=len(passages), unplaced=0)
    return Addition(ReportRecord("corpus", "corpus", "", None, None, None, None, (), (), counts), passages)
