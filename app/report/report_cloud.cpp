#include "app/report/report_cloud.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "app/report/page.h"
#include "app/report/sprite_sheet.h"
#include "app/terminal/table.h"
#include "io/files/digest.h"
#include "io/files/error.h"
#include "io/pictures/png_writer.h"
#include "model/evaluation/embedding.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kMostUnits = 4095;  // of a coordinate, which has 12 bits
constexpr int kSide = 12;            // of a small picture, at most
constexpr std::size_t kColumns = 100;
constexpr std::size_t kMostNames = 100;

std::string base64_of(const std::vector<std::uint8_t>& bytes) {
  return base64(std::string(bytes.begin(), bytes.end()));
}

/// One bit for each truth value, the first in the lowest bit of the first byte.
std::string packed_bits(const std::vector<bool>& bits) {
  std::vector<std::uint8_t> bytes((bits.size() + 7) / 8);
  for (std::size_t n = 0; n < bits.size(); ++n) {
    if (bits[n]) bytes[n / 8] = static_cast<std::uint8_t>(bytes[n / 8] | 1u << n % 8);
  }
  return base64_of(bytes);
}

/// Labels as `width` bytes each, the lowest one first.
std::string packed_labels(const std::vector<std::size_t>& labels, int width) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t label : labels) {
    for (int n = 0; n < width; ++n, label >>= 8) {
      bytes.push_back(static_cast<std::uint8_t>(label & 0xff));
    }
  }
  return base64_of(bytes);
}

/// The differences between ascending numbers in bytes of seven bits, the lowest first; each byte
/// but the last of a number has 128 added.
std::string packed_steps(const std::vector<std::uint32_t>& numbers) {
  std::vector<std::uint8_t> bytes;
  std::uint32_t last = 0;
  for (const std::uint32_t number : numbers) {
    std::uint32_t step = number - last;
    last = number;
    for (; step >= 128; step >>= 7) bytes.push_back(static_cast<std::uint8_t>(step % 128 + 128));
    bytes.push_back(static_cast<std::uint8_t>(step));
  }
  return base64_of(bytes);
}

/// Both coordinates of each point in three bytes; one unit is the same length in both directions.
Json packed_points(const Plane& plane) {
  const Eigen::RowVector2d least = plane.points.colwise().minCoeff();
  const Eigen::RowVector2d range = plane.points.colwise().maxCoeff() - least;
  const double unit = range.maxCoeff() / kMostUnits;
  std::vector<std::uint8_t> bytes;
  for (Eigen::Index n = 0; n < plane.points.rows(); ++n) {
    const auto x = std::lround((plane.points(n, 0) - least[0]) / unit);
    const auto y = std::lround((plane.points(n, 1) - least[1]) / unit);
    bytes.push_back(static_cast<std::uint8_t>(x & 0xff));
    bytes.push_back(static_cast<std::uint8_t>(x >> 8 | (y & 0xf) << 4));
    bytes.push_back(static_cast<std::uint8_t>(y >> 4));
  }
  return {{"points", base64_of(bytes)},
          {"width", std::lround(range[0] / unit)},
          {"height", std::lround(range[1] / unit)}};
}

/// The size of the small picture of an image.
Shape small_shape(Shape image) {
  const double factor = std::min(1.0, double{kSide} / std::max(image.height, image.width));
  const auto scaled = [factor](int side) {
    return std::max(1, static_cast<int>(std::lround(factor * side)));
  };
  return {.channels = 1, .height = scaled(image.height), .width = scaled(image.width)};
}

constexpr std::array<PaletteColour, 4> kGreys{
    {{0, 0, 0, 255}, {85, 85, 85, 255}, {170, 170, 170, 255}, {255, 255, 255, 255}}};

/// The image with few pixels of four greys.
std::vector<std::uint8_t> small_picture(std::span<const std::uint8_t> image, Shape from, Shape to) {
  std::vector<std::uint8_t> pixels(image.begin(), image.end());
  const cv::Mat large(from.height, from.width, CV_8UC1, pixels.data());
  cv::Mat small;
  cv::resize(large, small, {to.width, to.height}, 0, 0, cv::INTER_AREA);
  std::vector<std::uint8_t> greys(small.begin<std::uint8_t>(), small.end<std::uint8_t>());
  for (std::uint8_t& grey : greys) grey = static_cast<std::uint8_t>((grey * 3 + 127) / 255);
  return greys;
}

/// The mistakes and every n-th of the others, at most `most`.
std::vector<bool> pictured_points(const std::vector<bool>& are_wrong, std::size_t most) {
  std::vector<bool> pictured(are_wrong.size());
  for (const std::size_t point : chosen_points(are_wrong, most)) pictured[point] = true;
  return pictured;
}

class CloudMaker {
 public:
  explicit CloudMaker(const Report& report) : report_(report), answers_(*report.answers) {
    const auto count = answers_.indices.size();
    std::vector<Decision> decisions = decide_all(answers_.probabilities);
    std::vector<bool> are_wrong(count);
    for (std::size_t row = 0; row < count; ++row) {
      are_wrong[row] = decisions[row].label != answers_.labels[row];
    }
    for (const std::size_t row : chosen_points(are_wrong, kMostPoints)) {
      images_.push_back(answers_.indices[row]);
      labels_.push_back(answers_.labels[row]);
      are_wrong_.push_back(are_wrong[row]);
      if (are_wrong[row]) predictions_.push_back(decisions[row].label);
    }
    embedding_ = embed(report.model->network, answers_.images, images_, report.threads);
  }

