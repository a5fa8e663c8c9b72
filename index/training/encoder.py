"""How the shipped encoder is made: a tokenizer, word2vec vectors to start from, then contrastive training."""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import rjieba
import torch
from gensim.models import Word2Vec
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from torch import nn
from torch.nn import functional

from index.training.reading import Example, written_pairs
from index.training.texts import (
    Pair,
    cut_pairs,
    legal_pairs,
    plain_texts,
    reading_pairs,
    sentences,
    span_pairs,
)

_UNKNOWN = "[UNK]"
_LONGEST_PIECE, _PIECES, _SHIPPED_PIECES = 8, 30_000, 24_000
_DIMENSION, _START_EPOCHS, _CUT_EPOCHS, _QUESTION_EPOCHS = 256, 3, 8, 6
_STATUTES = 40_000  # pairs of them in one epoch
_LEGAL_TIMES = 8
_LONGEST_SEQUENCE = 200
_SMOOTHING = 1e-3  # of inverse frequency
_SEED, _THREADS = 1, 2
_TEMPERATURE, _BATCH, _WARM_UP = 0.05, 1024, 20
_CLIPPED, _MOST = 99.95, 127  # the percentile of the numbers that is the largest of a byte


Ids = NDArray[np.int64]


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

    def cuts(self, share: float, random: Random) -> list[Pair]:
        """Return pairs of a part of a text with the text around it, for one epoch or a share of one."""
        count = int(_STATUTES * share)
        pairs = cut_pairs(self.statutes, count, random) + cut_pairs(self.government, len(self.government), random)
        if share == 1.0:
            pairs += span_pairs(self.statutes, count // 3, random)
            pairs += span_pairs(self.government, len(self.government), random)
        for _ in range(4 if share == 1.0 else 1):
            pairs += cut_pairs(self.wiki, len(self.wiki), random)
        return pairs


def train_encoder(data: Path, written: Iterable[Example], out: Path, *, say: Callable[[str], None] = print) -> None:
    """Train an encoder and save its tokenizer and weights to a folder.

    Args:
        data: the data folder (its `train` and `text` parts).
        written: questions of ours on pages that are for training.
        out: where to save; what is there is replaced.
        say: told of each step.
    """
    torch.manual_seed(_SEED)
    torch.set_num_threads(_THREADS)
    random = Random(_SEED)  # noqa: S311 - training, not secrets
    texts = Texts.of(data, written)
    tokenizer = _tokenizer(texts.all())
    say(f"tokenizer: {tokenizer.get_vocab_size()} pieces")
    bag = Bag(_start_vectors(texts.all(), tokenizer))
    say("start vectors: done")
    for epoch in range(_CUT_EPOCHS):
        rate = 2e-3 if epoch < _CUT_EPOCHS * 5 / 8 else 1e-3
        loss = train_epoch(bag, texts.cuts(1.0, random), tokenizer, rate, random=random)
        say(f"cut sentences {epoch + 1}/{_CUT_EPOCHS}: loss {loss:.3f}")
    questions = [*texts.written, *texts.reading] * 2 + [*texts.legal] * _LEGAL_TIMES
    for epoch in range(_QUESTION_EPOCHS):
        rate, pairs = 1e-3 * (1 - 0.7 * epoch / _QUESTION_EPOCHS), questions + texts.cuts(0.2, random)
        loss = train_epoch(bag, pairs, tokenizer, rate, random=random, dropped=0.35)
        say(f"questions {epoch + 1}/{_QUESTION_EPOCHS}: loss {loss:.3f}")
    save(bag, tokenizer, out)


def _tokenizer(texts: Iterable[str]) -> Tokenizer:
    """Return a tokenizer that splits into the likeliest known words (Unigram), which needs no dictionary.

    Its pieces are every character seen twice and the commonest of jieba's words; it has NFKC, lower case, and
    everything that is neither letter nor digit as white space.
    """
    normaliser = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r"[^\p{L}\p{N}]+"), " ")]
    )
    counts: Counter[str] = Counter()
    for text in texts:
        for part in normaliser.normalize_str(text).split():
            counts.update(rjieba.cut(part))
    characters: Counter[str] = Counter()
    for word, count in counts.items():
        for character in word:
            characters[character] += count
    kept = {character: counts[character] + 1 for character, count in characters.items() if count >= 2}
    for word, count in counts.most_common():
        if len(kept) >= _PIECES - 1:
            break
        if 1 < len(word) <= _LONGEST_PIECE:
            kept[word] = count
    total = sum(kept.values())
    scored = sorted(((word, math.log(count / total)) for word, count in kept.items()), key=lambda pair: -pair[1])
    tokenizer = Tokenizer(models.Unigram([(_UNKNOWN, -30.0), *scored], unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normaliser
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return tokenizer


def _start_vectors(texts: Iterable[str], tokenizer: Tokenizer) -> NDArray[np.float32]:
    """Return (pieces, dimension) skip-gram vectors at unit length times a / (a + p), less their common direction.

    Skip-gram: Mikolov et al. 2013; smooth inverse frequency and the common direction: Arora et al. 2017, a = 1e-3.
    Pieces that the texts lack start at zero, before the common direction is taken out.
    """
    parts = [part for text in texts for part in ([text] if len(text) < _LONGEST_SEQUENCE else sentences(text))]
    words = Word2Vec(
        [encoding.tokens for encoding in tokenizer.encode_batch(parts, add_special_tokens=False)],
        vector_size=_DIMENSION,
        window=8,
        min_count=2,
        sg=1,
        negative=5,
        sample=1e-4,
        epochs=_START_EPOCHS,
        workers=_THREADS,
        seed=1,
    ).wv
    total = sum(words.get_vecattr(word, "count") for word in words.index_to_key)
    rows = np.zeros((tokenizer.get_vocab_size(), _DIMENSION), dtype=np.float32)
    for at in range(len(rows)):
        word = str(tokenizer.id_to_token(at))
        if word in words:
            share = words.get_vecattr(word, "count") / total
            rows[at] = words[word] / np.linalg.norm(words[word]) * (_SMOOTHING / (_SMOOTHING + share))
    common = np.linalg.svd(rows, full_matrices=False)[2][0]
    vectors = rows - np.outer(rows @ common, common)
    vectors[0] = 0
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1).mean(), dtype=np.float32)


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


