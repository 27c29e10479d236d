#include "io/classifier/training_preprocessing.h"

#include <optional>

#include "io/files/error.h"

namespace inkling {
namespace {

constexpr const char* kSetting = "preprocess";
constexpr const char* kNone = "none";
constexpr const char* kMnist = "mnist";
constexpr const char* kInverted = "inverted";
constexpr const char* kTrue = "true";
constexpr const char* kFalse = "false";

std::string setting_of(const Model& model, const char* name) {
  const auto setting = model.settings.find(name);
  return setting == model.settings.end() ? "" : setting->second;
}

/// How to prepare a picture like the training images; empty if unknown.
std::optional<Preprocessing> noted_preprocessing(const Model& model) {
  const std::string how = setting_of(model, kSetting);
  if (how.empty()) return std::nullopt;
  if (how != kNone) return Preprocessing::kAuto;
  const std::string inverted = setting_of(model, kInverted);
  if (inverted.empty()) return Preprocessing::kNone;
  return inverted == kTrue ? Preprocessing::kScaleAndInvert : Preprocessing::kScale;
}

const char* words(Preprocessing how) {
  if (how == Preprocessing::kScale) return "as they are, on light and dark paper";
  if (how == Preprocessing::kScaleAndInvert) return "all inverted, on light and dark paper";
  return how == Preprocessing::kNone ? "as they are" : "prepared like MNIST's";
}

}  // namespace

void note_preprocessing(const Dataset& data, Model& model) {
  model.settings[kSetting] = data.as_found ? kNone : kMnist;
  if (data.inverted) model.settings[kInverted] = *data.inverted ? kTrue : kFalse;
}

Preprocessing preprocessing_of(std::span<const Model> models, std::span<const std::string> paths) {
  std::optional<Preprocessing> how;
  std::size_t known = 0;  // the first model for which it is known
  for (std::size_t n = 0; n < models.size(); ++n) {
    const std::optional<Preprocessing> here = noted_preprocessing(models[n]);
    if (!here) continue;
    if (!how) {
      how = here;
      known = n;
    } else if (how != here) {
      throw FileError({.path = paths[n],
                       .problem = "was trained on images of another form than " + paths[known],
                       .expected = std::string("images ") + words(*how),
                       .found = std::string("images ") + words(*here),
                       .next = "use --preprocess to choose one way for all models"});
    }
  }
  return how.value_or(Preprocessing::kAuto);
}

}  // namespace inkling
