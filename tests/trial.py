"""What the tests in Python share: the program, data for it, and a count of what holds."""

import os
import random
import resource
import signal
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def program_path():
    """The program of the first argument, or that of the release preset."""
    return Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/release/inkling").resolve()


def write_bars(folder, count=600):
    """Data in MNIST's format, with so many training images: noise with a bar, whose place tells the
    class; every seventh is wrong."""
    chance = random.Random(1)
    for part, count in (("train", count), ("t10k", 400)):
        pixels, labels = bytearray(), bytearray()
        for index in range(count):
            label = index % 4
            bar = 3 * label if index % 7 else chance.choice([0, 3, 6, 9])
            for _ in range(12):
                pixels += bytes(chance.randrange(180, 256) if bar <= x < bar + 3 else chance.randrange(90)
                                for x in range(12))
            labels.append(label)
        (folder / f"{part}-images-idx3-ubyte").write_bytes(
            struct.pack(">4i", 0x803, count, 12, 12) + pixels)
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(struct.pack(">2i", 0x801, count) + labels)


class Outcome:
    """How a process ended, what it said, how long it took and how many MB it had at most."""

    def __init__(self, words, limits=(), timeout=60, **options):
        """Runs it. `limits` are pairs of a resource and its limit. Python ignores some signals, which
        must not be passed on."""

        def prepare():
            for name, limit in limits:
                resource.setrlimit(name, (limit, limit))
            for ignored in (signal.SIGPIPE, signal.SIGXFSZ):
                signal.signal(ignored, signal.SIG_DFL)

        options.setdefault("stdin", subprocess.DEVNULL)
        told = {"stdout": b"", "stderr": b""}
        start = time.monotonic()
        # Pipes, because a limit on the size of files must not reach what is told.
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=prepare,
                              **options) as process:
            def read(name):
                told[name] = getattr(process, name).read()

            readers = [threading.Thread(target=read, args=[name]) for name in told]
            timer = threading.Timer(timeout, process.kill)
            for thread in (timer, *readers):
                thread.start()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            timer.cancel()
            for thread in readers:
                thread.join()
        self.seconds = time.monotonic() - start
        self.code = process.returncode
        self.megabytes = usage.ru_maxrss / 1024
        self.out = told["stdout"]
        self.error = told["stderr"].decode(errors="surrogateescape")

    def errors(self):
        """The lines that begin errors."""
        return [line for line in self.error.splitlines() if line.startswith("error: ")]


class Checks:
    """Counts what holds and what does not, and tells the latter."""

    def __init__(self):
        self.count = 0
        self.failures = 0

    def holds(self, what, condition, found=""):
        self.count += 1
        if not condition:
            self.failures += 1
            print(f"FAILED: {what}{': ' if found else ''}{found}")

    def finish(self):
        """Ends with the words of ctest, which .ci/run counts."""
        print(f"{self.failures} tests failed out of {self.count}")
        sys.exit(self.failures > 0)
