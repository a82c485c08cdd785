"""The key-map network in the kernels' integers: folding, calibration, quantization-aware layers and export.

Activations are carried as integers q in 0…127 beside their real scale s. A layer computes

    q_out = clamp(round((conv(q_in, int8(W · s_in)) + b + s_skip · q_skip) / s_out), 0, 127)

exactly as kernels/nn does, with gradients passed straight through the rounding (Bengio et al., arXiv 1308.3432) and
learned scales (Esser et al., arXiv 1902.08153).
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from key_map_model import BLOCKS16, BLOCKS32, Conv, KeyMapNet
from pack import Graph, int8_weight, pack, requant

LOGIT_UNIT = 256  # outputs are i16 in Q8


def round_ste(x: torch.Tensor) -> torch.Tensor:
    return x + (torch.floor(x + 0.5) - x).detach()


def int8_ste(w: torch.Tensor) -> torch.Tensor:
    scale = w.detach().abs().amax(dim=(1, 2, 3), keepdim=True).clamp_min(1e-8) / 127
    return w + (torch.round(w / scale) * scale - w).detach()


def folded(layer: Conv | nn.Conv2d) -> tuple[torch.Tensor, torch.Tensor]:
    """Weight and bias with the normalization's statistics in them."""
    if isinstance(layer, nn.Conv2d):
        return layer.weight.detach().clone(), layer.bias.detach().clone()
    norm = layer.norm
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return (layer.conv.weight * gain[:, None, None, None]).detach(), (norm.bias - norm.running_mean * gain).detach()


class QConv(nn.Module):
    """One convolution on integers; `log_scale` is None for the i16 heads."""

    def __init__(self, layer: Conv | nn.Conv2d):
        super().__init__()
        conv = layer.conv if isinstance(layer, Conv) else layer
        weight, bias = folded(layer)
        self.weight, self.bias = nn.Parameter(weight), nn.Parameter(bias)
        self.stride, self.padding = conv.stride[0], conv.padding[0]
        self.log_scale = nn.Parameter(torch.zeros(())) if isinstance(layer, Conv) else None
        self.observed: list[torch.Tensor] | None = None

    def forward(self, x, skip=None):
        """`x` and `skip` are (integers, scale); the scale is a number or one per channel [c]."""
        q, s = x
        weight = int8_ste(self.weight * (s if s.dim() == 0 else s[None, :, None, None]))
        real = F.conv2d(q, weight, self.bias, self.stride, self.padding)
        if skip is not None:
            real = real + skip[0] * skip[1]
        if self.log_scale is None:
            return torch.floor(real.detach() * LOGIT_UNIT + 0.5) / LOGIT_UNIT + (real - real.detach())
        if self.observed is not None:
            # while calibrating, the exact value passes on
            self.observed.append(F.relu(real).flatten()[:: max(1, real.numel() // 20_000)])
            return F.relu(real), torch.ones(())
        scale = self.log_scale.exp()
        return round_ste((real / scale).clamp(0, 127)), scale


class QKeyMapNet(nn.Module):
    """KeyMapNet on integers; built from a trained one."""

    def __init__(self, net: KeyMapNet):
        super().__init__()
        self.layers = nn.ModuleDict()
        for name, module in net.named_modules():
            if isinstance(module, Conv) or name in ("head", "scene"):
                self.layers[name.replace(".", "_")] = QConv(module)

    def block(self, name: str, x):
        return self.layers[f"{name}_b"](self.layers[f"{name}_a"](x), skip=x)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        layers = self.layers
        x4 = layers["stem4"]((F.pixel_unshuffle(x, 4), torch.ones(())))
        x8 = self.block("block8", layers["stem8"](x4))
        x16 = layers["down16"](x8)
        for i in range(BLOCKS16):
            x16 = self.block(f"blocks16_{i}", x16)
        x32 = layers["down32"](x16)
        for i in range(BLOCKS32):
            x32 = self.block(f"blocks32_{i}", x32)
        up = layers["up16"](self.joined(layers["lateral"](x32), x16))
        up = layers["up8"](self.joined(up, x8))
        mean = x32[0].mean((2, 3), keepdim=True)
        calibrating = layers["stem8"].observed is not None
        scene = layers["scene"]((mean if calibrating else round_ste(mean), x32[1]))
        return layers["head"](up), scene.flatten(1)

    @staticmethod
    def joined(small, large):
        q = torch.cat([F.interpolate(small[0], scale_factor=2, mode="nearest"), large[0]], 1)
        return q, torch.cat([small[1].expand(small[0].shape[1]), large[1].expand(large[0].shape[1])])

    @torch.no_grad()
    def calibrate(self, inputs: list[torch.Tensor]) -> None:
        """Sets each scale so that all but one activation in two thousand stay below 127."""
        convs = [m for m in self.layers.values() if m.log_scale is not None]
        for conv in convs:
            conv.observed = []
        for x in inputs:
            self(x)
        for conv in convs:
            values = torch.cat(conv.observed)
            conv.observed = None
            peak = float(np.quantile(values.numpy(), 0.9995))
            conv.log_scale.fill_(float(np.log(max(peak, 1e-3) / 127)))


def export(net: QKeyMapNet) -> bytes:
    """The `.scnn` file with the graph `key_map`: rgb → key_map i16 [h/8, w/8, 48] and scene i16 [1, 1, 96], both Q8."""
    g = Graph("key_map")

    def number(log_scale: torch.Tensor) -> float:
        return float(log_scale.detach().exp())

    def conv(name: str, x, skip=None):
        """`x` and `skip` are (value, scale per channel or number)."""
        layer = net.layers[name]
        value, scale = x
        w, s = int8_weight(layer.weight.detach().numpy() * np.reshape(scale, (1, -1, 1, 1)))
        bias = layer.bias.detach().numpy() / s
        options = {"stride": layer.stride, "pad": layer.padding}
        if layer.log_scale is None:
            return g.conv(value, w, bias, requant(s * LOGIT_UNIT), out="i16", **options)
        out = number(layer.log_scale)
        if skip is None:
            return g.conv(value, w, bias, requant(s / out), **options), out
        return g.conv(value, w, bias, requant(s / out, skip=skip[1] / out), skip=skip[0], **options), out

    def block(name: str, x):
        return conv(f"{name}_b", conv(f"{name}_a", x), skip=x)

    def joined(small, large):
        scales = [small[1]] * small[0].channels + [large[1]] * large[0].channels
        return g.concat(g.upsample2(small[0]), large[0]), np.asarray(scales)

    x4 = conv("stem4", (g.pixel_unshuffle(g.rgb("rgb"), 4), 1.0))
    x8 = block("block8", conv("stem8", x4))
    x16 = conv("down16", x8)
    for i in range(BLOCKS16):
        x16 = block(f"blocks16_{i}", x16)
    x32 = conv("down32", x16)
    for i in range(BLOCKS32):
        x32 = block(f"blocks32_{i}", x32)
    up = conv("up16", joined(conv("lateral", x32), x16))
    up = conv("up8", joined(up, x8))
    g.output("key_map", conv("head", up))
    g.output("scene", conv("scene", (g.global_average_pool(x32[0]), x32[1])))
    return pack([g])
