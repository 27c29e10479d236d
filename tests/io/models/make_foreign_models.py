#!/usr/bin/env python3
"""Writes the models in foreign/: python3 tests/io/models/make_foreign_models.py

Small classifiers as other programs export them, with random weights: PyTorch's own exports, and the
patterns of Keras' and scikit-learn's exporters. What ONNX Runtime makes of them goes into
foreign/expected.json. Needs numpy, python3-onnx, PyTorch, and ONNX Runtime for Node.js
(npm install --ignore-scripts onnxruntime-node), which NODE_PATH must name.
"""

import json
import pathlib
import subprocess

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

FOLDER = pathlib.Path(__file__).with_name("foreign")
SIDE = 12
CLASSES = 5
IMAGES = 10
rng = np.random.default_rng(7)


def pixels():
    """IMAGES images of SIDE x SIDE bytes, which the test makes in the same way."""
    index = np.arange(IMAGES * SIDE * SIDE, dtype=np.int64)
    return ((index * index * 31 + index * 17) % 251).astype(np.uint8).reshape(IMAGES, SIDE * SIDE)


def torch_model(name, module, opset, shape=(1, 1, SIDE, SIDE), dynamic=True, **options):
    """Exports `module` for images of `shape`; `dynamic` leaves the size of the batch open."""
    module.eval()
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean.normal_()
            part.running_var.uniform_(0.5, 2.0)
            part.weight.data.uniform_(0.5, 2.0)
            part.bias.data.normal_()
    kind = options.pop("kind", torch.float32)
    if dynamic:
        options["dynamic_axes"] = {"image": {0: "N"}}
    torch.onnx.export(module, torch.zeros(shape, dtype=kind), FOLDER / f"{name}.onnx",
                      opset_version=opset, input_names=["image"], **options)


class LogSoftmaxNet(nn.Module):
    """As in PyTorch's example, with the batch's size read from the image."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 4, 3), nn.Conv2d(4, 6, 3, padding=1)
        self.drop, self.fc = nn.Dropout2d(), nn.Linear(6 * 25, CLASSES)

    def forward(self, x):
        x = torch.relu(nn.functional.max_pool2d(self.conv1(x), 2))
        x = torch.relu(self.drop(self.conv2(x)))
        return torch.log_softmax(self.fc(x.view(x.size(0), -1)), dim=1)


class Residual(nn.Module):
    """A block that changes the shape, so that its shortcut is a convolution."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.shortcut = None
        if stride > 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False),
                                          nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        return torch.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class Bytes(nn.Module):
    """Takes bytes, has the normalisation inside and gives the label."""

    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(1, 3, 5, bias=False), nn.Linear(3 * 16, CLASSES)

    def forward(self, x):
        x = (x.float() / 255.0 - 0.1307) / 0.3081
        x = nn.functional.avg_pool2d(torch.tanh(self.conv(x)), 2)
        return torch.argmax(self.fc(torch.flatten(x, 1)), dim=1)


def torch_models():
    torch.manual_seed(11)
    torch_model("torch_log_softmax_opset9", LogSoftmaxNet(), 9)
    torch_model("torch_log_softmax_batch10_opset7", LogSoftmaxNet(), 7, (10, 1, SIDE, SIDE),
                dynamic=False)
    torch_model("torch_bytes_label_opset11", Bytes(), 11, kind=torch.uint8)
    torch_model("torch_flat_opset12",
                nn.Sequential(nn.Linear(SIDE * SIDE, 16), nn.ReLU(), nn.Linear(16, CLASSES),
                              nn.Softmax(dim=1)), 12, (1, SIDE * SIDE))
    torch_model("torch_residual_opset17",
                nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), Residual(4, 4, 1), Residual(4, 8, 2),
                              nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, CLASSES)), 17,
                training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
    torch_model("torch_mobile_opset14",
                nn.Sequential(nn.Conv2d(1, 6, 3, stride=2, padding=1), nn.Hardswish(),
                              nn.Conv2d(6, 6, 3, padding=1, groups=6), nn.ReLU6(),
                              nn.Conv2d(6, 8, 1), nn.PReLU(8),
                              nn.Conv2d(8, 8, 3, padding=1, groups=2), nn.SiLU(),
                              nn.AvgPool2d(3, 2, 1), nn.Flatten(), nn.Linear(72, CLASSES)), 14)
    torch_model("torch_activations_opset13",
                nn.Sequential(nn.Conv2d(1, 4, (3, 2), padding=(1, 0), dilation=(1, 2)), nn.ELU(0.7),
                              nn.MaxPool2d(3, 2, ceil_mode=True), nn.Softplus(),
                              nn.Conv2d(4, 4, 2), nn.Hardsigmoid(), nn.LeakyReLU(0.2),
                              nn.AvgPool2d(2, 1, 1, count_include_pad=False), nn.Sigmoid(),
                              nn.Flatten(), nn.Linear(120, CLASSES), nn.Softmax(1)), 13)


