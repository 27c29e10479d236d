#!/usr/bin/env bash
# Runs app/demo.sh as on a machine that reaches Debian's mirror and no other place: it trains on
# OpenCV's 5,000 digits, and its model has to do well on MNIST's test images. Exit code 77: skipped.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mnist=${INKLING_MNIST:-}
if [[ -z $mnist ]]; then
  echo "skipped: INKLING_MNIST does not name the folder of MNIST"
  exit 77
fi
if ! command -v apt-get >/dev/null; then
  echo "skipped: the digits come out of a Debian package"
  exit 77
fi

# A place that is this repository but for its runs, and a cache that has the sheet at most.
place=$(mktemp --directory)
trap 'rm -rf "$place"' EXIT
cd "$place"
ln -s "$root/app" "$root/assets" "$root/build" "$root/CMakePresets.json" .
mkdir -p cache/inkling
cp "${XDG_CACHE_HOME:-$HOME/.cache}/inkling/digits.png" cache/inkling 2>/dev/null || true

fail() {
  echo "FAILED: $1"
  exit 1
}

# Where nothing listens, so that MNIST cannot be downloaded.
demo() {
  env --unset INKLING_MNIST XDG_CACHE_HOME="$place/cache" https_proxy=http://127.0.0.1:9 \
    bash app/demo.sh 2>&1 | tee "$1"
}

demo first
grep -q '^confusion matrix' first || fail "the demo prints a confusion matrix"
grep -q $'^assets/five.png\t5\t' first || fail "the demo names the five in its picture"

build/release/inkling evaluate runs/demo-digits/model.onnx --data "$mnist" --fail-under 0.985 ||
  fail "at least 98.5 % of MNIST's test images are right"

demo second
grep -q 'Training: done before' second || fail "the second run does not train again"
[[ -z $(find cache/inkling -name 'demo.*') ]] || fail "the demo leaves no temporary folder"
