#include "io/classifier/training_preprocessing.h"

#include <gtest/gtest.h>

#include "model/network/architecture.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

const std::vector<std::string> kPaths = {"a.onnx", "b.onnx"};

Model foreign_model() {
  return {build_network("fc 2", {.channels = 1, .height = 4, .width = 4}, 2), {"a", "b"}, {}};
}

Model model_of(bool as_found, std::optional<bool> inverted = {}) {
  Model model = foreign_model();
  Dataset data;
  data.as_found = as_found;
  data.inverted = inverted;
  note_preprocessing(data, model);
  return model;
}

TEST(Preprocessing, OfAModelIsNotedInItsSettings) {
  EXPECT_EQ(model_of(true).settings.at("preprocess"), "none");
  EXPECT_EQ(model_of(false).settings.at("preprocess"), "mnist");
}

TEST(Preprocessing, IsThatOfTheTraining) {
  std::vector<Model> models;
  models.push_back(model_of(true));
  EXPECT_EQ(preprocessing_of(models, kPaths), Preprocessing::kNone);
  models.clear();
  models.push_back(model_of(false));
  EXPECT_EQ(preprocessing_of(models, kPaths), Preprocessing::kAuto);
}

TEST(Preprocessing, InvertsWhereTheTrainingDid) {
  std::vector<Model> models;
  models.push_back(model_of(true, true));
  EXPECT_EQ(preprocessing_of(models, kPaths), Preprocessing::kScaleAndInvert);
  models.clear();
  models.push_back(model_of(true, false));
  EXPECT_EQ(preprocessing_of(models, kPaths), Preprocessing::kScale);
}

TEST(Preprocessing, OfForeignModelsIsAuto) {
  std::vector<Model> models;
  models.push_back(foreign_model());
  models.push_back(foreign_model());
  EXPECT_EQ(preprocessing_of(models, kPaths), Preprocessing::kAuto);
}

TEST(Preprocessing, OfAForeignModelIsThatOfTheOthers) {
  std::vector<Model> models;
  models.push_back(foreign_model());
  models.push_back(model_of(true));
  EXPECT_EQ(preprocessing_of(models, kPaths), Preprocessing::kNone);
}

TEST(Preprocessing, OfModelsThatDifferIsRefused) {
  std::vector<Model> models;
  models.push_back(model_of(false));
  models.push_back(model_of(true));
  EXPECT_EQ(error_of([&] { preprocessing_of(models, kPaths); }),
            "b.onnx: was trained on images of another form than a.onnx\n"
            "  expected  images prepared like MNIST's\n"
            "  found     images as they are\n"
            "  next      use --preprocess to choose one way for all models");
}

}  // namespace
}  // namespace inkling