def constant(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


def random(*shape):
    return (rng.standard_normal(shape) / np.sqrt(np.prod(shape[1:]) + 1)).astype(np.float32)


def save(name, nodes, constants, shape, outputs, opset, inputs=(), ml=False, edit=None):
    graph = helper.make_graph(
        nodes, name, [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape), *inputs],
        [helper.make_tensor_value_info(output, kind, None) for output, kind in outputs], constants)
    imports = [helper.make_opsetid("", opset)] + ([helper.make_opsetid("ai.onnx.ml", 1)] * ml)
    model = helper.make_model(graph, producer_name=name.split("_")[0], opset_imports=imports)
    model.ir_version = 8 if opset > 9 else 3
    if edit:
        edit(model)
    onnx.save(model, FOLDER / f"{name}.onnx")


def node(kind, inputs, output, **attributes):
    return helper.make_node(kind, inputs.split(), [output], **attributes)


def keras_models():
    # Images and maps have their channels last; each layer of ONNX's has them first.
    first, last = [0, 3, 1, 2], [0, 2, 3, 1]
    save("keras_channels_last_opset10",
         [node("Transpose", "image", "a", perm=first),
          node("Conv", "a k1", "b", auto_pad="SAME_UPPER", strides=[2, 2], kernel_shape=[3, 3]),
          node("Transpose", "b", "c", perm=last), node("Add", "c bias1", "d"),
          node("Relu", "d", "e"), node("Transpose", "e", "f", perm=first),
          node("MaxPool", "f", "g", kernel_shape=[2, 2], strides=[2, 2], auto_pad="VALID"),
          node("Transpose", "g", "h", perm=last), node("Mul", "h scale", "i"),
          node("Sub", "i shift", "j"), node("Shape", "j", "s"),
          node("Slice", "s zero one", "n"), node("Concat", "n rest", "target", axis=0),
          node("Reshape", "j target", "k"), node("MatMul", "k w", "l"), node("Add", "l bias2", "m"),
          node("Softmax", "m", "probabilities", axis=-1)],
         [constant("k1", random(4, 1, 3, 3)), constant("bias1", random(4)),
          constant("scale", random(4)), constant("shift", random(4)),
          constant("zero", np.array([0])), constant("one", np.array([1])),
          constant("rest", np.array([-1])), constant("w", random(36, CLASSES)),
          constant("bias2", random(CLASSES))],
         ["N", SIDE, SIDE, 1], [("probabilities", TensorProto.FLOAT)], 10)
    save("keras_mean_of_maps_opset15",
         [node("Unsqueeze", "image axis", "maps"),
          node("Conv", "maps k1 b1", "b", pads=[0, 1, 2, 1]), node("Clip", "b zero six", "c"),
          node("Transpose", "c", "d", perm=last), node("ReduceMean", "d", "e", axes=[1, 2],
                                                       keepdims=0),
          node("Gemm", "e w b2", "f", alpha=0.5, beta=2.0), node("Sigmoid", "f", "scores")],
         [constant("axis", np.array([1])), constant("k1", random(8, 1, 3, 3)),
          constant("b1", random(8)), constant("zero", np.float32(0)), constant("six", np.float32(6)),
          constant("w", random(8, CLASSES)), constant("b2", random(1, CLASSES))],
         ["N", SIDE, SIDE], [("scores", TensorProto.FLOAT)], 15)


    save("keras_hard_swish_opset12",
         [node("Reshape", "image maps", "a"), node("Conv", "a k1 b1", "b"),
          node("Add", "b three", "c"), node("Clip", "c zero six", "d"), node("Mul", "d sixth", "e"),
          node("Mul", "b e", "f"), node("Conv", "f k2", "g"), node("Add", "g three", "h"),
          node("Clip", "h zero six", "i"), node("Mul", "i g", "j"), node("Selu", "j", "k"),
          node("GlobalAveragePool", "k", "l"), node("Flatten", "l", "m"),
          node("MatMul", "m w", "scores")],
         [constant("maps", np.array([-1, 1, SIDE, SIDE])), constant("k1", random(4, 1, 3, 3)),
          constant("b1", random(4)), constant("three", np.float32(3)),
          constant("zero", np.float32(0)), constant("six", np.float32(6)),
          constant("sixth", np.float32(1 / 6)), constant("k2", random(6, 4, 3, 3)),
          constant("w", random(6, CLASSES))],
         ["N", SIDE * SIDE], [("scores", TensorProto.FLOAT)], 12)


