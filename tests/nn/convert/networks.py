"""Float ONNX networks with seeded random weights, and their quantization by ONNX Runtime."""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.calibrate import create_calibrator


class Net:
    """An ONNX graph under construction; each method adds a node and returns its result's name."""

    def __init__(self, seed: int):
        self.rng = np.random.default_rng(seed)
        self.nodes, self.constants, self.channels = [], [], {"x": 3}

    def constant(self, array: np.ndarray) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def node(self, op: str, sources: list[str], channels: int, **attributes) -> str:
        out = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, sources, [out], name=f"{op}_{len(self.nodes)}", **attributes))
        self.channels[out] = channels
        return out

    def conv(self, x: str, oc: int, k: int = 3, stride: int = 1, pad: int | None = None, group: int = 1, gain: float = 1.4,
             act: str | None = "Relu") -> str:
        ic = self.channels[x]
        weight = self.rng.normal(size=(oc, ic // group, k, k)) * gain / np.sqrt(ic // group * k * k)
        # Channels of different sizes, as trained networks have them
        weight *= self.rng.uniform(0.5, 1.5, (oc, 1, 1, 1))
        sources = [x, self.constant(weight.astype(np.float32)), self.constant(self.rng.normal(size=oc).astype(np.float32) * 0.1)]
        pad = k // 2 if pad is None else pad
        y = self.node("Conv", sources, oc, kernel_shape=[k, k], strides=[stride] * 2, pads=[pad] * 4, group=group)
        return self.act(y, act)

    def act(self, x: str, act: str | None) -> str:
        if act == "Relu6":
            limits = [self.constant(np.float32(0)), self.constant(np.float32(6))]
            return self.node("Clip", [x, *limits], self.channels[x])
        return x if act is None else self.node(act, [x], self.channels[x])

    def transposed(self, x: str, oc: int, k: int, stride: int, pad: int, extra: int = 0) -> str:
        ic = self.channels[x]
        weight = self.rng.normal(size=(ic, oc, k, k)) * 1.4 / np.sqrt(ic * k * k / stride**2)
        sources = [x, self.constant(weight.astype(np.float32)), self.constant(self.rng.normal(size=oc).astype(np.float32) * 0.1)]
        return self.node("ConvTranspose", sources, oc, kernel_shape=[k, k], strides=[stride] * 2, pads=[pad] * 4,
                         output_padding=[extra] * 2)

    def gemm(self, x: str, oc: int) -> str:
        ic = self.channels[x]
        weight = self.rng.normal(size=(oc, ic)) * 2 / np.sqrt(ic)
        sources = [x, self.constant(weight.astype(np.float32)), self.constant(self.rng.normal(size=oc).astype(np.float32))]
        return self.node("Gemm", sources, oc, transB=1)

    def add(self, a: str, b: str) -> str:
        return self.node("Add", [a, b], self.channels[a])

    def concat(self, *parts: str) -> str:
        return self.node("Concat", list(parts), sum(self.channels[p] for p in parts), axis=1)

    def resize(self, x: str, mode: str) -> str:
        options = {"coordinate_transformation_mode": "half_pixel"} if mode == "linear" else {
            "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
        scales = self.constant(np.array([1, 1, 2, 2], np.float32))
        return self.node("Resize", [x, "", scales], self.channels[x], mode=mode, **options)

    def model(self, *outputs: str) -> onnx.ModelProto:
        rank2 = {name for node in self.nodes if node.op_type == "Gemm" for name in node.output}
        ports = [helper.make_tensor_value_info(y, TensorProto.FLOAT, [None] * (2 if y in rank2 else 4)) for y in outputs]
        entry = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, "h", "w"])
        graph = helper.make_graph(self.nodes, "net", [entry], ports, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model)
        return model


def reference(width: int = 128) -> onnx.ModelProto:
    """Issue 5's network: 5×5 convolutions with stride 2, 3→128→128→128→192."""
    n = Net(1)
    y = "x"
    for oc in (width, width, width):
        y = n.conv(y, oc, 5, stride=2)
    return n.model(n.conv(y, width * 3 // 2, 5, stride=2, act=None))


def mobile(width: int = 16) -> onnx.ModelProto:
    """Like MobileNetV2 and V3: inverted residuals, ReLU6, hard swish, squeeze and excite, a classifier."""
    n = Net(2)
    y = n.conv("x", width, stride=2, act="Relu6")
    for i, (oc, stride) in enumerate([(width, 1), (width * 3 // 2, 2), (width * 3 // 2, 1)]):
        wide = n.channels[y] * 4
        z = n.conv(y, wide, 1, act="Relu6")
        z = n.conv(z, wide, stride=stride, group=wide, gain=2, act="Relu6" if i < 2 else "HardSwish")
        z = n.conv(z, oc, 1, act=None)
        y = n.add(y, z) if stride == 1 and oc == n.channels[y] else z
    features = n.conv(y, width * 4, 1, act="Relu6")
    gate = n.conv(n.node("GlobalAveragePool", [features], width * 4), width, 1)
    gate = n.act(n.conv(gate, width * 4, 1, act=None), "HardSigmoid")
    gated = n.node("Mul", [features, gate], width * 4)
    pooled = n.node("Flatten", [n.node("GlobalAveragePool", [gated], width * 4)], width * 4)
    return n.model(features, n.gemm(pooled, 40))


def unet(width: int = 16) -> onnx.ModelProto:
    """Like a U-Net: pooling, transposed convolutions, concatenation, resizing, pixel shuffle, sigmoid.

    Means of 4 or 6 pixels and doubling by interpolation often lie half way between two steps, where a runtime that
    computes in floats rounds to either side: here they are no means (of 9 pixels) or at the very end."""
    n = Net(3)
    a = n.conv("x", width)
    b = n.conv(n.node("MaxPool", [a], width, kernel_shape=[2, 2], strides=[2, 2]), width * 2)
    c = n.node("AveragePool", [b], width * 2, kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4, count_include_pad=1)
    c = n.conv(c, width * 3)
    c = n.node("LeakyRelu", [n.conv(c, width * 3, act=None)], width * 3, alpha=0.1)
    up = n.act(n.transposed(c, width * 2, 4, 2, 1), "Relu")
    d = n.conv(n.concat(up, b, n.resize(c, "nearest")), width * 2)
    e = n.conv(n.concat(n.resize(d, "nearest"), a), width * 2, group=4)
    f = n.transposed(d, width, 3, 2, 1, extra=1)
    shuffled = n.node("DepthToSpace", [n.conv(d, width * 4, act=None)], width, blocksize=2, mode="CRD")
    mixed = n.conv(n.concat(e, f, shuffled), width, 1, act="Tanh", gain=0.4)
    cut = n.node("Slice", [mixed, n.constant(np.array([2], np.int64)), n.constant(np.array([width], np.int64)),
                           n.constant(np.array([1], np.int64))], width - 2)
    coarse = n.resize(n.conv(d, 3, 1, act="Sigmoid", gain=0.5), "linear")
    return n.model(n.act(n.conv(cut, 3, 3, act=None), "Sigmoid"), coarse)


def residual(width: int = 32) -> onnx.ModelProto:
    """Residual blocks between pixel unshuffle and shuffle, reflected at the borders."""
    n = Net(4)
    pads = n.constant(np.array([0, 0, 2, 2, 0, 0, 2, 2], np.int64))
    y = n.node("SpaceToDepth", [n.node("Pad", ["x", pads], 3, mode="reflect")], 12, blocksize=2)
    y = n.conv(y, width)
    for _ in range(4):
        y = n.act(n.add(y, n.conv(n.conv(y, width), width, act=None, gain=0.7)), "Relu")
    y = n.node("DepthToSpace", [n.conv(y, 12, act=None)], 3, blocksize=2, mode="DCR")
    return n.model(y)


class _Photos(CalibrationDataReader):
    def __init__(self, photos: list[np.ndarray]):
        self.left = iter(photos)

    def get_next(self):
        photo = next(self.left, None)
        return None if photo is None else {"x": photo}


def normalize(model: onnx.ModelProto, photo: np.ndarray) -> onnx.ModelProto:
    """Gives the results of every convolution mean 0 and deviation 1.5 on a photograph, about as batch normalization leaves
    trained networks. Without it, deep random networks amplify the last bit of a rounding without bound."""
    for node in model.graph.node:
        if node.op_type not in ("Conv", "ConvTranspose"):
            continue
        probe = onnx.ModelProto.FromString(model.SerializeToString())
        del probe.graph.output[:]
        probe.graph.output.append(helper.make_tensor_value_info(node.output[0], TensorProto.FLOAT, [None] * 4))
        session = onnxruntime.InferenceSession(probe.SerializeToString(), providers=["CPUExecutionProvider"])
        y = session.run(None, {"x": photo})[0]
        mean = y.mean((0, 2, 3)) if y.shape[2] * y.shape[3] > 1 else np.zeros(y.shape[1], np.float32)
        # One factor for the layer: by chance a channel hardly answers to a smooth picture, and must not be blown up.
        factor = np.full(y.shape[1], 1.5 / max(float(y.std()), 1e-3), np.float32)
        constants = {c.name: c for c in model.graph.initializer}
        weight, bias = (numpy_helper.to_array(constants[name]) for name in node.input[1:3])
        shape = (1, -1, 1, 1) if node.op_type == "ConvTranspose" else (-1, 1, 1, 1)
        weight, bias = weight * factor.reshape(shape), (bias - mean) * factor
        for name, value in zip(node.input[1:3], (weight, bias), strict=True):
            constants[name].CopyFrom(numpy_helper.from_array(value.astype(np.float32), name))
    return model


def _seven_bit_ranges(model: onnx.ModelProto, path: Path, photos: list[np.ndarray], signed: bool) -> dict:
    """Overrides that give every activation a scale of 1/127 of its calibrated range and not of 1/255: quantized values
    then lie in 0..127 (signed: -64..63) as far as calibration saw, while the file's type stays one of 8 bits."""
    calibrator = create_calibrator(path, None, augmented_model_path=str(path.with_suffix(".aug.onnx")),
                                   calibrate_method=CalibrationMethod.MinMax)
    calibrator.collect_data(_Photos(photos))
    ranges = {name: [float(np.ravel(v)[0]) for v in data.range_value] for name, data in calibrator.compute_data().data.items()}
    for node in reversed(model.graph.node):
        if node.op_type in ("Relu", "Clip"):  # the quantizer removes it and keeps its range
            ranges[node.input[0]] = ranges[node.output[0]]
    overrides = {}
    for name, (low, high) in ranges.items():
        low, high = min(low, 0.0), max(high, 0.0)
        step = max(high - low, 1e-6) / 127
        low, high = (low - 64 * step, high + 64 * step) if signed else (low, high + 128 * step)
        overrides[name] = [{"rmin": np.float32(low), "rmax": np.float32(high)}]
    return overrides


def quantize(model: onnx.ModelProto, photos: list[np.ndarray], activations: QuantType = QuantType.QUInt8,
             bits: int = 7, normalized: bool = True) -> onnx.ModelProto:
    """QDQ, per-channel symmetric int8 weights, activations of 7 or 8 bits; `photos` are [1, 3, h, w] floats."""
    model = normalize(model, photos[0]) if normalized else model
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "float.onnx", Path(folder) / "int8.onnx"
        onnx.save(model, source)
        signed = activations == QuantType.QInt8
        overrides = _seven_bit_ranges(model, source, photos, signed) if bits == 7 else {}
        quantize_static(source, target, _Photos(photos), quant_format=QuantFormat.QDQ, per_channel=True,
                        activation_type=activations, weight_type=QuantType.QInt8,
                        calibrate_method=CalibrationMethod.MinMax,
                        extra_options={"WeightSymmetric": True, "ActivationSymmetric": False,
                                       "TensorQuantOverrides": overrides})
        return _clipped(onnx.load(target)) if bits == 7 else onnx.load(target)


def _clipped(model: onnx.ModelProto) -> onnx.ModelProto:
    """Says in the graph that activations have 7 bits: a Clip of the integers to 0..127 (signed: -64..63) after every
    QuantizeLinear, so that photographs beyond what calibration saw are clamped by every runtime alike."""
    constants = {c.name: numpy_helper.to_array(c) for c in model.graph.initializer}
    nodes = []
    for i, node in enumerate(model.graph.node):
        nodes.append(node)
        if node.op_type == "QuantizeLinear":
            kind = constants[node.input[2]].dtype
            least = -64 if kind == np.int8 else 0
            names = [f"clip{i}_lo", f"clip{i}_hi"]
            bounds = [np.array(q, kind) for q in (least, least + 127)]
            model.graph.initializer.extend(numpy_helper.from_array(b, n) for b, n in zip(bounds, names, strict=True))
            result = node.output[0]
            node.output[0] = f"{result}_8bit"
            nodes.append(helper.make_node("Clip", [node.output[0], *names], [result], name=f"Clip_7bit_{i}"))
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model


NETWORKS = {
    "reference": (reference, {}),
    "mobile": (mobile, {}),
    "unet": (unet, {"normalized": False}),
    "residual": (residual, {}),
    "residual_signed": (residual, {"activations": QuantType.QInt8}),
    "reference_8bit": (reference, {"bits": 8}),
}
