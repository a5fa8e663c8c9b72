"""The reader's table of characters, and vectors of characters and pairs from their company."""

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import opencc
from gensim.models import Word2Vec
from numpy.typing import NDArray

from index.reading.characters import BOUNDARY, PLANE, UNKNOWN, Characters

_SURROGATES = range(0xD800, 0xE000)


def make_characters(texts: Sequence[str], *, sentences: Sequence[str], pairs: int, dimension: int = 24) -> Characters:
    """Return a table of the characters in at least two of `texts` and of their `pairs` commonest pairs.

    Rarity is the inverse document frequency log(texts / found in), so that a character in every text counts nothing;
    `sentences` are what the vectors are learned from.
    """
    singles = _table(texts)
    counted = Counter(key for text in texts for key in np.unique(_keys(singles.ids(text))).tolist())
    kept = dict(sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:pairs])
    keys = sorted(kept)
    frequency = np.array([kept[key] for key in keys] + [1], dtype=np.float32)
    paired = replace(
        singles,
        pair_keys=np.array(keys, dtype=np.uint32),
        pair_rarity=np.log(len(texts) / frequency).astype(np.float32),
    )
    single_vectors, pair_vectors = _company(paired, sentences, dimension)
    return replace(paired, vectors=single_vectors, pair_vectors=pair_vectors)


def _table(texts: Sequence[str]) -> Characters:
    """Return a table of characters without pairs and vectors."""
    folded = _folded()
    seen = Counter(character for text in texts for character in {folded[ord(c)] for c in text if ord(c) < PLANE})
    known = sorted(character for character, count in seen.items() if count >= 2 and not character.isspace())
    numbers = {character: number for number, character in enumerate(known, start=BOUNDARY + 1)}
    rarity = [math.log(len(texts))] * (BOUNDARY + 1) + [math.log(len(texts) / seen[character]) for character in known]
    return Characters(
        fold=np.array([numbers.get(character, UNKNOWN) for character in folded], dtype=np.uint16),
        rarity=np.array(rarity, dtype=np.float32),
        pair_keys=np.zeros(0, dtype=np.uint32),
        pair_rarity=np.zeros(1, dtype=np.float32),
        vectors=np.zeros((len(rarity), 0), dtype=np.int8),
        pair_vectors=np.zeros((1, 0), dtype=np.int8),
    )


def _folded() -> list[str]:
    """Return for each code point of the basic plane the character that stands for it: width, case, simplified."""
    folded = []
    for point in range(PLANE):
        character = "\ufffd" if point in _SURROGATES else chr(point)
        plain = unicodedata.normalize("NFKC", character).lower()
        folded.append(plain if len(plain) == 1 else character)
    traditional = [point for point, plain in enumerate(folded) if "\u3400" <= plain <= "\u9fff"]
    simplified = opencc.OpenCC("t2s").convert("\n".join(folded[point] for point in traditional)).split("\n")
    for point, simple in zip(traditional, simplified, strict=True):
        folded[point] = simple if len(simple) == 1 else folded[point]
    return folded


def _keys(ids: NDArray[np.int32]) -> NDArray[np.int64]:
    keys = ids[:-1].astype(np.int64) * PLANE + ids[1:]
    return keys[(ids[:-1] > BOUNDARY) & (ids[1:] > BOUNDARY)]


def _company(
    characters: Characters, sentences: Sequence[str], dimension: int
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Return the vectors of characters and of pairs, by skip-gram (Mikolov et al. 2013).

    Pairs are read twice from each sentence, from the first and from the second character on, so that a pair never
    predicts one that it overlaps.
    """
    rows = [characters.ids(sentence) for sentence in sentences]
    singles = [ids.tolist() for ids in rows]
    pairs = [characters.pairs(ids)[offset::2].tolist() for ids in rows for offset in (0, 1)]
    return (
        _vectors(singles, len(characters.rarity), dimension),
        _vectors(pairs, len(characters.pair_rarity), dimension),
    )


def _vectors(sequences: list[list[int]], size: int, dimension: int) -> NDArray[np.int8]:
    model = Word2Vec(
        sequences,
        vector_size=dimension,
        window=5,
        min_count=2,
        sg=1,
        negative=5,
        sample=1e-4,
        epochs=5,
        workers=1,  # more would make the outcome depend on their timing
        seed=1,
    )
    vectors = np.zeros((size, dimension), dtype=np.float32)
    for number in model.wv.index_to_key:
        vectors[number] = model.wv[number] / max(float(np.linalg.norm(model.wv[number])), 1e-9)
    return np.round(vectors * 127).astype(np.int8)
