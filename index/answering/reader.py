"""The reader: a small transformer reads a question with a window of a passage and scores every sentence.

After the first layers a glance tells whether the others could find anything, so that windows that are not likely
anyway can be laid aside there.
Trained by `index.training.reader`; here it runs in int8 with onnxruntime, which neither torch nor a GPU is needed for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
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
class Reading:
    """What the reader makes of one passage, higher is better.

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

    def read(self, question: str, context: str, sentences: Sequence[str], *, whole: bool = True) -> Reading:
        """Return a reading of the sentences of a passage; `context` are the words of where it stands.

        Where it need not be read `whole`, what looks hopeless may be laid aside.
        """


class TransformerReader:
    """The shipped reader, or another folder with `lower.onnx`, `upper.onnx`, `heads.npz` and `tokenizer.json`."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        self._folder = folder

    def read(self, question: str, context: str, sentences: Sequence[str], *, whole: bool = True) -> Reading:
        """Return a reading, see `Reader`; long passages are read in windows, a sentence of two has the better score.

        Unless it is to be read `whole`, the windows that a glance finds hopeless have NOTHING as their margin.
        """
        asked, place, *told = map(self._pieces, (question, context, *sentences))
        margin = np.full(len(sentences), -np.inf, np.float32)
        edges: list[Floats] = [np.zeros((0, 2), np.float32)] * len(sentences)
        offsets: list[tuple[tuple[int, int], ...]] = [()] * len(sentences)
        for run in runs([len(one.ids) for one in told], _ROOM):
            window = pack(asked, place, told, run)
            hidden = self._hidden(window, whole=whole) if window.places else None
            if hidden is None:
                held = list(window.numbers)
                margin[held] = np.maximum(margin[held], NOTHING)
                continue
            scores = hidden @ self._heads["edges.weight"].T + self._heads["edges.bias"]
            for at, (number, found) in enumerate(zip(window.numbers, self._margins(window, hidden), strict=True)):
                if found > margin[number]:
                    margin[number], offsets[number] = found, window.offsets[at]
                    edges[number] = scores[slice(*window.places[at])]
        return Reading(margin, tuple(edges), tuple(offsets))

    def _hidden(self, window: Window, *, whole: bool) -> Floats | None:
        """Return (tokens, width) states, None where it need not be whole and a glance tells that nothing is there.

        Windows run one by one, since int8 rounds those of a batch together.
        """
        lower, upper = self._halves
        (early,) = lower.run(None, {"ids": np.array([window.ids], np.int64)})
        if not whole and not self._is_worth_reading(glanced(window, early[0])):
            return None
        (hidden,) = upper.run(None, {upper.get_inputs()[0].name: early})
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

    @cached_property
    def _pieces(self) -> Callable[[str], Pieces]:
        return lru_cache(maxsize=_CACHED)(Tokenizer(self._folder / "tokenizer.json").pieces)

    @cached_property
    def _heads(self) -> dict[str, Floats]:
        with np.load(self._folder / "heads.npz") as arrays:
            return {name: np.asarray(arrays[name], np.float32) for name in arrays.files}

    @cached_property
    def _halves(self) -> list[Any]:
        """The layers up to the glance, and those after it."""
        import onnxruntime  # noqa: PLC0415 - loads with the first question

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # several questions at once share the cores better than one does
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        slow = ["SkipLayerNormFusion"]  # slower than what it stands for
        files = (str(self._folder / f"{half}.onnx") for half in ("lower", "upper"))
        return [
            onnxruntime.InferenceSession(one, options, providers=["CPUExecutionProvider"], disabled_optimizers=slow)
            for one in files
        ]


def glanced(window: Window, early: Floats) -> Floats:
    """Return (4 * width,) features of a window by the states (tokens, width) of its first layers."""
    told = early[window.told]
    return np.concatenate([early[0], early[window.asked].mean(0), told.mean(0), told.max(0)])
