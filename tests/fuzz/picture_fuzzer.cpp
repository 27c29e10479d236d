// The digit in a picture. An input is its width, its height, what it is prepared for and how many
// channels it has, a byte each, and then its pixels; what is missing repeats them.

#include <opencv2/core.hpp>

#include "io/digits/picture.h"
#include "tests/fuzz/harness.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling;
  using namespace inkling::fuzz;
  Draws draws({data, size});
  const int width = 1 + draws.byte() % 96;
  const int height = 1 + draws.byte() % 96;
  const std::uint8_t kind = draws.byte();
  const Bytes pixels = draws.rest();
  cv::Mat picture(height, width, kind % 2 == 0 ? CV_8UC1 : CV_8UC3, cv::Scalar::all(255));
  const std::size_t count = picture.total() * picture.elemSize();
  for (std::size_t n = 0; n < count && !pixels.empty(); ++n) {
    picture.data[n] = pixels[n % pixels.size()];
  }
  constexpr Preprocessing kHow[] = {Preprocessing::kAuto, Preprocessing::kMnist,
                                    Preprocessing::kNone};
  const cv::Size sizes[] = {{28, 28}, {20, 20}, {7, 40}, {1, 1}};
  const cv::Size wanted = sizes[kind / 6 % 4];
  const auto prepared =
      accepted([&] { return prepare_picture(picture, wanted, kHow[kind / 2 % 3], "fuzzed"); });
  if (!prepared) return 0;
  require(prepared->image.size() == wanted && prepared->image.type() == CV_8UC1,
          "a network is shown images of its size");
  const cv::Rect all(0, 0, width, height);
  require((prepared->box & all) == prepared->box, "the ink is inside the picture");
  return 0;
}
