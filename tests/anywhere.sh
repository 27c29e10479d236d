#!/usr/bin/env bash
# Builds for four kinds of processors, trains the same networks on each, and expects the same model,
# byte for byte, and the same numbers of `evaluate`: x86-64 with AVX-512, with AVX2 and with SSE4.2,
# and arm64 with NEON, which qemu runs. Takes a quarter of an hour on two cores, most of it for
# building.
#
# INKLING_MNIST names a folder with MNIST's files.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=app/packages.sh
source app/packages.sh

[[ -n ${INKLING_MNIST:-} ]] || die "INKLING_MNIST does not name the folder with MNIST's files"
[[ $(uname -m) == x86_64 ]] || die "this script compares other processors on an x86-64 machine"
install_missing "${build_packages[@]}" qemu-user-static python3

say "Building for x86-64 in build/portable"
cmake --preset portable
cmake --build --preset portable --target inkling
say "Building for arm64 in build/arm64"
[[ -d build/arm64-sysroot/usr ]] || bash app/arm64_sysroot.sh
cmake --preset arm64 -DINKLING_TESTS=OFF
cmake --build --preset arm64 --target inkling

work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT

# The first 2,000 training images and 300 test images: emulation takes its time.
mkdir "$work/mnist"
python3 - "$INKLING_MNIST" "$work/mnist" <<'END'
import gzip, pathlib, struct, sys

def read(name):
    for path in pathlib.Path(sys.argv[1]).iterdir():
        if path.name.replace(".", "-").startswith(name):
            data = path.read_bytes()
            return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    sys.exit(f"error: {sys.argv[1]} has no file {name}")

for part, count in (("train", 2000), ("t10k", 300)):
    for kind, header, size in (("images-idx3-ubyte", 16, 784), ("labels-idx1-ubyte", 8, 1)):
        data = read(f"{part}-{kind}")
        content = data[:4] + struct.pack(">I", count) + data[8:header]
        content += data[header:header + count * size]
        (pathlib.Path(sys.argv[2]) / f"{part}-{kind}").write_bytes(content)
END

# The base library without the better ones below it, so that the loader cannot choose these.
mkdir "$work/v2"
cp -P build/portable/lib/libinkling_model.so* "$work/v2"

hwcaps=$PWD/build/portable/lib/glibc-hwcaps
declare -A programs=(
  [AVX-512]="env LD_LIBRARY_PATH=$hwcaps/x86-64-v4 build/portable/inkling"
  [AVX2]="env LD_LIBRARY_PATH=$hwcaps/x86-64-v3 build/portable/inkling"
  [SSE4.2]="env LD_LIBRARY_PATH=$work/v2 build/portable/inkling"
  [NEON]="qemu-aarch64-static -L build/arm64-sysroot build/arm64/inkling"
)

# Every kind of layer, loss, sampling and augmentation is in one of these.
everything="pad 1, conv 8x3x3, batchnorm, relu, conv 32x3x3, tanh, pool 2, pad 2, conv 40x5x5,
  leaky-relu 0.1, dropout 0.3, fc 30, sigmoid, fc 20, square, fc classes"
blocks="pad 0x0x1x1, conv 16x3x3 stride 2, prelu, conv 16x3x3 groups 16 no-bias, batchnorm,
  hard-swish, conv 24x1x1 groups 4, swish, residual(pad 1, conv 32x3x3, batchnorm; conv 32x1x1),
  relu, residual(conv 32x1x1), pool 3 stride 2 pad 1, scale, conv 20x3x2 stride 1x3, elu,
  average-pool 2 stride 1 pad 0x1x1x0, clip -1 6, fc 30, softplus, fc 30, hard-sigmoid, fc 20,
  log-sigmoid, fc classes"
declare -A trainings=(
  [quick]="--preset quick --epochs 1"
  [default]="--epochs 1 --limit 1000"
  [best]="--preset best --epochs 2 --limit 160"
  [everything]="--epochs 1 --limit 320 --augment strong --loss mean-square --clip 1
    --label-smoothing 0.1 --schedule cosine --learning-rate 0.01"
  [blocks]="--epochs 1 --limit 320 --learning-rate 0.01"
  [hinge]="--model mlp --epochs 2 --limit 600 --loss hinge --nesterov --schedule constant
    --learning-rate 0.01"
  [armijo]="--model softmax --batch-size all --step armijo --epochs 3 --limit 600"
)

for processor in AVX-512 AVX2 SSE4.2 NEON; do
  read -ra inkling <<<"${programs[$processor]}"
  found=$("${inkling[@]}" --version 2>&1 | sed -n 's/^instructions  //p') || true
  if [[ $found != "$processor" ]]; then
    [[ $processor == AVX-512 ]] || die "the program for $processor says: ${found:-nothing}"
    say "Left out: AVX-512, which this machine does not have"
    continue
  fi
  say "Training with $processor"
  for name in "${!trainings[@]}"; do
    read -ra options <<<"$(tr '\n' ' ' <<<"${trainings[$name]}")"
    [[ $name == everything ]] && options+=(--model "$everything")
    [[ $name == blocks ]] && options+=(--model "$blocks")
    out=$work/run
    rm -rf "$out"
    "${inkling[@]}" train --data "$work/mnist" --validation 0 --quiet --out "$out" \
      "${options[@]}" >/dev/null
    "${inkling[@]}" evaluate "$out" --data "$work/mnist" --json - >"$work/evaluation.json"
    printf '%s %s %s\n' "$name" "$(sha256sum <"$out/model.onnx" | cut -c1-64)" \
      "$(sha256sum <"$work/evaluation.json" | cut -c1-64)"
  done | sort >"$work/$processor.txt"
done

first=
for file in "$work"/*.txt; do
  processor=$(basename "$file" .txt)
  if [[ -z $first ]]; then
    first=$processor
    awk '{ print "  " $1 ": model " substr($2, 1, 16) ", evaluation " substr($3, 1, 16) }' "$file"
  elif ! diff "$work/$first.txt" "$file" >&2; then
    die "$processor and $first do not give the same"
  fi
done

say "Classifying as a processor of 2010, and as a small 64-bit ARM"
for program in "qemu-x86_64-static -cpu Westmere build/portable/inkling" \
  "qemu-aarch64-static -cpu cortex-a53 -L build/arm64-sysroot build/arm64/inkling"; do
  read -ra inkling <<<"$program"
  [[ $("${inkling[@]}" classify assets/five.png) == "assets/five.png	5	1.000" ]] ||
    die "$program does not see a five"
done
echo "the same models on all processors"