def sklearn_models():
    outputs = [("label", TensorProto.INT64), ("scores", TensorProto.FLOAT)]
    flat = ["N", SIDE * SIDE]
    names = np.arange(CLASSES) + 3
    save("sklearn_perceptron_opset12",
         [helper.make_node("Scaler", ["image"], ["x"], domain="ai.onnx.ml",
                           offset=rng.uniform(0, 1, SIDE * SIDE).tolist(),
                           scale=rng.uniform(0.5, 2, SIDE * SIDE).tolist()),
          node("Cast", "x", "cast", to=TensorProto.FLOAT),
          node("MatMul", "cast w1", "a"), node("Add", "a b1", "b"), node("Tanh", "b", "c"),
          node("MatMul", "c w2", "d"), node("Add", "d b2", "e"), node("Softmax", "e", "scores",
                                                                     axis=1),
          node("ArgMax", "scores", "f", axis=1),
          helper.make_node("ArrayFeatureExtractor", ["names", "f"], ["g"], domain="ai.onnx.ml"),
          node("Cast", "g", "h", to=TensorProto.INT64), node("Reshape", "h flat", "label")],
         [constant("w1", random(SIDE * SIDE, 12)), constant("b1", random(1, 12)),
          constant("w2", random(12, CLASSES)), constant("b2", random(1, CLASSES)),
          constant("names", names), constant("flat", np.array([-1]))],
         flat, outputs, 12, ml=True)
    for name, change in (("softmax", "SOFTMAX"), ("logistic", "LOGISTIC")):
        save(f"sklearn_linear_{name}_opset11",
             [helper.make_node("LinearClassifier", ["image"], ["label", "raw"],
                               domain="ai.onnx.ml", classlabels_ints=names.tolist(),
                               coefficients=random(CLASSES * SIDE * SIDE).tolist(),
                               intercepts=random(CLASSES).tolist(), multi_class=1,
                               post_transform=change),
              helper.make_node("Normalizer", ["raw"], ["scores"], domain="ai.onnx.ml", norm="L1")],
             [], flat, outputs, 11, ml=True)


