#include "app/terminal/gradient_check_text.h"

#include <fmt/format.h>

#include <cmath>

#include "app/terminal/table.h"

namespace inkling {
namespace {

/// "weight 12" or "bias 3", from 0.
std::string name_of_worst(const LayerCheck& check, const Network& network) {
  const std::size_t weights = network.layer(check.layer).weight_count();
  return check.place < weights ? fmt::format("weight {}", check.place)
                               : fmt::format("bias {}", check.place - weights);
}

std::string value_text(double value) {
  return std::isnan(value) ? "NaN" : fmt::format("{:.6g}", value);
}

std::string error_text(double error) { return fmt::format("{:.1e}", error); }

}  // namespace

std::string gradient_check_text(const GradientCheck& check, const Network& network) {
  constexpr std::size_t kLayerWidth = 20;
  const auto count = [](std::size_t number) { return grouped(static_cast<std::int64_t>(number)); };
  Table table("rlrrrl");
  table.add({"", "layer", "parameters", "checked", "error", "largest at"});
  for (const LayerCheck& layer : check.layers) {
    table.add({fmt::format("{}", layer.layer + 1),
               shorten(network.layer(layer.layer).text(), kLayerWidth), count(layer.parameters),
               count(layer.checked), error_text(layer.error), name_of_worst(layer, network)});
  }
  table.add({"", "loss", "", "", error_text(check.loss_error()), ""});
  return table.text();
}

std::string wrong_gradients_text(const GradientCheck& check, const Network& network) {
  std::string text;
  const auto add = [&](double error, const std::string& what, double found, double expected) {
    if (error <= kLargestGradientError) return;
    text += fmt::format("{} {}, expected {}: the relative error {} exceeds {}\n", what,
                        value_text(found), value_text(expected), error_text(error),
                        kLargestGradientError);
  };
  for (const LayerCheck& layer : check.layers) {
    add(layer.error,
        fmt::format("layer {} ({}), {}: backpropagation gives", layer.layer + 1,
                    network.layer(layer.layer).text(), name_of_worst(layer, network)),
        layer.backpropagation, layer.difference);
  }
  add(check.loss_error(), "the loss is", check.loss, check.exact_loss);
  return text;
}

}  // namespace inkling
