#!/usr/bin/env python3
"""Measures Inkling and PyTorch side by side and writes what they reach as Markdown:

    INKLING_MNIST=FOLDER tests/bench/compare.py > comparison.md

Builds the program first; installs nothing, but says which Debian packages are missing. Wants a
quiet machine for a quarter of an hour. Each round measures every piece of work with all programs,
one right after the other, so that what slows the machine for a while slows them alike; ratios are
the medians of the rounds' ratios.

With --onnxruntime FOLDER, in which "npm install --ignore-scripts onnxruntime-node" was run, a second
table has inference by ONNX Runtime.

PyTorch is Debian's, with OpenBLAS. "Eager" is PyTorch as it comes; "best" is the best of what helps
it without changing the work: channels last in training, a frozen model optimised for inference
otherwise, and the environment in BEST_ENVIRONMENT.
"""

import argparse
import datetime
import glob
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TORCH = ["/usr/bin/python3", str(ROOT / "tests/bench/pytorch_benchmark.py")]
# Where Debian has OpenBLAS under the name of the standard BLAS, whichever of them is chosen.
OPENBLAS = glob.glob("/usr/lib/*/openblas-pthread")
TORCH_ENVIRONMENT = os.environ | {"LD_LIBRARY_PATH": ":".join(OPENBLAS)}
# The allocator gives nothing back. OpenMP's threads do not wait busily for long, because OpenBLAS
# has threads of its own for the same cores.
BEST_ENVIRONMENT = TORCH_ENVIRONMENT | {
    "MALLOC_MMAP_THRESHOLD_": str(2**30), "MALLOC_TRIM_THRESHOLD_": str(2**32),
    "MALLOC_TOP_PAD_": str(2**26), "GOMP_SPINCOUNT": "1000"}
NETWORKS = {"lenet5": "LeNet-5", "wide": "wide net"}


@dataclass
class Work:
    """A piece of work: a job of program_benchmark.cpp, and how its answer is read."""
    name: str
    job: str
    best_variants: tuple
    threads: int = 1
    unit: str = "images/s"

    def value(self, answer):
        if self.unit == "images/s":
            return answer["images_per_second"]
        return answer["seconds"] * 1e6

    def speed_ratio(self, value, other):
        """How many times faster `value` is than `other`."""
        return value / other if self.unit == "images/s" else other / value


def works():
    for net, title in NETWORKS.items():
        for batch in 64, 256:
            for threads in 1, 2:
                yield Work(f"training {title}, batch {batch}, {plural(threads, 'thread')}",
                           f"train {net} {batch} {threads}", ("eager", "channels_last"), threads)
    for net, threads in ("lenet5", 1), ("lenet5", 2), ("wide", 2):
        yield Work(f"evaluating 10,000 images, {NETWORKS[net]}, {plural(threads, 'thread')}",
                   f"evaluate {net} {threads}", ("frozen",), threads)
    yield Work("one image, LeNet-5, in process", "one_image lenet5", ("frozen",), 1, "us")


