#include "app/report/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "app/report/explanation_heat.h"
#include "app/report/explanation_numbers.h"
#include "app/report/map_picture.h"
#include "app/report/page.h"
#include "app/templates.h"
#include "app/terminal/table.h"
#include "io/files/digest.h"
#include "io/files/error.h"
#include "model/layers/convolution.h"
#include "model/layers/fully_connected.h"
#include "model/network/folding.h"
#include "model/network/formula.h"
#include "model/network/trace.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShownClasses = 12;

std::string whole(std::size_t number) { return grouped(static_cast<std::int64_t>(number)); }

Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json picture_view(const MapPicture& picture, Shape shape, const std::string& what) {
  const bool are_neurons = shape.height == 1 && shape.width == 1;
  std::string caption;
  if (picture.shown < shape.channels) {
    caption = fmt::format("The first {} of {}. ", picture.shown, shape.channels);
  }
  caption += fmt::format("Values up to ±{:.3g}", picture.largest);
  return {{"png", base64(picture.png)},
          {"width", picture.width},
          {"height", picture.height},
          {"caption", caption},
          {"text", fmt::format("{} {} of {}x{} as a picture", picture.shown,
                               are_neurons ? "values" : what, shape.height, shape.width)}};
}

/// The kernels of the first layer with weights. If it is fully connected, the weights of each
/// output are a kernel of the size of the image.
Json kernels_view(const Network& network, int most) {
  const std::size_t index = network.first_trained_layer();
  const Layer& layer = network.layer(index);
  if (layer.weight_count() == 0) return nullptr;
  const auto* const convolution = dynamic_cast<const Convolution*>(&layer);
  Shape shape = layer.input_shape();
  if (convolution != nullptr) {
    shape.height = convolution->kernel_height();
    shape.width = convolution->kernel_width();
  }
  shape.channels = layer.output_shape().channels;
  const MapPicture picture =
      draw_maps(network.layer_parameters(index).first(layer.weight_count()), shape, most);
  const bool has_kernels = convolution != nullptr;
  Json view = picture_view(picture, shape, "kernels");
  view["title"] = has_kernels ? "Learned kernels" : "Learned weights";
  view["explanation"] =
      has_kernels ? "Each kernel gives one of the maps, whose values are large where the image "
                    "resembles it."
                  : "The weights of each output, laid out like the image. Ink on blue raises the "
                    "output, ink on orange lowers it.";
  return view;
}

class Steps {
 public:
  Steps(const Network& network, std::span<const std::uint8_t> image,
        const ExplanationLimits& limits)
      : network_(network), limits_(limits), trace_(trace(network, image)) {
    std::size_t numbers = image.size();
    for (const auto& values : trace_.values) numbers += values.size();
    for (std::size_t index = 0; index < network.layer_count(); ++index) {
      numbers += rule_size(network.layer(index));
    }
    has_numbers_ = numbers <= limits.numbers;
    add_pixels(image);
    add_normalization();
    for (std::size_t index = 0; index < network.layer_count(); ++index) add_layer(index);
  }

  const Json& views() const { return views_; }
  const Json& data() const { return data_; }
  bool has_numbers() const { return has_numbers_; }
  const Trace& trace_of_image() const { return trace_; }

 private:
  /// Adds a step, without its rule; empty texts are left out of the page.
  void add(const std::string& number, const Formula& formula, std::span<const float> values,
           Shape shape, const std::string& text, const std::string& costs) {
    const bool are_neurons = shape.height == 1 && shape.width == 1;
    const MapPicture picture =
        draw_maps(values, shape, are_neurons ? limits_.neurons : limits_.maps);
    views_.push_back({{"step", views_.size()},
                      {"number", or_null(number)},
                      {"name", formula.name},
                      {"formula", formula_view(formula.text)},
                      {"source", or_null(formula.source)},
                      {"shape", are_neurons ? whole(shape.size()) + " values" : maps_text(shape)},
                      {"text", or_null(text)},
                      {"costs", or_null(costs)},
                      {"picture", picture_view(picture, shape, "maps")},
                      {"kernels", nullptr}});
    if (has_numbers_) {
      data_.push_back({{"shape", {shape.channels, shape.height, shape.width}},
                       {"shown", picture.shown},
                       {"columns", picture.columns},
                       {"scale", picture.scale},
                       {"width", picture.width},
                       {"height", picture.height},
                       {"gap", MapPicture::kGap},
                       {"values", packed_numbers(values)}});
    }
  }

