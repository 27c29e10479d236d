#!/usr/bin/env python3
"""Faults while files are written: python3 tests/faults_test.py [PROGRAM]

Runs training, evaluation and classification again and again: killed at each system call that
writes, with each of these calls failing (a full disk, a broken one, an interruption), with writes
that write a part only, on a small disk, with a limit on the size of files. After each of these, a
file that was there before must be the old one or the new one, whole. A failure must be told in one
error that names the file, with exit code 1, and leave no temporary file.

A kill leaves one at most, `.inkling-*.tmp`; in a run folder `train --resume` removes it.

Needs strace and a C compiler. Ends like ctest does, so that .ci/run counts the checks."""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from trial import ROOT, Checks, Outcome, program_path, write_bars

# The calls that change files, as glibc makes them, and the faults that each may have.
FAULTS = {
    "openat": ["error=ENOSPC", "error=EMFILE"],
    "write": ["error=ENOSPC", "error=EIO", "error=EINTR"],
    "fsync": ["error=EIO", "error=EINTR"],
    "rename": ["error=EIO", "error=ENOSPC"],
    "mkdir": ["error=ENOSPC"],
    "unlink": ["error=EIO"],
}
KILL = "signal=KILL"
OLD = b"what was there before\n"

HALF_WRITES = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
ssize_t write(int file, const void* bytes, size_t size) {
  ssize_t (*real)(int, const void*, size_t) = (ssize_t(*)(int, const void*, size_t))dlsym(RTLD_NEXT, "write");
  return real(file, bytes, size > 1 ? size / 2 : size);
}
"""


class Call:
    """A system call of the program that changes a file: which one of its name, and of what file."""

    def __init__(self, name, number, target):
        self.name, self.number, self.target = name, number, target


def list_calls(log):
    """The calls in a log of strace. What becomes of a temporary file is told by the rename after it,
    and a folder is synced after a rename."""
    calls, counts, pending, last = [], {}, [], None
    for line in log.splitlines():
        match = re.match(r"\d+ +(\w+)\((.*)", line)
        if not match:
            continue
        name, rest = match.groups()
        counts[name] = counts.get(name, 0) + 1
        if name == "openat" and "O_CREAT" not in rest:
            continue
        paths = re.findall(r'"((?:[^"\\]|\\.)*)"', rest)
        call = Call(name, counts[name], None)
        calls.append(call)
        if name == "write" and rest[:2] in ("1,", "2,"):
            call.target = {"1,": "stdout", "2,": "stderr"}[rest[:2]]
        elif name in ("mkdir", "unlink"):
            call.target = Path(paths[0]).name
        elif name == "fsync" and not pending:
            call.target = last
        else:
            pending.append(call)
        if name == "rename":
            last = Path(paths[1]).name
            for each in pending:
                each.target = last
            pending = []
    return calls


class Scenario:
    """A command that writes files into a folder."""

    def __init__(self, name, words, outputs=(), check_kill=None):
        self.name, self.words, self.outputs, self.check_kill = name, words, outputs, check_kill

    def prepare(self, folder):
        """The folder as it is before: with an old file for each output."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for output in self.outputs:
            (folder / output).write_bytes(OLD)


