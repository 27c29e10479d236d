#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "app/report/report.h"

namespace inkling {

/// The images of a report as points in a plane (`embed`), for the template and its script.
struct Cloud {
  nlohmann::ordered_json view = nullptr;  ///< Null if there is nothing to see.
  std::string style;                      ///< The CSS rule with the small pictures of the images.
};

inline constexpr std::size_t kMostPoints = 10'000;

/// Which of the images are points if they are more than `most`: the mistakes first, then every n-th
/// of the others. Rows of the probabilities, in ascending order.
std::vector<std::size_t> chosen_points(const std::vector<bool>& are_wrong, std::size_t most);

/// Of the answers of `report`, at most `kMostPoints`. View and style take at most about `room`
/// bytes of the page: if the small pictures are too large, fewer images have one, the mistakes
/// first. An ensemble has no cloud, because each of its models has its own.
Cloud make_cloud(const Report& report, std::size_t room);

}  // namespace inkling
