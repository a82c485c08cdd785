"""The key-map network: importance, region labels and scene word of a photo, in one pass of unsigned activations.

    rgb ─unshuffle 4─► s4 ─► s8 ─► res ─────────────────────────────► cat ─3×3─► head  (importance, labels; stride 8)
                                   └► s16 ─► 2 res ───────► cat ─3×3─► up
                                              └► s32 ─► 4 res ─1×1─► up
                                                          └► mean ─► scene

8.8 kMAC per input pixel, 1.2 per pixel of a 768×512 photo. ReLU follows each sum (He et al., arXiv 1512.03385), so that
every activation fits 7 unsigned bits. Batch normalization is folded before quantization.
"""

import torch
import torch.nn.functional as F
from torch import nn

C4, C8, C16, C32, UP16, UP8 = 32, 64, 128, 160, 96, 48
BLOCKS16, BLOCKS32 = 2, 4
OUTPUTS, SCENE_OUTPUTS = 48, 96
# Channel 1 + k is label k; the order of `labels` in functions/_shared/semantics/vocabulary.ts.
LABELS = (
    "sky", "building", "road", "vegetation", "vehicle", "person", "object", "other",
    "airplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "table", "dog", "horse",
    "motorcycle", "potted plant", "sheep", "sofa", "train", "screen",
    "tree", "grass", "flowers", "water", "mountain", "rock", "sand", "snow", "floor", "wall", "furniture", "fabric",
)  # fmt: skip


class Conv(nn.Module):
    """Convolution, normalization, optional summand, ReLU."""

    def __init__(self, c_in: int, c_out: int, kernel: int, stride: int = 1, last_of_block: bool = False):
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(c_out)
        nn.init.kaiming_normal_(self.conv.weight, nonlinearity="relu")
        if last_of_block:
            # a block begins as the identity (Goyal et al., arXiv 1706.02677)
            nn.init.constant_(self.norm.weight, 0.1)

    def forward(self, x: torch.Tensor, skip: torch.Tensor | None = None) -> torch.Tensor:
        out = self.norm(self.conv(x))
        return F.relu(out if skip is None else out + skip)


class Block(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.a = Conv(channels, channels, 3)
        self.b = Conv(channels, channels, 3, last_of_block=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.b(self.a(x), skip=x)


class KeyMapNet(nn.Module):
    """Input: float (pixel >> 1) − 64, [n, 3, H, W], H and W multiples of 32."""

    def __init__(self) -> None:
        super().__init__()
        self.stem4 = Conv(48, C4, 3)
        self.stem8 = Conv(C4, C8, 3, 2)
        self.block8 = Block(C8)
        self.down16 = Conv(C8, C16, 3, 2)
        self.blocks16 = nn.ModuleList(Block(C16) for _ in range(BLOCKS16))
        self.down32 = Conv(C16, C32, 3, 2)
        self.blocks32 = nn.ModuleList(Block(C32) for _ in range(BLOCKS32))
        self.lateral = Conv(C32, UP16, 1)
        self.up16 = Conv(UP16 + C16, UP16, 3)
        self.up8 = Conv(UP16 + C8, UP8, 3)
        self.head = nn.Conv2d(UP8, OUTPUTS, 1)
        self.scene = nn.Conv2d(C32, SCENE_OUTPUTS, 1)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.explained(x)[:2]

    def explained(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Map and scene, and the features at strides 16 and 32 that a teacher may look at."""
        x8 = self.block8(self.stem8(self.stem4(F.pixel_unshuffle(x, 4))))
        x16 = self.down16(x8)
        for block in self.blocks16:
            x16 = block(x16)
        x32 = self.down32(x16)
        for block in self.blocks32:
            x32 = block(x32)
        up = F.interpolate(self.lateral(x32), scale_factor=2, mode="nearest")
        up = self.up16(torch.cat([up, x16], 1))
        up = self.up8(torch.cat([F.interpolate(up, scale_factor=2, mode="nearest"), x8], 1))
        return self.head(up), self.scene(x32.mean((2, 3), keepdim=True)).flatten(1), x16, x32
