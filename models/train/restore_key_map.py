"""Makes a checkpoint of the shipped key-map network, so that training can go on where its own was not kept.

    python restore_key_map.py --data DATA --run runs/restored
    python key_map.py train --start runs/restored/start.pt …

Weights come back as their integers say. What normalization would have measured is measured again on some photographs,
so that a batch passes as before; what reads the teacher's features begins anew, as does the optimizer.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn

from key_map import Student
from key_map_data import is_validation, to_input
from key_map_model import BLOCKS16, BLOCKS32, C8, C16, Block, Conv, KeyMapNet
from key_map_quant import LOGIT_UNIT
from photo_list import photo_list
from restore import real_convolution, unfused
from scnn_reference import read

PHOTOS, SIZE = 48, (256, 192)
UNSHUFFLE = 4  # in front of the first convolution
UNIT = 1 / 32  # real value of an activation's step, where no sum fixes it


def restore(net: KeyMapNet, graph: dict) -> None:
    """Sets every convolution, normalization doing nothing; activations are integers times units."""
    for norm in (m for m in net.modules() if isinstance(m, nn.BatchNorm2d)):
        nn.init.ones_(norm.weight)
        norm.running_var.fill_(1 - norm.eps)
    ops = iter(op for op in graph["ops"] if op["kind"] == 1)

    def put(layer: Conv | nn.Conv2d, source: np.ndarray | float, skip: float | None = None) -> float:
        op = next(ops)
        weight, bias = real_convolution(op)
        conv = layer.conv if isinstance(layer, Conv) else layer
        if layer is net.stem4:
            weight = unfused(weight, UNSHUFFLE)
        unit = UNIT if isinstance(layer, Conv) else 1 / LOGIT_UNIT
        if skip is not None:
            unit = skip / (op["skip_mult"][0] / 2.0 ** op["shift"])
        with torch.no_grad():
            conv.weight.copy_(torch.from_numpy(weight * unit / np.reshape(source, (1, -1, 1, 1))))
            (layer.norm.bias if isinstance(layer, Conv) else conv.bias).copy_(torch.from_numpy(bias * unit))
        return unit

    def block(layer: Block, source: float) -> float:
        return put(layer.b, put(layer.a, source), skip=source)

    u8 = block(net.block8, put(net.stem8, put(net.stem4, 1.0)))
    u16 = put(net.down16, u8)
    for i in range(BLOCKS16):
        u16 = block(net.blocks16[i], u16)
    u32 = put(net.down32, u16)
    for i in range(BLOCKS32):
        u32 = block(net.blocks32[i], u32)
    up = put(net.lateral, u32)
    for layer, beside, channels in ((net.up16, u16, C16), (net.up8, u8, C8)):
        up = put(layer, np.repeat([up, beside], [layer.conv.in_channels - channels, channels]))
    put(net.head, up)
    put(net.scene, u32)


@torch.no_grad()
def measure(net: KeyMapNet, pictures: torch.Tensor) -> None:
    """Splits each bias into what normalization measures and what it adds, in one pass of [n, 3, h, w]."""

    def split(layer: Conv, out: torch.Tensor) -> None:
        norm = layer.norm
        norm.running_mean.copy_(out.mean((0, 2, 3)))
        norm.running_var.copy_(out.var((0, 2, 3)).clamp_min(1e-4))
        norm.weight.copy_((norm.running_var + norm.eps).sqrt())
        norm.bias.add_(norm.running_mean)

    hooks = [
        layer.conv.register_forward_hook(lambda _, __, out, layer=layer: split(layer, out))
        for layer in net.modules() if isinstance(layer, Conv)
    ]  # fmt: skip
    net(pictures)
    for hook in hooks:
        hook.remove()


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--data", type=Path, required=True)
    args.add_argument("--model", type=Path, default=Path("../tiny/key_map.scnn"))
    args.add_argument("--run", type=Path, required=True)
    args.add_argument("--seed", type=int, default=1)
    a = args.parse_args()
    torch.manual_seed(a.seed)
    student = Student().eval()
    restore(student.net, read(a.model.read_bytes())["key_map"])
    photos = [p for p in photo_list(a.data) if not is_validation(p.path)]
    some = np.random.default_rng(a.seed).choice(len(photos), PHOTOS, replace=False)
    pictures = [Image.open(photos[i].file).convert("RGB").resize(SIZE, Image.Resampling.BILINEAR) for i in some]
    measure(student.net, to_input(torch.from_numpy(np.stack(pictures).transpose(0, 3, 1, 2).copy()).float()))
    a.run.mkdir(parents=True, exist_ok=True)
    torch.save({"student": student.state_dict()}, a.run / "start.pt")
    print(f"{a.run / 'start.pt'}: {sum(p.numel() for p in student.net.parameters()) / 1e6:.2f} M parameters")


if __name__ == "__main__":
    main()
