"""Checks a model file of Inkling with ONNX's own checker and shape inference.

    python3 check_onnx.py FILE CHANNELS HEIGHT WIDTH CLASSES

Ends with an AssertionError or the checker's own error where something is wrong.
"""

import sys

import onnx


def dims(value):
    return [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim]


path = sys.argv[1]
channels, height, width, classes = map(int, sys.argv[2:])

model = onnx.load(path)
# The full check infers all shapes and compares them with those that the file declares.
onnx.checker.check_model(model, full_check=True)
assert model.ir_version == 7, model.ir_version
assert [(opset.domain, opset.version) for opset in model.opset_import] == [("", 13)]
assert model.producer_name == "inkling" and model.producer_version

(image,) = model.graph.input
assert image.name == "image" and dims(image) == ["N", channels, height, width], image
(probabilities,) = model.graph.output
assert probabilities.name == "probabilities" and dims(probabilities) == ["N", classes]
assert model.graph.node[-1].op_type == "Softmax"