class Trial:
    """Runs scenarios and looks at what they leave."""

    def __init__(self, checks, program, place):
        self.checks, self.program, self.place = checks, program, place
        self.folder = place / "out"
        self.half_writes = place / "half_writes.so"
        source = place / "half_writes.c"
        source.write_text(HALF_WRITES)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", self.half_writes, source, "-ldl"], check=True)

    def run(self, words, **options):
        return Outcome([self.program, *words], cwd=self.folder, **options)

    def trace(self, words, *options):
        log = self.place / "strace.log"
        # With --seccomp-bpf it is faster, but injects no signals.
        fast = [] if any(KILL in option for option in options) else ["--seccomp-bpf"]
        outcome = Outcome(["strace", "-f", "-qq", *fast, "-o", log, "-e", "trace=" + ",".join(FAULTS),
                           *options, self.program, *words], cwd=self.folder)
        return outcome, log.read_text()

    def files(self):
        """The whole content of the folder, without what depends on the time."""
        found = {}
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                if path.name == "metrics.csv":
                    content = b"\n".join(b",".join(line.split(b",")[2:7]) for line in content.splitlines())
                if path.suffix == ".html":
                    # The times, the machine's load and the size of numbers written by them differ.
                    content = re.sub(rb"[0-9.,]+", b"0", content)
                found[os.fspath(path.relative_to(self.folder))] = content
        return found

    def explore(self, scenario):
        """One scenario with all faults."""
        scenario.prepare(self.folder)
        outcome, log = self.trace(scenario.words)
        self.checks.holds(f"{scenario.name} succeeds", outcome.code == 0, outcome.error)
        whole = self.files()
        calls = list_calls(log)
        self.checks.holds(f"{scenario.name} writes", len(calls) > 4, log)
        for call in calls:
            for fault in [KILL, *FAULTS[call.name]]:
                if call.target != "stdout" or fault != "error=EINTR":  # which does not happen to a pipe
                    self.strike(scenario, whole, call, fault)
        for size in (0, 50, 300, 2000, 4000, 40000, 80000):
            scenario.prepare(self.folder)
            outcome = self.run(scenario.words, limits=[(resource.RLIMIT_FSIZE, size)])
            self.look(scenario, whole, outcome, f"files of at most {size} bytes", may_succeed=True)
        scenario.prepare(self.folder)
        outcome = self.run(scenario.words, env={**os.environ, "LD_PRELOAD": str(self.half_writes)})
        self.checks.holds(f"{scenario.name} succeeds where each write writes a half",
                          outcome.code == 0 and self.files() == whole, outcome.error)
        return len(calls), whole

    def strike(self, scenario, whole, call, fault):
        scenario.prepare(self.folder)
        outcome, log = self.trace(scenario.words, "-e", f"inject={call.name}:{fault}:when={call.number}")
        what = f"{call.name} number {call.number} ({call.target}) with {fault}"
        if fault == KILL:
            self.checks.holds(f"{scenario.name}: {what} kills", outcome.code == -9, outcome.code)
            self.look_at_outputs(scenario, whole, what)
            if scenario.check_kill:
                scenario.check_kill(self, what, whole)
            return
        self.checks.holds(f"{scenario.name}: {what} happens", "(INJECTED)" in log)
        harmless = fault == "error=EINTR" or call.target == "stderr"
        if harmless:
            self.checks.holds(f"{scenario.name}: {what} changes nothing",
                              outcome.code == 0 and self.files() == whole, outcome.error)
        else:
            self.look(scenario, whole, outcome, what, call.target)

    def look(self, scenario, whole, outcome, what, target=None, may_succeed=False):
        """After a failure."""
        what = f"{scenario.name}: {what}"
        if may_succeed and outcome.code == 0:
            self.checks.holds(f"{what} succeeds as a whole", self.files() == whole)
            return
        errors = outcome.errors()
        # A folder of pictures goes on after one that cannot be written: an error for each.
        one_for_each = len({error.split(": ")[1] for error in errors}) == len(errors)
        told = errors and one_for_each and (target is None or any(target in error for error in errors))
        self.checks.holds(f"{what} is told", outcome.code == 1 and told, (outcome.code, outcome.error))
        left = [path for path in self.files() if ".inkling-" in path]
        self.checks.holds(f"{what} leaves no temporary file", not left, left)
        self.look_at_outputs(scenario, whole, what)

    def look_at_outputs(self, scenario, whole, what):
        files = self.files()
        for output in scenario.outputs:
            self.checks.holds(f"{what}: {output} is the old or the new one",
                              files.get(output) in (OLD, whole[output]), files.get(output))

    def small_disks(self, scenario, whole):
        """The same on disks that are too small, of which the last one is large enough."""
        for size in (4, 8, 16, 32, 48, 64, 96, 128, 1024):
            scenario.prepare(self.folder)
            mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", self.folder],
                                     capture_output=True, check=False)
            if mounted.returncode != 0:
                print("skipped: a small disk, because nothing may be mounted")
                return
            try:
                outcome = self.run(scenario.words)
                self.look(scenario, whole, outcome, f"a disk of {size} KiB", may_succeed=True)
                self.checks.holds(f"{scenario.name}: a disk of 1 MiB is large enough",
                                  size < 1024 or outcome.code == 0, outcome.error)
            finally:
                subprocess.run(["umount", self.folder], check=True)


