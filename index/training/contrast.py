"""Contrastive training of a static embedding: a question is to be nearest to its own passage of a batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from index.training.texts import Pair

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one stage is trained: `dropped` is the share of pieces left out of either side of a pair."""

    rate: float
    temperature: float = 0.05
    dropped: float = 0.3
    batch: int = 1024
    warm_up: int = 20


class Bag(nn.Module):
    """The mean of piece vectors, at length 1; the module that sentence-transformers calls StaticEmbedding."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        super().__init__()
        self.pieces = nn.EmbeddingBag.from_pretrained(torch.from_numpy(vectors.copy()), freeze=False, mode="mean")

    def forward(self, texts: Sequence[Ids]) -> torch.Tensor:
        """Return (texts, dimension) vectors of length 1."""
        offsets = torch.from_numpy(np.cumsum([0, *(len(text) for text in texts[:-1])]))
        vectors: torch.Tensor = self.pieces(torch.from_numpy(np.concatenate(texts)), offsets)
        return functional.normalize(vectors, dim=1)

    def vectors(self) -> NDArray[np.float32]:
        """Return (pieces, dimension); the unknown piece, row 0, is all zeros."""
        rows: NDArray[np.float32] = self.pieces.weight.detach().numpy().copy()
        rows[0] = 0
        return rows


def train_epoch(bag: Bag, pairs: Sequence[Pair], tokenizer: Tokenizer, plan: Plan, *, random: Random) -> float:
    """Train one epoch and return the mean loss.

    InfoNCE in both directions with the other passages of the batch as negatives (van den Oord et al. 2018; Karpukhin
    et al. 2020); pairs of one group are no negatives of each other. The rate rises, then falls to a twentieth.
    """
    questions = _piece_ids(tokenizer, [pair.question for pair in pairs])
    passages = _piece_ids(tokenizer, [pair.passage for pair in pairs])
    groups = np.unique([pair.group for pair in pairs], return_inverse=True)[1]
    optimiser = torch.optim.Adam(bag.parameters(), lr=plan.rate)
    noise = np.random.default_rng(random.getrandbits(32))
    losses = []
    order, size = noise.permutation(len(pairs)), min(plan.batch, len(pairs))
    batches = [order[start : start + size] for start in range(0, len(pairs) - size + 1, size)] if size else []
    own = torch.arange(size)
    for step, rows in enumerate(batches):
        for group in optimiser.param_groups:
            group["lr"] = plan.rate * min(1.0, (step + 1) / plan.warm_up) * max(0.05, 1 - step / len(batches))
        asked = bag([_without_some(questions[row], plan.dropped, noise) for row in rows])
        said = bag([_without_some(passages[row], plan.dropped, noise) for row in rows])
        same = torch.from_numpy(groups[rows][:, None] == groups[rows][None]).fill_diagonal_(False)
        scores = (asked @ said.T / plan.temperature).masked_fill(same, -1e4)
        loss = functional.cross_entropy(scores, own) + functional.cross_entropy(scores.T, own)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(loss.item())
    return float(np.mean(losses)) if losses else 0.0


def _piece_ids(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Ids]:
    """Return the ids of each text's known pieces; a text without any has the unknown piece alone."""
    encodings = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [np.array([piece for piece in encoding.ids if piece] or [0], np.int64) for encoding in encodings]


def _without_some(ids: Ids, dropped: float, noise: np.random.Generator) -> Ids:
    if len(ids) <= 3:
        return ids
    kept = ids[noise.random(len(ids)) >= dropped]
    return kept if len(kept) else ids
