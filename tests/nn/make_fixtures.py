"""Makes tests/nn/fixtures: seeded random networks packed by pack.py, and SHA-256 of what they must give.

    python tests/nn/make_fixtures.py [--check]

Expected results come from scnn_reference.py (plain numpy, exact), evaluated on the file with and without fusion. One
stack of convolutions is also run by ONNX Runtime (ConvInteger) and must be equal. Inputs are
not stored: `noise` below and in tests/nn/nn_test.ts make the same bytes. `--check` compares instead of writing.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "models" / "train"))

import scnn_reference
from pack import Graph, Value, int8_weight, pack, requant

CHANNELS = [1, 2, 3, 4, 5, 8, 12, 13, 16, 20]
NETWORKS = 48


def noise(seed: int, count: int) -> np.ndarray:
    """Bytes that depend on seed and position only (the mixing of MurmurHash3)."""
    h = (np.arange(count, dtype=np.uint64) + seed * 1_000_003) & 0xFFFFFFFF
    h = (h * 0x9E3779B1) & 0xFFFFFFFF
    h ^= h >> 15
    h = (h * 0x85EBCA77) & 0xFFFFFFFF
    return (h >> 24).astype(np.uint8)


def random_conv(rng: np.random.Generator, g: Graph, x: Value, i16: bool = False, skip: Value | None = None, **fixed) -> Value:
    depthwise = bool(rng.integers(5) == 0) and skip is None and "oc" not in fixed
    oc = x.channels if depthwise else fixed.get("oc", skip.channels if skip else int(rng.choice(CHANNELS)))
    kernel = fixed.get("kernel", tuple(rng.integers(1, 5, 2)) if rng.integers(2) else (1, 1))
    ic = 1 if depthwise else x.channels
    weight, scale = int8_weight(rng.normal(size=(oc, ic, *kernel)))
    if rng.integers(6) == 0:
        weight = rng.choice(np.array([-128, 127], np.int8), weight.shape)  # pair sums at the edge of 16 bits
    real = scale * (3.0 if i16 else 0.5) / np.sqrt(ic * kernel[0] * kernel[1])
    pad = fixed.get("pad", 0 if rng.integers(2) else tuple(int(p) for p in rng.integers(0, 3, 4)))
    if kernel == (1, 1) and skip is None and not isinstance(pad, int):
        pad = 0
    scales = requant(real, None if skip is None else rng.uniform(0.2, 1.5, oc))
    return g.conv(x, weight, rng.normal(size=oc) * 20 / real, scales, pad=pad, depthwise=depthwise, skip=skip,
                  stride=fixed.get("stride", 1), ceil=fixed.get("ceil", False), out="i16" if i16 else "u7",
                  out_zero_point=0 if i16 else int(rng.choice([0, 64])))


def random_network(index: int) -> tuple[Graph, dict[str, tuple[int, int, int]]]:
    """A few operators of every sort in a row, on one photo or u7 input and one side input."""
    rng = np.random.default_rng(1000 + index)
    g = Graph(f"random{index}")
    h, w = (int(v) * 4 for v in rng.integers(4, 9, 2))
    if index % 3 == 0:
        x, shape = g.rgb("x"), (h, w, 3)
    else:
        c = int(rng.choice(CHANNELS))
        x, shape = g.input("x", c, int(rng.choice([0, 64, 127]))), (h, w, c)
    head = x
    if index % 2 == 0 and shape[2] <= 4:
        head = g.pixel_unshuffle(x, int(rng.choice([2, 4])))
    a = random_conv(rng, g, head)
    b = random_conv(rng, g, a, oc=a.channels, kernel=(3, 3), pad=1)
    residual = random_conv(rng, g, b, skip=b, kernel=(3, 3), pad=1)
    joined = g.concat(residual, b) if residual.zero_point == b.zero_point else residual
    wide = random_conv(rng, g, g.upsample2(joined), kernel=(3, 2), stride=(2, 1), ceil=True)
    weight, scale = int8_weight(rng.normal(size=(wide.channels, 6, 2, 2)))
    shuffled = g.transposed(wide, weight, None, requant(0.01 * scale.mean()))
    cropped = g.crop_like(shuffled, wide)
    first = random_conv(rng, g, cropped, i16=True, kernel=(1, 1), pad=0, oc=12)
    second = random_conv(rng, g, cropped, i16=True, kernel=(3, 3), pad=1, oc=12)
    pooled = random_conv(rng, g, g.global_average_pool(residual), i16=True, kernel=(1, 1), pad=0)
    for name, value in {"residual": residual, "cropped": cropped, "sum": g.add_i16(first, second), "pooled": pooled}.items():
        g.output(name, value)
    return g, {"x": shape}


def codec_like() -> tuple[Graph, dict[str, tuple[int, int, int]]]:
    """The shapes of the codec's analysis: a linear branch of 16x16 windows and a learned one, summed."""
    rng = np.random.default_rng(5)
    g = Graph("analysis")
    x = g.rgb("x")

    def conv(v, oc, kernel=1, **options):
        weight, scale = int8_weight(rng.normal(size=(oc, v.channels, kernel, kernel)))
        skip = 1.0 if "skip" in options else None
        i16 = options.get("out") == "i16"
        real = scale * (40 if i16 else 0.4) / np.sqrt(v.channels * kernel * kernel)
        return g.conv(v, weight, rng.normal(size=oc) * 9 / real, requant(real, skip), pad=kernel // 2, **options)

    f = conv(g.pixel_unshuffle(x, 8), 24)
    f = conv(conv(f, 24, 3), 24, 3, skip=f)
    f = conv(g.pixel_unshuffle(f, 2), 36)
    g.output("y", g.add_i16(conv(g.pixel_unshuffle(x, 16), 48, out="i16"), conv(f, 48, out="i16")))
    return g, {"x": (48, 80, 3)}


def check_against_onnxruntime() -> int:
    """ONNX Runtime's ConvInteger, requantized in float64, against the reference; returns the number of values compared."""
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    rng = np.random.default_rng(8)
    g = Graph("stack")
    v = g.input("x", 5, 64)
    nodes, constants, name = [], [], "x"

    def constant(label, array):
        constants.append(numpy_helper.from_array(array, label))
        return label

    def node(kind, sources, label, **attributes):
        nodes.append(helper.make_node(kind, sources, [label], **attributes))
        return label

    previous = 64
    for i, (oc, kernel, stride, pad, zero_point) in enumerate([(12, 3, 1, 1, 64), (20, 5, 2, 2, 0), (7, 1, 1, 0, 64)]):
        weight, scale = int8_weight(rng.normal(size=(oc, v.channels, kernel, kernel)))
        scales, bias = requant(scale * 0.3 / kernel), np.round(rng.normal(size=oc) * 3000)
        v = g.conv(v, weight, bias, scales, stride=stride, pad=pad, out_zero_point=zero_point)
        g.output(f"y{i}", v)
        real = (scales.mult / 2.0**scales.shift).reshape(-1, 1, 1)
        name = node("ConvInteger", [name, constant(f"w{i}", weight), constant(f"z{i}", np.uint8(previous))], f"c{i}",
                    pads=[pad] * 4, strides=[stride] * 2)
        name = node("Add", [name, constant(f"b{i}", bias.astype(np.int32).reshape(-1, 1, 1))], f"s{i}")
        name = node("Mul", [node("Cast", [name], f"d{i}", to=TensorProto.DOUBLE), constant(f"m{i}", real)], f"p{i}")
        name = node("Floor", [node("Add", [name, constant(f"h{i}", np.float64(zero_point + 0.5))], f"a{i}")], f"f{i}")
        name = node("Min", [name, constant(f"t{i}", np.float64(127))], f"n{i}")
        name = node("Max", [name, constant(f"l{i}", np.float64(0))], f"k{i}")
        name = node("Cast", [name], f"v{i}", to=TensorProto.UINT8)
        previous = zero_point
    outputs = [helper.make_tensor_value_info(f"v{i}", TensorProto.UINT8, [None] * 4) for i in range(3)]
    entry = helper.make_tensor_value_info("x", TensorProto.UINT8, [1, 5, None, None])
    model = helper.make_model(helper.make_graph(nodes, "stack", [entry], outputs, constants),
                              opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    x = noise(77, 33 * 46 * 5).reshape(33, 46, 5) & 127
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    theirs = session.run(None, {"x": x.transpose(2, 0, 1)[None]})
    ours = scnn_reference.evaluate(scnn_reference.read(pack([g]))["stack"], {"x": x})
    count = 0
    for i in range(3):
        expected = theirs[i][0].transpose(1, 2, 0)
        if not np.array_equal(expected, ours[f"y{i}"]):
            raise SystemExit(f"Convolution {i} differs from ONNX Runtime")
        if len(np.unique(expected)) < 20:
            raise SystemExit(f"Convolution {i} has too little range to mean anything")
        count += expected.size
    return count


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    networks = [random_network(i) for i in range(NETWORKS)] + [codec_like()]
    packed = pack([g for g, _ in networks])
    fused, plain = scnn_reference.read(packed), scnn_reference.read(pack([g for g, _ in networks], fuse=False))
    cases = []
    for seed, (g, shapes) in enumerate(networks):
        inputs = {}
        for name, kind, value in g.inputs:
            data = noise(seed, int(np.prod(shapes[name]))).reshape(shapes[name])
            inputs[name] = data if kind == 1 else data & 127
        results = scnn_reference.evaluate(fused[g.name], inputs)
        for name, other in scnn_reference.evaluate(plain[g.name], inputs).items():
            if not np.array_equal(results[name], other):
                raise SystemExit(f"{g.name}: fusing changed {name}")
        if np.mean([len(np.unique(v)) > 3 for v in results.values()]) < 0.5:
            raise SystemExit(f"{g.name}: most results are all but constant")
        cases.append({
            "graph": g.name, "seed": seed, "rgb": g.inputs[0][1] == 1, "shape": shapes["x"],
            "outputs": {name: {"shape": v.shape, "sha256": hashlib.sha256(v.tobytes()).hexdigest()} for name, v in results.items()},
        })
    folder = HERE / "fixtures"
    model, results = folder / "networks.scnn", folder / "networks.json"
    if not arguments.check:
        folder.mkdir(exist_ok=True)
        model.write_bytes(packed)
        results.write_text(json.dumps(cases, indent=2) + "\n")  # deno fmt has the last word on its layout
    elif model.read_bytes() != packed or json.loads(results.read_text()) != json.loads(json.dumps(cases)):
        raise SystemExit("Fixtures are out of date")
    print(f"{len(cases)} networks, {len(packed)} bytes; equal to ONNX Runtime in {check_against_onnxruntime()} values")


if __name__ == "__main__":
    main()