def go_on_after_kill(trial, what, whole):
    """A run that was killed goes on to the same model, or says that it had not begun."""
    if not (trial.folder / "run/config.toml").exists():
        return
    words = ["train", "--resume", "run"]
    if not (trial.folder / "run/checkpoint").exists() and not (trial.folder / "run/model.onnx").exists():
        refused = trial.run(words)
        trial.checks.holds(f"train: {what}: it is told that the training had not begun",
                           refused.code == 1 and len(refused.errors()) == 1 and
                           "inkling train --config run/config.toml" in refused.error, refused.error)
        shutil.copy(trial.folder / "run/config.toml", trial.folder / "config.toml")
        shutil.rmtree(trial.folder / "run")
        words = ["train", "--config", "config.toml", "--out", "run"]
    outcome = trial.run(words)
    trial.checks.holds(f"train: {what}: the training goes on", outcome.code == 0, outcome.error)
    files = trial.files()
    files.pop("config.toml", None)
    trial.checks.holds(f"train: {what}: to the same files, and no others",
                       files.keys() == whole.keys() and files["run/model.onnx"] == whole["run/model.onnx"],
                       files.keys() ^ whole.keys())


def main():
    if not shutil.which("strace"):
        sys.exit("strace is not installed")
    checks = Checks()
    memory = "/dev/shm"  # where syncing takes no time
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        place = Path(folder).resolve()
        data = place / "data"
        data.mkdir()
        write_bars(data)
        trial = Trial(checks, program_path(), place)
        trained = place / "trained"
        one_thread = ["--threads", "1"]
        task = ["train", "--data", data, "--model", "softmax", *one_thread]
        trial.folder.mkdir()
        trial.run([*task, "--epochs", "2", "--out", trained])
        model = trained / "model.onnx"
        pictures = [ROOT / "assets" / name for name in ("five.png", "two.png")]
        pages = ["report.html", "a.csv", "b.csv", "c.png", "d.png", "e.json"]
        training = Scenario("train", [*task, "--limit", "100", "--epochs", "2", "--checkpoint-every", "1e-9",
                                      "--out", "run"], check_kill=go_on_after_kill)
        scenarios = [
            training,
            Scenario("train --show-augmented", [*task, "--augment", "light", "--show-augmented", "a.png"],
                     ["a.png"]),
            Scenario("evaluate", ["evaluate", model, "--data", data, *one_thread, "--report", pages[0],
                                  "--csv", pages[1], "--predictions", pages[2], "--plot", pages[3],
                                  "--errors", pages[4], "--json", pages[5]], pages),
            Scenario("classify --save-seen", ["classify", *pictures, *one_thread, "--save-seen", "seen"]),
            Scenario("classify --explain", ["classify", pictures[0], *one_thread, "--explain", "page.html"],
                     ["page.html"]),
        ]
        for scenario in scenarios:
            count, whole = trial.explore(scenario)
            print(f"{scenario.name}: {count} system calls that write")
            if scenario is training:
                trial.small_disks(training, whole)
    checks.finish()


if __name__ == "__main__":
    main()
