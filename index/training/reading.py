"""What the reader learns from: questions on texts, with the sentences and the span that answer."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corpus.sentences import split
from index.training.texts import Pair, records

# One page in so many is kept from training, half of them for calibration and half for reporting.
_KEPT_FROM = 6
_SHINGLE = 12
_PASSAGE = 300  # characters
_NEAR_COPY = 0.3
# Told by constraints, not by reading; of premises the reader learns that a text settles them either way.
_DECIDED_APART = frozenset({"trap-premise", "trap-year", "trap-region", "chatter", "nonsense"})
_REGION = re.compile(r"[\u4e00-\u9fff]{2}[县区市旗](?=政协)")


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
    sentences: tuple[tuple[int, int], ...]
    right: tuple[bool, ...]
    span: tuple[int, int] | None
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


def examples_of(data: Path, extra: Iterable[Path] = ()) -> list[Example]:
    """Return the written questions of news_qa and pages_qa, some pages kept out, and of further folders, whole."""
    found: list[Example] = []
    for folder in (data / "train" / "news_qa", data / "train" / "pages_qa"):
        found += _written(folder)
    return found + [replace(one, part="train") for folder in extra for one in _written(folder, news_of(data))]


def with_twins(examples: Iterable[Example], edits: Path) -> list[Example]:
    """Return examples, those that an edit was written for with the twin that it makes of them.

    Args:
        examples: questions on pages.
        edits: rows of `doc`, `question`, `old`, `new` and `span`: `new` stands where the page has `old`, once; where
            the edit makes the page answer, `span` are the answer's words (None for a whole sentence).
    """
    written = {(row["doc"], row["question"]): row for row in records(edits)}
    found = []
    for one in examples:
        row = written.get((one.group, one.question))
        twin = _edited(one, row) if row else None
        if row and twin:
            at = one.text.index(row["old"])
            edited = _sentence_at(one.sentences, at, at + len(row["old"]))
            one = replace(one, twin=twin, edited=edited)  # noqa: PLW2901
        found.append(one)
    return found


def _edited(one: Example, row: Mapping[str, Any]) -> Example | None:
    if one.text.count(row["old"]) != 1:
        return None
    at = one.text.index(row["old"])
    end = at + len(row["new"])
    text = one.text[:at] + row["new"] + one.text[at + len(row["old"]) :]
    spans = sentences_of(text)
    edited = _sentence_at(spans, at, end)
    span = None
    if not one.answerable and row["span"]:
        start = text.find(row["span"], max(0, at - len(row["span"])))
        if 0 <= start < end:
            span = (start, start + len(row["span"]))
            edited = _sentence_at(spans, *span)
    if edited is None:
        return None
    right = tuple(not one.answerable and number == edited for number in range(len(spans)))
    return replace(one, text=text, sentences=spans, right=right, span=span, edited=edited)


def _sentence_at(spans: Sequence[tuple[int, int]], start: int, end: int) -> int | None:
    """Return the place of the sentence that most of a span stands in."""
    shared = [min(end, e) - max(start, s) for s, e in spans]
    best = max(range(len(spans)), key=shared.__getitem__, default=None)
    return best if best is not None and shared[best] > 0 else None


@cache
def news_of(data: Path) -> dict[str, str]:
    """Return the texts of local_news by id: questions on them lie without them, since news may not be passed on."""
    return {row["id"]: row["text"].strip("\n") for row in records(data / "text" / "local_news.jsonl.gz")}


def answered(data: Path) -> list[Example]:
    """Return the questions of CMRC 2018 and DRCD, all answerable."""
    found = []
    for name in ("cmrc2018", "drcd"):
        for number, row in enumerate(records(data / "train" / f"{name}.jsonl.gz")):
            text = row["passage"]
            spans = sentences_of(text)
            for question in row["questions"]:
                answer = next((one for one in question["answers"] if one in text), None)
                if answer is None:
                    continue
                right = tuple(any(one in text[s:e] for one in question["answers"]) for s, e in spans)
                at = next((text.index(answer, s) for (s, _), yes in zip(spans, right, strict=True) if yes), None)
                if at is not None:
                    span = (at, at + len(answer))
                    group = f"{name}-{number}"
                    found.append(Example(question["question"], row["title"], text, spans, right, span, group))
    return found


def written_pairs(examples: Iterable[Example]) -> list[Pair]:
    """Return the answered questions, each with where its answer stands and the sentences around it."""
    pairs = []
    for one in examples:
        if one.answerable:
            at = one.right.index(True)
            start, end = one.sentences[max(0, at - 1)][0], one.sentences[min(at + 1, len(one.sentences) - 1)][1]
            passage = (
                f"{one.context} {one.text[start:end]}"
                if end - start <= _PASSAGE
                else one.text[slice(*one.sentences[at])]
            )
            pairs.append(Pair(one.question, passage, one.group))
    return pairs


def sentences_of(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of the sentences of a text, as passages are cut."""
    spans: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        spans += [(one.start, one.end) for one in split(text, at, at + len(line))]
        at += len(line) + 1
    return tuple(spans)


