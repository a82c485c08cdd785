"""One network with each operator once, right behind a quantized tensor, so that differences cannot add up; and a
quantizer that puts QuantizeLinear and DequantizeLinear around operators which ONNX Runtime's own does not know."""

import numpy as np
import onnx
import onnxruntime
from networks import Net
from onnx import TensorProto, helper, numpy_helper

WEIGHT_AXIS = {"Conv": 0, "ConvTranspose": 1, "Gemm": 0, "MatMul": 1}


def operators(width: int = 8) -> onnx.ModelProto:
    n = Net(6)
    y = n.conv("x", width, act="Relu")
    z = n.conv("x", width, act=None)
    outputs = []

    def ints(*values: int) -> str:
        return n.constant(np.array(values, np.int64))

    def floats(values: np.ndarray) -> str:
        return n.constant(np.asarray(values, np.float32))

    def out(op: str, sources: list[str], channels: int = width, **attributes) -> str:
        outputs.append(n.node(op, sources, channels, **attributes))
        return outputs[-1]

    def conv(x: str, oc: int, kernel: tuple[int, int], group: int = 1, **attributes) -> None:
        weight = n.rng.normal(size=(oc, n.channels[x] // group, *kernel))
        out("Conv", [x, floats(weight), floats(n.rng.normal(size=oc))], oc, kernel_shape=kernel, group=group, **attributes)

    conv(y, 12, (3, 3), dilations=[2, 3], pads=[2, 3, 2, 3])
    conv(z, 12, (3, 3), group=2, pads=[1] * 4)
    conv(y, width * 2, (3, 3), group=width, strides=[2, 1])
    conv(z, 7, (3, 5), strides=[3, 2], pads=[1, 2, 0, 1])
    conv(z, 5, (4, 3), auto_pad="SAME_UPPER")
    conv(y, 5, (3, 2), auto_pad="SAME_LOWER")
    for k, stride, pad, extra in [(3, 3, 0, 0), (5, 2, 1, 1), (2, 2, 0, 0), (4, 1, 1, 0), (3, 4, 0, 2), (6, 2, 3, 0)]:
        outputs.append(n.transposed(z, 6, k, stride, pad, extra))
    out("AveragePool", [z], kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
    out("AveragePool", [z], kernel_shape=[3, 2], strides=[1, 2], pads=[1, 0, 1, 1], count_include_pad=1)
    out("MaxPool", [z], kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
    out("MaxPool", [z], kernel_shape=[4, 3], strides=[3, 3], ceil_mode=1)
    out("GlobalAveragePool", [z])
    out("ReduceMean", [y], axes=[2, 3], keepdims=1)
    out("Pad", [z, ints(0, 0, 1, 2, 0, 0, 3, 0)], mode="constant")
    out("Pad", [y, ints(0, 0, 4, 0, 0, 0, 0, 5)], mode="edge")
    out("Pad", [z, ints(0, 0, 2, 3, 0, 0, 1, 1)], mode="reflect")
    out("Slice", [z, ints(1, 3), ints(-2, 10**12), ints(2, 3)])
    out("Slice", [z, ints(-1), ints(-(10**12)), ints(1), ints(-1)])
    out("Slice", [y, ints(1), ints(7), ints(1), ints(3)], 2)
    out("Gather", [z, ints(3, 0, 7, 5, -1)], 5, axis=1)
    outputs.append(n.concat(y, z, y))
    out("SpaceToDepth", [z], width * 4, blocksize=2)
    out("DepthToSpace", [z], width // 4, blocksize=2, mode="DCR")
    out("DepthToSpace", [y], width // 4, blocksize=2, mode="CRD")
    three = floats([1, 1, 3, 3])
    out("Resize", [z, "", three], mode="nearest", coordinate_transformation_mode="half_pixel")
    outputs.append(n.resize(z, "linear"))
    outputs.append(n.add(y, z))
    out("Mul", [y, z])
    out("Mul", [z, outputs[16]])  # by one pixel
    channels = n.rng.normal(size=(1, width, 1, 1))
    out("Mul", [z, floats(channels)])
    out("Add", [floats(channels), y])
    out("Sub", [floats(0.7), z])
    out("Div", [z, floats(3)])
    out("BatchNormalization", [z, *(floats(n.rng.uniform(0.5, 2, width)) for _ in range(4))])
    for op in ["Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Elu", "LeakyRelu", "Softplus", "Softsign", "Erf", "Exp", "Abs", "Neg"]:
        out(op, [z])
    out("Sqrt", [y])
    out("Clip", [z, floats(-0.5), floats(0.8)])
    return n.model(*outputs)


def insert_qdq(model: onnx.ModelProto, photos: list[np.ndarray], bits: int = 7) -> onnx.ModelProto:
    """Quantizes every tensor by the range that it has on `photos`: `bits` of uint8, clipped, per-channel int8 weights."""
    graph = model.graph
    names = ["x"] + [name for node in graph.node for name in node.output]
    probe = onnx.ModelProto.FromString(model.SerializeToString())
    del probe.graph.output[:]
    probe.graph.output.extend(helper.make_tensor_value_info(n, TensorProto.FLOAT, [None] * 4) for n in names[1:])
    session = onnxruntime.InferenceSession(probe.SerializeToString(), providers=["CPUExecutionProvider"])
    results = [dict(zip(names, [photo, *session.run(None, {"x": photo})], strict=True)) for photo in photos]
    constants = {c.name: numpy_helper.to_array(c) for c in graph.initializer}
    nodes, made = [], {}

    def constant(name: str, value: np.ndarray) -> str:
        if name not in made:
            graph.initializer.append(numpy_helper.from_array(value, name))
            made[name] = name
        return name

    def quantized(name: str, real: str) -> None:
        low = min(0.0, *(float(r[name].min()) for r in results))
        high = max(1e-3, *(float(r[name].max()) for r in results))
        scale = np.float32((high - low) / (2**bits - 1))
        point = np.uint8(np.clip(np.rint(-low / scale), 0, 2**bits - 1))
        ends = [constant(f"{name}_{end}", np.float32(scale * np.float32(q - int(point)))) for end, q in (("lo", 0), ("hi", 2**bits - 1))]
        both = [constant(f"{name}_scale", scale), constant(f"{name}_point", point)]
        nodes.append(helper.make_node("Clip", [real, *ends], [f"{name}_clipped"], name=f"{name}_clip"))
        nodes.append(helper.make_node("QuantizeLinear", [f"{name}_clipped", *both], [f"{name}_q"], name=f"{name}_quantize"))
        nodes.append(helper.make_node("DequantizeLinear", [f"{name}_q", *both], [name], name=f"{name}_dequantize"))

    def weight(name: str, axis: int) -> str:
        w = constants[name]
        others = tuple(i for i in range(w.ndim) if i != axis)
        scale = (np.abs(w).max(others) / 127).astype(np.float32)
        shape = [-1 if i == axis else 1 for i in range(w.ndim)]
        q = constant(f"{name}_q", np.rint(w / scale.reshape(shape)).astype(np.int8))
        both = [constant(f"{name}_scale", scale), constant(f"{name}_point", np.zeros(scale.size, np.int8))]
        nodes.append(helper.make_node("DequantizeLinear", [q, *both], [f"{name}_dq"], name=f"{name}_dequantize", axis=axis))
        return f"{name}_dq"

    for result in results:
        result["entry"] = result["x"]
    quantized("entry", "x")
    for node in list(graph.node):
        copy = onnx.NodeProto.FromString(node.SerializeToString())
        if node.op_type in WEIGHT_AXIS:
            copy.input[1] = weight(node.input[1], WEIGHT_AXIS[node.op_type])
        for i, name in enumerate(copy.input):
            if name == "x":
                copy.input[i] = "entry"
        for i, name in enumerate(node.output):
            copy.output[i] = f"{name}_real"
        nodes.append(copy)
        for name in node.output:
            quantized(name, f"{name}_real")
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model
