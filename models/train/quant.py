"""Layers that compute what the integer kernels compute.

Activations are integers 0..127 carried as floats, so their scale lives in the weights; weights are rounded to int8 per
output channel. Rounding passes gradients straight through (Bengio et al., arXiv 1308.3432): what is trained is what
runs.
"""

import torch
import torch.nn.functional as F
from torch import nn

U7_MAX = 127.0


def round_ste(x: torch.Tensor) -> torch.Tensor:
    return x + (x.round() - x).detach()


class Activation(torch.autograd.Function):
    """Rounds and clamps to 0..127. Outside the range a tenth of the gradient passes, so that no unit dies for good."""

    @staticmethod
    def forward(ctx, x: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward((x >= 0) & (x <= U7_MAX))
        return x.clamp(0, U7_MAX).round()

    @staticmethod
    def backward(ctx, grad: torch.Tensor) -> torch.Tensor:
        (inside,) = ctx.saved_tensors
        return torch.where(inside, grad, 0.1 * grad)


def int8_weight(w: torch.Tensor) -> torch.Tensor:
    """Symmetric int8 per output channel, as real values."""
    scale = w.detach().abs().amax(dim=(1, 2, 3), keepdim=True).clamp_min(1e-8) / 127.0
    return w + ((w / scale).round() * scale - w).detach()


class QConv(nn.Module):
    """Convolution with int8 weights. `gain` sets the working scale of the output against that of the input.

    With `relu` the result is an activation 0..127; without, the raw sum (an i16 output of the kernels, or a summand).
    """

    def __init__(self, c_in: int, c_out: int, kernel: int = 1, stride: int = 1, gain: float = 1.0, relu: bool = True,
                 zero: bool = False):
        super().__init__()
        self.kernel, self.stride, self.relu, self.gain = kernel, stride, relu, gain
        self.weight = nn.Parameter(torch.empty(c_out, c_in, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(c_out))
        self.bias_gain = 32.0 if relu else 1.0
        self.exact = False  # activations as floats in the same range, to see what integers cost
        nn.init.kaiming_normal_(self.weight, nonlinearity="relu")
        if zero:
            nn.init.zeros_(self.weight)

    def folded(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Real weights and bias as the kernels see them, before rounding."""
        return self.weight * self.gain, self.bias * self.bias_gain

    def forward(self, x: torch.Tensor, skip: torch.Tensor | None = None) -> torch.Tensor:
        weight, bias = self.folded()
        padding = 1 if self.kernel == 3 else 0
        out = F.conv2d(x, int8_weight(weight), bias, self.stride, padding)
        if skip is not None:
            out = out + skip
        if not self.relu:
            return out
        return out.clamp(0, U7_MAX) if self.exact else Activation.apply(out)


class QRes(nn.Module):
    """Residual block, ReLU after the sum, so that every activation is unsigned."""

    def __init__(self, channels: int):
        super().__init__()
        self.a = QConv(channels, channels, 3)
        self.b = QConv(channels, channels, 3, zero=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.b(self.a(x), skip=x)
