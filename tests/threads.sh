#!/usr/bin/env bash
# Runs the tests of the model under ThreadSanitizer. Arguments go to the tests:
#
#   bash tests/threads.sh --gtest_filter='Trainer*'
#
# g++'s OpenMP library would give false alarms. clang's tells ThreadSanitizer of its barriers through
# libarcher; GoogleTest and the C++ library, which are not instrumented, are left out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=app/packages.sh
source app/packages.sh

install_missing "${build_packages[@]}" "${clang_packages[@]}" libgtest-dev libgmock-dev

say "Building the model's tests in build/tsan"
cmake --preset tsan && cmake --build --preset tsan --target inkling_model_tests

say "Running them under ThreadSanitizer"
OMP_WAIT_POLICY=passive OMP_TOOL_LIBRARIES=libarcher.so \
  TSAN_OPTIONS=ignore_noninstrumented_modules=1 build/tsan/inkling_model_tests --gtest_brief=1 "$@"
