"""A salient-object teacher: MobileNet v1 (Howard et al., arXiv 1704.04861) with public ImageNet weights and a pyramid.

It is fine-tuned on the few masks there are and then says of all photographs, for the student, how salient each cell is
and what its features are. It is never shipped. `features` is an .npz of 27 convolutions NN_w, NN_b, NN_meta = [stride,
depthwise], ReLU6 after each, stride-2 padding (0, 1, 0, 1), input (byte − 128) / 128.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

SIDE = 288
TAPS = {10: 256, 22: 512, 26: 1024}  # last convolution of strides 8, 16 and 32, and its channels


class MobileNet(nn.Module):
    def __init__(self, features: Path):
        super().__init__()
        stored = np.load(features)
        self.layers = nn.ModuleList()
        for i in range(27):
            w, b = (torch.from_numpy(stored[f"{i:02d}_{kind}"]) for kind in "wb")
            stride, depthwise = (int(v) for v in stored[f"{i:02d}_meta"])
            groups = w.shape[0] if depthwise else 1
            conv = nn.Conv2d(w.shape[1] * groups, w.shape[0], w.shape[2], stride, groups=groups)
            conv.weight.data.copy_(w)
            conv.bias.data.copy_(b)
            self.layers.append(conv)

    def forward(self, x: torch.Tensor) -> list[torch.Tensor]:
        """Bytes as float [n, 3, h, w] → features at strides 8, 16, 32."""
        x = ((x - 128) / 128).contiguous(memory_format=torch.channels_last)
        taps = []
        for i, conv in enumerate(self.layers):
            if conv.kernel_size[0] == 3:
                x = F.pad(x, (0, 1, 0, 1) if conv.stride[0] == 2 else (1, 1, 1, 1))
            x = conv(x).clamp(0, 6)
            if i in TAPS:
                taps.append(x)
        return taps


def unit(c_in: int, c_out: int, kernel: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(c_in, c_out, kernel, padding=kernel // 2, bias=False), nn.BatchNorm2d(c_out), nn.ReLU()
    )


class Teacher(nn.Module):
    """Logit of saliency per 8×8 pixels, and the features it looked at."""

    def __init__(self, features: Path):
        super().__init__()
        self.backbone = MobileNet(features)
        self.globe = unit(1024, 128, 1)
        self.lateral = nn.ModuleList(unit(c, 128, 1) for c in TAPS.values())
        self.smooth = nn.ModuleList(unit(128, 128, 3) for _ in TAPS)
        self.head = nn.Conv2d(128, 1, 1)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
        taps = self.backbone(x)
        up = self.globe(taps[-1].mean((2, 3), keepdim=True))
        for level in (2, 1, 0):
            side = taps[level].shape[2:]
            up = F.interpolate(up, size=side, mode="bilinear", align_corners=False)
            up = self.smooth[level](up + self.lateral[level](taps[level]))
        return self.head(up)[:, 0], taps
