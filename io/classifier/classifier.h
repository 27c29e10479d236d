#pragma once

#include <memory>
#include <opencv2/core/mat.hpp>
#include <span>
#include <string>
#include <vector>

// Names the digit in a picture. This header is the interface of Inkling for other programs, which
// include it as <inkling/classifier.h>.

namespace inkling {

/// How a picture becomes the image that a network receives.
enum class Preparation {
  /// In the same way as the images that the model was trained on. An image that looks like MNIST's
  /// passes unchanged.
  kAuto,
  kMnist,  ///< The digit is found, scaled and centred as MNIST's digits were.
  kNone,   ///< The whole picture is scaled, and inverted if its paper is light.
};

/// How a `Classifier` works.
struct ClassifierOptions {
  /// Model files, or the run folders of trainings. The probabilities of several are averaged. None
  /// is the model that comes with Inkling, which knows the ten digits.
  std::vector<std::string> models = {};
  Preparation preparation = Preparation::kAuto;
  /// Which numbers the pixels of a model are whose file does not say it, because another program
  /// wrote it: "0..1", "0..255", "-1..1", a mean and a deviation ("0.1307,0.3081"), or one of these
  /// after "inverted". "auto" measures them on the sample digits that come with Inkling.
  std::string pixels = "auto";
  /// How many variants of each picture (moved, thinner, thicker, slanted) are averaged, 1 to 16.
  /// 0 is 9, or 1 if the digit is not centred.
  int views = 0;
  /// A picture whose most probable label is less probable than this, 0 to 1, is refused.
  double min_probability = 0.0;
  /// 0 is all cores. Results do not depend on it.
  int threads = 0;
};

/// Why a picture has no label.
enum class Refusal {
  kNone,        ///< It has a label.
  kUnreadable,  ///< The file is missing, damaged, too large, or no picture.
  kNoDigit,     ///< The picture shows nothing, or several digits.
  kUnsure,      ///< The most probable label is less probable than `min_probability`.
};

/// What a `Classifier` says about a picture.
struct Answer {
  /// The most probable class, such as "5"; empty if the picture was refused.
  std::string label = {};
  /// The probability of the most probable class; 0 if `probabilities` is empty.
  float probability = 0.0f;
  /// The probability of each class, in the order of `class_names`; the sum is 1. Empty for a
  /// picture that was refused as kUnreadable or kNoDigit.
  std::vector<float> probabilities = {};
  Refusal refusal = Refusal::kNone;
  /// Why it was refused, in words: what, expected, found and next step, one line each. Names the
  /// file. Empty if it was not.
  std::string message = {};

  cv::Rect box = {};          ///< The smallest box around the ink, in pixels of the picture.
  bool dark_ink = false;      ///< The ink is darker than its paper.
  double stroke_width = 0.0;  ///< In pixels of the digit scaled to the network's size.
  bool unchanged = false;     ///< The network received the picture as it is.
  bool has_more = false;  ///< The file has more pages or frames than the first, which was named.
  int digit_count = 1;    ///< How many digits seem to be side by side.
  cv::Mat image = {};     ///< What the network received: CV_8UC1, ink light on black.

  /// Whether the picture has a label.
  explicit operator bool() const { return refusal == Refusal::kNone; }
};

/// Names the digit in pictures. It prints nothing and writes no file.
///
///     inkling::Classifier classifier;
///     const inkling::Answer answer = classifier.classify_file("five.png");
///     if (answer) std::cout << answer.label;
///
/// All const members may be called by several threads at once.
class [[gnu::visibility("default")]] Classifier {
 public:
  /// Reads the models. Throws std::runtime_error if a file cannot be read, if models differ in
  /// their classes or in the size of their images, or if one does not take grey images;
  /// std::invalid_argument if an option is out of its range or `pixels` cannot be read.
  explicit Classifier(const ClassifierOptions& options = {});
  ~Classifier();
  Classifier(Classifier &&) noexcept;
  Classifier& operator=(Classifier&&) noexcept;

  /// The names of the classes, in the order of `Answer::probabilities`.
  const std::vector<std::string>& class_names() const;

  /// How many variants of each picture are averaged.
  int views() const;

  /// The model files that were read.
  const std::vector<std::string>& model_files() const;

  /// What a user should know: which model files have no checksum, so that damage to them cannot be
  /// noticed. One line each.
  const std::vector<std::string>& warnings() const;

  /// What was found out about the models. One line each.
  const std::vector<std::string>& notes() const;

  /// Classifies a picture: CV_8UC1 or CV_16UC1 (grey), CV_8UC3 or CV_16UC3 (blue, green, red, as
  /// cv::imread gives it), CV_8UC4 or CV_16UC4 (the same with opacity). `name` is for messages.
  /// Throws std::invalid_argument for an empty matrix or another type.
  Answer classify(const cv::Mat& picture, const std::string& name = "picture") const;

  /// Classifies several pictures together, which takes less time. One answer for each, in order.
  std::vector<Answer> classify(std::span<const cv::Mat> pictures) const;

  /// Reads and classifies a file: PNG, and with the plugin of pictures the other formats that
  /// `inkling classify` takes.
  Answer classify_file(const std::string& path) const;

  /// The same for several files. One answer for each, in order. Only a few pictures are in memory
  /// at a time.
  std::vector<Answer> classify_files(std::span<const std::string> paths) const;

 private:
  class Implementation;
  std::unique_ptr<const Implementation> implementation_;
};

}  // namespace inkling
