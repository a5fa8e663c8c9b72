"""Export: the trained reader in int8 as ONNX, which is what ships.

Activations are rounded to 8 bits with one scale for a whole tensor, so that a few large channels cost all others their
precision. Part of each channel's size is therefore moved into the weights first (SmoothQuant, Xiao et al. 2023).
"""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from index.answering.windows import GLANCED
from index.training.reader import Reader

_MOVED = 0.7  # SmoothQuant's alpha: the share of a channel's size that the weights take over
_LEAST = 1e-5
_HEADS = ("null.", "sentence.", "edges.")


def export(reader: Reader, tokenizer: Path, inputs: Sequence[Sequence[int]], out: Path) -> None:
    """Write `lower.onnx`, `upper.onnx` (int8, quantised per channel), `heads.npz` and `tokenizer.json` to a folder.

    `inputs` are ids of some windows of the training, by which the sizes of the activations are measured; the reader is
    changed in place. Windows are read one by one, so that there is no mask.
    """
    reader.eval()
    reader.bert.set_attn_implementation("eager")
    layers = reader.bert.encoder.layer
    lower, upper = nn.Sequential(reader.bert.embeddings, *layers[:GLANCED]), nn.Sequential(*layers[GLANCED:])
    out.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        _smooth(layers, lambda: [upper(lower(torch.tensor([ids]))) for ids in inputs])
        example = torch.full((2, 16), 5)
        _write(lower, "ids", example, out / "lower.onnx")
        _write(upper, "early", lower(example), out / "upper.onnx")
    state = {name: value.numpy().astype(np.float16) for name, value in reader.state_dict().items()}
    np.savez(out / "heads.npz", **{name: state[name] for name in state if name.startswith(_HEADS)})
    shutil.copy(tokenizer, out / "tokenizer.json")


def _smooth(layers: nn.Module, read: Callable[[], object]) -> None:
    """Divide whatever goes into linear layers by channel, and multiply their weights; `read` has some inputs read."""
    linear = {one: [child for child in one.children() if isinstance(child, nn.Linear)] for one in layers.modules()}
    users = {module: found for module, found in linear.items() if found}
    largest: dict[nn.Module, Tensor] = {}

    def measure(module: nn.Module, given: tuple[Tensor, ...]) -> None:
        sizes = given[0].abs().flatten(0, -2).amax(0)
        largest[module] = torch.maximum(largest.get(module, sizes), sizes)

    hooks = [module.register_forward_pre_hook(measure) for module in users]
    read()
    for hook in hooks:
        hook.remove()
    for module, found in users.items():
        rows = torch.stack([one.weight.abs().amax(0) for one in found]).amax(0)
        scale = largest[module].clamp(min=_LEAST) ** _MOVED / rows.clamp(min=_LEAST) ** (1 - _MOVED)
        for one in found:
            one.weight *= scale
        module.register_forward_pre_hook(lambda _, given, by=1 / scale: (given[0] * by, *given[1:]))


def _write(half: nn.Module, given: str, example: Tensor, file: Path) -> None:
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            half,
            (example,),
            str(plain),
            input_names=[given],
            output_names=["states"],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in (given, "states")},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            plain, file, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gather"]
        )