class Worker:
    """A program that answers each line with a line of JSON."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(command, env=environment, text=True, bufsize=1,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, job):
        self.process.stdin.write(job + "\n")
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"error: {self.process.args[-1]} ended at the job: {job}")
        return json.loads(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def plural(count, noun):
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def tell(text):
    print(text, file=sys.stderr, flush=True)


def output(*command):
    return subprocess.run(command, cwd=ROOT, check=True, text=True, capture_output=True).stdout


def check_packages():
    if not shutil.which("dpkg-query"):
        return
    script = """source app/packages.sh
        for package in "${build_packages[@]}" "${test_packages[@]}" "$@"; do
          is_installed "$package" || echo "$package"
        done"""
    missing = output("bash", "-c", script, "bash", "python3-torch", "libopenblas0-pthread").split()
    if missing:
        sys.exit("error: packages are missing. As root:\n"
                 f"  apt-get install --no-install-recommends {' '.join(missing)}")


def build(folder):
    for command in (["cmake", "--preset", "release", "-B", folder, "-DINKLING_TESTS=ON"],
                    ["cmake", "--build", folder, "--target", "inkling", "inkling_program_bench"]):
        subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)


def run_once(command, text="", environment=None):
    """Runs a program; returns its wall time in seconds and its largest resident memory in bytes."""
    with tempfile.TemporaryFile() as job, open(os.devnull, "w") as nowhere:
        job.write(text.encode())
        job.seek(0)
        begin = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdin=job, stdout=nowhere,
                                   stderr=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"error: exit code {process.returncode} of: {' '.join(map(str, command))}")
    return seconds, usage.ru_maxrss * 1024


def run_torch(job):
    return run_once(TORCH, job, TORCH_ENVIRONMENT)


def measure_rounds(folder, rounds):
    """For each work, by program and variant, the values of all rounds; and the FMA peaks."""
    inkling = Worker([folder / "inkling_program_bench"], None)
    eager = Worker(TORCH, TORCH_ENVIRONMENT)
    best = Worker(TORCH, BEST_ENVIRONMENT)
    values, shares, peaks = {}, {}, {1: [], 2: []}
    for number in range(rounds):
        for work in works():
            tell(f"round {number + 1} of {rounds}: {work.name}")
            peak = inkling.ask(f"peak {work.threads}")["flops"]
            peaks[work.threads].append(peak)
            answer = inkling.ask(work.job)
            by_program = values.setdefault(work.job, {})
            by_program.setdefault("inkling", []).append(work.value(answer))
            if work.unit == "images/s":
                flops = 2 * answer["multiplications"] * answer["images_per_second"]
                shares.setdefault(work.job, []).append(flops / peak)
            by_program.setdefault("eager", []).append(work.value(eager.ask(work.job + " eager")))
            for variant in work.best_variants:
                by_program.setdefault(f"best {variant}", []).append(
                    work.value(best.ask(f"{work.job} {variant}")))
    for worker in inkling, eager, best:
        worker.close()
    return values, shares, peaks


def inference_rows(folder, onnxruntime, rounds):
    """Predictions of model files in batches, by Inkling and by ONNX Runtime."""
    inkling = Worker([folder / "inkling_program_bench"], None)
    runtime = Worker(["node", ROOT / "tests/bench/onnxruntime_benchmark.mjs", onnxruntime], None)
    with tempfile.TemporaryDirectory() as place:
        models = {"the shipped model": ROOT / "assets/mnist.onnx"}
        for net, title in NETWORKS.items():
            models[title] = f"{place}/{net}.onnx"
            inkling.ask(f"write {net} {models[title]}")
        for title, model in models.items():
            for batch, threads in itertools.product((1, 64, 1000), (1, 2)):
                work = f"{title}, batch {batch}, {plural(threads, 'thread')}"
                tell(f"inference: {work}")
                job = f"predict {model} {batch} {threads}"
                ours, theirs = zip(*((inkling.ask(job)["images_per_second"],
                                      runtime.ask(job)["images_per_second"]) for _ in range(rounds)))
                yield [work, *(quantity(statistics.median(values), "images/s") for values in (ours, theirs)),
                       median_ratio(lambda value, other: value / other, ours, theirs)]
    yield [f"(ONNX Runtime {runtime.ask('version')['version']}; its pixels are floats already)", "", "", ""]
    for worker in inkling, runtime:
        worker.close()


def median_ratio(ratio, ours, others):
    return f"{statistics.median(map(ratio, ours, others)):.1f}"


def quantity(value, unit):
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.1f} {unit}"


def work_row(work, by_program, shares):
    def typical(name):
        return statistics.median(by_program[name])

    best = max((f"best {variant}" for variant in work.best_variants),
               key=lambda name: work.speed_ratio(typical(name), 1.0))
    names = "inkling", "eager", best
    return [work.name,
            *(quantity(typical(name), work.unit) for name in names),
            *(median_ratio(work.speed_ratio, by_program["inkling"], by_program[name])
              for name in names[1:]),
            f"{100 * statistics.median(shares):.0f} %" if shares else ""]


def process_rows(folder, rounds):
    """The rows of whole processes: naming the digit in a picture, training."""
    classify = [folder / "inkling", "classify", ROOT / "assets/five.png"]
    tell("whole processes")
    for _ in range(5):
        run_once(classify)
    ours = statistics.median(run_once(classify)[0] for _ in range(50))
    run_torch("first_label lenet5")
    theirs = statistics.median(run_torch("first_label lenet5")[0] for _ in range(rounds))
    yield ["`inkling classify assets/five.png`, whole process (PyTorch: an image without a file)",
           quantity(1e3 * ours, "ms"), quantity(1e3 * theirs, "ms"), "", f"{theirs / ours:.0f}", "",
           ""]

    with tempfile.TemporaryDirectory() as place:
        train = [folder / "inkling", "train", "--data", os.environ["INKLING_MNIST"]]
        ours = statistics.median(
            run_once([*train, "--preset", "quick", "--validation", "0", "--out",
                      f"{place}/quick-{number}"])[0] for number in range(rounds))
        yield ["`inkling train --data mnist --preset quick --validation 0`, whole process: 99.0 % "
               "from nothing", quantity(ours, "s"), "", "", "", "", ""]
        ours = run_once([*train, "--epochs", "1", "--out", f"{place}/epoch"])[1]
    theirs = run_torch(f"epoch lenet5 64 {os.cpu_count()}")[1]
    yield ["largest resident memory, training LeNet-5 on MNIST for an epoch",
           quantity(ours / 1e6, "MB"), quantity(theirs / 1e6, "MB"), "", f"{theirs / ours:.1f}", "",
           ""]


def thread_rows(values):
    """How many times two threads are as fast as one."""
    for net, title in NETWORKS.items():
        one, two = (values[f"train {net} 256 {threads}"] for threads in (1, 2))
        yield [f"training {title}, batch 256",
               *(f"{statistics.median(b / a for a, b in zip(one[name], two[name])):.2f}"
                 for name in ("inkling", "eager", "best channels_last"))]


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def machine(load, peaks, rounds):
    with open("/proc/cpuinfo") as information:
        processor = next((line.split(":")[1].strip() for line in information
                          if line.startswith("model name")), "unknown processor")
    commit = output("git", "rev-parse", "--short", "HEAD").strip()
    changed = " with changes" if output("git", "status", "--porcelain").strip() else ""
    torch = output(TORCH[0], "-c", "import torch; print(torch.__version__)").strip()
    limits = ", ".join(f"{statistics.median(peaks[threads]) / 1e9:.0f} GFLOP/s on "
                       f"{plural(threads, 'thread')}" for threads in peaks)
    return (f"{processor}, {plural(os.cpu_count(), 'core')}, load average {load:.1f} before; "
            f"{datetime.date.today()}; commit {commit}{changed}; PyTorch {torch}; "
            f"medians of {plural(rounds, 'round')}. FMA peak, measured beside each row: {limits}.\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    parser.add_argument("--build-folder", type=Path, default=ROOT / "build/release",
                        help="default: build/release")
    parser.add_argument("--onnxruntime", type=Path, metavar="FOLDER",
                        help="where onnxruntime-node is installed")
    options = parser.parse_args()
    if "INKLING_MNIST" not in os.environ:
        sys.exit("error: INKLING_MNIST does not name the folder of MNIST's four files")
    check_packages()
    folder = options.build_folder.resolve()
    load = os.getloadavg()[0]
    build(folder)

    values, shares, peaks = measure_rounds(folder, options.rounds)
    rows = [work_row(work, values[work.job], shares.get(work.job)) for work in works()]
    rows += process_rows(folder, options.rounds)
    print(machine(load, peaks, options.rounds))
    print(table(["work", "Inkling", "PyTorch eager", "PyTorch best", "times eager", "times best",
                 "share of FMA peak"], rows))
    print(table(["two threads against one", "Inkling", "PyTorch eager", "PyTorch channels last"],
                thread_rows(values)))
    if options.onnxruntime:
        print(table(["inference", "Inkling", "ONNX Runtime", "times"],
                    inference_rows(folder, options.onnxruntime, options.rounds)))


if __name__ == "__main__":
    main()
