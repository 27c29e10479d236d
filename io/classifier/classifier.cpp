#include "io/classifier/classifier.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <opencv2/imgproc.hpp>
#include <stdexcept>
#include <thread>

#include "io/classifier/default_model.h"
#include "io/classifier/ensemble.h"
#include "io/classifier/pixel_convention.h"
#include "io/classifier/training_preprocessing.h"
#include "io/digits/picture.h"
#include "io/files/error.h"
#include "io/pictures/picture_file.h"
#include "io/pictures/png.h"
#include "model/augmentation/views.h"
#include "model/evaluation/prediction.h"
#include "model/text.h"

// Pictures are prepared on several threads, each of which takes the next picture when it is ready,
// because one may be a thumbnail and the next a photo. Then a single pass through the network has
// work for all lanes.

namespace inkling {
namespace {

/// Reads the picture with a number, and says whether its file has more pages or frames.
using Reader = std::function<cv::Mat(std::size_t, bool&)>;

constexpr int kUsualViews = 9;  // unchanged, moved 4 ways, thinner, thicker, slanted 2 ways
constexpr std::size_t kPicturesAtATime = 256;

/// Calls `work` with each number below `count`, on up to `threads` threads. It must not throw.
void share_out(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto take_turns = [&] {
    for (std::size_t n = next++; n < count; n = next++) work(n);
  };
  std::vector<std::jthread> helpers;
  const std::size_t workers = std::min(count, static_cast<std::size_t>(resolve_threads(threads)));
  for (std::size_t n = 1; n < workers; ++n) helpers.emplace_back(take_turns);
  take_turns();
}

std::vector<std::string> files_of(const std::vector<std::string>& models) {
  if (models.empty()) return {default_model().string()};
  std::vector<std::string> files;
  for (const std::string& model : models) files.push_back(model_file(model));
  return files;
}

void require_grey(const Model& model, const std::string& path) {
  const Shape& shape = model.network.input_shape();
  if (shape.channels == 1) return;
  throw FileError({.path = path,
                   .problem = "the model does not take grey pictures",
                   .expected = "an input of 1 channel",
                   .found = to_string(shape),
                   .next = "inkling info " + path});
}

Preprocessing preprocessing_for(Preparation preparation, std::span<const Model> models,
                                std::span<const std::string> files) {
  if (preparation == Preparation::kMnist) return Preprocessing::kMnist;
  if (preparation == Preparation::kNone) return Preprocessing::kNone;
  return preprocessing_of(models, files);
}

void require(bool holds, const char* message) {
  if (!holds) throw std::invalid_argument(message);
}

/// A picture in OpenCV's order of colours as `read_picture_file` would return it.
cv::Mat as_read(const cv::Mat& picture) {
  require(!picture.empty() && (picture.depth() == CV_8U || picture.depth() == CV_16U) &&
              (picture.channels() == 1 || picture.channels() == 3 || picture.channels() == 4),
          "a picture has 8 or 16 bits, and 1, 3 or 4 channels");
  cv::Mat bytes = picture;
  if (picture.depth() == CV_16U) picture.convertTo(bytes, CV_8U, 1.0 / 257.0);
  if (bytes.channels() == 1) return bytes;
  cv::Mat colors;
  const bool has_opacity = bytes.channels() == 4;
  cv::cvtColor(bytes, colors, has_opacity ? cv::COLOR_BGRA2RGBA : cv::COLOR_BGR2RGB);
  return has_opacity ? blended_over_paper(colors) : colors;
}

Answer refused(Refusal refusal, const std::string& message) {
  Answer answer;
  answer.refusal = refusal;
  answer.message = message;
  return answer;
}

}  // namespace

class Classifier::Implementation {
 public:
  explicit Implementation(const ClassifierOptions& options)
      : files_(files_of(options.models)),
        models_(read_ensemble(files_)),
        warnings_(checksum_warnings(models_, files_)),
        notes_(settle_pixels(models_, files_, options.pixels, {}, options.threads)),
        preprocessing_(preprocessing_for(options.preparation, models_, files_)),
        views_(options.views != 0        ? options.views
               : centres(preprocessing_) ? kUsualViews
                                         : 1),
        min_probability_(options.min_probability),
        threads_(options.threads) {
    require(options.views >= 0 && options.views <= kMostViews, "views: not from 0 to 16");
    require(min_probability_ >= 0.0 && min_probability_ <= 1.0, "min_probability: not from 0 to 1");
    require(threads_ >= 0, "threads: less than 0");
    require_grey(models_.front(), files_.front());
  }

  const std::vector<std::string>& files() const { return files_; }
  const std::vector<std::string>& warnings() const { return warnings_; }
  const std::vector<std::string>& notes() const { return notes_; }
  const std::vector<std::string>& names() const { return models_.front().class_names; }
  int views() const { return views_; }

  /// Classifies `count` pictures. `picture` reads the one with a number, and `name` is its name;
  /// both are called on several threads.
  std::vector<Answer> classify(std::size_t count, const Reader& picture,
                               const std::function<std::string(std::size_t)>& name) const {
    std::vector<Answer> answers(count);
    for (std::size_t first = 0; first < count; first += kPicturesAtATime) {
      const std::size_t group = std::min(kPicturesAtATime, count - first);
      share_out(group, threads_,
                [&](std::size_t n) { answers[first + n] = prepared(first + n, picture, name); });
      predict_labels(std::span(answers).subspan(first, group), name, first);
    }
    return answers;
  }

