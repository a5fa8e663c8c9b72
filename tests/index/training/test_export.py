"""What is exported is what the product reads."""

from pathlib import Path

import numpy as np
import pytest
from transformers import BertConfig, BertModel

from index.answering.reader import SHIPPED, TransformerReader
from index.answering.windows import GLANCED
from index.training.reader import Reader

pytest.importorskip("onnx", reason="onnx is of the extra `train`")


@pytest.mark.filterwarnings("ignore")
def test_an_exported_reader_is_read_with(tmp_path: Path) -> None:
    from index.training.export import export

    sizes = {"hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 8, "num_hidden_layers": GLANCED + 1}
    reader = Reader(BertModel(BertConfig(vocab_size=20_000, **sizes), add_pooling_layer=False))
    export(reader, SHIPPED / "tokenizer.json", [(0, 9, 10, 2), (0, 11, 2)], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "heads.npz",
        "lower.onnx",
        "tokenizer.json",
        "upper.onnx",
    ]
    found = TransformerReader(tmp_path).read("协商了几次?", "云溪县政协", ("收到提案30件。", "开展协商7次。"))
    assert found.margin.shape == (2,)
    assert np.isfinite(found.margin).all()
    assert found.best_span(1) is not None
