"""A network on MLServer, over the Open Inference Protocol. The file is `parameters.uri` of model-settings.json."""

import numpy as np
import onnxruntime
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse
from mlserver.utils import get_model_uri


class OnnxNetwork(MLModel):
    async def load(self) -> bool:
        uri = await get_model_uri(self._settings)
        self.session = onnxruntime.InferenceSession(uri, providers=onnxruntime.get_available_providers())
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        feeds = {tensor.name: self.array(tensor) for tensor in payload.inputs}
        names = [value.name for value in self.session.get_outputs()]
        values = self.session.run(names, feeds)
        outputs = [NumpyCodec.encode_output(name, value) for name, value in zip(names, values, strict=True)]
        return InferenceResponse(id=payload.id, model_name=self.name, model_version=self.version, outputs=outputs)

    @staticmethod
    def array(tensor) -> np.ndarray:
        value = NumpyCodec.decode_input(tensor)
        return value.reshape(-1) if tensor.name == "t" else value  # [batch, 1] on the wire
