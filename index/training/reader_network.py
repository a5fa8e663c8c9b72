"""Training the reader's network, with torch, on the sentences that the trees leave in doubt."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from index.reading.characters import Characters
from index.reading.matches import Floats, Matches
from index.reading.network import FEATURES, SCALE, WIDE, Network, places, positions

_HIDDEN = 40
_CLUES = 24
EPOCHS = 6
_BATCH = 16
_RATE = 2e-3
_DROPPED = 0.25
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question with the sentences in doubt: characters as rows of vectors, made when they are needed.

    `question` and `text` are the ids, `features` (text, FEATURES), `sentence` (text,) the number of the sentence a
    position is in (-1: none), `rows` (sentences, clues), `wanted` (text,) marks where an answer begins.
    """

    question: NDArray[np.int32]
    question_pairs: NDArray[np.int32]
    asking: NDArray[np.bool_]
    text: NDArray[np.int32]
    text_pairs: NDArray[np.int32]
    features: NDArray[np.float16]
    sentence: NDArray[np.int16]
    rows: Floats
    wanted: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        characters: Characters,
        question: str,
        matches: Matches,
        *,
        rows: Floats,
        chosen: NDArray[np.int64],
        wanted: NDArray[np.bool_],
    ) -> "Lesson":
        """Take what the network sees of a question; `wanted` (text,) marks where answers begin."""
        columns, edges = places(matches, chosen)
        sentence = np.zeros(len(columns), dtype=np.int16)
        sentence[edges[1:]] = 1
        sentence = np.cumsum(sentence, dtype=np.int16)
        sentence[edges] = -1
        asked, text = characters.ids(question), matches.laid.ids
        return cls(
            asked,
            _pairs(characters, asked),
            matches.asking,
            text[columns],
            _pairs(characters, text)[columns],
            positions(matches)[columns].astype(np.float16),
            sentence,
            rows[chosen],
            wanted[columns],
        )


