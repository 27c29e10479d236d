#pragma once

#include <functional>
#include <opencv2/core/mat.hpp>

namespace inkling {

/// Hands a decoded picture of bytes to the caller's process.
using DeliverPixels = std::function<void(const cv::Mat& pixels)>;

/// Calls `decode` in a process of its own and returns the picture that it delivers. For decoders
/// whose use of memory and time cannot be read from a file's header: the process may take 384 MB of
/// memory and 4 seconds of processor time, and if it dies, the caller lives.
///
/// Throws std::runtime_error with the reason that `decode` throws, or if the process ends without a
/// picture. `decode` runs with one thread of the caller's process, so it must not use OpenMP.
cv::Mat decode_in_own_process(const std::function<void(const DeliverPixels& deliver)>& decode);

}  // namespace inkling
