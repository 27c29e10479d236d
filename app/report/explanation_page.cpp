#include "app/report/explanation_page.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "app/report/explanation.h"
#include "app/templates.h"
#include "io/files/digest.h"
#include "io/files/error.h"
#include "io/pictures/picture_file.h"
#include "io/pictures/png_writer.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kLongestSide = 224;  // of the user's picture on the page

/// The brightness of the picture, made small enough for the page.
Json small_picture(const cv::Mat& picture) {
  cv::Mat grey = brightness(picture);
  const double factor = static_cast<double>(kLongestSide) / std::max(grey.rows, grey.cols);
  if (factor < 1) {
    const cv::Size size(std::max(1, static_cast<int>(factor * grey.cols)),
                        std::max(1, static_cast<int>(factor * grey.rows)));
    cv::Mat smaller;
    cv::resize(grey, smaller, size, 0, 0, cv::INTER_AREA);
    grey = smaller;
  }
  const std::vector<std::uint8_t> pixels(grey.begin<std::uint8_t>(), grey.end<std::uint8_t>());
  return {{"png", base64(encode_png(pixels, grey.rows, grey.cols, "the picture"))},
          {"width", grey.cols},
          {"height", grey.rows}};
}

}  // namespace

std::string explanation_page(const Model& model, const ExplainedPicture& explained,
                             const std::vector<Fact>& facts) {
  const std::string path = printable(explained.path);
  Json view = {{"title", "From pixels to probabilities"},
               {"subtitle", path},
               {"picture", small_picture(explained.picture)},
               {"views", explained.views > 1 ? Json(explained.views) : Json()},
               {"facts", facts_view(facts)}};
  const std::vector<std::uint8_t> pixels(explained.image.begin<std::uint8_t>(),
                                         explained.image.end<std::uint8_t>());
  add_explanation(view, model, pixels, path, kLimitsOfPage);
  return fill_page(kExplanationPageTemplate, std::move(view));
}

}  // namespace inkling
