#!/usr/bin/env python3
"""How much accuracy networks lose when the digits move (B&J, Example 10.6.3), as Markdown:

    INKLING_MNIST=FOLDER tests/bench/invariance.py > invariance.md

Trains `invariant` and `lenet5` on MNIST without any variation of the images, so that neither has seen a
shifted digit, and tests both on the 10,000 test images: as they are, and moved by 1 to 4 pixels to the right,
to the left, down and up (the mean of the four). Ink that leaves the image is lost, which few digits
have that far out. The last column counts the answers that change though the image loses no ink: none is what the
book's example promises for `invariant`.

With --runs DIR the models are kept there and used again.
"""

import argparse
import gzip
import os
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The settings that were measured for each.
NETWORKS = {"invariant": ["--preset", "invariant"], "lenet5": []}
SHIFTS = range(5)
SIDE = 28
PAPER = b"\0"


def read_images(path):
    with gzip.open(path) as file:
        count, height, width = struct.unpack(">4x3I", file.read(16))
        assert (height, width) == (SIDE, SIDE), "MNIST's images are 28x28"
        return [file.read(SIDE * SIDE) for _ in range(count)]


def write_images(path, images):
    with open(path, "wb") as file:
        file.write(struct.pack(">4I", 0x803, len(images), SIDE, SIDE))
        file.writelines(images)


def directions(n):
    return {(n, 0), (-n, 0), (0, n), (0, -n)}


def moved(image, down, right):
    rows = [image[i * SIDE:(i + 1) * SIDE] for i in range(SIDE)]
    empty = [PAPER * SIDE] * abs(down)
    rows = empty + rows[:SIDE - down] if down >= 0 else rows[-down:] + empty
    edge = PAPER * abs(right)
    return b"".join(edge + row[:SIDE - right] if right >= 0 else row[-right:] + edge for row in rows)


def loses_no_ink(before, after):
    return before.count(PAPER) == after.count(PAPER)


def train(inkling, name, out, options):
    if not (out / "model.onnx").exists():
        begin = time.perf_counter()
        subprocess.run([inkling, "train", "--data", os.environ["INKLING_MNIST"], "--model", name, *NETWORKS[name],
                        "--augment", "none", "--epochs", str(options.epochs), "--limit", str(options.limit),
                        "--threads", str(options.threads), "--out", out, "--quiet"],
                       check=True, stdout=subprocess.DEVNULL)
        print(f"{name}: trained in {time.perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)
    return out / "model.onnx"


def answers(inkling, model, images, labels, folder):
    """For each image, what it shows and what the network takes it for."""
    write_images(folder / "images", images)
    csv = subprocess.run([inkling, "evaluate", model, "--images", folder / "images", "--labels", labels,
                          "--predictions", "-"], check=True, text=True, capture_output=True).stdout
    return [tuple(line.split(",")[1:3]) for line in csv.splitlines()[1:]]


def row(inkling, model, n, images, unmoved, labels, folder):
    """The row of a table for a shift by n pixels."""
    right, changed, kept = 0, 0, 0
    for down, across in directions(n):
        shown = [moved(image, down, across) for image in images]
        found = answers(inkling, model, shown, labels, folder)
        right += sum(label == answer for label, answer in found) / len(directions(n))
        whole = [loses_no_ink(*pair) for pair in zip(images, shown)]
        kept += sum(whole)
        changed += sum(is_whole and a != b for is_whole, a, b in zip(whole, found, unmoved))
    before = sum(label == answer for label, answer in unmoved)
    accuracy, loss = (100 * count / len(images) for count in (right, before - right))
    return f"| {n} | {accuracy:.2f} % | {round(loss, 2) + 0.0:.2f} | {changed:,} of {kept:,} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=Path, help="keep the trained models in this folder")
    parser.add_argument("--inkling", type=Path, default=ROOT / "build/release/inkling",
                        help="the program; default: build/release/inkling")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--limit", type=int, default=0, help="train with the first N images; 0 is all")
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    if "INKLING_MNIST" not in os.environ:
        sys.exit("INKLING_MNIST names no folder with MNIST")
    mnist = Path(os.environ["INKLING_MNIST"])
    images = read_images(mnist / "t10k-images-idx3-ubyte.gz")
    labels = mnist / "t10k-labels-idx1-ubyte.gz"
    with tempfile.TemporaryDirectory() as temporary:
        for name in NETWORKS:
            model = train(options.inkling, name, (options.runs or Path(temporary)) / name, options)
            unmoved = answers(options.inkling, model, images, labels, Path(temporary))
            print(f"\n`{name}`\n\n| shift | accuracy | lost, points | answers that change, of images that lose no "
                  f"ink |\n|---|---|---|---|")
            for n in SHIFTS:
                print(row(options.inkling, model, n, images, unmoved, labels, Path(temporary)), flush=True)


if __name__ == "__main__":
    main()