def _written(folder: Path, news: Mapping[str, str] = MappingProxyType({})) -> list[Example]:
    asked = list(records(_file(folder, "questions")))
    passages = _file(folder, "passages")
    texts = {row["id"]: row for row in records(passages)} if passages.exists() else {}
    texts |= {row["doc"]: {"text": news[row["doc"]]} for row in asked if row["doc"] not in texts}
    parts = _parts({name: row["text"] for name, row in texts.items()})
    cut = {name: sentences_of(row["text"]) for name, row in texts.items()}
    found = []
    for row in asked:
        text, spans = texts[row["doc"]]["text"], cut[row["doc"]]
        right = tuple(any(_covers(one, told) for told in row["sentences"]) for one in spans)
        if any(right) != row["answerable"]:
            continue
        title = text.split("\n", 1)[0].strip()[:30]
        context = " ".join(part for part in (texts[row["doc"]].get("place"), title) if part)
        span = tuple(row["span"]) if row["span"] else None
        part = parts[row["doc"]]
        found.append(
            Example(row["question"], context, text, spans, right, span, row["doc"], part, row.get("kind") or "")
        )
    return found


def _covers(sentence: tuple[int, int], told: list[int]) -> bool:
    shared = min(sentence[1], told[1]) - max(sentence[0], told[0])
    return shared > 0.5 * min(sentence[1] - sentence[0], told[1] - told[0])


def _parts(texts: dict[str, str]) -> dict[str, str]:
    """Split by page; near-copies stay together, in training."""
    shingles = {name: {text[at : at + _SHINGLE] for at in range(0, len(text), 3)} for name, text in texts.items()}
    seen: dict[str, list[str]] = {}
    for name, found in shingles.items():
        for one in found:
            seen.setdefault(one, []).append(name)
    copied = set()
    for name, found in shingles.items():
        shared: dict[str, int] = {}
        for one in found:
            for other in seen[one]:
                shared[other] = shared.get(other, 0) + 1
        if any(other != name and count > _NEAR_COPY * len(found) for other, count in shared.items()):
            copied.add(name)
    return {name: "train" if name in copied else _part(name) for name in texts}


def _part(name: str) -> str:
    drawn = int(sha256(name.encode()).hexdigest(), 16) % (2 * _KEPT_FROM)
    return {0: "calibration", 1: "report"}.get(drawn, "train")


def _file(folder: Path, name: str) -> Path:
    packed = folder / f"{name}.jsonl.gz"
    return packed if packed.exists() else folder / f"{name}.jsonl"


def of_conversations(folder: Path) -> list[Example]:
    """Return the single questions of tests/eval on installments that no reporting conversation asks about.

    A question is on the installment that tells of the committee it names; an answer is the sentence that holds all
    required words.
    """
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((folder / "installments").glob("*.txt"))}
    asked = {half: _asked(folder, half, texts) for half in ("reporting", "tuning")}
    reported = {name for name, _ in asked["reporting"]}
    spans = {name: sentences_of(text) for name, text in texts.items()}
    found = []
    for name, row in asked["tuning"]:
        pieces = row["expect"].get("answers", [[]])
        if name in reported or len(row["turns"]) > 1 or len(pieces) > 1 or row["kind"] in _DECIDED_APART:
            continue
        text = texts[name]
        right = tuple(bool(pieces[0]) and all(one in text[s:e] for one in pieces[0]) for s, e in spans[name])
        if any(right) == (row["expect"]["status"] == "answered"):
            context = f"{row['whose']}政协 {name[:4]}年"
            found.append(Example(row["turns"][0], context, text, spans[name], right, None, name, kind=row["kind"]))
    return found


def _asked(folder: Path, half: str, texts: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """Return the conversations of one half, each with every installment that tells of whom it names first."""
    regions = {name: set(_REGION.findall(text)) for name, text in texts.items()}
    found = []
    for path in sorted((folder / "conversations").glob(f"{half}*.jsonl")):
        for row in records(path):
            for name, named in regions.items():
                whose = next((one for one in named if row["turns"][0].startswith(one[:-1])), None)
                if whose:
                    found.append((name, {**row, "whose": whose}))
    return found
