"""What the training reads: texts and question-passage pairs from a data folder."""

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

_SHORTEST_CUT = 8
_SHORTEST_SPAN, _LONGEST_SPAN = 8, 25
_STAYS = 0.15

_STOP = re.compile(r"(?<=[。！？；!?;])")


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage that answers it; pairs with one `group` are never each other's negatives."""

    question: str
    passage: str
    group: str


def records(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file, gzipped or not, with one JSON object per line."""
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def sentences(text: str) -> list[str]:
    """Return the sentences and clauses of a text that end in a full stop, question mark or semicolon."""
    return [part for part in _STOP.split(text) if part.strip()]


def reading_pairs(data: Path) -> list[Pair]:
    """Return the questions of CMRC 2018 and DRCD with their passages (title first)."""
    pairs = []
    for name in ("cmrc2018", "drcd"):
        for n, record in enumerate(records(data / "train" / f"{name}.jsonl.gz")):
            passage = f"{record['title']} {record['passage']}"
            pairs += [Pair(asked["question"], passage, f"{name}-{n}") for asked in record["questions"]]
    return pairs


def legal_pairs(data: Path) -> list[Pair]:
    """Return laymen's legal questions with statute articles (STARD) and with answers (LeCoQA)."""
    rows = (row for name in ("stard", "lecoqa") for row in records(data / "train" / f"{name}.jsonl.gz"))
    return [Pair(row["query"], row["positive"], f"law-{row['query']}") for row in rows]


def plain_texts(data: Path, name: str) -> list[tuple[str, str]]:
    """Return (title, text) of one file of plain texts."""
    return [(record["title"], record["text"]) for record in records(data / "text" / f"{name}.jsonl.gz")]


def cut_pairs(texts: Sequence[tuple[str, str]], count: int, random: Random) -> list[Pair]:
    """Return at most `count` pairs of a sentence with the text around it, one for each text.

    Inverse cloze task (Lee et al. 2019): the sentence mostly leaves the text, so that the words around it must do.
    """
    pairs = []
    for number, (title, text) in enumerate(texts):
        parts = sentences(text)
        at = random.randrange(len(parts)) if parts else 0
        if len(parts) > 1 and len(parts[at]) >= _SHORTEST_CUT:
            rest = "".join(part for n, part in enumerate(parts) if n != at or random.random() < _STAYS)
            pairs.append(Pair(parts[at], f"{title} {rest}", f"{title}-{number}"))
    random.shuffle(pairs)
    return pairs[:count]


def span_pairs(texts: Sequence[tuple[str, str]], count: int, random: Random) -> list[Pair]:
    """Return at most `count` pairs of a few words with the text they stand in, which is how terse questions look."""
    pairs = []
    for number, (title, text) in enumerate(texts):
        long = [part for part in sentences(text) if len(part) >= _SHORTEST_CUT]
        if long:
            part = random.choice(long)
            start = random.randrange(max(1, len(part) - _SHORTEST_SPAN))
            words = part[start : start + random.randrange(_SHORTEST_SPAN, _LONGEST_SPAN)]
            pairs.append(Pair(words, f"{title} {text}", f"{title}-{number}"))
    random.shuffle(pairs)
    return pairs[:count]
