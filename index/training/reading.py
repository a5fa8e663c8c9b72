"""What the reader learns from: questions on texts, with the sentences and the span that answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from corpus.sentences import split
from index.training.texts import records

# One page in so many is kept from training, half of them for calibration and half for reporting.
_KEPT_FROM = 6
_SHINGLE = 12
_NEAR_COPY = 0.3


@dataclass(frozen=True, slots=True)
class Example:
    """One question on one text.

    `sentences` are spans of code points; `right` tells of each whether it answers, none where nothing does; `span`
    is the answer's own words. `group` names the page, `part` is train, calibration or report.
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

    @property
    def answerable(self) -> bool:
        """Whether any sentence answers."""
        return any(self.right)


def examples_of(data: Path, extra: Iterable[Path] = ()) -> list[Example]:
    """Return the written questions: news_qa, pages_qa and further folders of the same form."""
    found: list[Example] = []
    for folder in (data / "train" / "news_qa", data / "train" / "pages_qa", *extra):
        found += _written(folder)
    return found


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


def sentences_of(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of the sentences of a text, as passages are cut."""
    spans: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        spans += [(one.start, one.end) for one in split(text, at, at + len(line))]
        at += len(line) + 1
    return tuple(spans)


def _written(folder: Path) -> list[Example]:
    texts = {row["id"]: row for row in records(_file(folder, "passages"))}
    parts = _parts({name: row["text"] for name, row in texts.items()})
    cut = {name: sentences_of(row["text"]) for name, row in texts.items()}
    found = []
    for row in records(_file(folder, "questions")):
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
