#!/usr/bin/env python3
"""How often `inkling classify` is right on MNIST's test images that were drawn out as large pictures.

    INKLING_MNIST=FOLDER tests/bench/drawn_out.py [--inkling PROGRAM] [--model MODEL] [--limit N]

Each image becomes a PNG file as it is, and PNG files in which it stands enlarged 2 and 8 times,
smoothly, black on a white page and off its middle. Prints a table in Markdown: the share that is
wrong with one view of each picture and with the default number of views, and the whole program's
wall time for 1,000 of the files.
"""

import argparse
import gzip
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time
import zlib

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIDE = 28


def read_idx(name, header):
    folder = pathlib.Path(os.environ["INKLING_MNIST"])
    return numpy.frombuffer(gzip.open(folder / f"{name}.gz").read(), numpy.uint8, offset=header)


def png(pixels):
    """The bytes of a PNG file with these rows of grey levels."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    height, width = pixels.shape
    rows = numpy.hstack([numpy.zeros((height, 1), numpy.uint8), pixels]).tobytes()
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def enlargement(factor):
    """The matrix that interpolates a column of 28 pixels linearly to `factor` times as many."""
    places = (numpy.arange(factor * SIDE) + 0.5) / factor - 0.5
    return numpy.maximum(0, 1 - abs(places[:, None] - numpy.arange(SIDE)[None, :]))


def drawn_out(image, factor):
    matrix = enlargement(factor)
    page = numpy.full((40 * factor, 36 * factor), 255, numpy.uint8)
    large = numpy.rint(255 - matrix @ image @ matrix.T).astype(numpy.uint8)
    page[factor:factor * (SIDE + 1), 7 * factor:7 * factor + factor * SIDE] = large
    return page


def share_wrong(program, options, folder, labels):
    result = subprocess.run([program, "classify", *options, "."], cwd=folder, capture_output=True,
                            text=True)
    answers = {}
    for line in result.stdout.splitlines():
        path, label, _ = line.split("\t")
        answers[int(pathlib.Path(path).stem)] = int(label)
    return 100 * sum(answers.get(n) != label for n, label in enumerate(labels)) / len(labels)


def seconds_for_1000(program, options, folder):
    files = sorted(path.name for path in folder.iterdir())[:1000]
    begin = time.perf_counter()
    subprocess.run([program, "classify", *options, *files], cwd=folder, capture_output=True)
    return (time.perf_counter() - begin) * 1000 / len(files)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inkling", default=ROOT / "build/release/inkling", type=pathlib.Path)
    parser.add_argument("--model", type=pathlib.Path, help="[the one that comes with Inkling]")
    parser.add_argument("--limit", type=int, default=10_000, help="the first N test images [all]")
    arguments = parser.parse_args()
    if "INKLING_MNIST" not in os.environ:
        sys.exit("error: INKLING_MNIST does not name the folder of MNIST's four files")
    images = read_idx("t10k-images-idx3-ubyte", 16).reshape(-1, SIDE, SIDE)[:arguments.limit]
    labels = read_idx("t10k-labels-idx1-ubyte", 8)[:arguments.limit]
    program = arguments.inkling.resolve()
    model = ["--model", arguments.model.resolve()] if arguments.model else []

    print("| MNIST's test images | wrong, one view | wrong, as it comes | 1,000 files |")
    print("|---|---|---|---|")
    for name, factor in [("as they are", 0), ("enlarged 2 times", 2), ("enlarged 8 times", 8)]:
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary)
            for n, image in enumerate(images):
                pixels = drawn_out(image, factor) if factor else image
                (folder / f"{n:05}.png").write_bytes(png(pixels))
            one, all_views = (share_wrong(program, [*model, *views], folder, labels)
                              for views in (["--views", "1"], []))
            seconds = seconds_for_1000(program, model, folder)
        print(f"| {name} | {one:.2f} % | {all_views:.2f} % | {seconds:.2f} s |", flush=True)


if __name__ == "__main__":
    main()