  bool is_empty() const { return embedding_.plane.shares[0] == 0.0; }

  Cloud make(std::size_t room) const {
    Json numbers = packed_points(embedding_.plane);
    const int width = report_.class_names.size() <= 256 ? 1 : 2;
    numbers["label_bytes"] = width;
    numbers["labels"] = packed_labels(labels_, width);
    numbers["wrong"] = packed_bits(are_wrong_);
    numbers["predictions"] = packed_labels(predictions_, width);
    numbers["images"] = are_first_images() ? Json() : Json(packed_steps(images_));
    numbers["names"] = names();
    const std::size_t used = json_size(numbers) + images_.size() / 6;
    std::size_t most = images_.size();
    for (;;) {
      const std::vector<bool> pictured = pictured_points(are_wrong_, most);
      Cloud cloud{.view = nullptr, .style = style_of(pictured)};
      if (most == 0 || used + cloud.style.size() <= room) {
        const Shape shape = small_shape(answers_.images.shape);
        numbers["pictured"] = packed_bits(pictured);
        numbers["sheet"] = {{"columns", kColumns},
                            {"rows", (most + kColumns - 1) / kColumns},
                            {"width", shape.width},
                            {"height", shape.height}};
        cloud.view = view_of(numbers, most);
        return cloud;
      }
      const std::size_t left = room > used ? room - used : 0;
      most = std::min(most - 1, most * (left * 98 / 100) / cloud.style.size());
    }
  }

 private:
  static std::size_t json_size(const Json& json) { return json.dump(-1, ' ', true).size(); }

  /// Whether the points are the first images of the data, without a gap.
  bool are_first_images() const { return images_.back() == images_.size() - 1; }

  Json names() const {
    Json names = Json::array();
    for (std::size_t k = 0; k < std::min(kMostNames, report_.class_names.size()); ++k) {
      names.push_back(shorten(printable(report_.class_names[k]), kLongestNameOnPage));
    }
    return names;
  }

  std::string style_of(const std::vector<bool>& pictured) const {
    const auto count = static_cast<std::size_t>(std::ranges::count(pictured, true));
    if (count == 0) return {};
    const Shape shape = small_shape(answers_.images.shape);
    SpriteSheet sheet(shape, count, kColumns);
    std::size_t place = 0;
    for (std::size_t n = 0; n < images_.size(); ++n) {
      if (!pictured[n]) continue;
      sheet.put(place++,
                small_picture(answers_.images.image(images_[n]), answers_.images.shape, shape));
    }
    const std::string png =
        encode_png(sheet.pixels(), sheet.height(), sheet.width(), kGreys, "the small pictures");
    return fmt::format(".small-picture{{background-image:url(data:image/png;base64,{})}}\n",
                       base64(png));
  }

  Json view_of(const Json& numbers, std::size_t pictured) const {
    const auto size = [](std::size_t count) { return grouped(static_cast<std::int64_t>(count)); };
    const auto percent_of = [](double share) { return fmt::format("{:.1f}", 100.0 * share); };
    const bool are_all = images_.size() == answers_.indices.size();
    return {{"count", size(images_.size())},
            {"all", are_all ? Json() : Json(size(answers_.indices.size()))},
            {"pictured", pictured == images_.size() ? Json() : Json(size(pictured))},
            {"values", size(embedding_.values)},
            {"hidden", embedding_.are_hidden},
            {"first", percent_of(embedding_.plane.shares[0])},
            {"second", percent_of(embedding_.plane.shares[1])},
            {"numbers", script_data(numbers)}};
  }

  const Report& report_;
  const Answers& answers_;
  std::vector<std::uint32_t> images_;  // of each point
  std::vector<std::size_t> labels_;
  std::vector<bool> are_wrong_;
  std::vector<std::size_t> predictions_;  // of the mistakes
  Embedding embedding_;
};

}  // namespace

std::vector<std::size_t> chosen_points(const std::vector<bool>& are_wrong, std::size_t most) {
  std::vector<std::size_t> wrong;
  std::vector<std::size_t> right;
  for (std::size_t row = 0; row < are_wrong.size(); ++row) {
    (are_wrong[row] ? wrong : right).push_back(row);
  }
  std::vector<std::size_t> chosen(
      wrong.begin(), wrong.begin() + static_cast<std::ptrdiff_t>(std::min(most, wrong.size())));
  const std::size_t rest = std::min(most - chosen.size(), right.size());
  for (std::size_t n = 0; n < rest; ++n) chosen.push_back(right[n * right.size() / rest]);
  std::ranges::sort(chosen);
  return chosen;
}

Cloud make_cloud(const Report& report, std::size_t room) {
  if (report.model == nullptr || !report.answers || report.answers->indices.empty() ||
      !can_embed(report.model->network)) {
    return {};
  }
  const CloudMaker maker(report);
  return maker.is_empty() ? Cloud{} : maker.make(room);
}

}  // namespace inkling
