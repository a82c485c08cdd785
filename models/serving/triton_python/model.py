"""A network for Triton's python backend, for servers without the onnxruntime backend.

Goes beside the ONNX file in a version's folder: `<repository>/<name>/1/{model.py,model.onnx}`, with the config.pbtxt of
../triton and `backend: "python"`. Requests of a batch are run together where their sizes agree.
"""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    def initialize(self, args: dict) -> None:
        config = json.loads(args["model_config"])
        folder = Path(args["model_repository"]) / args["model_version"]
        providers = ["CUDAExecutionProvider"] if args["model_instance_kind"] == "GPU" else []
        self.session = onnxruntime.InferenceSession(folder / "model.onnx", providers=[*providers, "CPUExecutionProvider"])
        self.inputs = [value["name"] for value in config["input"]]
        self.output = config["output"][0]["name"]

    def execute(self, requests: list) -> list:
        feeds = [self.feeds(request) for request in requests]
        groups: dict[tuple, list[int]] = {}
        for i, feed in enumerate(feeds):
            groups.setdefault(tuple(feed[name].shape[1:] for name in self.inputs), []).append(i)
        responses = [None] * len(requests)
        for members in groups.values():
            batch = {name: np.concatenate([feeds[i][name] for i in members]) for name in self.inputs}
            (output,) = self.session.run([self.output], batch)
            sizes = [len(feeds[i][self.inputs[0]]) for i in members]
            for i, part in zip(members, np.split(output, np.cumsum(sizes)[:-1]), strict=True):
                responses[i] = pb_utils.InferenceResponse([pb_utils.Tensor(self.output, part)])
        return responses

    def feeds(self, request) -> dict[str, np.ndarray]:
        feeds = {name: pb_utils.get_input_tensor_by_name(request, name).as_numpy() for name in self.inputs}
        if "t" in feeds:
            feeds["t"] = feeds["t"].reshape(-1)  # [batch, 1] on the wire
        return feeds