  static std::string maps_text(Shape shape) {
    return fmt::format("{} of {} × {}", counted(shape.channels, "map"), shape.height, shape.width);
  }

  void add_pixels(std::span<const std::uint8_t> image) {
    const std::vector<float> pixels(image.begin(), image.end());
    add("", {"pixels", "pixel(i, j) from 0 (background) to 255 (ink)", ""}, pixels,
        network_.input_shape(), "", "");
    if (has_numbers_) data_.back()["kind"] = "pixels";
  }

  void add_normalization() {
    const auto [mean, deviation] = network_.normalization;
    add("", formula_of_normalization(), trace_.values.front(), network_.input_shape(), "",
        fmt::format("mean {:.4f} and standard deviation {:.4f} of the training images", mean,
                    deviation));
    if (!has_numbers_) return;
    data_.back().update(
        {{"kind", "normalisation"}, {"mean", mean}, {"deviation", deviation}, {"input", 0}});
  }

  /// The step of an activation, after the pixels.
  static std::size_t step_of(std::size_t activation) { return activation + 1; }

  /// How the page calls the step of an activation.
  static std::string name_of(std::size_t activation) {
    return activation == 0 ? "the normalised pixels" : "step " + std::to_string(activation);
  }

  void add_layer(std::size_t index) {
    const Layer& layer = network_.layer(index);
    std::string costs;
    if (layer.parameter_count() > 0) {
      costs = fmt::format("{} parameters, {} multiplications", whole(layer.parameter_count()),
                          grouped(layer.multiplications()));
    }
    const std::size_t input = network_.connections().input_of(index);
    const auto summand = network_.connections().summand_of(index);
    const std::string source = summand          ? name_of(input) + " + " + name_of(*summand)
                               : input != index ? layer.text() + " of " + name_of(input)
                                                : layer.text();
    add(std::to_string(index + 1), formula_of(layer), trace_.values[index + 1],
        layer.output_shape(), source, costs);
    if (has_numbers_) {
      data_.back().update(rule_of(layer, network_.layer_parameters(index), trace_.values[input]));
      data_.back()["input"] = step_of(input);
      if (summand) {
        const auto block =
            std::ranges::find(network_.connections().blocks(), index, &ResidualBlock::addition);
        data_.back()["shortcut"] = step_of(*summand);
        data_.back()["begin"] = step_of(network_.connections().input_of(block->begin));
      }
    }
    if (index == network_.first_trained_layer()) {
      views_.back()["kernels"] = kernels_view(network_, limits_.maps);
    }
  }

  const Network& network_;
  ExplanationLimits limits_;
  Trace trace_;
  bool has_numbers_ = false;
  Json views_ = Json::array();
  Json data_ = Json::array();
};

/// With a minus sign of the width of a digit.
std::string logit_text(float logit) {
  const std::string text = fmt::format("{:.2f}", std::abs(logit));
  return logit < 0 ? "−" + text : text;
}

/// exp(logit); large ones are rounded to integers.
std::string power_text(double power) {
  constexpr double kMostDigits = 1e12;
  if (power < 1000 || power >= kMostDigits) return fmt::format("{:.3g}", power);
  return grouped(std::llround(power));
}

/// All classes, or the most probable ones if there are many.
std::vector<std::size_t> shown_classes(std::span<const float> probabilities) {
  std::vector<std::size_t> classes(probabilities.size());
  std::iota(classes.begin(), classes.end(), std::size_t{0});
  if (classes.size() > kShownClasses) {
    std::ranges::stable_sort(classes, std::greater<>(),
                             [&](std::size_t k) { return probabilities[k]; });
    classes.resize(kShownClasses);
  }
  return classes;
}

