"""The encoder's tokenizer: the most probable split of a text into known words (Unigram), no dictionary needed."""

import math
from collections import Counter
from collections.abc import Iterable

import rjieba
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

UNKNOWN = "[UNK]"
_LONGEST_PIECE = 8


def count_words(texts: Iterable[tuple[str, int]]) -> Counter[str]:
    """Count jieba's words over (text, weight) pairs, after the tokenizer's own normalisation."""
    counts: Counter[str] = Counter()
    normalise = _normaliser().normalize_str
    for text, weight in texts:
        for part in normalise(text).split():
            for word in rjieba.cut(part):
                counts[word] += weight
    return counts


def make_tokenizer(counts: Counter[str], *, pieces: int) -> Tokenizer:
    """Return a Unigram tokenizer of at most `pieces` pieces: every character seen twice, then the commonest words."""
    characters: Counter[str] = Counter()
    for word, count in counts.items():
        for character in word:
            characters[character] += count
    kept = {character: counts[character] + 1 for character, count in characters.items() if count >= 2}
    for word, count in counts.most_common():
        if len(kept) >= pieces - 1:
            break
        if 1 < len(word) <= _LONGEST_PIECE:
            kept[word] = count
    total = sum(kept.values())
    scored = sorted(((word, math.log(count / total)) for word, count in kept.items()), key=lambda pair: -pair[1])
    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, -30.0), *scored], unk_id=0, byte_fallback=False))
    tokenizer.normalizer = _normaliser()
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return tokenizer


def _normaliser() -> normalizers.Normalizer:
    """Return NFKC, lower case, and everything that is neither letter nor digit as white space."""
    return normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r"[^\p{L}\p{N}]+"), " ")]
    )