def train_epoch(
    bag: Bag, pairs: Sequence[Pair], tokenizer: Tokenizer, rate: float, *, random: Random, dropped: float = 0.3
) -> float:
    """Train one epoch, a share of the pieces left out of either side of each pair, and return the mean loss.

    InfoNCE in both directions with the other passages of the batch as negatives (van den Oord et al. 2018; Karpukhin
    et al. 2020); pairs of one group are no negatives of each other. The rate rises, then falls to a twentieth.
    """
    questions = _piece_ids(tokenizer, [pair.question for pair in pairs])
    passages = _piece_ids(tokenizer, [pair.passage for pair in pairs])
    groups = np.unique([pair.group for pair in pairs], return_inverse=True)[1]
    optimiser = torch.optim.Adam(bag.parameters(), lr=rate)
    noise = np.random.default_rng(random.getrandbits(32))
    losses = []
    order, size = noise.permutation(len(pairs)), min(_BATCH, len(pairs))
    batches = [order[start : start + size] for start in range(0, len(pairs) - size + 1, size)] if size else []
    own = torch.arange(size)
    for step, rows in enumerate(batches):
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / _WARM_UP) * max(0.05, 1 - step / len(batches))
        asked = bag([_without_some(questions[row], dropped, noise) for row in rows])
        said = bag([_without_some(passages[row], dropped, noise) for row in rows])
        same = torch.from_numpy(groups[rows][:, None] == groups[rows][None]).fill_diagonal_(False)
        scores = (asked @ said.T / _TEMPERATURE).masked_fill(same, -1e4)
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


def save(bag: Bag, tokenizer: Tokenizer, out: Path) -> None:
    """Save an encoder in whole numbers of one scale; of its pieces all characters stay, and the commonest words."""
    described = json.loads(tokenizer.to_str())
    vocabulary: list[tuple[str, float]] = described["model"]["vocab"]
    kept = {at for at, (piece, _) in enumerate(vocabulary) if at == 0 or len(piece) == 1}
    for at in range(len(vocabulary)):  # the commonest first
        if len(kept) >= _SHIPPED_PIECES:
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
