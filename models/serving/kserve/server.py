"""The networks on KServe's model server, over the Open Inference Protocol.

    python server.py --models ../../tiny --http_port 8080

Answers with binary tensors where the request asks for them.
"""

import argparse
from pathlib import Path

import onnxruntime
from kserve import (
    InferOutput,
    InferRequest,
    InferResponse,
    Model,
    ModelServer,
    model_server,
)

NAMES = ("synthesis", "diffusion")


class Network(Model):
    def __init__(self, name: str, file: Path):
        super().__init__(name)
        self.file = file
        self.session: onnxruntime.InferenceSession | None = None

    def load(self) -> bool:
        self.session = onnxruntime.InferenceSession(self.file, providers=onnxruntime.get_available_providers())
        self.ready = True
        return self.ready

    def predict(self, payload: InferRequest, headers=None, response_headers=None) -> InferResponse:
        feeds = {tensor.name: tensor.as_numpy() for tensor in payload.inputs}
        if "t" in feeds:
            feeds["t"] = feeds["t"].reshape(-1)  # [batch, 1] on the wire
        outputs = []
        for spec, value in zip(self.session.get_outputs(), self.session.run(None, feeds), strict=True):
            output = InferOutput(spec.name, list(value.shape), "FP32")
            output.set_data_from_numpy(value, binary_data=True)
            outputs.append(output)
        return InferResponse(payload.id, self.name, outputs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(parents=[model_server.parser])
    parser.add_argument("--models", type=Path, required=True, help="folder of synthesis.onnx and diffusion.onnx")
    args, _ = parser.parse_known_args()
    networks = [Network(name, args.models / f"{name}.onnx") for name in NAMES]
    for network in networks:
        network.load()
    ModelServer(http_port=args.http_port, enable_grpc=False, workers=1).start(networks)
