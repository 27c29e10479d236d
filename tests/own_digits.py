#!/usr/bin/env python3
"""How often `inkling classify` is right on digits that people drew themselves.

    INKLING_OWN_DIGITS=FOLDER tests/own_digits.py [--inkling PROGRAM] [--at-least PERCENT]
        [--each-at-least PERCENT] [classify's options ...]

FOLDER holds manifest.csv with the columns file, label and tags (words such as "photo thin"), and the
pictures. Prints a table in Markdown, for all of them and for each tag, with 95 % intervals (Wilson),
and what went wrong. Exit code 1 where fewer of all, or of the pictures of a tag, are right than asked
for; 77, skipped, without INKLING_OWN_DIGITS.
"""

import argparse
import csv
import json
import math
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def wilson(right, count):
    """The 95 % interval of a share, in percent."""
    z = 1.96
    share = right / count
    middle = share + z * z / (2 * count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return [100 * (middle + sign * half) / (1 + z * z / count) for sign in (-1, 1)]


def classify(program, options, folder, files):
    """The answer to each file: its label, or why there is none."""
    result = subprocess.run([program, "classify", "--json", *options, "--", *files], cwd=folder,
                            capture_output=True, text=True)
    answers = {line["path"]: line["label"] for line in map(json.loads, result.stdout.splitlines())}
    for line in result.stderr.splitlines():
        if line.startswith("error: "):
            path, _, reason = line.removeprefix("error: ").partition(": ")
            answers[path] = reason
    if result.returncode not in (0, 1) or not answers:
        sys.exit(f"{program} failed: {result.stderr.strip()}")
    return answers


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inkling", default=ROOT / "build/release/inkling", type=pathlib.Path)
    parser.add_argument("--at-least", default=0, type=float, metavar="PERCENT")
    parser.add_argument("--each-at-least", default=0, type=float, metavar="PERCENT")
    arguments, options = parser.parse_known_args()
    if "INKLING_OWN_DIGITS" not in os.environ:
        print("skipped: INKLING_OWN_DIGITS names no folder of digits")
        sys.exit(77)
    folder = pathlib.Path(os.environ["INKLING_OWN_DIGITS"])
    with open(folder / "manifest.csv", newline="") as manifest:
        rows = list(csv.DictReader(manifest))
    answers = classify(arguments.inkling.resolve(), options, folder, [row["file"] for row in rows])

    groups = {"all": rows}
    for row in rows:
        for tag in row["tags"].split():
            groups.setdefault(tag, []).append(row)
    too_few = []
    print("| pictures | right | 95 % interval | of |\n|---|---|---|---|")
    for name, group in sorted(groups.items(), key=lambda item: -len(item[1])):
        right = sum(answers.get(row["file"]) == row["label"] for row in group)
        low, high = wilson(right, len(group))
        least = arguments.at_least if name == "all" else arguments.each_at_least
        if right < least / 100 * len(group):
            too_few.append(f"{name}: {right} of {len(group)} are less than {least:g} %")
        print(f"| {name} | {100 * right / len(group):.1f} % | {low:.1f} to {high:.1f} % | {len(group)} |")

    print("\n| mistake | is | taken for | tags |\n|---|---|---|---|")
    for row in rows:
        answer = answers.get(row["file"], "no answer")
        if answer != row["label"]:
            print(f"| {row['file']} | {row['label']} | {answer} | {row['tags']} |")
    if too_few:
        sys.exit("\n".join(too_few))


if __name__ == "__main__":
    main()
