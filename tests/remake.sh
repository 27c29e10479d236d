#!/usr/bin/env bash
# Makes assets/mnist.onnx again, with the command that assets/README.md names, and compares every byte.
# Takes ten minutes to half an hour; INKLING_MNIST names a folder with MNIST's files.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=app/packages.sh
source app/packages.sh

[[ -n ${INKLING_MNIST:-} ]] || die "INKLING_MNIST does not name the folder with MNIST's files"
install_missing "${build_packages[@]}"
cmake --preset release
cmake --build --preset release --target inkling

work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
build/release/inkling train --data "$INKLING_MNIST" --preset best --validation 0 --out "$work/run"
cmp "$work/run/model.onnx" assets/mnist.onnx ||
  die "the model made on this machine is another one than assets/mnist.onnx"
echo "assets/mnist.onnx made again: the same bytes"
