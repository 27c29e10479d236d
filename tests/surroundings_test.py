#!/usr/bin/env python3
"""The program in strange surroundings: python3 tests/surroundings_test.py [PROGRAM]

Another locale, no HOME, a folder that may not be written, closed standard streams, a reader that
goes away, no network: the results must be the same, and nothing may be written but where the user
said so. Then a training of 1,000 epochs on 1,000 images, whose memory and open files must not grow.

Needs strace and localedef. Ends like ctest does, so that .ci/run counts the checks."""

import ctypes
import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from trial import ROOT, Checks, Outcome, program_path, write_bars

PR_SET_THP_DISABLE = 41  # of linux/prctl.h
REPORT_SECONDS = 2.2  # after which a training that goes on writes its report again
METRICS_KB = 1  # at most for the metrics of an epoch, which the report shows
FIVE = ROOT / "assets/five.png"


class Trial:
    """Runs commands, and compares what they give with what they give at home."""

    def __init__(self, checks, program, place):
        self.checks, self.program, self.place = checks, program, place
        self.data, self.trained = place / "data", place / "trained"
        self.data.mkdir()
        write_bars(self.data)
        self.task = ["train", "--data", self.data, "--model", "mlp", "--epochs", "2", "--learning-rate", "0.05"]
        self.run([*self.task, "--out", self.trained])
        model = self.trained / "model.onnx"
        self.commands = {"classify": ["classify", FIVE, "--json"], "info": ["info", model],
                         "evaluate": ["evaluate", model, "--data", self.data]}
        self.usual = {name: self.run(words).out for name, words in self.commands.items()}
        self.settings = self.settings_of(self.trained)

    def run(self, words, **options):
        options.setdefault("cwd", self.place)
        return Outcome([self.program, *words], **options)

    def settings_of(self, run):
        """What a run folder holds that does not depend on the time and its own name."""
        metrics = [line.split(",")[2:7] for line in (run / "metrics.csv").read_text().splitlines()]
        return (run / "model.onnx").read_bytes(), (run / "config.toml").read_text(), metrics

    def same(self, what, **options):
        """All commands, training too, give what they usually give."""
        for name, words in self.commands.items():
            outcome = self.run(words, **options)
            self.checks.holds(f"{what}: {name} gives the same", (outcome.code, outcome.out, outcome.error) ==
                              (0, self.usual[name], ""), (outcome.code, outcome.out, outcome.error))
        run = self.place / "again"
        shutil.rmtree(run, ignore_errors=True)
        outcome = self.run([*self.task, "--out", run], **options)
        self.checks.holds(f"{what}: train gives the same",
                          outcome.code == 0 and self.settings_of(run) == self.settings, outcome.error)


def locales(trial):
    """Numbers have a decimal point, whatever the locale has."""
    folder = trial.place / "locales"
    folder.mkdir()
    made = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", folder / "de_DE.UTF-8"],
                          capture_output=True, check=False)
    german = {**os.environ, "LOCPATH": str(folder), "LC_ALL": "de_DE.UTF-8"}
    comma = subprocess.run(["printf", "%.1f", "1,5"], env=german, capture_output=True, check=False).stdout
    if made.returncode != 0 or comma != b"1,5":
        print("skipped: a locale with a decimal comma, because localedef cannot make one")
    else:
        trial.same("decimal comma", env=german)
    trial.same("unknown locale", env={**os.environ, "LC_ALL": "xx_XX.nothing"})
    trial.same("locale C", env={**os.environ, "LC_ALL": "C"})


def homeless(trial):
    trial.same("no environment", env={})
    trial.same("a HOME that is not there", env={**os.environ, "HOME": "/nowhere", "TMPDIR": "/nowhere"})
    folder = trial.place / "read only"
    folder.mkdir(mode=0o555)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "ro,size=4k", "tmpfs", folder],
                             capture_output=True, check=False).returncode == 0
    if not mounted and os.geteuid() == 0:
        print("skipped: a folder that may not be written, because root may write everywhere")
        return
    try:
        trial.same("a working folder that may not be written", cwd=folder)
        outcome = trial.run(trial.task, cwd=folder)
        trial.checks.holds("a run folder that cannot be made is told", outcome.code == 1 and
                           outcome.error.startswith("error: runs: the run folder cannot be made: "), outcome.error)
    finally:
        if mounted:
            subprocess.run(["umount", folder], check=True)


def streams(trial):
    """Files that are opened must not take the place of closed standard streams."""
    run = trial.place / "closed"
    for closed in ("0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-"):
        shutil.rmtree(run, ignore_errors=True)
        words = [trial.program, *trial.task, "--out", run]
        code = Outcome(["sh", "-c", f'"$@" {closed}', "sh", *words]).code
        # Without stdout the path of the run folder cannot be told, which is a failure.
        trial.checks.holds(f"train {closed}: ends well", code == ("1>" in closed), code)
        trial.checks.holds(f"train {closed}: its files are whole",
                           trial.settings_of(run) == trial.settings)
        outcome = Outcome(["sh", "-c", f'"$@" {closed}', "sh", trial.program, *trial.commands["classify"]])
        trial.checks.holds(f"classify {closed}", outcome.code == ("1>" in closed) and
                           outcome.out == (b"" if "1>" in closed else trial.usual["classify"]), outcome.error)


