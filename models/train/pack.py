"""Writer of `.scnn` files, the int8 networks that kernels/nn runs. numpy only.

    g = Graph("g_a")
    x = g.rgb("rgb")                                  # photo, RGB bytes; enters as p >> 1 with zero point 64
    w, s = int8_weight(weight)                        # torch order [oc, ic, kh, kw] -> int8, real scale per channel
    f = g.conv(g.pixel_unshuffle(x, 8), w, bias / s, requant(s))                   # ReLU: u7, zero point 0
    r = g.conv(f, w1, b1 / s1, requant(s1), pad=1)
    f = g.conv(r, w2, b2 / s2, requant(s2, skip=1.0), pad=1, skip=f)               # f + conv(r), then ReLU
    y = g.conv(f, w3, b3 / s3, requant(s3 * 512), out="i16")                       # real value in Q9
    g.output("y", y)
    open("codec.scnn", "wb").write(pack([g]))

Values. Activations are u7: bytes q in 0..127 standing for the integer x = q - zero_point (0 or 64 by custom). Results
may be i16 instead. All are [h, w, c], c fastest; h and w are only known when a graph runs.

Convolution, all in integers (>> is an arithmetic shift, so it rounds half up):
    acc = bias[o] + sum over the window of weight[o] * (q - zero_point)            # padding counts as x = 0
    v   = (acc * mult[o] + (skip - skip_zero_point) * skip_mult[o] + 2**(shift-1)) >> shift
    out = clamp(v + out_zero_point, lo, hi)                                        # u7: 0..127, i16: -32768..32767
`bias` is given in units of acc (real bias / weight scale) and is rounded here. `mult / 2**shift` is the real scale of
acc in units of the output, see `requant`. The zero point is folded into the stored bias by `pack`.

Pieces of advice:
  * u7 with `out_zero_point=0` is ReLU with the clamp at 127; `out_zero_point=64` keeps signs (-64..63).
  * transposed convolution with kernel == stride: `transposed`, a 1x1 to c*r*r channels and a pixel_shuffle.
  * fully connected: `conv` on the [1, 1, c] of `global_average_pool`.
  * `ceil=True` pads bottom and right until the windows cover everything (kernel 4 stride 4 on any size).
  * a `pixel_unshuffle` in front of a convolution costs nothing: `pack` turns it into a larger stride.
  * accumulators that could leave 32 bits are refused, here and again by the loader.

The file format is described in kernels/nn/src/format.rs; scnn_reference.py evaluates a file in plain numpy.
"""

import struct
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

MAGIC, VERSION = b"SCNN", 1
U7, I16 = 0, 1
INPUT_U7, INPUT_RGB = 0, 1
CONV, SHUFFLE, UNSHUFFLE, ADD_I16, CROP, CONCAT, UPSAMPLE2, AVERAGE = range(1, 9)
DEPTHWISE, CEIL, EXACT, HAS_SKIP = 1, 2, 4, 8
MAX_SHIFT = 32


class Requant(NamedTuple):
    """Fixed-point scales: out = (acc * mult + skip * skip_mult) / 2**shift."""

    mult: np.ndarray
    shift: int
    skip_mult: np.ndarray | None = None


def requant(real, skip=None) -> Requant:
    """From real multipliers of the accumulator (scalar or per output channel) and, if there is one, of the skip."""
    real = np.atleast_1d(np.asarray(real, np.float64))
    both = real if skip is None else np.concatenate([real, np.atleast_1d(np.asarray(skip, np.float64))])
    peak = float(np.abs(both).max())
    if not np.isfinite(peak):
        raise ValueError(f"Multipliers must be finite, got {peak}")
    shift = MAX_SHIFT if peak == 0 else int(min(MAX_SHIFT, np.floor(30 - np.log2(peak))))
    if shift < 1:
        raise ValueError(f"Multiplier {peak} is too large")
    fixed = np.round(both * 2.0**shift).astype(np.int64)
    return Requant(fixed[: real.size], shift, None if skip is None else fixed[real.size :])


