"""Encoders: texts as vectors of length 1, so that the inner product of two is their cosine."""

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexFault
from prompts import encoders as instructions
from prompts import storage as wording

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SHIPPED = Path(__file__).parent / "weights" / "encoder"
_PATH_MARKS = ("/", "./", "../", "~", ".\\", "..\\")
_WEIGHTS = (".safetensors", ".bin")
_NOT_FOR_TORCH = ["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.msgpack", "*.ot"]


class Encoder(Protocol):
    """What turns texts into vectors."""

    @property
    def name(self) -> str:
        """What the vectors were made with: vectors of encoders with other names do not compare."""

    @property
    def dimension(self) -> int:
        """The length of a vector's array."""

    @property
    def instruction(self) -> str:
        """What stands before a question (not before a passage) when it is encoded; "" for nothing."""

    def encode(self, texts: Sequence[str], *, question: bool = False) -> NDArray[np.float32]:
        """Return (len(texts), dimension), rows of length 1; a text without any known piece is all zeros."""


def load_encoder(model: str = "") -> Encoder:
    """Return the shipped encoder, or one in sentence-transformers' format from a folder or, by name, from a hub."""
    return StaticEncoder() if not model else TransformerEncoder(model)


class StaticEncoder:
    """A static embedding, `tokenizer.json` and `model.safetensors`: a text is the mean of its pieces' vectors."""

    instruction = ""

    def __init__(self, folder: Path = SHIPPED) -> None:
        self._folder = folder

    @cached_property
    def name(self) -> str:
        """The folder's name and a checksum of its weights: after an upgrade the vectors are other ones."""
        return _name_of(self._folder)

    @property
    def dimension(self) -> int:
        """The length of a vector's array."""
        return int(self._pieces.shape[1])

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer  # noqa: PLC0415 - not needed to list or verify an index

        return Tokenizer.from_file(str(self._folder / "tokenizer.json"))

    @cached_property
    def _pieces(self) -> NDArray[Any]:
        """The vectors of the pieces, (pieces, dimension); of whole numbers one scale for all goes with the length."""
        from safetensors.numpy import load_file  # noqa: PLC0415

        return load_file(self._folder / "model.safetensors")["embedding.weight"]

    def encode(self, texts: Sequence[str], *, question: bool = False) -> NDArray[np.float32]:
        """Return (len(texts), dimension), rows of length 1; see `Encoder`."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            if ids := self._tokenizer.encode(text, add_special_tokens=False).ids:
                vectors[row] = self._pieces.take(ids, axis=0).sum(axis=0, dtype=np.float32) / len(ids)
        return _unit(vectors)


class TransformerEncoder:
    """Any model that sentence-transformers loads, by name from a hub or from a folder."""

    def __init__(self, model: str) -> None:
        """Name a model, which is loaded at the first use; IndexFault where it is written as a path to no folder."""
        self._model_name = model
        self._folder = Path(model).expanduser()
        if model.startswith(_PATH_MARKS) and not self._folder.is_dir():
            raise IndexFault(wording.NO_ENCODER.format(name=model, reason=wording.NO_SUCH_FOLDER))
        self.instruction = instructions.for_questions(model)

    @cached_property
    def name(self) -> str:
        """The name on a hub; of a folder, its name and a checksum of its weights."""
        return _name_of(self._folder) if self._folder.is_dir() else self._model_name

    @property
    def dimension(self) -> int:
        """The length of a vector's array."""
        return int(self._model.get_embedding_dimension())

    @cached_property
    def _model(self) -> Any:
        try:
            folder = self._folder if self._folder.is_dir() else _from_hub(self._model_name)
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - torch takes seconds to import
            from transformers.utils.logging import disable_progress_bar  # noqa: PLC0415

            disable_progress_bar()  # type: ignore[no-untyped-call]
            return SentenceTransformer(str(folder), device="cpu", local_files_only=True).float()
        except (OSError, ValueError, KeyError) as error:
            reason = " ".join(str(error).split())
            raise IndexFault(wording.NO_ENCODER.format(name=self._model_name, reason=reason)) from error

    def encode(self, texts: Sequence[str], *, question: bool = False) -> NDArray[np.float32]:
        """Return (len(texts), dimension), rows of length 1; see `Encoder`."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        prompt = self.instruction if question else ""
        return _unit(self._model.encode(list(texts), prompt=prompt, show_progress_bar=False))


def _from_hub(name: str) -> Path:
    """Return the folder of a model on a hub, fetched if need be; sentence-transformers would try for minutes."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import LocalEntryNotFoundError  # noqa: PLC0415

    full_name = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return Path(snapshot_download(full_name, ignore_patterns=_NOT_FOR_TORCH))
    except LocalEntryNotFoundError as error:
        raise OSError(wording.NOT_AT_HAND) from error


def _unit(vectors: Any) -> NDArray[np.float32]:
    rows = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float32] = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return unit


def _name_of(folder: Path) -> str:
    """Return the name of a folder and a checksum of the weights in it."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in _WEIGHTS):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"{folder.resolve().name}-{digest.hexdigest()[:12]}"
