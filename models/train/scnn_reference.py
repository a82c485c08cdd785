"""Reads an `.scnn` file (format: kernels/nn/src/format.rs) and evaluates its graphs in plain numpy.

Written apart from pack.py and from the kernels, so that the three can be compared: exact integers, no blocking.

    results = evaluate(read(open("codec.scnn", "rb").read())["g_a"], {"rgb": pixels})     # uint8 [h, w, 3]
"""

import struct

import numpy as np


class _Reader:
    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def take(self, layout: str) -> tuple:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def text(self) -> str:
        (length,) = self.take("B")
        self.at += length
        return self.data[self.at - length : self.at].decode()

    def array(self, dtype: str, shape: tuple[int, ...]) -> np.ndarray:
        values = np.frombuffer(self.data, dtype, int(np.prod(shape)), self.at)
        self.at += values.nbytes
        return values.reshape(shape).astype(np.int64)


def read(data: bytes) -> dict[str, dict]:
    """All graphs of a file, by name."""
    reader = _Reader(data)
    if reader.take("4s")[0] != b"SCNN":
        raise ValueError("Not an .scnn file")
    version, count, length = reader.take("HHI")
    if version != 1 or length != len(data):
        raise ValueError(f"Version {version}, {length} bytes stated, {len(data)} there")
    graphs = {}
    for _ in range(count):
        name = reader.text()
        graphs[name] = _read_graph(reader)
    return graphs


def _read_graph(reader: _Reader) -> dict:
    inputs, ops, outputs = reader.take("HHH")
    graph = {"inputs": [], "ops": [], "outputs": {}}
    zero_points, channels = [], []
    for _ in range(inputs):
        name = reader.text()
        kind, zero_point, c = reader.take("BBH")
        graph["inputs"].append((name, kind))
        zero_points.append(zero_point)
        channels.append(c)
    for _ in range(ops):
        (kind,) = reader.take("B")
        if kind == 1:
            op = _read_conv(reader, channels, zero_points)
            zero_points.append(op["zero_point"])
            channels.append(op["weight"].shape[0])
        else:
            factor, count = reader.take("BB")
            op = {"kind": kind, "factor": factor, "src": list(reader.take(f"{count}H"))}
            zero_points.append(zero_points[op["src"][0]])
            channels.append(_channels_out(kind, factor * factor, [channels[s] for s in op["src"]]))
        graph["ops"].append(op)
    for _ in range(outputs):
        name = reader.text()
        graph["outputs"][name] = reader.take("H")[0]
    return graph


def _channels_out(kind: int, square: int, sources: list[int]) -> int:
    if kind == 6:
        return sum(sources)
    return {2: sources[0] // max(square, 1), 3: sources[0] * square}.get(kind, sources[0])


def _read_conv(reader: _Reader, channels: list[int], zero_points: list[int]) -> dict:
    src, skip, out_kind, zero_point, oc, kh, kw = reader.take("HHBBHBB")
    sh, sw, *rest = reader.take("BBBBBBBB")
    pad, (flags, shift) = rest[:4], rest[4:]
    lo, hi = reader.take("hh")
    op = {"kind": 1, "src": src, "skip": skip if flags & 8 else None, "out_kind": out_kind, "zero_point": zero_point,
          "stride": (sh, sw), "pad": pad, "flags": flags, "shift": shift, "clamp": (lo, hi),
          "in_zero_point": zero_points[src]}
    op["weight"] = reader.array("<i1", (oc, kh, kw, 1 if flags & 1 else channels[src]))
    op["bias"] = reader.array("<i4", (oc,))
    op["mult"] = reader.array("<i4", (oc,))
    if flags & 8:
        op["skip_mult"] = reader.array("<i4", (oc,))
        op["skip_zero_point"] = zero_points[skip]
    return op


def evaluate(graph: dict, inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Runs one graph. Inputs [h, w, c] of bytes; results uint8 (u7) or int16."""
    values = []
    for name, kind in graph["inputs"]:
        x = np.asarray(inputs[name]).astype(np.int64)
        values.append(x >> 1 if kind == 1 else x)
    kinds = [np.uint8] * len(values)
    for op in graph["ops"]:
        src = op["src"]
        if op["kind"] == 1:
            values.append(_conv(op, values[src], None if op["skip"] is None else values[op["skip"]]))
            kinds.append(np.int16 if op["out_kind"] else np.uint8)
        else:
            values.append(_SIMPLE[op["kind"]](op["factor"], *(values[s] for s in src)))
            kinds.append(kinds[src[0]])
    return {name: values[v].astype(kinds[v]) for name, v in graph["outputs"].items()}


def _conv(op: dict, x: np.ndarray, skip: np.ndarray | None) -> np.ndarray:
    (sh, sw), (top, left, bottom, right) = op["stride"], op["pad"]
    oc, kh, kw, _ = op["weight"].shape
    if op["flags"] & 2:
        bottom += _short_of(x.shape[0] + top + bottom, kh, sh)
        right += _short_of(x.shape[1] + left + right, kw, sw)
    x = np.pad(x, ((top, bottom), (left, right), (0, 0)), constant_values=op["in_zero_point"])
    if op["flags"] & 4 and ((x.shape[0] - kh) % sh or (x.shape[1] - kw) % sw):
        raise ValueError("Size is not a multiple of the stride")
    windows = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), (0, 1))[::sh, ::sw]  # [h, w, c, kh, kw]
    # float64 holds every integer below 2**53, so these products are exact
    if op["flags"] & 1:
        acc = np.einsum("hwcij,cij->hwc", windows.astype(np.float64), op["weight"][..., 0].astype(np.float64))
    else:
        h, w = windows.shape[:2]
        flat = windows.transpose(0, 1, 3, 4, 2).reshape(h * w, -1).astype(np.float64)
        acc = (flat @ op["weight"].reshape(oc, -1).T.astype(np.float64)).reshape(h, w, oc)
    v = (acc.astype(np.int64) + op["bias"]) * op["mult"] + (1 << (op["shift"] - 1))
    if skip is not None:
        v += (skip - op["skip_zero_point"]) * op["skip_mult"]
    return np.clip((v >> op["shift"]) + op["zero_point"], *op["clamp"])


def _short_of(size: int, kernel: int, stride: int) -> int:
    """Padding that lets windows cover all of `size`."""
    return kernel - size if size < kernel else -(size - kernel) % stride


def _shuffle(r: int, x: np.ndarray) -> np.ndarray:
    h, w, c = x.shape
    return x.reshape(h, w, c // (r * r), r, r).transpose(0, 3, 1, 4, 2).reshape(h * r, w * r, c // (r * r))


def _unshuffle(r: int, x: np.ndarray) -> np.ndarray:
    h, w, c = x.shape
    return x.reshape(h // r, r, w // r, r, c).transpose(0, 2, 4, 1, 3).reshape(h // r, w // r, c * r * r)


def _average(_: int, x: np.ndarray) -> np.ndarray:
    n = x.shape[0] * x.shape[1]
    return (2 * x.sum((0, 1), keepdims=True) + n) // (2 * n)


_SIMPLE = {
    2: _shuffle,
    3: _unshuffle,
    4: lambda _, a, b: np.clip(a + b, -32768, 32767),
    5: lambda _, x, reference: x[: reference.shape[0], : reference.shape[1]],
    6: lambda _, *parts: np.concatenate(parts, 2),
    7: lambda _, x: x.repeat(2, 0).repeat(2, 1),
    8: _average,
}
