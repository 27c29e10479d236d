#pragma once

namespace inkling {

/// The exit codes of the program. After a signal it is 128 + the signal's number: 130 for SIGINT.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kWrongUsage = 2;
inline constexpr int kGateNotMet = 3;
inline constexpr int kSignalBase = 128;

}  // namespace inkling