def _pairs(characters: Characters, ids: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.append(characters.pairs(ids), len(characters.pair_keys))[: len(ids)].astype(np.int32)


class _Module(nn.Module):
    """The network of `index.reading.network`, with its weights named and shaped alike, for a batch."""

    def __init__(self, characters: Characters, mean: Floats, scale: Floats) -> None:
        super().__init__()
        self.characters = torch.from_numpy(_scaled(characters.vectors))
        self.pairs = torch.from_numpy(_scaled(characters.pair_vectors))
        width = self.characters.shape[1] + self.pairs.shape[1]
        h = _HIDDEN

        def made(*shape: int) -> nn.Parameter:
            spread = float(np.prod(shape[:-1])) ** -0.5 if len(shape) > 1 else shape[0] ** -0.5
            return nn.Parameter((torch.rand(shape) * 2 - 1) * spread)

        self.first, self.first_bias = made(5, width + FEATURES, h), nn.Parameter(torch.zeros(h))
        self.second, self.second_bias = made(3, h, h), nn.Parameter(torch.zeros(h))
        self.third, self.third_bias = made(3, h, h), nn.Parameter(torch.zeros(h))
        self.asked, self.asked_bias = made(5, width + 1, h), nn.Parameter(torch.zeros(h))
        self.attention = made(h)
        self.joint, self.joint_bias = made(2 * h, h), nn.Parameter(torch.zeros(h))
        self.shift, self.match, self.match_bias = made(h, h), made(h, h), nn.Parameter(torch.zeros(h))
        self.plain = made(h)
        self.mean = nn.Parameter(torch.from_numpy(mean), requires_grad=False)
        self.scale = nn.Parameter(torch.from_numpy(scale), requires_grad=False)
        self.clue_first, self.clue_first_bias = made(len(mean), _CLUES), nn.Parameter(torch.zeros(_CLUES))
        self.clue_second = made(_CLUES)
        self.dropout = nn.Dropout(_DROPPED)

    def forward(self, batch: "_Batch") -> Tensor:
        """Return (questions, text): what each position is worth, very little where no sentence is."""
        asked = self._question(batch)
        text = self.dropout(torch.cat([self.characters[batch.text], self.pairs[batch.text_pairs]], dim=-1))
        hidden = _slide(torch.cat([text, batch.features], dim=-1), self.first, WIDE[0])
        hidden = torch.relu(hidden + (self.first_bias + asked @ self.shift)[:, None])
        hidden = hidden + torch.relu(_slide(hidden, self.second, WIDE[1]) + self.second_bias)
        hidden = hidden + torch.relu(_slide(hidden, self.third, WIDE[2]) + self.third_bias)
        wanted = asked @ self.match + self.match_bias + self.plain
        worth = (self.dropout(hidden) * wanted[:, None]).sum(dim=-1)
        clued = torch.relu((batch.rows - self.mean) / self.scale @ self.clue_first + self.clue_first_bias)
        clued = clued @ self.clue_second
        worth = worth + torch.gather(clued, 1, batch.sentence.clamp(min=0))
        masked: Tensor = worth.masked_fill(batch.sentence < 0, _NEVER)
        return masked

    def _question(self, batch: "_Batch") -> Tensor:
        marks = batch.asking[..., None]
        vectors = torch.cat([self.characters[batch.question], self.pairs[batch.question_pairs]], dim=-1)
        hidden = torch.relu(_slide(torch.cat([self.dropout(vectors), marks], dim=-1), self.asked, 1) + self.asked_bias)
        attention = (hidden @ self.attention + 2 * batch.asking).masked_fill(~batch.real, _NEVER).softmax(dim=-1)
        mean = (attention[..., None] * hidden).sum(dim=1)
        most = (hidden * batch.real[..., None]).amax(dim=1)
        joined = self.dropout(torch.cat([mean, most], dim=-1)) @ self.joint
        return torch.tanh(joined + self.joint_bias)


def _scaled(vectors: NDArray[np.int8]) -> Floats:
    return vectors.astype(np.float32) * (SCALE / np.float32(127 * np.sqrt(2)))


def _slide(inputs: Tensor, weights: Tensor, apart: int) -> Tensor:
    padding = len(weights) // 2 * apart
    moved = nn.functional.conv1d(inputs.transpose(1, 2), weights.permute(2, 1, 0), padding=padding, dilation=apart)
    return moved.transpose(1, 2)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Lessons padded to one length; the fields are as in `Lesson`, `real` (questions, longest) marks characters."""

    question: Tensor
    question_pairs: Tensor
    asking: Tensor
    real: Tensor
    text: Tensor
    text_pairs: Tensor
    features: Tensor
    sentence: Tensor
    rows: Tensor
    wanted: Tensor

    @classmethod
    def of(cls, lessons: Sequence[Lesson]) -> "_Batch":
        """Pad some lessons."""

        def padded(name: str, kind: torch.dtype, filling: float = 0) -> Tensor:
            parts = [torch.from_numpy(np.asarray(getattr(lesson, name))).to(kind) for lesson in lessons]
            return nn.utils.rnn.pad_sequence(parts, batch_first=True, padding_value=filling)

        lengths = torch.tensor([len(lesson.question) for lesson in lessons])
        return cls(
            question=padded("question", torch.long),
            question_pairs=padded("question_pairs", torch.long),
            asking=padded("asking", torch.float32),
            real=torch.arange(int(lengths.max()))[None] < lengths[:, None],
            text=padded("text", torch.long),
            text_pairs=padded("text_pairs", torch.long),
            features=padded("features", torch.float32),
            sentence=padded("sentence", torch.long, -1),
            rows=padded("rows", torch.float32),
            wanted=padded("wanted", torch.bool),
        )


def train_network(characters: Characters, lessons: Sequence[Lesson], *, epochs: int = EPOCHS) -> Network:
    """Return a network that puts the positions where answers begin above all others of a question.

    The loss is the negative log of the share of the softmax over positions that is where an answer begins.
    """
    torch.manual_seed(1)
    dice = random.Random(1)  # noqa: S311 - no secret
    useful = [lesson for lesson in lessons if lesson.wanted.any()]
    rows = np.concatenate([lesson.rows for lesson in useful])
    module = _Module(characters, rows.mean(axis=0), rows.std(axis=0) + np.float32(1e-3))
    learned = [weight for weight in module.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(learned, lr=_RATE, weight_decay=0.02)
    steps = epochs * -(-len(useful) // _BATCH)
    pace = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min((step + 1) / 200, 1.0) * (1 - step / steps))
    module.train()
    for _ in range(epochs):
        for numbers in _batches([len(lesson.text) for lesson in useful], dice):
            batch = _Batch.of([useful[number] for number in numbers])
            worth = module(batch)
            right = worth.masked_fill(~batch.wanted, _NEVER)
            loss = (worth.logsumexp(dim=1) - right.logsumexp(dim=1)).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learned, 1.0)
            optimiser.step()
            pace.step()
    return Network(**{name: weight.detach().numpy().copy() for name, weight in module.named_parameters()})


def _batches(lengths: Sequence[int], dice: random.Random) -> list[list[int]]:
    """Return batches of numbers in random order, each of texts about as long as one another."""
    order = list(range(len(lengths)))
    dice.shuffle(order)
    pools = [sorted(order[at : at + 512], key=lengths.__getitem__) for at in range(0, len(order), 512)]
    batches = [pool[at : at + _BATCH] for pool in pools for at in range(0, len(pool), _BATCH)]
    dice.shuffle(batches)
    return batches
