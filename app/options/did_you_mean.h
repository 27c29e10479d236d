#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace inkling {

/// The number of single-letter changes (insert, delete, replace, swap two neighbours) that turn
/// `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate that `word` was probably meant to be: the nearest one, if at most a third of the
/// word's letters (but at least one) must change. The first one if several are equally near.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

/// "; did you mean lenet5?", or `otherwise` if no candidate is near.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates,
                         std::string_view otherwise = "");

}  // namespace inkling
