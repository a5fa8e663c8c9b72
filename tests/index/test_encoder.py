"""Encoders: the shipped one, and others by their folder."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.encoder import SHIPPED, Encoder, StaticEncoder, load_encoder
from index.errors import IndexFault

TEXTS = ("涟水县政协 2023年 全年开展专题协商7次。", "近600人次", "CPPCC 10.5%", "委员" * 300)


@pytest.fixture(scope="module")
def shipped() -> StaticEncoder:
    return StaticEncoder()


def save_tiny_transformer(folder: Path, *, seed: int = 0) -> None:
    """Save a transformer of random weights, with one piece for each character, as sentence-transformers saves it."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    raw = folder / "raw"
    raw.mkdir(parents=True)
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set("".join(TEXTS) + "专题协商提案议事培训"))]
    (raw / "vocab.txt").write_text("\n".join(pieces), encoding="utf-8")
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(pieces), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(raw)
    BertTokenizer(str(raw / "vocab.txt")).save_pretrained(raw)
    words = Transformer(str(raw), max_seq_length=64)
    SentenceTransformer(modules=[words, Pooling(16)], device="cpu").save(str(folder / "tiny"))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    save_tiny_transformer(folder)
    return folder / "tiny"


def test_a_vector_is_the_mean_of_the_rows_of_its_pieces(shipped: StaticEncoder) -> None:
    rows = load_file(SHIPPED / "model.safetensors")["embedding.weight"].astype(np.float64)
    pieces = Tokenizer.from_file(str(SHIPPED / "tokenizer.json")).encode("专题协商", add_special_tokens=False).ids
    mean = rows[pieces].mean(axis=0)
    assert np.allclose(shipped.encode(["专题协商"])[0], mean / np.linalg.norm(mean), atol=1e-6)


def test_vectors_are_of_length_one_and_do_not_depend_on_the_batch(shipped: StaticEncoder) -> None:
    together = shipped.encode(TEXTS)
    assert together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-6)
    assert np.allclose(together, np.concatenate([shipped.encode([text]) for text in TEXTS]), atol=1e-7)


def test_nearer_in_meaning_is_nearer_in_cosine(shipped: StaticEncoder) -> None:
    question, near, far = shipped.encode(["开展了几次专题协商?", "全年开展专题协商7次。", "捐赠防疫物资138万元。"])
    assert question @ near > question @ far


@pytest.mark.parametrize("texts", [[], ["   "]], ids=["none", "blank"])
def test_no_text_and_blank_text_have_no_direction(shipped: StaticEncoder, texts: Sequence[str]) -> None:
    assert np.array_equal(shipped.encode(texts), np.zeros((len(texts), shipped.dimension), np.float32))


def test_other_weights_have_another_name(shipped: StaticEncoder, tmp_path: Path) -> None:
    copy = tmp_path / "encoder"
    shutil.copytree(SHIPPED, copy)
    assert StaticEncoder(copy).name == shipped.name
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    assert StaticEncoder(copy).name != shipped.name


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_a_transformer_is_loaded_from_its_folder(tiny: Path) -> None:
    encoder = load_encoder(str(tiny))
    vectors = encoder.encode(TEXTS)
    assert encoder.dimension == 16
    assert vectors.shape == (4, 16)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-6)
    assert encoder.name.startswith("tiny-")
    assert encoder.encode([]).shape == (0, 16)


def test_no_setting_is_the_shipped_encoder() -> None:
    encoder: Encoder = load_encoder()
    assert isinstance(encoder, StaticEncoder)
    assert encoder.instruction == ""


@pytest.mark.parametrize(
    ("model", "instruction"),
    [
        ("BAAI/bge-small-zh-v1.5", "为这个句子生成表示以用于检索相关文章:"),
        ("intfloat/multilingual-e5-small", "query: "),
        ("sentence-transformers/all-MiniLM-L6-v2", ""),
    ],
)
def test_a_model_sees_the_instruction_it_was_trained_with(model: str, instruction: str) -> None:
    assert load_encoder(model).instruction == instruction


@pytest.mark.parametrize("model", ["./no-such-folder", "/no/such/folder", "../nowhere", "~/no-such-folder"])
def test_a_path_without_a_folder_is_told_at_once(model: str) -> None:
    with pytest.raises(IndexFault, match=r"没有这个文件夹"):
        load_encoder(model)


@pytest.mark.parametrize("model", ["no-owner/no-model", "no-model", "not a name"])
def test_a_name_that_no_model_has_is_one_line(model: str) -> None:
    with pytest.raises(IndexFault) as caught:
        load_encoder(model).encode(["专题协商"])
    assert str(caught.value).startswith(f"编码器 {model} 打不开(")
    assert "\n" not in str(caught.value)


def test_the_shipped_encoder_does_without_torch() -> None:
    code = (
        "import sys; from index.encoder import load_encoder; load_encoder().encode(['协商']); "
        "print([name for name in ('torch', 'transformers', 'sentence_transformers') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
