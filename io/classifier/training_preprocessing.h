#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/options/command_line.h"
#include "io/digits/picture.h"
#include "model/dataset.h"
#include "model/network/model.h"

namespace inkling {

/// The words of `classify --preprocess`.
inline constexpr Choice<Preprocessing> kPreprocessings[] = {{"auto", Preprocessing::kAuto},
                                                            {"mnist", Preprocessing::kMnist},
                                                            {"none", Preprocessing::kNone}};

/// Notes in the settings of `model` how the images that it is trained on were made, so that others
/// can be made in the same way: "preprocess" is "none" or "mnist"; "inverted" is
/// `Dataset::inverted` where it is known.
void note_preprocessing(const Dataset& data, Model& model);

/// How pictures are to be prepared for `models`, which were read from `paths`: as their training
/// images were where those had been taken as they were found; else, and where that is not known,
/// kAuto. Throws FileError where they differ.
Preprocessing preprocessing_of(std::span<const Model> models, std::span<const std::string> paths);

}  // namespace inkling
