#include "model/training/calibration.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "model/evaluation/evaluation.h"
#include "model/lanes/random.h"
#include "model/layers/loss.h"
#include "tests/model/synthetic_images.h"

namespace inkling {
namespace {

/// Logits, and labels that were drawn with the probabilities softmax(logits / `temperature`).
struct Drawn {
  Outputs logits;
  std::vector<std::uint16_t> labels;
};

Drawn draw(Eigen::Index count, double temperature) {
  constexpr Eigen::Index kClasses = 5;
  RandomStream random(4, Purpose::kInitialization);
  Drawn drawn{.logits = Outputs(count, kClasses), .labels = {}};
  for (Eigen::Index row = 0; row < count; ++row) {
    std::vector<double> powers;
    for (Eigen::Index k = 0; k < kClasses; ++k) {
      const float logit = 8.0f * random.uniform() - 4.0f;
      drawn.logits(row, k) = logit;
      powers.push_back(std::exp(static_cast<double>(logit) / temperature));
    }
    double rest = double{random.uniform()} * std::accumulate(powers.begin(), powers.end(), 0.0);
    std::uint16_t label = 0;
    while (label + 1 < kClasses && (rest -= powers[label]) > 0.0) ++label;
    drawn.labels.push_back(label);
  }
  return drawn;
}

/// Logits of `scale` for the labels 0, 1, 2, 0, 1, ..., and 0 for the other two classes.
Drawn all_right(Eigen::Index count, float scale) {
  Drawn drawn{.logits = Outputs::Zero(count, 3), .labels = {}};
  for (Eigen::Index row = 0; row < count; ++row) {
    drawn.logits(row, row % 3) = scale;
    drawn.labels.push_back(static_cast<std::uint16_t>(row % 3));
  }
  return drawn;
}

class Temperature : public testing::TestWithParam<double> {};

TEST_P(Temperature, OfWhichLabelsWereDrawnIsFound) {
  const Drawn drawn = draw(20'000, GetParam());
  const double found = 1.0 / double{fit_inverse_temperature(drawn.logits, drawn.labels)};
  // Three standard deviations, from the second derivative of the loss.
  EXPECT_NEAR(found / GetParam(), 1.0, 0.05);
}

INSTANTIATE_TEST_SUITE_P(Fit, Temperature, testing::Values(0.3, 1.0, 2.5));

TEST(InverseTemperature, HasTheSmallestLoss) {
  const Drawn drawn = draw(500, 1.7);
  const auto loss_at = [&](double inverse) {
    double loss = 4.0 * (inverse - std::log(inverse));
    for (Eigen::Index row = 0; row < drawn.logits.rows(); ++row) {
      std::vector<double> logits;
      for (const float logit : drawn.logits.row(row)) {
        logits.push_back(inverse * static_cast<double>(logit));
      }
      loss += classification_loss(LossFunction::kCrossEntropy, logits,
                                  drawn.labels[static_cast<std::size_t>(row)]);
    }
    return loss;
  };
  const double found = double{fit_inverse_temperature(drawn.logits, drawn.labels)};
  EXPECT_LT(loss_at(found), loss_at(1.001 * found));
  EXPECT_LT(loss_at(found), loss_at(0.999 * found));
}

TEST(InverseTemperature, OfMultipliedLogitsIsDivided) {
  Drawn drawn = draw(1'000, 1.0);
  const float before = fit_inverse_temperature(drawn.logits, drawn.labels);
  drawn.logits *= 4.0f;
  EXPECT_NEAR(fit_inverse_temperature(drawn.logits, drawn.labels), before / 4.0f, 2e-3f);
}

TEST(InverseTemperature, IsFiniteWhereAllImagesAreRight) {
  const Drawn drawn = all_right(100, 2.0f);
  const float found = fit_inverse_temperature(drawn.logits, drawn.labels);
  // The derivatives of the losses and of the penalty add up to 0.
  const double doubt = 1.0 - double{softmax_of(drawn.logits, found)(0, 0)};
  EXPECT_NEAR(100.0 * 2.0 * doubt, 4.0 * (1.0 - 1.0 / double{found}), 1e-4);
}

TEST(InverseTemperature, HasTheSameBitsOnEveryProcessor) {
  Drawn drawn = all_right(1'000, 3.0f);
  RandomStream random(9, Purpose::kInitialization);
  for (float& logit : drawn.logits.reshaped()) logit += 3.0f * random.uniform();
  for (std::size_t n = 0; n < 1'000; n += 40) drawn.labels[n] = drawn.labels[n + 1];
  const float found = fit_inverse_temperature(drawn.logits, drawn.labels);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(found), 1070688782u) << found;
}

TEST(InverseTemperature, HasLimits) {
  const Drawn small = all_right(1000, 0.1f);
  EXPECT_FLOAT_EQ(fit_inverse_temperature(small.logits, small.labels), 20.0f);
  Drawn wrong = all_right(200, 3.0f);
  for (std::uint16_t& label : wrong.labels) label = static_cast<std::uint16_t>((label + 1) % 3);
  EXPECT_FLOAT_EQ(fit_inverse_temperature(wrong.logits, wrong.labels), 0.05f);
}

TEST(InverseTemperature, StaysOneWhereLogitsSayNothing) {
  const Drawn drawn = all_right(150, 0.0f);
  EXPECT_EQ(fit_inverse_temperature(drawn.logits, drawn.labels), 1.0f);
}

TEST(InverseTemperature, TakesLogitsWhosePowersAreZero) {
  Drawn drawn = all_right(150, 1e6f);
  drawn.labels[0] = 1;
  const float found = fit_inverse_temperature(drawn.logits, drawn.labels);
  EXPECT_FLOAT_EQ(found, 0.05f);
}

class Calibrate : public testing::Test {
 protected:
  Calibrate() : data_(synthetic_images(400)), network_(network_for(data_, "fc 8, relu, fc 3")) {
    indices_.resize(data_.count());
    std::iota(indices_.begin(), indices_.end(), 0u);
    // The labels are drawn with the probabilities of the network, which then gets far too sure.
    RandomStream random(6, Purpose::kInitialization);
    const Probabilities answers = predict(network_, data_.images, 1);
    for (std::size_t n = 0; n < data_.count(); ++n) {
      float rest = random.uniform();
      std::uint16_t label = 0;
      while (label < 2 && (rest -= answers(static_cast<Eigen::Index>(n), label)) > 0.0f) ++label;
      data_.labels[n] = label;
    }
    for (float& parameter : network_.parameters().last(27)) parameter *= 5.0f;
  }

  Dataset data_;
  Network network_;
  std::vector<std::uint32_t> indices_;
};

TEST_F(Calibrate, MakesTheErrorSmaller) {
  const auto found = calibrate(network_, data_, indices_, 1);
  ASSERT_TRUE(found);
  EXPECT_GT(found->error_before, 0.15);
  EXPECT_LT(found->error_after, 0.07);
  EXPECT_NEAR(network_.inverse_temperature, 0.2f, 0.05f);
}

TEST_F(Calibrate, GivesTheErrorsOfTheNetwork) {
  const auto error = [&] {
    return evaluate(predict(network_, data_.images, 1), data_.labels).calibration_error;
  };
  const double before = error();
  const auto found = calibrate(network_, data_, indices_, 1);
  EXPECT_EQ(found->error_before, before);
  EXPECT_EQ(found->error_after, error());
}

TEST_F(Calibrate, KeepsThePredictions) {
  const auto labels = [&] {
    std::vector<std::uint16_t> result;
    for (const Decision& decision : decide_all(predict(network_, data_.images, 1))) {
      result.push_back(decision.label);
    }
    return result;
  };
  const std::vector<std::uint16_t> before = labels();
  calibrate(network_, data_, indices_, 1);
  EXPECT_EQ(labels(), before);
}

TEST_F(Calibrate, GivesTheSameBitsOnAnyNumberOfThreads) {
  calibrate(network_, data_, indices_, 1);
  const float expected = network_.inverse_temperature;
  for (const int threads : {2, 3, 8}) {
    network_.inverse_temperature = 0.5f;  // does not matter
    calibrate(network_, data_, indices_, threads);
    EXPECT_EQ(network_.inverse_temperature, expected) << threads;
  }
}

TEST_F(Calibrate, LeavesANetworkWithTooFewImagesAsItIs) {
  EXPECT_FALSE(calibrate(network_, data_, std::span(indices_).first(99), 1));
  EXPECT_EQ(network_.inverse_temperature, 1.0f);
  EXPECT_TRUE(calibrate(network_, data_, std::span(indices_).first(100), 1));
  EXPECT_NE(network_.inverse_temperature, 1.0f);
}

}  // namespace
}  // namespace inkling
