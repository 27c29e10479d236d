#!/usr/bin/env bash
# Builds the fuzzers and runs each for a while, as many at once as there are cores:
#
#   bash tests/fuzz/run.sh [SECONDS [FUZZER...]]     e.g. run.sh 3600 onnx png
#
# Each begins with the inputs that corpus.cpp makes and those with which earlier runs reached new
# code: build/fuzz/corpus/FUZZER. What it says goes to build/fuzz/logs. A find ends a fuzzer, and its
# input is in build/fuzz/finds, with which `build/fuzz/fuzz_FUZZER INPUT` repeats it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=app/packages.sh
source app/packages.sh

seconds=${1:-60}
shift || true
install_missing "${build_packages[@]}" "${clang_packages[@]}" libgtest-dev zlib1g-dev

say "Building the fuzzers in build/fuzz"
cmake --preset fuzz >build/fuzz-configure.log || { cat build/fuzz-configure.log; exit 1; }
cmake --build --preset fuzz --target inkling_fuzzers
cd build/fuzz
mkdir -p logs finds
./inkling_fuzz_corpus corpus
(($# > 0)) || { cd corpus; set -- *; cd ..; }

# Folders and files that fuzzers make are better off in memory.
[[ ! -w /dev/shm ]] || export TMPDIR=/dev/shm
# Freed memory that is kept to find its misuse counts as used.
export ASAN_OPTIONS=quarantine_size_mb=64

# Runs one fuzzer and tells what came of it. What a file leads to takes 512 MB at most; a network may
# have a gigabyte of parameters, and is built twice.
fuzz() {
  local log=logs/$1.log result=0 megabytes=512
  [[ $1 != architecture ]] || megabytes=2560
  "./fuzz_$1" -max_total_time="$seconds" -max_len=4096 -timeout=5 -rss_limit_mb="$megabytes" -print_final_stats=1 \
    -artifact_prefix="finds/$1-" "corpus/$1" >"$log" 2>&1 || result=1
  printf '%-15s %12s executions, %s\n' "$1" \
    "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" \
    "$( ((result == 0)) && echo "no find" || echo "A FIND: build/fuzz/$log")"
  return "$result"
}
export -f fuzz
export seconds

say "Running $# fuzzers for $seconds seconds each"
printf '%s\n' "$@" | xargs -P "$(nproc)" -I{} bash -c 'fuzz {}'
