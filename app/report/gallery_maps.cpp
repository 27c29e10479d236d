#include "app/report/gallery_maps.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/report/page.h"
#include "app/report/sprite_sheet.h"
#include "app/terminal/table.h"
#include "io/files/digest.h"
#include "model/network/formula.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostMaps = 40;      // mistakes
constexpr std::size_t kBytesOfHtml = 330;  // of a mistake

}  // namespace

GalleryMaps::GalleryMaps(const Network& network, const Answers& answers,
                         std::span<const Mistake> mistakes, std::size_t columns, std::size_t room)
    : shape_(answers.images.shape), has_rest_(!is_sum_of_contributions(network)) {
  count_ = std::min({mistakes.size(), kMostMaps, room / kBytesOfHtml});
  std::vector<Question> questions;
  for (const Mistake& mistake : mistakes.first(count_)) {
    for (const std::size_t label : {mistake.truth, mistake.prediction}) {
      questions.push_back({answers.indices[mistake.image], label});
    }
  }
  attributions_ = attribute(network, answers.images, questions);
  for (std::size_t n = 0; n < count_; ++n) {
    maps_.push_back(draw_heat_maps(attributions_[2 * n], attributions_[2 * n + 1], shape_));
  }
  while (count_ > 0) {
    style_ = style_for(count_, mistakes.size(), columns);
    const std::size_t bytes = style_.size() + count_ * kBytesOfHtml;
    if (bytes <= room) return;
    count_ = std::min(count_ - 1, count_ * (room * 97 / 100) / bytes);
  }
  style_.clear();
}

std::string GalleryMaps::style_for(std::size_t count, std::size_t places,
                                   std::size_t columns) const {
  std::string style;
  const auto add_rule = [&](const char* kind, const char* side, const auto& map_of) {
    SpriteSheet sheet(shape_, places, columns, kNoHeat);
    for (std::size_t n = 0; n < count; ++n) sheet.put(n, map_of(maps_[n]));
    style += fmt::format(".{} .{}{{background-image:url(data:image/png;base64,{})}}\n", kind, side,
                         base64(encode_png(sheet.pixels(), sheet.height(), sheet.width(),
                                           heat_palette(), "the heat maps")));
  };
  for (const std::size_t side : {0u, 1u}) {
    const char* const name = side == 0 ? "t" : "p";
    add_rule("contributions", name, [&](const HeatMaps& maps) { return maps.contributions[side]; });
    if (maps_.front().class_maps[side].empty()) continue;
    add_rule("class-maps", name, [&](const HeatMaps& maps) { return maps.class_maps[side]; });
  }
  return style;
}

Json GalleryMaps::view() const {
  if (count_ == 0) return nullptr;
  return {{"count", grouped(static_cast<std::int64_t>(count_))},
          {"contribution", formula_view(formula_of_contributions().text)},
          {"class_map", formula_view(formula_of_class_map().text)},
          {"has_class_map", !maps_.front().class_maps[0].empty()},
          {"has_rest", has_rest_}};
}

Json GalleryMaps::sums_view(std::size_t index) const {
  if (index >= count_) return nullptr;
  return {{"truth_sum", sum_text(attributions_[2 * index], has_rest_)},
          {"prediction_sum", sum_text(attributions_[2 * index + 1], has_rest_)}};
}

}  // namespace inkling