 private:
  /// The answer with the image but without probabilities, or a refusal.
  Answer prepared(std::size_t n, const Reader& picture,
                  const std::function<std::string(std::size_t)>& name) const {
    Refusal stage = Refusal::kUnreadable;
    try {
      bool has_more = false;
      const cv::Mat pixels = picture(n, has_more);
      stage = Refusal::kNoDigit;
      Answer answer = prepare(pixels, name(n));
      answer.has_more = has_more;
      return answer;
    } catch (const FileError& error) {
      return refused(stage, error.what());
    } catch (const std::exception& error) {  // such as too little memory for a large picture
      const FileError told(
          {.path = name(n), .problem = "cannot be prepared", .found = error.what()});
      return refused(Refusal::kUnreadable, told.what());
    }
  }

  /// Throws FileError if the picture shows nothing, or several digits. For other networks, what a
  /// picture shows can consist of parts side by side.
  Answer prepare(const cv::Mat& picture, const std::string& name) const {
    const Shape& shape = models_.front().network.input_shape();
    const PreparedPicture found =
        prepare_picture(picture, {shape.width, shape.height}, preprocessing_, name);
    if (found.digit_count > 1 && names() == numbered_classes(10)) {
      throw FileError({.path = name,
                       .problem = "shows " + std::to_string(found.digit_count) + " digits",
                       .expected = "a picture of one digit",
                       .next = "cut them apart, and classify each piece"});
    }
    Answer answer;
    answer.box = found.box;
    answer.dark_ink = found.dark_ink;
    answer.stroke_width = found.stroke_width;
    answer.unchanged = found.unchanged;
    answer.digit_count = found.digit_count;
    answer.image = found.image;
    return answer;
  }

  /// Fills in probabilities and labels of the answers that have an image.
  void predict_labels(std::span<Answer> answers,
                      const std::function<std::string(std::size_t)>& name,
                      std::size_t first) const {
    ImageSet images{.shape = models_.front().network.input_shape(), .pixels = {}};
    for (const Answer& answer : answers) {
      if (answer) append_pixels(answer.image, images.pixels);
    }
    const Probabilities probabilities = predict(models_, images, threads_, views_);
    Eigen::Index row = 0;
    for (std::size_t n = 0; n < answers.size(); ++n) {
      Answer& answer = answers[n];
      if (!answer) continue;
      answer.probabilities.assign(probabilities.row(row).begin(), probabilities.row(row).end());
      const Decision best = decide(probabilities, row++);
      answer.probability = best.confidence;
      const std::string& label = names()[best.label];
      if (static_cast<double>(best.confidence) >= min_probability_) {
        answer.label = label;
        continue;
      }
      answer.refusal = Refusal::kUnsure;
      answer.message = name(first + n) + ": " + label + " is the most probable label, with " +
                       shortest_text(best.confidence) + ", which is less than " +
                       shortest_text(static_cast<float>(min_probability_));
    }
  }

  std::vector<std::string> files_;
  std::vector<Model> models_;  // of the same shape and classes
  std::vector<std::string> warnings_;
  std::vector<std::string> notes_;
  Preprocessing preprocessing_;
  int views_;
  double min_probability_;
  int threads_;
};

Classifier::Classifier(const ClassifierOptions& options)
    : implementation_(std::make_unique<const Implementation>(options)) {}

Classifier::~Classifier() = default;
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;

const std::vector<std::string>& Classifier::class_names() const { return implementation_->names(); }

int Classifier::views() const { return implementation_->views(); }

const std::vector<std::string>& Classifier::model_files() const { return implementation_->files(); }

const std::vector<std::string>& Classifier::warnings() const { return implementation_->warnings(); }

const std::vector<std::string>& Classifier::notes() const { return implementation_->notes(); }

Answer Classifier::classify(const cv::Mat& picture, const std::string& name) const {
  const cv::Mat pixels = as_read(picture);
  return implementation_
      ->classify(
          1, [&](std::size_t, bool&) { return pixels; }, [&](std::size_t) { return name; })
      .front();
}

std::vector<Answer> Classifier::classify(std::span<const cv::Mat> pictures) const {
  std::vector<cv::Mat> pixels;
  for (const cv::Mat& picture : pictures) pixels.push_back(as_read(picture));
  return implementation_->classify(
      pixels.size(), [&](std::size_t n, bool&) { return pixels[n]; },
      [](std::size_t n) { return "picture " + std::to_string(n); });
}

Answer Classifier::classify_file(const std::string& path) const {
  return classify_files(std::span(&path, 1)).front();
}

std::vector<Answer> Classifier::classify_files(std::span<const std::string> paths) const {
  return implementation_->classify(
      paths.size(),
      [&](std::size_t n, bool& has_more) { return read_picture_file(paths[n], &has_more); },
      [&](std::size_t n) { return paths[n]; });
}

}  // namespace inkling
