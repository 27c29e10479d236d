#include "model/augmentation/augmentation_options.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "model/text.h"

namespace inkling {
namespace {

/// A number of a part, from `least` to `most`.
struct Number {
  float AugmentationOptions::*member = nullptr;
  float least = 0.0f;
  float most = 0.0f;
};

struct Part {
  std::string_view name;
  std::string_view help;
  Number number;
  Number second = {};  // which may be left out
};

constexpr std::array kParts{
    Part{"rotate", "rotate X: degrees from 0 to 180", {&AugmentationOptions::rotation, 0, 180}},
    Part{"scale", "scale X: from 0 to 10", {&AugmentationOptions::scale, 0, 10}},
    Part{"shear", "shear X: from 0 to 10", {&AugmentationOptions::shear, 0, 10}},
    Part{"shift", "shift X: pixels from 0 to 1000", {&AugmentationOptions::shift, 0, 1000}},
    Part{"elastic",
         "elastic X [SIGMA]: pixels from 0 to 1000, SIGMA from 0.1 to 100 (4)",
         {&AugmentationOptions::elastic, 0, 1000},
         {&AugmentationOptions::elastic_sigma, 0.1f, 100}},
    Part{"thickness", "thickness X: from 0 to 1", {&AugmentationOptions::thickness, 0, 1}},
};

struct NamedAugmentation {
  std::string_view name;
  AugmentationOptions options;
};

constexpr std::array kNamed{
    NamedAugmentation{"none", {}},
    NamedAugmentation{"light", {.rotation = 6, .scale = 0.06f, .shift = 0.6f}},
    NamedAugmentation{"strong",
                      {.rotation = 10, .scale = 0.1f, .shear = 0.1f, .shift = 1, .elastic = 15}},
};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

bool read_number_of(std::string_view text, const Number& number, AugmentationOptions& options) {
  float value = 0.0f;
  if (!read_number(text, value)) return false;
  if (!(value >= number.least && value <= number.most)) return false;
  options.*number.member = value;
  return true;
}

bool read_numbers(std::span<const std::string> words, const Part& part,
                  AugmentationOptions& options) {
  if (words.empty() || words.size() > (part.second.member == nullptr ? 1u : 2u)) return false;
  return read_number_of(words[0], part.number, options) &&
         (words.size() == 1 || read_number_of(words[1], part.second, options));
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

void read_part(const std::vector<std::string>& words, std::set<std::string_view>& seen,
               AugmentationOptions& options) {
  const auto fail = [&](const std::string& expected) {
    throw std::invalid_argument("augmentation \"" + joined(words) + "\": " + expected);
  };
  const auto part = std::ranges::find(kParts, words.empty() ? "" : words[0], &Part::name);
  if (part == kParts.end()) {
    fail("expects one of " + listed(kParts) + ", or only one of " + listed(kNamed));
  }
  if (!seen.insert(part->name).second) fail("expects " + std::string(part->name) + " only once");
  if (!read_numbers(std::span(words).subspan(1), *part, options)) {
    fail("expects " + std::string(part->help));
  }
}

}  // namespace

bool AugmentationOptions::any() const {
  return std::ranges::any_of(kParts,
                             [&](const Part& part) { return this->*part.number.member > 0.0f; });
}

AugmentationOptions parse_augmentation(std::string_view text) {
  const std::string whole = joined(words_of(std::string(text)));
  const auto named = std::ranges::find(kNamed, whole, &NamedAugmentation::name);
  if (named != kNamed.end()) return named->options;

  AugmentationOptions options;
  std::set<std::string_view> seen;
  std::istringstream parts(whole + ",");  // an empty text is one empty part, which is refused
  for (std::string part; std::getline(parts, part, ',');) read_part(words_of(part), seen, options);
  return options;
}

std::string to_text(const AugmentationOptions& options) {
  const AugmentationOptions none;
  const auto differs = [&](const Number& number) {
    return number.member != nullptr && options.*number.member != none.*number.member;
  };
  std::string text;
  for (const Part& part : kParts) {
    if (!differs(part.number) && !differs(part.second)) continue;
    text.append(text.empty() ? "" : ", ").append(part.name);
    for (const Number& number : {part.number, part.second}) {
      if (number.member != nullptr) text.append(" ").append(shortest_text(options.*number.member));
    }
  }
  return text.empty() ? "none" : text;
}

}  // namespace inkling