def pipes(trial):
    """Who reads the beginning only gets no complaint."""
    for name, words in {**trial.commands, "help": ["train", "--help"],
                        "many": ["classify", *[FIVE] * 600]}.items():
        outcome = Outcome(["sh", "-c", '"$@" | head -c 1', "sh", trial.program, *words])
        trial.checks.holds(f"{name} | head: quiet", outcome.code == 0 and outcome.error == "", outcome.error)
    run = trial.place / "unread"
    outcome = Outcome(["sh", "-c", '"$@" 2>&1 | head -n 1', "sh", trial.program, *trial.task, "--out", run])
    deadline = time.monotonic() + 20
    while (run / "checkpoint").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    trial.checks.holds("train 2>&1 | head: trains to its end",
                       trial.settings_of(run) == trial.settings, os.listdir(run))


def network(trial):
    """No socket, and nothing written but below the folder that was named."""
    log = trial.place / "strace.log"
    calls = "trace=%network,openat,creat,mkdir,rename,unlink"
    run = trial.place / "traced"
    evaluation = [*trial.commands["evaluate"], "--report", run / "page.html"]
    for words in ([*trial.task, "--out", run], evaluation, trial.commands["classify"]):
        outcome = Outcome(["strace", "-f", "-qq", "--seccomp-bpf", "-o", log, "-e", calls, trial.program, *words],
                          cwd=trial.place)
        lines = log.read_text().splitlines()
        trial.checks.holds(f"{words[0]}: is traced", outcome.code == 0 and lines, outcome.error)
        sockets = [line for line in lines if re.search(r" (socket|connect|sendto|bind)\w*\(", line)]
        trial.checks.holds(f"{words[0]}: no network", not sockets, sockets)
        writes = [line for line in lines if re.search(r"O_WRONLY|O_RDWR|O_CREAT| mkdir\(| rename\(| unlink\(", line)]
        elsewhere = [line for line in writes if str(run) not in line and "/dev/null" not in line]
        trial.checks.holds(f"{words[0]}: writes nothing elsewhere", not elsewhere, elsewhere)


def endurance(trial):
    """Resident memory and open files in the first half of a training and before its end.

    Before both it is halted until its report is due, which takes more memory than the training: on
    a fast machine it would otherwise write none in the first half."""
    epochs = 1000
    halts = [epochs // 10, epochs - 250]

    def without_large_pages():  # of which one more is there or not by chance
        ctypes.CDLL(None).prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0)

    data = trial.place / "more data"
    data.mkdir()
    write_bars(data, 1000)
    samples = {}
    with subprocess.Popen([trial.program, "train", "--data", data, "--model", "mlp", "--epochs", str(epochs),
                           "--augment", "light", "--checkpoint-every", "0.2", "--out", trial.place / "long"],
                          cwd=trial.place, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          preexec_fn=without_large_pages, text=True) as process:
        # So that it is never far ahead of the lines that are read.
        fcntl.fcntl(process.stderr, fcntl.F_SETPIPE_SZ, 4096)
        for line in process.stderr:
            match = re.match(r"epoch +(\d+)/", line)
            if match and halts and int(match[1]) >= halts[0]:
                halts.pop(0)
                process.send_signal(signal.SIGSTOP)
                time.sleep(REPORT_SECONDS)
                process.send_signal(signal.SIGCONT)
            # Without the files that are mapped, of which the kernel maps as much as it likes.
            resident = match and re.search(r"RssAnon:\s+(\d+) kB",
                                           Path(f"/proc/{process.pid}/status").read_text())
            if resident:
                samples[int(match[1])] = int(resident[1]), len(os.listdir(f"/proc/{process.pid}/fd"))

    def most(first, last):
        return [max(column) for column in zip(*(samples[epoch] for epoch in samples if first <= epoch < last))]

    # The epochs at the end are left out: who reads their lines late sees the end of the program.
    early, late = most(epochs // 5, epochs // 2), most(epochs - 100, epochs - 50)
    print(f"{epochs} epochs of 1,000 images: {early[0]} kB and {early[1]} files in the first half, "
          f"{late[0]} kB and {late[1]} files before the end")
    trial.checks.holds("a long training ends well", process.returncode == 0, process.returncode)
    trial.checks.holds("a long training keeps its memory",
                       late[0] - early[0] <= METRICS_KB * (epochs // 2), (early, late))
    trial.checks.holds("a long training keeps its open files", late[1] <= early[1], (early, late))


def main():
    if not shutil.which("strace"):
        sys.exit("strace is not installed")
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(checks, program_path(), Path(folder).resolve())
        locales(trial)
        homeless(trial)
        streams(trial)
        pipes(trial)
        network(trial)
        endurance(trial)
    checks.finish()


if __name__ == "__main__":
    main()
