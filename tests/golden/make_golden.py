#!/usr/bin/python3
"""Computes LeNet-5's golden values with PyTorch in double precision (Debian: python3-torch).

    /usr/bin/python3 tests/golden/make_golden.py

writes beside itself

    lenet5_gradient.bin  the gradient of all parameters at the first step, float32, little-endian,
                         in the order of Network::parameters()
    lenet5_losses.txt    the number of the images, then the losses of ten steps, one a line

Weights, images and labels come from a hash that golden_test.cpp computes too, as whole numbers
times powers of two: both sides have the same bits, and no weights need storing. The images are the
first ones for which no ReLU and no pooling window stands within 5e-6 of its kink, so that the
gradient does not depend on the rounding of single precision.
"""

import pathlib
import struct

import numpy as np
import torch
from torch.nn import functional

HERE = pathlib.Path(__file__).parent
BATCH = 64
KINK_MARGIN = 5e-6
# Shape of each layer's weights, and the largest weight and bias.
LAYERS = [
    ((6, 1, 5, 5), 1 / 2),
    ((16, 6, 5, 5), 1 / 8),
    ((120, 400), 1 / 16),
    ((84, 120), 1 / 8),
    ((10, 84), 1 / 8),
]


def hashed(stream, count):
    """The 32-bit hash "lowbias32" of stream * 2^20 + n for n = 0 .. count - 1."""
    x = np.arange(count, dtype=np.uint32) + np.uint32(stream << 20)
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x7FEB352D)
    x ^= x >> np.uint32(15)
    x *= np.uint32(0x846CA68B)
    x ^= x >> np.uint32(16)
    return x


def make_parameters():
    """Weights and biases, layer after layer, in the order of Network::parameters()."""
    sizes = [(int(np.prod(shape)), shape[0]) for shape, _ in LAYERS]
    numbers = hashed(0, sum(w + b for w, b in sizes)) >> np.uint32(16)
    numbers = (numbers.astype(np.float64) - 2**15) / 2**15
    parameters = []
    for (shape, bound), (weights, biases) in zip(LAYERS, sizes):
        for size, form in ((weights, shape), (biases, (biases,))):
            values, numbers = numbers[:size] * bound, numbers[size:]
            parameters.append(torch.tensor(values.reshape(form), requires_grad=True))
    return parameters


def make_batch(number):
    """Images of the bytes 0 .. 255, normalised with mean 1/2 and deviation 1/2, and labels."""
    pixels = hashed(2 * number + 1, BATCH * 28 * 28) & np.uint32(255)
    images = (pixels.astype(np.float64) / 255 - 0.5) / 0.5
    labels = hashed(2 * number + 2, BATCH) % np.uint32(10)
    return torch.tensor(images.reshape(BATCH, 1, 28, 28)), torch.tensor(labels.astype(np.int64))


def kink_distance(values, pooled):
    """How far the values before a ReLU, and the windows pooled after it, are from a kink."""
    distance = values.abs().min()
    if pooled:
        windows = functional.unfold(functional.relu(values).flatten(0, 1)[:, None], 2, stride=2)
        first, second = windows.topk(2, dim=1).values.unbind(1)
        distance = torch.minimum(distance, (first - second)[first > 0].min())
    return distance.item()


def forward(parameters, images):
    """The logits and the distance to the nearest kink."""
    w = parameters
    a1 = functional.conv2d(images, w[0], w[1], padding=2)
    a2 = functional.conv2d(functional.max_pool2d(a1.relu(), 2), w[2], w[3])
    a3 = functional.linear(functional.max_pool2d(a2.relu(), 2).flatten(1), w[4], w[5])
    a4 = functional.linear(a3.relu(), w[6], w[7])
    logits = functional.linear(a4.relu(), w[8], w[9])
    kinks = [(a1, True), (a2, True), (a3, False), (a4, False)]
    return logits, min(kink_distance(*each) for each in kinks)


def main():
    parameters = make_parameters()
    number = 0
    while forward(parameters, make_batch(number)[0])[1] < KINK_MARGIN:
        number += 1
    images, labels = make_batch(number)

    # As inkling does it: weight decay acts on weights, not on biases.
    optimizer = torch.optim.SGD(
        [
            {"params": parameters[0::2], "weight_decay": 5e-4},
            {"params": parameters[1::2], "weight_decay": 0.0},
        ],
        lr=0.05,
        momentum=0.9,
    )
    losses = []
    for step in range(10):
        optimizer.zero_grad()
        loss = functional.cross_entropy(forward(parameters, images)[0], labels)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            gradient = torch.cat([p.grad.flatten() for p in parameters]).numpy()
            (HERE / "lenet5_gradient.bin").write_bytes(
                struct.pack(f"<{gradient.size}f", *gradient)
            )
        optimizer.step()
    lines = [str(number)] + [f"{loss:.12f}" for loss in losses]
    (HERE / "lenet5_losses.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