def int8_weight(weight) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric int8 per output channel (axis 0): integers in -127..127 and their real scale [oc]."""
    weight = np.asarray(weight, np.float64)
    scale = np.maximum(np.abs(weight).reshape(weight.shape[0], -1).max(1), 1e-8) / 127
    return np.round(weight / scale.reshape(-1, *[1] * (weight.ndim - 1))).astype(np.int8), scale


@dataclass(frozen=True)
class Value:
    """Handle of a tensor in a graph: what is known of it before a run."""

    index: int
    channels: int
    kind: int
    zero_point: int


@dataclass
class Conv:
    src: int
    skip: int | None
    out: Value
    weight: np.ndarray  # [oc, kh, kw, ic], ic 1 for depthwise
    bias: np.ndarray  # int32, zero point folded in
    requant: Requant
    stride: tuple[int, int]
    pad: tuple[int, int, int, int]  # top, left, bottom, right
    clamp: tuple[int, int]
    flags: int


@dataclass
class Simple:
    kind: int
    src: list[int]
    out: Value
    factor: int = 0


@dataclass
class Graph:
    """A network under construction. Each method adds an operator and returns its result."""

    name: str
    inputs: list[tuple[str, int, Value]] = field(default_factory=list)
    ops: dict[int, Conv | Simple] = field(default_factory=dict)
    outputs: list[tuple[str, Value]] = field(default_factory=list)
    values: int = 0

    def _value(self, channels: int, kind: int = U7, zero_point: int = 0) -> Value:
        if not 1 <= channels <= 4096:
            raise ValueError(f"{self.name}: channel count {channels} is outside 1..4096")
        if not 0 <= zero_point <= 127:
            raise ValueError(f"{self.name}: zero point {zero_point} is outside 0..127")
        self.values += 1
        return Value(self.values - 1, channels, kind, zero_point)

    def _simple(self, kind: int, src: list[Value], channels: int, factor: int = 0) -> Value:
        out = self._value(channels, src[0].kind, src[0].zero_point)
        self.ops[out.index] = Simple(kind, [v.index for v in src], out, factor)
        return out

    def input(self, name: str, channels: int, zero_point: int = 0) -> Value:
        """Named u7 input [h, w, channels]."""
        value = self._value(channels, U7, zero_point)
        self.inputs.append((name, INPUT_U7, value))
        return value

    def rgb(self, name: str = "rgb") -> Value:
        """Named photo input, RGB bytes p [h, w, 3]: x = (p >> 1) - 64, on average (p - 127) / 2 - 0.75."""
        value = self._value(3, U7, 64)
        self.inputs.append((name, INPUT_RGB, value))
        return value

    def output(self, name: str, value: Value) -> None:
        """Names a result. A graph may have several."""
        self.outputs.append((name, value))

    def conv(self, x: Value, weight, bias, requant: Requant, *, stride=1, pad=0, depthwise: bool = False,
             ceil: bool = False, skip: Value | None = None, out: str = "u7", out_zero_point: int = 0,
             clamp: tuple[int, int] | None = None) -> Value:
        """Convolution; see the top of the file. `weight` int8 in torch order [oc, ic, kh, kw] ([c, 1, kh, kw] when
        depthwise; [oc, ic] is taken as 1x1), `bias` [oc] or None in units of the accumulator, `stride` int or (y, x),
        `pad` int or (top, left, bottom, right), `clamp` bounds of the stored value (zero point included)."""
        weight = np.asarray(weight)
        if weight.ndim == 2:
            weight = weight[:, :, None, None]
        if weight.dtype != np.int8:
            raise ValueError(f"{self.name}: weights must be int8, got {weight.dtype}")
        oc, ic = weight.shape[:2]
        if x.kind != U7 or ic != (1 if depthwise else x.channels) or (depthwise and oc != x.channels):
            raise ValueError(f"{self.name}: weights {weight.shape} do not fit an input of {x.channels} channels")
        stride = (stride, stride) if isinstance(stride, int) else tuple(stride)
        pad = (pad,) * 4 if isinstance(pad, int) else tuple(pad)
        kind = {"u7": U7, "i16": I16}[out]
        clamp = clamp or ((0, 127) if kind == U7 else (-32768, 32767))
        if clamp[0] > clamp[1] or (kind == U7 and not 0 <= clamp[0] <= clamp[1] <= 127):
            raise ValueError(f"{self.name}: clamp {clamp} is not a range of {out}")
        weight = weight.transpose(0, 2, 3, 1)
        bias = np.zeros(oc) if bias is None else np.asarray(bias, np.float64).reshape(oc)
        bias = np.round(bias).astype(np.int64) - x.zero_point * weight.astype(np.int64).sum((1, 2, 3))
        scales = Requant(*[None if m is None else m if isinstance(m, int) else np.broadcast_to(m, oc) for m in requant])
        if (skip is None) != (scales.skip_mult is None):
            raise ValueError(f"{self.name}: a skip tensor and its multiplier go together")
        if skip is not None and (skip.kind != U7 or skip.channels != oc):
            raise ValueError(f"{self.name}: skip must be u7 with {oc} channels, got {skip.channels}")
        _check_range(self.name, weight, bias, scales, skip)
        value = self._value(oc, kind, out_zero_point if kind == U7 else 0)
        flags = DEPTHWISE * depthwise | CEIL * ceil | HAS_SKIP * (skip is not None)
        self.ops[value.index] = Conv(x.index, None if skip is None else skip.index, value, weight, bias, scales, stride,
                                     pad, clamp, flags)
        return value

    def transposed(self, x: Value, weight, bias, requant: Requant, **options) -> Value:
        """Transposed convolution with kernel == stride; int8 weight in torch order [ic, oc, r, r], bias [oc]."""
        ic, oc, r, _ = weight.shape
        flat = np.asarray(weight).transpose(1, 2, 3, 0).reshape(oc * r * r, ic)
        wide = [np.repeat(np.broadcast_to(m, oc), r * r) if isinstance(m, np.ndarray) else m for m in requant]
        bias = None if bias is None else np.repeat(bias, r * r)
        return self.pixel_shuffle(self.conv(x, flat, bias, Requant(*wide), **options), r)

    def pixel_shuffle(self, x: Value, r: int) -> Value:
        """[h, w, c*r*r] -> [h*r, w*r, c], torch's channel order c*r*r + i*r + j."""
        if x.channels % (r * r):
            raise ValueError(f"{self.name}: {x.channels} channels are not a multiple of {r * r}")
        return self._simple(SHUFFLE, [x], x.channels // (r * r), r)

    def pixel_unshuffle(self, x: Value, r: int) -> Value:
        """[h*r, w*r, c] -> [h, w, c*r*r], torch's channel order; sizes that are not multiples of r are an error."""
        return self._simple(UNSHUFFLE, [x], x.channels * r * r, r)

    def add_i16(self, a: Value, b: Value) -> Value:
        """Saturating sum of two i16 tensors of one shape."""
        if (a.kind, b.kind, a.channels) != (I16, I16, b.channels):
            raise ValueError(f"{self.name}: add_i16 takes two i16 tensors of equal channels")
        return self._simple(ADD_I16, [a, b], a.channels)

    def crop_like(self, x: Value, reference: Value) -> Value:
        """The top left part of x with the height and width of `reference`."""
        return self._simple(CROP, [x, reference], x.channels)

    def concat(self, *parts: Value) -> Value:
        """Joins channels; all parts have one kind and zero point."""
        if len({(p.kind, p.zero_point) for p in parts}) != 1:
            raise ValueError(f"{self.name}: concat takes tensors of one kind and zero point")
        return self._simple(CONCAT, list(parts), sum(p.channels for p in parts))

    def upsample2(self, x: Value) -> Value:
        """Nearest neighbour, twice as high and wide."""
        return self._simple(UPSAMPLE2, [x], x.channels)

    def global_average_pool(self, x: Value) -> Value:
        """[h, w, c] -> [1, 1, c]: the mean of each channel, rounded half up."""
        if x.kind != U7:
            raise ValueError(f"{self.name}: global_average_pool takes u7")
        return self._simple(AVERAGE, [x], x.channels)


def _check_range(name: str, weight: np.ndarray, bias: np.ndarray, scales: Requant, skip: Value | None) -> None:
    """The same proof that the loader makes: no accumulator leaves i32, no requantized value leaves i32."""
    acc = np.abs(weight.astype(np.int64)).sum((1, 2, 3)) * 127 + np.abs(bias)
    if acc.max() > 2**31 - 1:
        raise ValueError(f"{name}: an accumulator may reach {acc.max()}, more than 32 bits hold")
    side = 0 if skip is None else 127 * max(abs(int(m)) for m in scales.skip_mult)
    worst = max(int(a) * abs(int(m)) for a, m in zip(acc, scales.mult, strict=True)) + side + 2 ** (scales.shift - 1)
    # The kernels always shift by 32: what does not fit the multiplier is given back as a left shift of the sum.
    spare = max(0, 32 - scales.shift - (31 - int(np.abs(scales.mult).max()).bit_length()))
    if int(acc.max()) << spare > 2**31 - 1:
        raise ValueError(f"{name}: multipliers are too large for sums of up to {acc.max()}")
    if worst >> scales.shift > 2**31 - 256:
        raise ValueError(f"{name}: a requantized value may reach {worst >> scales.shift}, more than 32 bits hold")


def _fuse_unshuffle(graph: Graph) -> dict[int, Conv | Simple]:
    """Convolutions that read a pixel_unshuffle read its source with r times the kernel, stride and padding instead."""
    ops = dict(graph.ops)
    for index, op in ops.items():
        before = ops.get(op.src) if isinstance(op, Conv) else None
        if not isinstance(before, Simple) or before.kind != UNSHUFFLE or op.flags & DEPTHWISE:
            continue
        r = before.factor
        oc, kh, kw, ic = op.weight.shape
        if max(kh * r, kw * r, *(s * r for s in op.stride), *(p * r for p in op.pad)) > 255:
            continue
        wide = op.weight.reshape(oc, kh, kw, ic // (r * r), r, r).transpose(0, 1, 4, 2, 5, 3)
        wide = wide.reshape(oc, kh * r, kw * r, ic // (r * r))
        ops[index] = replace(op, src=before.src[0], weight=wide, stride=(op.stride[0] * r, op.stride[1] * r),
                             pad=tuple(p * r for p in op.pad), flags=op.flags | EXACT * (op.stride == (1, 1)))
    return ops


def _live(graph: Graph, ops: dict[int, Conv | Simple]) -> dict[int, Conv | Simple]:
    needed = {v.index for _, v in graph.outputs}
    for index in sorted(ops, reverse=True):
        if index in needed:
            op = ops[index]
            needed.update([op.src] + ([] if op.skip is None else [op.skip]) if isinstance(op, Conv) else op.src)
    return {i: op for i, op in sorted(ops.items()) if i in needed}


def _text(name: str) -> bytes:
    raw = name.encode()
    if not 1 <= len(raw) <= 255:
        raise ValueError(f"Name {name!r} must have 1..255 bytes")
    return bytes([len(raw)]) + raw


def _pack_graph(graph: Graph, fuse: bool) -> bytes:
    ops = _live(graph, _fuse_unshuffle(graph) if fuse else graph.ops)
    order = [v.index for _, _, v in graph.inputs] + list(ops)
    number = {index: i for i, index in enumerate(order)}
    parts = [_text(graph.name), struct.pack("<HHH", len(graph.inputs), len(ops), len(graph.outputs))]
    for name, kind, value in graph.inputs:
        parts += [_text(name), struct.pack("<BBH", kind, value.zero_point, value.channels)]
    for op in ops.values():
        if isinstance(op, Conv):
            oc, kh, kw, _ = op.weight.shape
            parts.append(struct.pack(
                "<BHHBBHBBBBBBBBBBhh", CONV, number[op.src], 0 if op.skip is None else number[op.skip], op.out.kind,
                op.out.zero_point, oc, kh, kw, *op.stride, *op.pad, op.flags, op.requant.shift, *op.clamp))
            parts.append(op.weight.astype("<i1").tobytes())
            parts += [np.asarray(a).astype("<i4").tobytes() for a in (op.bias, op.requant.mult)]
            if op.skip is not None:
                parts.append(np.asarray(op.requant.skip_mult).astype("<i4").tobytes())
        else:
            parts.append(struct.pack("<BBB", op.kind, op.factor, len(op.src)))
            parts.append(struct.pack(f"<{len(op.src)}H", *(number[i] for i in op.src)))
    for name, value in graph.outputs:
        parts += [_text(name), struct.pack("<H", number[value.index])]
    return b"".join(parts)


def pack(graphs: list[Graph], fuse: bool = True) -> bytes:
    """The bytes of an `.scnn` file. `fuse=False` keeps each pixel_unshuffle as an operator (tests compare both)."""
    body = b"".join(_pack_graph(g, fuse) for g in graphs)
    return MAGIC + struct.pack("<HHI", VERSION, len(graphs), 12 + len(body)) + body