/// The heading of the column with the numerators of the softmax.
std::string power_heading(float taken_off, float inverse_temperature) {
  const std::string divided = inverse_temperature == 1.0f ? "" : " / T";
  if (taken_off == 0.0f) return "exp(logit" + divided + ")";
  const std::string difference = "logit − " + logit_text(taken_off);
  return divided.empty() ? "exp(" + difference + ")" : "exp((" + difference + ")" + divided + ")";
}

/// The class with which the answer is compared: the true one, or the second most probable one if
/// the truth is not known or is the answer.
std::size_t compared_class(std::span<const float> probabilities, std::size_t answer,
                           std::optional<std::size_t> truth) {
  if (truth && *truth != answer) return *truth;
  std::size_t second = answer == 0 ? probabilities.size() - 1 : 0;
  for (std::size_t k = 0; k < probabilities.size(); ++k) {
    if (k != answer && probabilities[k] > probabilities[second]) second = k;
  }
  return second;
}

Json softmax_view(const Trace& trace, float inverse_temperature,
                  const std::vector<std::string>& names, std::size_t answer) {
  const std::vector<float>& logits = trace.values.back();
  // exp of a very large logit is infinite; then all are divided by the largest one.
  constexpr float kMostExponent = 700.0f;
  const float largest = *std::ranges::max_element(logits);
  const float taken_off = largest * inverse_temperature > kMostExponent ? largest : 0.0f;
  const auto power = [&](float logit) {
    return std::exp((static_cast<double>(logit) - static_cast<double>(taken_off)) *
                    static_cast<double>(inverse_temperature));
  };
  double sum = 0.0;
  for (const float logit : logits) sum += power(logit);
  const Formula formula = formula_of_softmax(inverse_temperature);
  Json rows = Json::array();
  for (const std::size_t k : shown_classes(trace.probabilities)) {
    rows.push_back({{"k", k},
                    {"name", shorten(printable(names[k]), kLongestNameOnPage)},
                    {"logit", logit_text(logits[k])},
                    {"power", power_text(power(logits[k]))},
                    {"probability", fmt::format("{:.4f}", trace.probabilities[k])},
                    {"percent", fmt::format("{:.2f}", 100.0 * trace.probabilities[k])},
                    {"answer", k == answer}});
  }
  const std::size_t others = logits.size() - rows.size();
  return {{"name", formula.name},
          {"formula", formula_view(formula.text)},
          {"source", formula.source},
          {"rows", std::move(rows)},
          {"others", others > 0 ? Json(whole(others)) : Json()},
          {"temperature", inverse_temperature == 1.0f
                              ? Json()
                              : Json(fmt::format("{:.3g}", 1.0f / inverse_temperature))},
          {"power", power_heading(taken_off, inverse_temperature)},
          {"sum", power_text(sum)}};
}

}  // namespace

void add_explanation(Json& view, const Model& model, std::span<const std::uint8_t> image,
                     const std::string& caption, const ExplanationLimits& limits,
                     std::optional<std::size_t> truth) {
  const Network network = folded(model.network);
  const Steps steps(network, image, limits);
  const std::vector<float>& probabilities = steps.trace_of_image().probabilities;
  const auto answer =
      static_cast<std::size_t>(std::ranges::max_element(probabilities) - probabilities.begin());
  const Json data =
      steps.has_numbers() ? Json{{"steps", steps.data()}, {"answer", answer}} : Json::object();
  view["explanation"] = {
      {"caption", caption},
      {"answer_name", shorten(printable(model.class_names[answer]), kLongestNameOnPage)},
      {"answer_percent", fmt::format("{:.1f}", 100.0 * probabilities[answer])},
      {"layers", counted(static_cast<std::int64_t>(network.layer_count()), "layer")},
      {"multiplications", grouped(network.multiplications())},
      {"has_blocks", !network.connections().blocks().empty()},
      {"has_numbers", steps.has_numbers()},
      {"steps", steps.views()},
      {"softmax", softmax_view(steps.trace_of_image(), network.inverse_temperature,
                               model.class_names, answer)},
      {"looks", looks_view(network, image, model.class_names,
                           {answer, compared_class(probabilities, answer, truth)})},
      {"numbers", script_data(data)}};
  view["explanation_style"] = kExplanationStyle;
  view["explanation_script"] = kExplanationScript;
}

}  // namespace inkling
