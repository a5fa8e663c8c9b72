"""Export: the trained reader in int8 as ONNX, which is what ships.

Activations are rounded to 8 bits with one scale for a whole tensor, so that a few large channels cost all others their
precision. Part of each channel's size is therefore moved into the weights first (SmoothQuant, Xiao et al. 2023).
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from onnx.utils import extract_model
from onnxruntime import InferenceSession
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from index.answering.windows import GLANCED
from index.training.reader import Reader

_MOVED = 0.7  # SmoothQuant's alpha: the share of a channel's size that the weights take over
_LEAST = 1e-5


class _Body(nn.Module):
    """The transformer without a mask: windows are read one by one."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.bert = reader.bert

    def forward(self, ids: Tensor) -> Tensor:
        hidden: Tensor = self.bert.embeddings(input_ids=ids, token_type_ids=torch.zeros_like(ids))
        for layer in self.bert.encoder.layer:
            found = layer(hidden)
            hidden = found[0] if isinstance(found, tuple) else found
        return hidden


def export(reader: Reader, tokenizer: Path, inputs: Sequence[Sequence[int]], out: Path) -> None:
    """Write `lower.onnx`, `upper.onnx` (int8, quantised per channel), `heads.npz` and `tokenizer.json` to a folder.

    Args:
        reader: the trained reader.
        tokenizer: the file that it was trained with.
        inputs: ids of some windows of the training, by which the sizes of the activations are measured.
        out: the folder.
    """
    out.mkdir(parents=True, exist_ok=True)
    reader.eval()
    reader.bert.set_attn_implementation("eager")
    with TemporaryDirectory() as folder:
        plain, smoothed, whole = (Path(folder) / f"{name}.onnx" for name in ("plain", "smoothed", "whole"))
        torch.onnx.export(
            _Body(reader),
            (torch.full((2, 16), 5),),
            str(plain),
            input_names=["ids"],
            output_names=["hidden"],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in ("ids", "hidden")},
            opset_version=17,
            dynamo=False,
        )
        onnx.save(_smoothed(onnx.load(plain), inputs), smoothed)
        quantize_dynamic(
            smoothed,
            whole,
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
        )
        glanced = _output_of(onnx.load(whole), GLANCED)
        extract_model(str(whole), str(out / "lower.onnx"), ["ids"], [glanced])
        extract_model(str(whole), str(out / "upper.onnx"), [glanced], ["hidden"])
    heads = {
        name: value.detach().numpy().astype(np.float16)
        for name, value in reader.state_dict().items()
        if not name.startswith(("bert.", "glance.", "absolute."))
    }
    np.savez(out / "heads.npz", **heads)
    shutil.copy(tokenizer, out / "tokenizer.json")


def _output_of(model: onnx.ModelProto, layers: int) -> str:
    """Return the name of the tensor that so many layers put out."""
    last = f"layer.{layers - 1}/output/LayerNorm/"
    return str(next(node.output[0] for node in reversed(model.graph.node) if last in node.name))


def _smoothed(model: onnx.ModelProto, inputs: Sequence[Sequence[int]]) -> onnx.ModelProto:
    """Return the model with every activation that weights are applied to divided by channel, the weights multiplied."""
    weights = {one.name: one for one in model.graph.initializer}
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights:
            users.setdefault(node.input[0], []).append(node)
    largest = _largest(model, list(users), inputs)
    after: dict[str, onnx.NodeProto] = {}
    for number, (name, nodes) in enumerate(users.items()):
        matrices = [numpy_helper.to_array(weights[node.input[1]]) for node in nodes]
        rows = np.max([np.abs(matrix).max(1) for matrix in matrices], axis=0)
        scale = np.maximum(largest[name], _LEAST) ** _MOVED / np.maximum(rows, _LEAST) ** (1 - _MOVED)
        divisor, divided = f"smooth_{number}", f"smoothed_{number}"
        model.graph.initializer.append(numpy_helper.from_array((1 / scale).astype(np.float32), divisor))
        after[name] = helper.make_node("Mul", [name, divisor], [divided])
        for node, matrix in zip(nodes, matrices, strict=True):
            multiplied = (matrix * scale[:, None]).astype(np.float32)
            weights[node.input[1]].CopyFrom(numpy_helper.from_array(multiplied, node.input[1]))
            node.input[0] = divided
    nodes = [one for node in model.graph.node for one in (node, *(after[o] for o in node.output if o in after))]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def _largest(
    model: onnx.ModelProto, names: Sequence[str], inputs: Sequence[Sequence[int]]
) -> dict[str, NDArray[np.float32]]:
    """Return the largest size of each channel of some tensors over all inputs."""
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    watched.graph.output.extend(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names)
    session = InferenceSession(watched.SerializeToString(), providers=["CPUExecutionProvider"])
    found: dict[str, NDArray[np.float32]] = {}
    for one in inputs:
        for name, value in zip(names, session.run(names, {"ids": np.array([one], np.int64)}), strict=True):
            sizes = np.abs(value).reshape(-1, value.shape[-1]).max(0)
            found[name] = np.maximum(found[name], sizes) if name in found else sizes
    return found
