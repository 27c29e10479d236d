#include "app/preprocessing.h"

#include <optional>

#include "io/error.h"

namespace inkling {
namespace {

constexpr const char* kSetting = "preprocess";
constexpr const char* kNone = "none";
constexpr const char* kMnist = "mnist";

/// Whether the images of the training were as they had been found; nothing where that is not known.
std::optional<bool> saw_as_found(const Model& model) {
  const auto setting = model.settings.find(kSetting);
  if (setting == model.settings.end()) return std::nullopt;
  return setting->second == kNone;
}

const char* words(bool as_found) {
  return as_found ? "as they were found" : "prepared like MNIST's";
}

}  // namespace

void note_preprocessing(const Dataset& data, Model& model) {
  model.settings[kSetting] = data.as_found ? kNone : kMnist;
}

Preprocessing preprocessing_of(std::span<const Model> models, std::span<const std::string> paths) {
  std::optional<bool> as_found;
  std::size_t known = 0;  // the first model of which it is known
  for (std::size_t n = 0; n < models.size(); ++n) {
    const std::optional<bool> here = saw_as_found(models[n]);
    if (!here) continue;
    if (!as_found) {
      as_found = here;
      known = n;
    } else if (as_found != here) {
      throw FileError({.path = paths[n],
                       .problem = "was trained on other images than " + paths[known],
                       .expected = std::string("images ") + words(*as_found),
                       .found = std::string("images ") + words(*here),
                       .next = "say with --preprocess how to prepare pictures for all models"});
    }
  }
  return as_found.value_or(false) ? Preprocessing::kNone : Preprocessing::kAuto;
}

}  // namespace inkling
