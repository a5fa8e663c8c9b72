"""The reader: a small transformer reads a question with a window of a passage and scores every sentence.

After the first layers a glance tells whether the others could find anything, so that windows that are not likely
anyway can be laid aside there.
Trained by `index.training.reader`; here it runs in int8 with onnxruntime, which neither torch nor a GPU is needed for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.answering.decision import NOTHING
from index.answering.windows import Pieces, Tokenizer, Window, pack, runs

SHIPPED = Path(__file__).parents[1] / "weights" / "reader"
_ROOM = 150  # tokens of the sentences of one window
_CACHED = 4096  # sentences whose pieces are kept
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Text:
    """Sentences of a passage in their order, and the words of where they stand."""

    context: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one text, higher is better.

    `margin` (sentences,) is the log-odds of a sentence against "not here" within its window. `edges` holds for each
    sentence (tokens, 2) scores that the answer's words start and end there, and `offsets` the code points of these
    tokens.
    """

    margin: Floats
    edges: tuple[Floats, ...]
    offsets: tuple[tuple[tuple[int, int], ...], ...]

    def span_score(self, sentence: int, start: int, end: int) -> float:
        """Return the log-probability that the answer is the code points `[start, end)` of a sentence."""
        edges, offsets = self.edges[sentence], self.offsets[sentence]
        within = [at for at, (s, e) in enumerate(offsets) if s < end and e > start and e > s]
        if not within:
            return -np.inf
        normal = edges - np.logaddexp.reduce(edges, axis=0)
        return float(normal[within[0], 0] + normal[within[-1], 1])

    def best_span(self, sentence: int, *, longest: int = 24) -> tuple[int, int] | None:
        """Return the likeliest code points of the answer in a sentence, of at most `longest` tokens."""
        edges, offsets = self.edges[sentence], self.offsets[sentence]
        if not len(edges):
            return None
        sums = edges[:, 0][:, None] + edges[:, 1][None, :]
        allowed = np.triu(np.ones_like(sums, bool)) & ~np.triu(np.ones_like(sums, bool), longest)
        first, last = divmod(int(np.argmax(np.where(allowed, sums, -np.inf))), len(edges))
        return offsets[first][0], offsets[last][1]


class Reader(Protocol):
    """Whatever reads."""

    def read(self, question: str, texts: Sequence[Text], *, whole: bool = True) -> list[Reading]:
        """Return a reading of each text; where it need not be `whole`, what looks hopeless may be laid aside."""


class TransformerReader:
    """The shipped reader, or another folder with `lower.onnx`, `upper.onnx`, `heads.npz` and `tokenizer.json`."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        self._folder = folder
        self._lower: Any = None
        self._upper: Any = None
        self._tokenizer: Tokenizer | None = None
        self._heads: dict[str, Floats] = {}
        self._pieces = lru_cache(maxsize=_CACHED)(self._cut)

    def read(self, question: str, texts: Sequence[Text], *, whole: bool = True) -> list[Reading]:
        """Return a reading of each text; long texts are read in windows, a sentence of two has the better score.

        Unless a text is to be read `whole`, its windows that a glance finds hopeless have NOTHING as their margin.
        """
        self._load()
        asked = self._pieces(question)
        windows: list[tuple[int, Window]] = []
        for at, text in enumerate(texts):
            sentences = [self._pieces(one) for one in text.sentences]
            context = self._pieces(text.context)
            for run in runs([len(one.ids) for one in sentences], _ROOM):
                windows.append((at, pack(asked, context, sentences, run)))
        found = [_Builder(len(text.sentences)) for text in texts]
        for at, window in windows:
            if window.places:
                self._score(found[at], window, whole=whole)
        return [one.reading() for one in found]

    def _hidden(self, window: Window, *, whole: bool) -> Floats | None:
        """Return (tokens, width) states, None where it need not be whole and a glance tells that nothing is there.

        Windows run one by one, since int8 rounds those of a batch together.
        """
        (early,) = self._lower.run(None, {"ids": np.array([window.ids], np.int64)})
        if not whole and not self._is_worth_reading(glanced(window, early[0])):
            return None
        (hidden,) = self._upper.run(None, {self._upper.get_inputs()[0].name: early})
        return np.asarray(hidden[0], np.float32)

    def _is_worth_reading(self, features: Floats) -> bool:
        weight = self._heads.get("glance.weight")
        return weight is None or float(features @ weight + self._heads["glance.bias"]) >= 0

    def _margins(self, window: Window, hidden: Floats) -> list[float]:
        """Return the log-odds of each sentence of a window against "not here"."""
        heads = self._heads
        null = float(hidden[0] @ heads["null.weight"][0] + heads["null.bias"][0])
        parts = [hidden[start:end] for start, end in window.places]
        pooled = np.stack([np.concatenate([part.mean(0), part.max(0)]) for part in parts])
        return [float(one) - null for one in pooled @ heads["sentence.weight"][0] + heads["sentence.bias"][0]]

    def _score(self, found: "_Builder", window: Window, *, whole: bool) -> None:
        hidden = self._hidden(window, whole=whole)
        if hidden is None:
            for number in window.numbers:
                found.add(number, NOTHING, np.zeros((0, 2), np.float32), ())
            return
        edges = hidden @ self._heads["edges.weight"].T + self._heads["edges.bias"]
        margins = self._margins(window, hidden)
        for number, margin, (start, end), offsets in zip(
            window.numbers, margins, window.places, window.offsets, strict=True
        ):
            found.add(number, margin, edges[start:end], offsets)

    def _cut(self, text: str) -> Pieces:
        if self._tokenizer is None:
            raise RuntimeError("the reader is not loaded")
        return self._tokenizer.pieces(text)

    def _load(self) -> None:
        if self._upper is not None:
            return
        import onnxruntime  # noqa: PLC0415 - loads with the first question

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # several questions at once share the cores better than one does
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._tokenizer = Tokenizer(self._folder / "tokenizer.json")
        with np.load(self._folder / "heads.npz") as arrays:
            self._heads = {name: np.asarray(arrays[name], np.float32) for name in arrays.files}
        self._lower, self._upper = (
            onnxruntime.InferenceSession(
                str(self._folder / f"{half}.onnx"),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=["SkipLayerNormFusion"],  # slower than what it stands for
            )
            for half in ("lower", "upper")
        )


def glanced(window: Window, early: Floats) -> Floats:
    """Return (4 * width,) features of a window by the states (tokens, width) of its first layers."""
    told = early[window.told]
    return np.concatenate([early[0], early[window.asked].mean(0), told.mean(0), told.max(0)])


class _Builder:
    """Collects the scores of a text's sentences over its windows."""

    def __init__(self, count: int) -> None:
        self._margin = np.full(count, -np.inf, np.float32)
        self._edges: list[Floats] = [np.zeros((0, 2), np.float32)] * count
        self._offsets: list[tuple[tuple[int, int], ...]] = [()] * count

    def add(self, number: int, margin: float, edges: Floats, offsets: tuple[tuple[int, int], ...]) -> None:
        if margin > self._margin[number]:
            self._margin[number] = margin
            self._edges[number], self._offsets[number] = edges, offsets

    def reading(self) -> Reading:
        return Reading(self._margin, tuple(self._edges), tuple(self._offsets))