def odd_models():
    """What is allowed, but rare: nodes out of order, constants of all kinds, weights elsewhere."""
    weights, bias = random(3, 1, 4, 4), random(3)
    big = random(CLASSES, 3 * 16)

    def shuffle(model):
        nodes = list(model.graph.node)
        del model.graph.node[:]
        model.graph.node.extend(reversed(nodes))
        for tensor in model.graph.initializer:  # as before IR version 4
            model.graph.input.append(helper.make_tensor_value_info(
                tensor.name, tensor.data_type, tensor.dims))

    save("odd_order_opset8",
         [node("Constant", "", "k0", value=numpy_helper.from_array(weights.astype(np.float64))),
          node("Cast", "k0", "k", to=TensorProto.FLOAT), node("Conv", "image k bias", "a"),
          node("Relu", "a", "b"), node("Dropout", "b", "c", ratio=0.5),
          node("Reshape", "c shape", "d"), node("Transpose", "w", "wt", perm=[1, 0]),
          node("Reshape", "wt wshape", "w2"), node("MatMul", "d w2", "e"),
          node("Identity", "e", "f"), node("Softmax", "f", "probabilities")],
         [constant("bias", bias), constant("w", random(CLASSES, 243)),
          constant("shape", np.array([0, -1])), constant("wshape", np.array([243, CLASSES]))],
         ["N", 1, SIDE, SIDE], [("probabilities", TensorProto.FLOAT)], 8, edit=shuffle)

    def outside(model):
        onnx.save(model, str(FOLDER / "odd_outside_opset17.onnx"), save_as_external_data=True,
                  all_tensors_to_one_file=True, location="odd_outside_opset17.onnx.data",
                  size_threshold=100)
        model.CopyFrom(onnx.load(FOLDER / "odd_outside_opset17.onnx", load_external_data=False))

    (FOLDER / "odd_outside_opset17.onnx.data").unlink(missing_ok=True)
    save("odd_outside_opset17",
         [node("Div", "image all", "x"), node("Sub", "x mean", "y"), node("Div", "y deviation", "z"),
          node("Pad", "z pads", "p"), node("Conv", "p k bias", "a", strides=[3, 3]),
          node("HardSigmoid", "a", "g", alpha=1 / 6), node("Mul", "a g", "h"), node("Flatten", "h", "i"),
          node("Gemm", "i w", "j", transB=1), node("LogSoftmax", "j", "scores", axis=1)],
         [constant("all", np.float32(1.5)), constant("mean", np.float32([[[0.4]]])),
          constant("deviation", np.float32(0.3)), constant("k", weights), constant("bias", bias),
          constant("pads", np.array([0, 0, 1, 1, 0, 0, 0, 0])), constant("w", big)],
         ["N", 1, SIDE, SIDE], [("scores", TensorProto.FLOAT)], 17, edit=outside)
    save("odd_float16_opset13",
         [node("Cast", "k16", "k", to=TensorProto.FLOAT), node("Conv", "image k", "a"),
          node("BatchNormalization", "a scale shift mean variance", "n", epsilon=1e-3),
          node("Max", "n zero", "b"), node("GlobalMaxPool", "b", "c"), node("Squeeze", "c", "d"),
          node("Gemm", "d w", "e", transB=1), node("Add", "e e", "f"), node("Neg", "f", "g"),
          node("Pow", "g two", "scores")],
         [constant("k16", weights.astype(np.float16)), constant("scale", random(3) + 1),
          constant("shift", random(3)), constant("mean", random(3)),
          constant("variance", np.abs(random(3)) + 0.5), constant("zero", np.float32(0)),
          constant("w", random(CLASSES, 3)), constant("two", np.float32(2))],
         [IMAGES, 1, SIDE, SIDE], [("scores", TensorProto.FLOAT)], 13)


def probabilities(outputs):
    """What a file's outputs say about each image: probabilities, or labels."""
    named = {output["name"]: np.array(output["data"]).reshape(IMAGES, -1) for output in outputs}
    scores = named.get("scores", named.get("probabilities"))
    if scores is None:
        scores = next(iter(named.values()))
    if scores.shape[1] == 1:
        return {"labels": scores[:, 0].astype(int).tolist()}
    if (scores <= 0).all():
        scores = np.exp(scores)
    elif not ((0 <= scores) & (scores <= 1)).all():
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return {"probabilities": (scores / scores.sum(axis=1, keepdims=True)).round(8).tolist()}


def main():
    FOLDER.mkdir(exist_ok=True)
    torch_models()
    keras_models()
    sklearn_models()
    odd_models()
    images = pixels()
    expected = {}
    for path in sorted(FOLDER.glob("*.onnx")):
        run = subprocess.run(["node", pathlib.Path(__file__).with_name("run_onnx.js"), path],
                             input=json.dumps(images.tolist()), capture_output=True, text=True)
        if run.returncode != 0:
            raise SystemExit(f"{path}: {run.stderr}")
        expected[path.stem] = probabilities(json.loads(run.stdout))
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}"
                       for name, value in expected.items())
    (FOLDER / "expected.json").write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
