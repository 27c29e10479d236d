#!/usr/bin/env python3
"""Compares Inkling with ONNX Runtime on models that other programs trained:

    python3 tests/bench/foreign_models.py --onnxruntime FOLDER MODEL.onnx...

FOLDER is where "npm install --ignore-scripts onnxruntime-node" was run; INKLING_MNIST names the
folder with MNIST's files. Without a MODEL, all of the folder INKLING_ONNX_MODELS are compared. For
each: how its pixels are taken, how many of the 10,000 test images are right, how many labels
differ, the largest difference of the probability of a label, and the speed of both on two threads
(batches of 1,000, or as large as the file fixes them for ONNX Runtime), in turn.
"""

import argparse
import csv
import io
import json
import os
import pathlib
import re
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release"
THREADS = 2
ROUNDS = 5


def inkling(model):
    """What Inkling says of the test images, and the formula of the pixels."""
    run = subprocess.run([BUILD / "inkling", "evaluate", model, "--data", os.environ["INKLING_MNIST"],
                          "--predictions", "-"], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        return None, run.stderr.strip()
    formula = re.search(r"takes pixels as (.*?): ", run.stderr)
    return list(csv.DictReader(io.StringIO(run.stdout))), formula.group(1) if formula else "x"


def runtime(folder, model, formula):
    script = pathlib.Path(__file__).with_suffix(".mjs")
    run = subprocess.run(["node", script, folder, model, formula, str(THREADS)],
                         capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def speed(model):
    """Images per second of Inkling."""
    run = subprocess.run([BUILD / "inkling_program_bench"], capture_output=True, text=True, check=True,
                         input=f"predict {model} 1000 {THREADS}\n")
    return json.loads(run.stdout.splitlines()[-1])["images_per_second"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("models", nargs="*", type=pathlib.Path, metavar="MODEL")
    parser.add_argument("--onnxruntime", type=pathlib.Path, required=True, metavar="FOLDER")
    options = parser.parse_args()
    models = options.models or sorted(pathlib.Path(os.environ["INKLING_ONNX_MODELS"]).glob("*.onnx"))
    print(f"{'model':38} {'pixels':24} {'right':>6} {'others':>6} {'apart':>8} {'speed':>6}")
    for model in models:
        rows, formula = inkling(model)
        if rows is None:
            print(f"{model.name:38} {formula}")
            continue
        found = runtime(options.onnxruntime, model, formula)
        right = sum(row["label"] == row["prediction"] for row in rows)
        others = sum(int(row["prediction"]) != label for row, label in zip(rows, found["labels"]))
        apart = max((abs(float(row["probability"]) - probability)
                     for row, probability in zip(rows, found["probabilities"])
                     if probability is not None), default=float("nan"))
        ratios = [speed(model) / runtime(options.onnxruntime, model, formula)["images_per_second"]
                  for _ in range(ROUNDS)]
        print(f"{model.name:38} {formula:24} {right / 100:6.2f} {others:6} {apart:8.1e} "
              f"{statistics.median(ratios):6.2f}", flush=True)


if __name__ == "__main__":
    main()
