"""Windows: what the reader reads at once, a question with a run of sentences and the words of where they stand.

`<s> question </s> context </s> sentence sentence ... </s>`, as ids of the reader's own tokenizer; training and
reading pack alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START, PAD, END = 0, 1, 2
LONGEST_QUESTION = 48
LONGEST_CONTEXT = 32
LONGEST = 232
GLANCED = 4  # layers after which a glance tells whether to read on


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a text: `ids` into the vocabulary, and the code points `[start, end)` that each covers."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the reader.

    `asked` are the tokens of the question; `places` are the token spans of the sentences `numbers` of the passage;
    `offsets` the code points of each token of them within its sentence, by place.
    """

    ids: tuple[int, ...]
    asked: slice
    numbers: tuple[int, ...]
    places: tuple[tuple[int, int], ...]
    offsets: tuple[tuple[tuple[int, int], ...], ...]

    @property
    def told(self) -> slice:
        """The tokens of all sentences."""
        return slice(self.places[0][0], self.places[-1][1])


class Tokenizer:
    """SentencePiece unigram of multilingual-e5-small, cut down to the pieces that our texts have."""

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer as Unigram  # noqa: PLC0415 - loads with the first question

        self._tokenizer: Any = Unigram.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def pieces(self, text: str) -> Pieces:
        """Return the pieces of a text without marks of start and end."""
        found = self._tokenizer.encode(text, add_special_tokens=False)
        return Pieces(tuple(found.ids), tuple(found.offsets))


def pack(question: Pieces, context: Pieces, sentences: Sequence[Pieces], numbers: Sequence[int]) -> Window:
    """Return the window over the sentences `numbers`, in their order; what is beyond LONGEST tokens is cut off."""
    ids = [START, *question.ids[:LONGEST_QUESTION], END, *context.ids[:LONGEST_CONTEXT], END]
    held: list[int] = []
    places: list[tuple[int, int]] = []
    offsets: list[tuple[tuple[int, int], ...]] = []
    for number in numbers:
        size = min(len(sentences[number].ids), LONGEST - 1 - len(ids))
        if size <= 0:
            continue
        held.append(number)
        places.append((len(ids), len(ids) + size))
        offsets.append(sentences[number].offsets[:size])
        ids += sentences[number].ids[:size]
    asked = slice(1, 1 + max(1, len(question.ids[:LONGEST_QUESTION])))
    return Window((*ids, END), asked, tuple(held), tuple(places), tuple(offsets))


def runs(sizes: Sequence[int], room: int) -> list[range]:
    """Cut a passage into runs of sentences of at most `room` tokens, each overlapping the next by one sentence."""
    found: list[range] = []
    at = 0
    while at < len(sizes):
        end, total = at, 0
        while end < len(sizes) and (end == at or total + sizes[end] <= room):
            total += sizes[end]
            end += 1
        found.append(range(at, end))
        if end == len(sizes):
            break
        at = max(at + 1, end - 1)
    return found
