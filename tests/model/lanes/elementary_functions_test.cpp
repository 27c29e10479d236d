#include "model/lanes/elementary_functions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <ostream>
#include <string>

#include "model/lanes/random.h"

namespace inkling {
namespace {

/// One of the functions, and that of the C library in a type whose errors do not count here.
struct Function {
  std::string name;
  float (*of_number)(float);
  Lanes (*of_lanes)(const Lanes&);
  std::function<long double(long double)> exact;
  float least;  // the arguments to try
  float most;
  double error;          // the largest that is allowed, in units in the last place
  std::uint64_t digest;  // of all results
};

std::ostream& operator<<(std::ostream& out, const Function& function) {
  return out << function.name;
}

/// How many units in the last place a result is away from the exact one.
double error_of(float result, long double exact) {
  if (result == static_cast<float>(exact)) return 0.0;
  const int exponent = std::max(std::ilogb(exact), std::numeric_limits<float>::min_exponent - 1);
  return static_cast<double>(std::abs(static_cast<long double>(result) - exact) /
                             std::ldexp(1.0L, exponent - 23));
}

/// Calls use(x) for about 180,000 floats of all sizes between `least` and `most`.
template <typename Use>
void for_many_floats(float least, float most, Use use) {
  constexpr std::uint32_t kInfinity = 0x7f800000;
  for (std::uint32_t bits = 0; bits < kInfinity; bits += 11'597) {
    const auto size = std::bit_cast<float>(bits);
    for (const float x : {size, -size}) {
      if (x >= least && x <= most) use(x);
    }
  }
}

class ElementaryFunctions : public testing::TestWithParam<Function> {};

TEST_P(ElementaryFunctions, AreExactToALittleMoreThanTheLastPlace) {
  double worst = 0.0;
  float where = 0.0f;
  for_many_floats(GetParam().least, GetParam().most, [&](float x) {
    const double error = error_of(GetParam().of_number(x), GetParam().exact(x));
    if (error > worst) where = x;
    worst = std::max(worst, error);
  });
  EXPECT_LE(worst, GetParam().error) << "at " << where;
}

// The same digests on every processor: that is what these functions are for.
TEST_P(ElementaryFunctions, GiveTheSameBitsEverywhere) {
  std::uint64_t digest = 14'695'981'039'346'656'037u;  // FNV-1a
  for_many_floats(GetParam().least, GetParam().most, [&](float x) {
    digest = (digest ^ std::bit_cast<std::uint32_t>(GetParam().of_number(x))) * 1'099'511'628'211u;
  });
  EXPECT_EQ(digest, GetParam().digest);
}

TEST_P(ElementaryFunctions, GiveEachLaneWhatTheyGiveANumber) {
  Lanes x = 0.0f;
  std::size_t lane = 0;
  for_many_floats(GetParam().least, GetParam().most, [&](float value) {
    x[lane] = value;
    if (++lane < kLanes) return;
    lane = 0;
    const Lanes result = GetParam().of_lanes(x);
    for (std::size_t n = 0; n < kLanes; ++n) {
      ASSERT_EQ(float{result[n]}, GetParam().of_number(x[n])) << GetParam().name << float{x[n]};
    }
  });
}

INSTANTIATE_TEST_SUITE_P(
    All, ElementaryFunctions,
    testing::Values(Function{"exp", exp, exp, [](long double x) { return std::exp(x); }, -120, 100,
                             1.0, 2387239009680124118u},
                    Function{"log", log, log, [](long double x) { return std::log(x); }, 0,
                             std::numeric_limits<float>::max(), 1.0, 8320257307646478814u},
                    Function{"tanh", tanh, tanh, [](long double x) { return std::tanh(x); }, -50,
                             50, 1.5, 9088742234209923357u},
                    Function{"sin", sin, sin, [](long double x) { return std::sin(x); }, -1e4f,
                             1e4f, 1.6, 6644428048019017273u},
                    Function{"cos", cos, cos, [](long double x) { return std::cos(x); }, -1e4f,
                             1e4f, 1.6, 18081004094792590081u}),
    [](const auto& test) { return test.param.name; });

constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(Exp, OfWhatIsTooLargeOrSmallIsInfiniteOrZero) {
  EXPECT_EQ(exp(kInfinity), kInfinity);
  EXPECT_EQ(exp(-kInfinity), 0.0f);
  EXPECT_EQ(exp(0.0f), 1.0f);
  EXPECT_TRUE(std::isnan(exp(NAN)));
}

TEST(Log, OfZeroIsMinusInfinityAndOfANegativeNumberNone) {
  EXPECT_EQ(log(0.0f), -kInfinity);
  EXPECT_EQ(log(1.0f), 0.0f);
  EXPECT_EQ(log(kInfinity), kInfinity);
  EXPECT_TRUE(std::isnan(log(-1.0f)));
  EXPECT_TRUE(std::isnan(log(NAN)));
}

TEST(Log, OfADoubleIsExactToItsLastPlaces) {
  RandomStream random(3, Purpose::kInitialization);
  for (int n = 0; n < 100'000; ++n) {
    const double x = (1.0 - double{random.uniform()}) * std::ldexp(1.0, 40 - n % 140);
    const long double exact = std::log(static_cast<long double>(x));
    const double place = std::ldexp(1.0, std::ilogb(static_cast<double>(exact)) - 52);
    ASSERT_LE(std::abs(static_cast<double>(static_cast<long double>(log(x)) - exact)), 2.0 * place)
        << x;
  }
  EXPECT_EQ(log(1.0), 0.0);
}

TEST(Exp, OfADoubleIsExactToItsLastPlaces) {
  RandomStream random(5, Purpose::kInitialization);
  for (int n = 0; n < 100'000; ++n) {
    const double x = 700.0 * (2.0 * double{random.uniform()} - 1.0) / (1 << n % 20);
    const long double exact = std::exp(static_cast<long double>(x));
    const double place = std::ldexp(1.0, std::ilogb(static_cast<double>(exact)) - 52);
    ASSERT_LE(std::abs(static_cast<double>(static_cast<long double>(exp(x)) - exact)), 2.0 * place)
        << x;
  }
  EXPECT_EQ(exp(0.0), 1.0);
}

TEST(Tanh, KeepsTheSignAndEndsAtOne) {
  EXPECT_EQ(tanh(kInfinity), 1.0f);
  EXPECT_EQ(tanh(-kInfinity), -1.0f);
  EXPECT_TRUE(std::signbit(tanh(-0.0f)));
  EXPECT_TRUE(std::isnan(tanh(NAN)));
}

}  // namespace
}  // namespace inkling
