"""How an encoder like the shipped one is made: a tokenizer, then contrastive training of the pieces' vectors."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import click
import numpy as np
import rjieba
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from torch.nn import functional
from torch.optim.lr_scheduler import LambdaLR

from index.training.reading import Example, answered, records

_UNKNOWN = "[UNK]"
_LONGEST_PIECE, _PIECES = 8, 24_000
_DIMENSION, _CUT_EPOCHS, _QUESTION_EPOCHS = 256, 8, 6
_STATUTES = 0.7  # of them in one epoch
_LEGAL_TIMES = 8
_SMOOTHING = 1e-3  # of inverse frequency
_SEED, _THREADS = 1, 2
_TEMPERATURE, _BATCH, _WARM_UP = 0.05, 1024, 20
_CLIPPED, _MOST = 99.95, 127  # the percentile of the numbers that is the largest of a byte
_LONGEST_PASSAGE = 300  # characters around an answer
_SHORTEST_SENTENCE, _SPAN = 8, (8, 25)
_STAYS = 0.15  # of the sentences that leave their text
_STOP = re.compile(r"(?<=[。！？；!?;])")


Text = tuple[str, str]  # title and text


class Pair(NamedTuple):
    """A question and a passage that answers it; pairs with one `group` are never each other's negatives."""

    question: str
    passage: str
    group: str


