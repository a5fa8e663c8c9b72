"""What the reader learns from: questions on texts, with the sentences and the span that answer."""

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from corpus.sentences import split

# One page in so many is kept from training, half of them for calibration and half for reporting.
_KEPT_FROM = 6
_SHINGLE = 12
_NEAR_COPY = 0.3
# Told by constraints, not by reading; of premises the reader learns that a text settles them either way.
_DECIDED_APART = frozenset({"trap-premise", "trap-year", "trap-region", "chatter", "nonsense"})
_REGION = re.compile(r"[\u4e00-\u9fff]{2}[县区市旗](?=政协)")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """One question on one text.

    `sentences` are spans of code points; `right` tells of each whether it answers, none where nothing does; `span`
    is the answer's own words. `group` names the page, `part` is train, calibration or report, `weight` how often it is
    drawn beside the others of its page. `twin` is the same question on the same page after an edit by which it comes to
    be answered, or no longer is; `edited` is the sentence, by place, where the two differ.
    """

    question: str
    context: str
    text: str
    sentences: tuple[Span, ...]
    right: tuple[bool, ...]
    span: Span | None
    group: str
    part: str = "train"
    kind: str = ""
    weight: float = 1.0
    twin: "Example | None" = None
    edited: int | None = None

    @property
    def answerable(self) -> bool:
        """Whether any sentence answers."""
        return any(self.right)

    @property
    def is_page(self) -> bool:
        """Whether it is asked on one of our own pages, not on news."""
        return self.group[0] not in "gn"


