#!/usr/bin/env python3
"""Types beginnings of command lines into bash and zsh, presses the tab key and reads the rest.

completion_test.py --bash SCRIPT --zsh SCRIPT; zsh is left out where it is not installed."""

import argparse
import os
import pathlib
import pty
import re
import select
import shutil
import tempfile
import time

PROMPT = "ready> "
PATIENCE = 60  # seconds; a shell answers within a fraction of one


class Shell:
    """An interactive shell in a terminal."""

    def __init__(self, command, folder, setup):
        self.count = 0
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            environment = {"PATH": os.environ["PATH"], "TERM": "dumb", "HOME": folder, "LC_ALL": "C.UTF-8"}
            os.execvpe(command[0], command, environment)
        self.send(setup + "\nPS1='" + PROMPT[:2] + "''" + PROMPT[2:] + "'\n")
        self.read_until(lambda text: text.endswith(PROMPT))

    def send(self, text):
        os.write(self.terminal, text.encode())

    def read_until(self, is_done):
        text, end = "", time.monotonic() + PATIENCE
        while not is_done(text):
            if not select.select([self.terminal], [], [], max(0, end - time.monotonic()))[0]:
                raise SystemExit(f"the shell shows only {text!r}")
            new = os.read(self.terminal, 4096).decode(errors="replace")
            text += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x07|\r", "", new)
        return text

    def complete(self, beginning, expected):
        """Expects that the tab key makes `expected` of what was typed, or shows it in a list."""
        self.send(beginning + "\t\t")
        self.read_until(lambda text: all(word in text for word in expected))
        # Erase the line. The sum tells the answer from the line as it was typed.
        self.count += 1
        self.send(f"\x15echo end-$((1000 + {self.count}))\n")
        self.read_until(lambda text: re.search(rf"end-{1000 + self.count}\s.*{PROMPT}$", text, re.DOTALL))


CASES = [
    ("inkling tr", ["inkling train "]),
    ("inkling ", ["classify", "evaluate", "info", "train"]),
    ("inkling --v", ["--version"]),
    ("inkling train --sched", ["--schedule"]),
    ("inkling train --preset sm", ["--preset small-data"]),
    ("inkling train --preset=sm", ["--preset=small-data"]),
    ("inkling train --loss ", ["cross-entropy", "hinge", "mean-square"]),
    ("inkling train --model le", ["--model lenet5"]),
    ("inkling train --data dig", ["--data digits.png"]),
    ("inkling train --out ru", ["--out runs/"]),
    ("inkling evaluate mod", ["evaluate model.onnx"]),
    ("inkling evaluate --normalize t", ["--normalize true"]),
    ("inkling classify 'my f", ["my five.png"]),
    ("inkling classify --preprocess m", ["--preprocess mnist"]),
    ("inkling info so", ["info softmax"]),
    ("inkling info mod", ["info model.onnx"]),
]


def check(name, shell):
    for beginning, expected in CASES:
        shell.complete(beginning, expected)
    print(f"{name}: {len(CASES)} lines completed")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bash", required=True)
    parser.add_argument("--zsh", required=True)
    options = parser.parse_args()
    options.bash, options.zsh = map(os.path.abspath, (options.bash, options.zsh))
    with tempfile.TemporaryDirectory() as folder:
        for name in ["digits.png", "model.onnx", "my five.png"]:
            (pathlib.Path(folder) / name).touch()
        (pathlib.Path(folder) / "runs").mkdir()
        check("bash", Shell(["bash", "--norc", "--noprofile", "-i"], folder, f"source '{options.bash}'"))
        if shutil.which("zsh") is None:
            print("zsh: not installed")
            return
        functions = str(pathlib.Path(options.zsh).parent)
        check("zsh", Shell(["zsh", "-f", "-i"], folder,
                           f"unsetopt auto_menu prompt_sp; unset zle_bracketed_paste; fpath=('{functions}' $fpath); "
                           "autoload -Uz compinit; compinit -u -D"))


main()