def train_encoder(data: Path, written: Iterable[Example], out: Path) -> None:
    """Train an encoder on a data folder and questions of ours, and save its tokenizer and weights to a folder.

    Nothing of the evaluation sets is read.
    """
    torch.manual_seed(_SEED)
    torch.set_num_threads(_THREADS)
    random = Random(_SEED)  # noqa: S311 - training, not secrets
    public = answered(data)
    asked = [_pair_of(one) for one in written if one.answerable]
    asked += [Pair(one.question, f"{one.context} {one.text}", one.group) for one in public]
    rows = [row for name in ("stard", "lecoqa") for row in records(data / "train" / f"{name}.jsonl.gz")]
    legal = [Pair(row["query"], row["positive"], row["query"]) for row in rows]
    wiki = [*dict.fromkeys((one.context, one.text) for one in public)]
    statutes, government = (
        [(row["title"], row["text"]) for row in records(data / "text" / f"{name}.jsonl.gz")]
        for name in ("statutes", "gov_work_reports")
    )
    texts = [" ".join(one) for one in (*statutes, *government)]
    texts += dict.fromkeys(text for question, passage, _ in (*asked, *legal) for text in (question, passage))

    tokenizer = _tokenizer(texts)
    click.echo(f"tokenizer: {tokenizer.get_vocab_size()} pieces")
    bag = StaticEmbedding(tokenizer, _start_vectors(tokenizer))
    bag.embedding.padding_idx = 0  # unknown pieces, and those left out, do not count
    for epoch in range(_CUT_EPOCHS):
        pairs = _cut_pairs(random.sample(statutes, int(_STATUTES * len(statutes))) + government + wiki * 4, random)
        pairs += _cut_pairs(random.sample(statutes, len(statutes) // 4) + government, random, terse=True)
        loss = _train_epoch(bag, pairs, random, rate=2e-3 if epoch < _CUT_EPOCHS * 5 / 8 else 1e-3, dropped=0.3)
        click.echo(f"cut sentences {epoch + 1}/{_CUT_EPOCHS}: loss {loss:.3f}")
    for epoch in range(_QUESTION_EPOCHS):
        pairs = asked * 2 + legal * _LEGAL_TIMES
        pairs += _cut_pairs(random.sample(statutes, len(statutes) // 7) + government + wiki, random)
        loss = _train_epoch(bag, pairs, random, rate=1e-3 * (1 - 0.7 * epoch / _QUESTION_EPOCHS), dropped=0.35)
        click.echo(f"questions {epoch + 1}/{_QUESTION_EPOCHS}: loss {loss:.3f}")

    vectors = bag.embedding.weight.detach().numpy()
    scale = np.percentile(np.abs(vectors), _CLIPPED) / _MOST  # one for all
    whole = np.clip(np.round(vectors / scale), -_MOST, _MOST).astype(np.int8)
    out.mkdir(parents=True, exist_ok=True)
    save_file({"embedding.weight": whole}, out / "model.safetensors")
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)


def _pair_of(example: Example) -> Pair:
    """Return an answered question with the sentences around where its answer stands."""
    at, sentences = example.right.index(True), example.sentences
    start, end = sentences[max(0, at - 1)][0], sentences[min(at + 1, len(sentences) - 1)][1]
    if end - start > _LONGEST_PASSAGE:
        return Pair(example.question, example.text[slice(*sentences[at])], example.group)
    return Pair(example.question, f"{example.context} {example.text[start:end]}", example.group)


def _cut_pairs(texts: Sequence[Text], random: Random, *, terse: bool = False) -> list[Pair]:
    """Return pairs of a sentence, or of a few words of it, with the text around it, one for each text.

    Inverse cloze task (Lee et al. 2019): the sentence mostly leaves the text, so that the words around it must do. A
    few words, which is how terse questions look, stay in it.
    """
    pairs = []
    for title, text in texts:
        parts = _sentences(text)
        long = [at for at, part in enumerate(parts) if len(part) >= _SHORTEST_SENTENCE]
        if long and (terse or len(parts) > 1):
            at = random.choice(long)
            asked, passage = parts[at], text
            if terse:
                start = random.randrange(max(1, len(asked) - _SPAN[0]))
                asked = asked[start : start + random.randrange(*_SPAN)]
            elif random.random() >= _STAYS:
                passage = "".join(parts[:at] + parts[at + 1 :])
            pairs.append(Pair(asked, f"{title} {passage}", text))
    return pairs


def _sentences(text: str) -> list[str]:
    return [part for part in _STOP.split(text) if part.strip()]


def _tokenizer(texts: Iterable[str]) -> Tokenizer:
    """Return a tokenizer that splits into the likeliest known words (Unigram), which needs no dictionary.

    Its pieces are every character seen twice and the commonest of jieba's words; it has NFKC, lower case, and
    everything that is neither letter nor digit as white space.
    """
    apart = normalizers.Replace(Regex(r"[^\p{L}\p{N}]+"), " ")
    normaliser = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase(), apart])
    parts = (part for text in texts for part in normaliser.normalize_str(text).split())
    words = Counter(word for part in parts for word in rjieba.cut(part))
    characters: Counter[str] = Counter()
    for word, count in words.items():
        for character in word:
            characters[character] += count
    pieces = {character: words[character] + 1 for character, count in characters.items() if count >= 2}
    long = [(word, count) for word, count in words.most_common() if 1 < len(word) <= _LONGEST_PIECE]
    pieces |= dict(long[: max(0, _PIECES - 1 - len(pieces))])
    total = sum(pieces.values())
    scored = [(piece, math.log(count / total)) for piece, count in Counter(pieces).most_common()]
    tokenizer = Tokenizer(models.Unigram([(_UNKNOWN, -30.0), *scored], unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normaliser
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return tokenizer


def _start_vectors(tokenizer: Tokenizer) -> NDArray[np.float32]:
    """Return (pieces, dimension) random vectors, of a piece with the share p of a text in a length like a / (a + p).

    Smooth inverse frequency: Arora et al. 2017, a = 1e-3. The one that ships began with skip-gram vectors: no better.
    """
    shares = np.exp([score for _, score in json.loads(tokenizer.to_str())["model"]["vocab"]])
    lengths = _SMOOTHING / (_SMOOTHING + shares)
    rows = np.random.default_rng(_SEED).normal(size=(len(shares), _DIMENSION)) * lengths[:, None]
    rows[0] = 0
    return np.asarray(rows / np.linalg.norm(rows, axis=1).mean(), np.float32)


def _train_epoch(bag: StaticEmbedding, pairs: list[Pair], random: Random, *, rate: float, dropped: float) -> float:
    """Train one epoch, a share of the pieces left out of either side of each pair, and return the mean loss.

    InfoNCE in both directions with the other passages of the batch as negatives (van den Oord et al. 2018; Karpukhin
    et al. 2020); pairs of one group are no negatives of each other. The rate rises, then falls to a twentieth.
    """
    random.shuffle(pairs)
    size = min(_BATCH, len(pairs))
    batches = [pairs[start : start + size] for start in range(0, len(pairs) - size + 1, size)]
    optimiser = torch.optim.Adam(bag.parameters(), lr=rate)
    schedule = LambdaLR(optimiser, lambda step: min(1.0, (step + 1) / _WARM_UP) * max(0.05, 1 - step / len(batches)))
    losses = []
    for batch in batches:
        questions, passages, groups = zip(*batch, strict=True)
        asked, said = (_embedded(bag, texts, dropped) for texts in (questions, passages))
        numbers = torch.from_numpy(np.unique(groups, return_inverse=True)[1])
        same = (numbers[:, None] == numbers[None]).fill_diagonal_(False)
        scores = (asked @ said.T / _TEMPERATURE).masked_fill(same, -1e4)
        own = torch.arange(size)
        loss = functional.cross_entropy(scores, own) + functional.cross_entropy(scores.T, own)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return float(np.mean(losses))


def _embedded(bag: StaticEmbedding, texts: Sequence[str], dropped: float) -> torch.Tensor:
    """Return (texts, dimension) vectors of length 1, a share of the pieces dropped."""
    features = bag.preprocess(list(texts))
    features["input_ids"][torch.rand(len(features["input_ids"])) < dropped] = 0
    return functional.normalize(bag(features)["sentence_embedding"], dim=1)