def records(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file, gzipped or not, with one JSON object per line."""
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def sentences_of(text: str) -> tuple[Span, ...]:
    """Return the spans of the sentences of a text, as passages are cut."""
    lines = re.finditer("[^\n]+", text)
    return tuple((one.start, one.end) for line in lines for one in split(text, *line.span()))


def examples_of(data: Path, extra: Iterable[Path] = ()) -> list[Example]:
    """Return the written questions of news_qa and pages_qa, some pages kept out, and of further folders, whole."""
    found = [*_written(data / "train" / "news_qa", {}), *_written(data / "train" / "pages_qa", {})]
    return found + [replace(one, part="train") for folder in extra for one in _written(folder, _news(data))]


@cache
def _news(data: Path) -> dict[str, dict[str, str]]:
    """Return the articles of local_news by id: questions on them lie without them, since news may not be passed on."""
    rows = records(data / "text" / "local_news.jsonl.gz")
    return {row["id"]: {"text": row["text"].strip("\n")} for row in rows}


def _written(folder: Path, news: Mapping[str, dict[str, str]]) -> Iterator[Example]:
    """Yield the questions of a folder, less those whose answer is no whole sentence."""
    asked, passages = list(records(folder / "questions.jsonl.gz")), folder / "passages.jsonl.gz"
    pages = {row["id"]: row for row in records(passages)} if passages.exists() else {}
    pages |= {row["doc"]: news[row["doc"]] for row in asked if row["doc"] not in pages}
    parts = _parts({name: page["text"] for name, page in pages.items()})
    sentences = {name: sentences_of(page["text"]) for name, page in pages.items()}
    for row in asked:
        name, page, spans = row["doc"], pages[row["doc"]], sentences[row["doc"]]
        right = tuple(any(_covers(one, told) for told in row["sentences"]) for one in spans)
        if any(right) == row["answerable"]:
            title = page["text"].split("\n", 1)[0].strip()[:30]
            context = " ".join(part for part in (page.get("place"), title) if part)
            span = tuple(row["span"]) if row["span"] else None
            kind = row.get("kind") or ""
            yield Example(row["question"], context, page["text"], spans, right, span, name, parts[name], kind)


def _covers(sentence: Span, told: Span) -> bool:
    return _shared(sentence, told) > 0.5 * min(sentence[1] - sentence[0], told[1] - told[0])


def _shared(one: Span, other: Span) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


def _parts(texts: Mapping[str, str]) -> dict[str, str]:
    """Split by page; near-copies stay together, in training."""
    shingles = {name: {text[at : at + _SHINGLE] for at in range(0, len(text), 3)} for name, text in texts.items()}
    holders: dict[str, list[str]] = defaultdict(list)
    for name, found in shingles.items():
        for one in found:
            holders[one].append(name)
    parts = {}
    for name, found in shingles.items():
        shared = Counter(other for one in found for other in holders[one] if other != name)
        drawn = int(sha256(name.encode()).hexdigest(), 16) % (2 * _KEPT_FROM)
        is_copy = max(shared.values(), default=0) > _NEAR_COPY * len(found)
        parts[name] = "train" if is_copy else {0: "calibration", 1: "report"}.get(drawn, "train")
    return parts


def with_twins(examples: Iterable[Example], edits: Path) -> list[Example]:
    """Return examples, those that an edit was written for with the twin that it makes of them.

    An edit has `doc`, `question`, `old`, `new` and `span`: `new` stands where the page has `old`, once; where the edit
    makes the page answer, `span` are the answer's words (None for a whole sentence).
    """
    rows = {(row["doc"], row["question"]): row for row in records(edits)}
    pairs = ((one, rows.get((one.group, one.question))) for one in examples)
    return [_twinned(one, row) if row and one.text.count(row["old"]) == 1 else one for one, row in pairs]


def _twinned(example: Example, row: Mapping[str, Any]) -> Example:
    at = example.text.index(row["old"])
    text, end = example.text.replace(row["old"], row["new"]), at + len(row["new"])
    sentences, span, changed = sentences_of(text), None, (at, end)
    if not example.answerable and row["span"]:
        start = text.find(row["span"], max(0, at - len(row["span"])))
        if 0 <= start < end:
            changed = span = (start, start + len(row["span"]))
    edited = _sentence_at(sentences, changed)
    if edited is None:
        return example
    right = tuple(not example.answerable and place == edited for place in range(len(sentences)))
    twin = replace(example, text=text, sentences=sentences, right=right, span=span, edited=edited)
    before = _sentence_at(example.sentences, (at, at + len(row["old"])))
    return replace(example, twin=twin, edited=before)


def _sentence_at(sentences: Sequence[Span], span: Span) -> int | None:
    """Return the place of the sentence that most of a span stands in."""
    shared, place = max(((_shared(one, span), -at) for at, one in enumerate(sentences)), default=(0, 0))
    return -place if shared > 0 else None


def answered(data: Path) -> list[Example]:
    """Return the questions of CMRC 2018 and DRCD, all answerable."""
    found = []
    for name in ("cmrc2018", "drcd"):
        for number, row in enumerate(records(data / "train" / f"{name}.jsonl.gz")):
            text, sentences = row["passage"], sentences_of(row["passage"])
            for question in row["questions"]:
                right = tuple(any(one in text[s:e] for one in question["answers"]) for s, e in sentences)
                first = next((one for one in question["answers"] if one in text), "")
                at = text.find(first, sentences[right.index(True)][0]) if first and any(right) else -1
                if at >= 0:
                    span = (at, at + len(first))
                    group = f"{name}-{number}"
                    found.append(Example(question["question"], row["title"], text, sentences, right, span, group))
    return found


def of_conversations(folder: Path) -> list[Example]:
    """Return the single questions of tests/eval on installments that no reporting conversation asks about.

    A question is on the installments that tell of the committee it names first; an answer is the sentence that holds
    all required words.
    """
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((folder / "installments").glob("*.txt"))}
    regions = [(name, region) for name, text in texts.items() for region in sorted(set(_REGION.findall(text)))]
    asked: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for half in ("reporting", "tuning"):
        files = sorted((folder / "conversations").glob(f"{half}*.jsonl"))
        rows = [row for file in files for row in records(file)]
        asked[half] = [(*one, row) for row in rows for one in regions if row["turns"][0].startswith(one[1][:-1])]
    reported = {name for name, _, _ in asked["reporting"]}
    found = []
    for name, region, row in asked["tuning"]:
        pieces = row["expect"].get("answers", [[]])
        if name in reported or len(row["turns"]) > 1 or len(pieces) > 1 or row["kind"] in _DECIDED_APART:
            continue
        text, sentences = texts[name], sentences_of(texts[name])
        right = tuple(bool(pieces[0]) and all(one in text[s:e] for one in pieces[0]) for s, e in sentences)
        if any(right) == (row["expect"]["status"] == "answered"):
            context = f"{region}政协 {name[:4]}年"
            found.append(Example(row["turns"][0], context, text, sentences, right, None, name))
    return found
