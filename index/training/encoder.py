"""How the shipped encoder is made: a tokenizer, word2vec vectors to start from, then contrastive training."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from index.training.contrast import Bag, Plan, train_epoch
from index.training.reading import Example, written_pairs
from index.training.start import start_vectors
from index.training.texts import (
    Pair,
    cut_pairs,
    legal_pairs,
    plain_texts,
    reading_pairs,
    sentences,
    span_pairs,
)
from index.training.vocabulary import count_words, make_tokenizer

_LONGEST_SEQUENCE = 200
_THREADS = 2
_SHIPPED_PIECES = 24_000
_CLIPPED, _MOST = 99.95, 127  # the percentile of the numbers that is the largest of a byte


@dataclass(frozen=True, slots=True)
class Recipe:
    """What can be varied; the defaults made the shipped weights. Counts of pairs are for one epoch."""

    pieces: int = 30_000
    dimension: int = 256
    start_epochs: int = 3
    cut_epochs: int = 8
    question_epochs: int = 6
    statutes: int = 40_000
    legal_times: int = 8
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Texts:
    """What is trained on: question-passage pairs, and (title, text) of plain texts by kind."""

    written: Sequence[Pair]
    reading: Sequence[Pair]
    legal: Sequence[Pair]
    wiki: Sequence[tuple[str, str]]
    government: Sequence[tuple[str, str]]
    statutes: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, data: Path, written: Iterable[Example]) -> "Texts":
        """Read the training texts of a data folder, and written questions; nothing of the evaluation sets."""
        reading = reading_pairs(data)
        wiki = dict.fromkeys(pair.passage for pair in reading)
        return cls(
            written=written_pairs(written),
            reading=reading,
            legal=legal_pairs(data),
            wiki=[(title, text) for title, _, text in (passage.partition(" ") for passage in wiki)],
            government=plain_texts(data, "gov_work_reports"),
            statutes=plain_texts(data, "statutes"),
        )

    def all(self) -> list[str]:
        """Return every text, questions included."""
        titled = [f"{title} {text}" for title, text in (*self.wiki, *self.government, *self.statutes)]
        pairs = [*self.written, *self.reading, *self.legal]
        passages = dict.fromkeys(pair.passage for pair in (*self.written, *self.legal))
        return titled + [*passages] + [pair.question for pair in pairs]


def train_encoder(
    data: Path,
    written: Iterable[Example],
    out: Path,
    *,
    recipe: Recipe | None = None,
    say: Callable[[str], None] = print,
) -> None:
    """Train an encoder and save its tokenizer and weights to a folder.

    Args:
        data: the data folder (its `train` and `text` parts).
        written: questions of ours on pages that are for training.
        out: where to save; what is there is replaced.
        recipe: the defaults if None.
        say: told of each step.
    """
    recipe = recipe or Recipe()
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(_THREADS)
    random = Random(recipe.seed)  # noqa: S311 - training, not secrets
    texts = Texts.of(data, written)
    tokenizer = _tokenizer(texts, recipe)
    say(f"tokenizer: {tokenizer.get_vocab_size()} pieces")
    bag = _start(texts, tokenizer, recipe)
    say("start vectors: done")
    for epoch in range(recipe.cut_epochs):
        rate = 2e-3 if epoch < recipe.cut_epochs * 5 / 8 else 1e-3
        loss = train_epoch(bag, _cuts(texts, recipe, 1.0, random), tokenizer, Plan(rate), random=random)
        say(f"cut sentences {epoch + 1}/{recipe.cut_epochs}: loss {loss:.3f}")
    questions = [*texts.written, *texts.reading] * 2 + [*texts.legal] * recipe.legal_times
    for epoch in range(recipe.question_epochs):
        plan = Plan(1e-3 * (1 - 0.7 * epoch / recipe.question_epochs), dropped=0.35)
        loss = train_epoch(bag, questions + _cuts(texts, recipe, 0.2, random), tokenizer, plan, random=random)
        say(f"questions {epoch + 1}/{recipe.question_epochs}: loss {loss:.3f}")
    save(bag, tokenizer, out)


def _tokenizer(texts: Texts, recipe: Recipe) -> Tokenizer:
    return make_tokenizer(count_words((text, 1) for text in texts.all()), pieces=recipe.pieces)


def _start(texts: Texts, tokenizer: Tokenizer, recipe: Recipe) -> Bag:
    parts = [part for text in texts.all() for part in ([text] if len(text) < _LONGEST_SEQUENCE else sentences(text))]
    sequences = [encoding.tokens for encoding in tokenizer.encode_batch(parts, add_special_tokens=False)]
    vocabulary = [str(tokenizer.id_to_token(piece)) for piece in range(tokenizer.get_vocab_size())]
    vectors = start_vectors(
        sequences, vocabulary, dimension=recipe.dimension, epochs=recipe.start_epochs, threads=_THREADS
    )
    vectors[0] = 0
    return Bag(vectors / np.linalg.norm(vectors, axis=1).mean())


def _cuts(texts: Texts, recipe: Recipe, share: float, random: Random) -> list[Pair]:
    count = int(recipe.statutes * share)
    pairs = cut_pairs(texts.statutes, count, random) + cut_pairs(texts.government, len(texts.government), random)
    if share == 1.0:
        pairs += span_pairs(texts.statutes, count // 3, random)
        pairs += span_pairs(texts.government, len(texts.government), random)
    for _ in range(4 if share == 1.0 else 1):
        pairs += cut_pairs(texts.wiki, len(texts.wiki), random)
    return pairs


def save(bag: Bag, tokenizer: Tokenizer, out: Path, *, pieces: int = _SHIPPED_PIECES) -> None:
    """Save an encoder in whole numbers of one scale; of its pieces all characters stay, and the commonest words."""
    described = json.loads(tokenizer.to_str())
    vocabulary: list[tuple[str, float]] = described["model"]["vocab"]
    kept = {at for at, (piece, _) in enumerate(vocabulary) if at == 0 or len(piece) == 1}
    for at in range(len(vocabulary)):  # the commonest first
        if len(kept) >= pieces:
            break
        kept.add(at)
    ordered = sorted(kept)
    described["model"]["vocab"] = [vocabulary[at] for at in ordered]
    rows = bag.vectors()[ordered]
    scale = np.percentile(np.abs(rows), _CLIPPED) / _MOST
    whole = np.clip(np.round(rows / scale), -_MOST, _MOST).astype(np.int8)
    out.mkdir(parents=True, exist_ok=True)
    save_file({"embedding.weight": whole}, out / "model.safetensors")
    text = json.dumps(described, ensure_ascii=False, separators=(",", ":"))
    (out / "tokenizer.json").write_text(text, encoding="utf-8")
