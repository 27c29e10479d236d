#!/usr/bin/python3
"""The jobs of program_benchmark.cpp, done by PyTorch: the same networks, the same work, the same
protocol. Pixels are bytes in memory, as in Inkling; a batch becomes floats when its turn comes.

  train NETWORK BATCH THREADS eager|channels_last
  evaluate NETWORK THREADS eager|frozen      frozen: torch.jit.freeze and optimize_for_inference,
  one_image NETWORK eager|frozen             channels last; evaluate: with the fastest batch size
  epoch NETWORK BATCH THREADS                one epoch, to see how much memory it takes
  first_label NETWORK                        names one image, to see how long a process takes for it

Needs Debian's python3-torch, and libopenblas0-pthread to be at its best.
"""

import ctypes
import functools
import gzip
import itertools
import json
import os
import statistics
import sys
import time

import torch
from torch import nn

SECONDS = 1.0  # of a measurement, after a quarter of it for warming up
BATCH_SIZES = 16, 64, 250, 1000, 2500, 10000
SCALE, OFFSET = 1 / (255 * 0.3081), 0.1307 / 0.3081  # a pixel is normalised to p * SCALE - OFFSET

NETWORKS = {
    "lenet5": lambda: nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    "wide": lambda: nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Linear(128, 10)),
}


@functools.cache
def openblas():
    """The OpenBLAS that torch has loaded; it takes no notice of torch.set_num_threads."""
    with open("/proc/self/maps") as maps:
        for line in maps:
            if "libopenblas" in line:
                return ctypes.CDLL(line.split()[-1])
    print("warning: torch does not use OpenBLAS here, and is only half as fast without;"
          " Debian: libopenblas0-pthread", file=sys.stderr)
    return None


def use_threads(threads):
    torch.set_num_threads(int(threads))
    if openblas():
        openblas().openblas_set_num_threads(int(threads))


@functools.cache
def mnist(part):
    """Pixels (images x 1 x 28 x 28 bytes) and labels of the part "train" or "t10k"."""
    def read(name, header):
        path = os.path.join(os.environ["INKLING_MNIST"], f"{part}-{name}-ubyte.gz")
        return torch.frombuffer(bytearray(gzip.open(path).read()), dtype=torch.uint8,
                                offset=header)
    return read("images-idx3", 16).view(-1, 1, 28, 28), read("labels-idx1", 8).long()


class Training:
    def __init__(self, network, batch, variant="eager"):
        layout = torch.channels_last if variant == "channels_last" else torch.contiguous_format
        self.layout = layout
        self.batch = int(batch)
        self.network = NETWORKS[network]().to(memory_format=layout)
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=0.01, momentum=0.9,
                                         weight_decay=5e-4)

    def steps_of_an_epoch(self):
        """Takes the steps of one epoch, and yields after each."""
        pixels, labels = mnist("train")
        order = torch.randperm(len(labels))
        for begin in range(0, len(labels) - self.batch + 1, self.batch):
            members = order[begin:begin + self.batch]
            images = pixels[members].float().mul_(SCALE).sub_(OFFSET)
            images = images.contiguous(memory_format=self.layout)
            self.optimizer.zero_grad(set_to_none=True)
            self.loss(self.network(images), labels[members]).backward()
            self.optimizer.step()
            yield

    def steps(self):
        while True:
            yield from self.steps_of_an_epoch()


class Labeller(nn.Module):
    """From pixels to labels."""

    def __init__(self, network):
        super().__init__()
        self.network = network
        self.scale, self.offset = SCALE, OFFSET

    def forward(self, pixels):
        return self.network(pixels.float().mul(self.scale).sub(self.offset)).argmax(1)


def labeller(network, variant):
    model = Labeller(NETWORKS[network]()).eval()
    if variant == "eager":
        return model
    model = torch.jit.script(model.to(memory_format=torch.channels_last))
    return torch.jit.optimize_for_inference(torch.jit.freeze(model))


def median_seconds(work, seconds=SECONDS):
    """The median duration of work()."""
    begin = time.perf_counter()
    while time.perf_counter() - begin < seconds / 4:
        work()
    durations = []
    begin = time.perf_counter()
    while (start := time.perf_counter()) - begin < seconds:
        work()
        durations.append(time.perf_counter() - start)
    return statistics.median(durations)


def train(network, batch, threads, variant):
    use_threads(threads)
    steps = Training(network, batch, variant).steps()
    begin = time.perf_counter()
    while time.perf_counter() - begin < SECONDS / 4:
        next(steps)
    count = 0
    begin = time.perf_counter()
    while (elapsed := time.perf_counter() - begin) < SECONDS:
        next(steps)
        count += 1
    return {"images_per_second": count * int(batch) / elapsed}


def evaluate(network, threads, variant):
    use_threads(threads)
    pixels = mnist("t10k")[0]

    def seconds_with(batch):
        label = labeller(network, variant)
        return median_seconds(lambda: torch.cat([label(part) for part in pixels.split(batch)]),
                              SECONDS / 2)
    return {"images_per_second": len(pixels) / min(map(seconds_with, BATCH_SIZES))}


def one_image(network, variant):
    use_threads(1)
    pixels = mnist("t10k")[0]
    label = labeller(network, variant)
    images = itertools.cycle(pixels.split(1))
    return {"seconds": median_seconds(lambda: label(next(images)).item())}


def epoch(network, batch, threads):
    use_threads(threads)
    return {"steps": sum(1 for _ in Training(network, batch).steps_of_an_epoch())}


def first_label(network):
    pixels = torch.zeros(1, 1, 28, 28, dtype=torch.uint8)
    return {"label": labeller(network, "eager")(pixels).item()}


def main():
    jobs = {job.__name__: job for job in (train, evaluate, one_image, epoch, first_label)}
    for line in sys.stdin:
        name, *arguments = line.split()
        with torch.inference_mode(name not in ("train", "epoch")):
            answer = jobs[name](*arguments)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
