#include "io/classifier/pixel_convention.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "io/classifier/default_model.h"
#include "io/data/data_parts.h"
#include "io/files/error.h"
#include "io/pictures/picture_file.h"
#include "model/augmentation/augmented_images.h"
#include "model/evaluation/prediction.h"
#include "model/text.h"

namespace inkling {
namespace {

constexpr PixelConvention kZeroToOne{.mean = 0.0f, .deviation = 1.0f};
constexpr PixelConvention kZeroTo255{.mean = 0.0f, .deviation = 1.0f / 255.0f};
constexpr PixelConvention kMinusOneToOne{.mean = 0.5f, .deviation = 0.5f};
/// Mean and deviation of MNIST's training images, as PyTorch's examples have them.
constexpr PixelConvention kOfMnist{.mean = 0.1307f, .deviation = 0.3081f};

constexpr PixelConvention inverted(const PixelConvention& convention) {
  return {.mean = 1.0f - convention.mean, .deviation = -convention.deviation};
}

/// Those that are measured, the most usual one first. (Inverting -1..1 changes the sign only.)
constexpr std::array kUsual{kZeroToOne,
                            kOfMnist,
                            kZeroTo255,
                            kMinusOneToOne,
                            inverted(kZeroToOne),
                            inverted(kZeroTo255),
                            inverted(kMinusOneToOne),
                            inverted(kOfMnist)};

// So many samples are used: few for all conventions, then more for those that are not much worse.
constexpr std::size_t kFewSamples = 250;
constexpr std::size_t kMostSamples = 5000;
constexpr double kMuchWorse = 0.03;  // of the samples

struct Score {
  std::size_t right = 0;
  double loss = 0.0;  ///< The sum of the cross-entropy.
};

bool is_better(const Score& a, const Score& b) {
  return a.right > b.right || (a.right == b.right && a.loss < b.loss);
}

/// The samples that the model can name, evenly from all of them, and what is right for each.
struct Questions {
  std::vector<std::uint32_t> indices;
  std::vector<std::uint16_t> labels;
};

Questions questions_of(const Model& model, const Dataset& samples, std::size_t most) {
  const std::map<std::string, std::uint16_t> known = labels_by_name(model.class_names);
  Questions questions;
  const std::size_t step = (samples.count() + most - 1) / most;
  for (std::size_t n = 0; n < samples.count(); n += step) {
    const auto label = known.find(samples.class_names[samples.labels[n]]);
    if (label == known.end()) continue;
    questions.indices.push_back(static_cast<std::uint32_t>(n));
    questions.labels.push_back(label->second);
  }
  return questions;
}

Score score(const Network& network, const ImageSet& images, const Questions& questions,
            int threads) {
  const Probabilities probabilities = predict(network, images, questions.indices, threads);
  Score result;
  for (std::size_t n = 0; n < questions.labels.size(); ++n) {
    const auto row = static_cast<Eigen::Index>(n);
    const std::uint16_t truth = questions.labels[n];
    if (decide(probabilities, row).label == truth) ++result.right;
    constexpr float kSmallest = 1e-30f;
    result.loss -= std::log(static_cast<double>(std::max(probabilities(row, truth), kSmallest)));
  }
  return result;
}

/// The normalisation of a graph whose image is written in `convention`, where `of_graph` is its own
/// one for pixels from 0 to 1.
Normalization composed(const Normalization& of_graph, const PixelConvention& convention) {
  return {.mean = convention.mean + of_graph.mean * convention.deviation,
          .deviation = convention.deviation * of_graph.deviation};
}

std::optional<PixelConvention> read_plain(std::string_view text) {
  if (text.empty() || text == "0..1") return kZeroToOne;
  if (text == "0..255") return kZeroTo255;
  if (text == "-1..1") return kMinusOneToOne;
  const std::size_t comma = text.find(',');
  PixelConvention convention;
  const bool is_pair = comma != std::string_view::npos &&
                       read_number(trimmed(text.substr(0, comma)), convention.mean) &&
                       read_number(trimmed(text.substr(comma + 1)), convention.deviation);
  const bool is_sound = is_pair && std::isfinite(convention.mean) &&
                        std::isfinite(convention.deviation) && convention.deviation > 0.0f;
  return is_sound ? std::optional(convention) : std::nullopt;
}

}  // namespace

std::optional<PixelConvention> read_pixel_convention(std::string_view text) {
  if (text == "auto") return std::nullopt;
  constexpr std::string_view kInverted = "inverted";
  const bool is_inverted = text.starts_with(kInverted);
  const std::string_view plain = is_inverted ? trimmed(text.substr(kInverted.size())) : text;
  const std::optional<PixelConvention> convention =
      !is_inverted && text.empty() ? std::nullopt : read_plain(plain);
  if (!convention) throw std::invalid_argument("not auto, " + std::string(kPixelConventions));
  return is_inverted ? inverted(*convention) : *convention;
}

std::string to_string(const PixelConvention& convention) {
  if (convention == kZeroToOne) return "x/255";
  if (convention == kZeroTo255) return "x";
  if (convention == kMinusOneToOne) return "x/127.5 - 1";
  const bool is_inverted = convention.deviation < 0.0f;
  if (is_inverted && inverted(convention) == kZeroToOne) return "1 - x/255";
  if (is_inverted && inverted(convention) == kZeroTo255) return "255 - x";
  const std::string mean = shortest_text(convention.mean);
  std::string text = is_inverted ? "(" + mean + " - x/255)" : "(x/255 - " + mean + ")";
  return text + "/" + shortest_text(std::abs(convention.deviation));
}

void set_pixel_convention(Model& model, const PixelConvention& convention) {
  model.network.normalization = composed(model.network.normalization, convention);
  model.has_unknown_pixels = false;
}

std::string measure_pixel_convention(Model& model, const Dataset& samples, int threads) {
  const Questions few = questions_of(model, samples, kFewSamples);
  if (few.indices.empty() || samples.images.shape != model.network.input_shape()) {
    set_pixel_convention(model, kZeroToOne);
    return "takes pixels as x/255, perhaps: nothing here tells; --pixels says it";
  }
  const Normalization of_graph = model.network.normalization;
  const auto measure = [&](const Questions& questions, std::span<const std::size_t> conventions) {
    std::array<Score, kUsual.size()> scores;
    for (const std::size_t n : conventions) {
      model.network.normalization = composed(of_graph, kUsual[n]);
      scores[n] = score(model.network, samples.images, questions, threads);
    }
    model.network.normalization = of_graph;
    return scores;
  };
  std::vector<std::size_t> all(kUsual.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const std::array<Score, kUsual.size()> first = measure(few, all);
  const auto enough = static_cast<double>(std::ranges::min_element(first, is_better)->right) -
                      kMuchWorse * static_cast<double>(few.indices.size());
  // The two most usual ones in any case, because the line tells of them.
  std::erase_if(
      all, [&](std::size_t n) { return n > 1 && static_cast<double>(first[n].right) < enough; });
  const Questions questions = questions_of(model, samples, kMostSamples);
  const std::array<Score, kUsual.size()> scores = measure(questions, all);
  const std::size_t best = *std::ranges::min_element(
      all, [&](std::size_t a, std::size_t b) { return is_better(scores[a], scores[b]); });
  set_pixel_convention(model, kUsual[best]);
  const std::size_t other = best == 0 ? 1 : 0;
  return "takes pixels as " + to_string(kUsual[best]) + ": " + std::to_string(scores[best].right) +
         " of " + std::to_string(questions.indices.size()) + " samples right; as " +
         to_string(kUsual[other]) + ": " + std::to_string(scores[other].right);
}

namespace {

/// Appends variants of all images of `samples`, which are so much distorted that a model with the
/// wrong pixels makes more mistakes than one with the right ones.
void append_variants(Dataset& samples) {
  constexpr AugmentationOptions kDistortion{.rotation = 15.0f,
                                            .scale = 0.15f,
                                            .shear = 0.2f,
                                            .shift = 1.0f,
                                            .elastic = 25.0f,
                                            .thickness = 0.6f};
  constexpr std::uint32_t kVariants = 9;
  std::vector<std::uint32_t> all(samples.count());
  std::iota(all.begin(), all.end(), 0u);
  const ImageSet images = samples.images;
  const std::vector<std::uint16_t> labels = samples.labels;
  for (std::uint32_t variant = 0; variant < kVariants; ++variant) {
    const ImageSet varied = augmented_images(images, all, kDistortion, 0, variant);
    samples.images.pixels.insert(samples.images.pixels.end(), varied.pixels.begin(),
                                 varied.pixels.end());
    samples.labels.insert(samples.labels.end(), labels.begin(), labels.end());
  }
}

}  // namespace

Dataset sample_digits(const Shape& shape) {
  constexpr int kCell = 28;
  const std::filesystem::path path = default_model().parent_path() / "samples" / "digits.png";
  const cv::Mat sheet = read_picture_file(path);
  if (sheet.type() != CV_8UC1 || sheet.rows != 10 * kCell || sheet.cols % kCell != 0) {
    throw FileError({.path = path.string(),
                     .problem = "not the sample digits that come with Inkling",
                     .expected = "ten rows of grey digits of 28x28 pixels",
                     .found = std::to_string(sheet.cols) + "x" + std::to_string(sheet.rows),
                     .next = "install Inkling again"});
  }
  Dataset samples{.images = {.shape = {1, shape.height, shape.width}, .pixels = {}},
                  .labels = {},
                  .class_names = numbered_classes(10)};
  for (int row = 0; row < 10; ++row) {
    for (int column = 0; column < sheet.cols / kCell; ++column) {
      cv::Mat image;
      cv::resize(sheet(cv::Rect(column * kCell, row * kCell, kCell, kCell)), image,
                 {shape.width, shape.height}, 0.0, 0.0, cv::INTER_AREA);
      samples.images.pixels.insert(samples.images.pixels.end(), image.begin<std::uint8_t>(),
                                   image.end<std::uint8_t>());
      samples.labels.push_back(static_cast<std::uint16_t>(row));
    }
  }
  append_variants(samples);
  return samples;
}

std::vector<std::string> settle_pixels(std::span<Model> models, std::span<const std::string> paths,
                                       const std::string& text, const Dataset& samples,
                                       int threads) {
  const std::optional<PixelConvention> told = read_pixel_convention(text);
  std::vector<std::string> lines;
  for (std::size_t n = 0; n < models.size(); ++n) {
    Model& model = models[n];
    if (!model.has_unknown_pixels) continue;
    if (told) {
      set_pixel_convention(model, *told);
      continue;
    }
    const bool has_samples = samples.count() > 0;
    lines.push_back(
        printable(paths[n]) + " " +
        measure_pixel_convention(
            model, has_samples ? samples : sample_digits(model.network.input_shape()), threads));
  }
  return lines;
}

}  // namespace inkling
