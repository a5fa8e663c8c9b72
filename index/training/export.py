"""Export: the trained reader in int8 as ONNX, which is what ships."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from index.training.reader import Reader


class _Body(nn.Module):
    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.bert = reader.bert

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        found: Tensor = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=torch.zeros_like(ids))[0]
        return found


def export(reader: Reader, tokenizer: Path, out: Path) -> None:
    """Write `reader.onnx` (int8, dynamically quantised per channel), `heads.npz` and `tokenizer.json` to a folder."""
    out.mkdir(parents=True, exist_ok=True)
    reader.eval()
    reader.bert.set_attn_implementation("eager")
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        ids = torch.full((2, 16), 5)
        axes = {name: {0: "batch", 1: "tokens"} for name in ("ids", "mask", "hidden")}
        torch.onnx.export(
            _Body(reader),
            (ids, torch.ones_like(ids)),
            str(plain),
            input_names=["ids", "mask"],
            output_names=["hidden"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            plain,
            out / "reader.onnx",
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
        )
    onnx.checker.check_model(str(out / "reader.onnx"))
    heads = {
        name: value.detach().numpy().astype(np.float16)
        for name, value in reader.state_dict().items()
        if not name.startswith("bert.")
    }
    np.savez(out / "heads.npz", **heads)
    shutil.copy(tokenizer, out / "tokenizer.json")
