#pragma once

#include <span>
#include <string>
#include <vector>

#include "io/digits/picture.h"
#include "model/dataset.h"
#include "model/network/model.h"

namespace inkling {

/// Records in the settings of `model` how its training images were prepared, so that other pictures
/// can be prepared in the same way: "preprocess" is "none" or "mnist"; "inverted" is
/// `Dataset::inverted` if it is known.
void note_preprocessing(const Dataset& data, Model& model);

/// How to prepare pictures for `models`, which were read from `paths`: as their training images
/// were, if those were taken as they were found; otherwise, or if that is not known, kAuto. Throws
/// FileError if the models differ.
Preprocessing preprocessing_of(std::span<const Model> models, std::span<const std::string> paths);

}  // namespace inkling
