#include "app/report/explanation_heat.h"

#include "app/report/heat_map.h"
#include "app/report/page.h"
#include "app/terminal/table.h"
#include "io/files/digest.h"
#include "io/files/error.h"
#include "model/network/formula.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kContributions =
    "Pixels are from 0 (paper) to 1 (ink), so paper contributes nothing. Biases are those of the "
    "layers and the mean that the normalisation subtracts, each times its derivative.";
constexpr const char* kRest =
    " An activation function of this network is curved, so that the contributions are only a first "
    "approximation, and the sum has a rest.";
constexpr const char* kClassMap =
    "The map is as coarse as the feature maps of the last convolution, and enlarged to the image.";

std::string png_of(std::span<const std::uint8_t> heat, Shape shape) {
  return base64(encode_png(heat, shape.height, shape.width, heat_palette(), "a heat map"));
}

Json formulas_view(const std::vector<std::string>& formulas) {
  Json view = Json::array();
  for (const std::string& formula : formulas) view.push_back({{"formula", formula_view(formula)}});
  return view;
}

}  // namespace

Json looks_view(const Network& network, std::span<const std::uint8_t> image,
                const std::vector<std::string>& class_names, std::array<std::size_t, 2> classes) {
  const ImageSet images{.shape = network.input_shape(), .pixels = {image.begin(), image.end()}};
  const Shape shape = images.shape;
  const std::array<Question, 2> questions{{{0, classes[0]}, {0, classes[1]}}};
  const std::vector<Attribution> attributions = attribute(network, images, questions);
  const HeatMaps maps = draw_heat_maps(attributions[0], attributions[1], shape);
  const bool has_rest = !is_sum_of_contributions(network);
  const std::string picture = base64(encode_png(image, shape.height, shape.width, "the image"));
  const auto sides = [&](const auto& heat, const std::string& what, bool with_sums) {
    Json view = Json::array();
    for (std::size_t side = 0; side < (classes[0] == classes[1] ? 1u : 2u); ++side) {
      const std::string name = shorten(printable(class_names[classes[side]]), kLongestNameOnPage);
      view.push_back({{"image", picture},
                      {"heat", png_of(heat[side], shape)},
                      {"alt", what + " for " + name},
                      {"name", name},
                      {"sum", with_sums ? Json(sum_text(attributions[side], has_rest)) : Json()}});
    }
    return view;
  };

  const Formula contributions = formula_of_contributions();
  Json views = Json::array();
  views.push_back({{"name", contributions.name},
                   {"formulas", formulas_view({contributions.text,
                                               std::string("Σ(i, j) contribution(i, j) + biases") +
                                                   (has_rest ? " + rest" : "") + " = logit"})},
                   {"source", contributions.source},
                   {"text", std::string(kContributions) + (has_rest ? kRest : "")},
                   {"lowers", true},
                   {"sides", sides(maps.contributions, contributions.name, true)}});
  if (!maps.class_maps[0].empty()) {
    const Formula map = formula_of_class_map();
    views.push_back({{"name", map.name},
                     {"formulas", formulas_view({map.text})},
                     {"source", map.source},
                     {"text", kClassMap},
                     {"lowers", false},
                     {"sides", sides(maps.class_maps, map.name, false)}});
  }
  return views;
}

}  // namespace inkling
