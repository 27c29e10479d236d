#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "app/commands/commands.h"
#include "app/exit_codes.h"
#include "app/options/command_line.h"
#include "app/options/data_options.h"
#include "app/options/did_you_mean.h"
#include "app/options/pixel_option.h"
#include "app/options/train_options.h"
#include "app/terminal/table.h"
#include "io/classifier/ensemble.h"
#include "io/classifier/pixel_convention.h"
#include "io/data/data.h"
#include "io/data/idx.h"
#include "io/data/idx_folder.h"
#include "io/files/error.h"
#include "io/files/file_kind.h"
#include "io/files/folder.h"
#include "model/network/architecture.h"
#include "model/network/folding.h"
#include "model/network/formula.h"
#include "model/text.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

constexpr Shape kUsualInput{.channels = 1, .height = 28, .width = 28};
constexpr std::size_t kUsualClasses = 10;

std::int64_t signed_size(std::size_t size) { return static_cast<std::int64_t>(size); }

/// A number for a layer's cost, or nothing if it is 0, as for most layers.
std::string or_blank(std::int64_t number) { return number == 0 ? "" : grouped(number); }

/// The lines for a layer: "residual(" for each block that begins with it, then its own. Layers in
/// `around` blocks are indented, and a shortcut begins with a semicolon.
std::vector<std::string> lines_of(const Network& network, std::size_t index, std::size_t& around) {
  const auto& blocks = network.connections().blocks();
  bool begins_shortcut = std::ranges::any_of(blocks, [index](const ResidualBlock& block) {
    return block.has_shortcut() && block.shortcut_begin == index;
  });
  std::vector<std::string> lines;
  const auto add = [&](const std::string& text) {
    std::string& line = lines.emplace_back(2 * around, ' ');
    if (begins_shortcut) line[2 * around - 2] = ';';
    begins_shortcut = false;
    line += text;
  };
  if (network.connections().summand_of(index)) {
    --around;
    add(")");
    return lines;
  }
  for (const ResidualBlock& block : blocks) {
    if (block.begin != index) continue;
    add("residual(");
    ++around;
  }
  add(network.layer(index).text());
  return lines;
}

std::string layer_table(const Network& network) {
  Table table("llrrr");
  table.add({"layer", "formula (B&J)", "output", "parameters", "multiplies"});
  table.add({"input", "", to_string(network.input_shape()), "", ""});
  std::size_t around = 0;
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const Layer& layer = network.layer(index);
    const Formula formula = formula_of(layer);
    std::vector<std::string> lines = lines_of(network, index, around);
    const std::string own = lines.back();
    lines.pop_back();
    for (const std::string& line : lines) table.add({line, "", "", "", ""});
    table.add({own, formula.name + " " + formula.number, to_string(layer.output_shape()),
               or_blank(signed_size(layer.parameter_count())), or_blank(layer.multiplications())});
  }
  table.add({"total", "", "", grouped(signed_size(network.parameters().size())),
             grouped(network.multiplications())});
  return table.text() + "  B&J: Berlyand and Jabin, Mathematics of Deep Learning\n";
}

/// How the counts change after training for a network with layers that only matter in training;
/// empty for other networks.
std::string folded_note(const Network& network) {
  const Network written = folded(network);
  if (written.layer_count() == network.layer_count()) return "";
  return fmt::format(
      "\ncounted as it is trained; a model file has batchnorm folded into the layers\n"
      "before, and no dropout: {} parameters, {} multiplies\n",
      grouped(signed_size(written.parameters().size())), grouped(written.multiplications()));
}

/// A name in a column of `name_width`, and a text, which is broken after commas if the line is
/// longer than the page.
std::string entry(std::string_view name, std::string_view text, std::size_t name_width = 8) {
  constexpr std::size_t kPageWidth = 78;
  std::string lines = padded_right(name, name_width);
  while (name_width + width_of(text) > kPageWidth) {
    const std::size_t comma = text.rfind(", ", kPageWidth - name_width - 1);
    if (comma == std::string_view::npos) break;
    lines += fmt::format("{}\n{}", text.substr(0, comma + 1), padded_right("", name_width));
    text.remove_prefix(comma + 2);
  }
  return lines + std::string(text) + "\n";
}

/// Lines of names and texts, indented, with the texts in one column.
std::string entries(const std::vector<std::pair<std::string, std::string>>& all) {
  std::size_t widest = 0;
  for (const auto& [name, text] : all) widest = std::max(widest, width_of(name));
  std::string lines;
  for (const auto& [name, text] : all) lines += entry("  " + name, text, widest + 4);
  return lines;
}

std::string joined(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (const std::string& name : names) shown.push_back(printable(name));
  return fmt::format("{}", fmt::join(shown, ", "));
}

/// The temperature of a calibrated model; empty for other models.
std::string temperature_line(const Model& model) {
  const float inverse = model.network.inverse_temperature;
  if (inverse == 1.0f) return "";
  const auto images = model.settings.find("validation");
  std::int64_t count = 0;
  const bool is_known = images != model.settings.end() && read_number(images->second, count);
  return fmt::format("softmax   of the logits divided by the temperature {:.3g}{}\n",
                     1.0f / inverse,
                     is_known ? ", fitted on " + counted(count, "validation image") : "");
}

std::string model_page(const Model& model) {
  std::string page = layer_table(model.network) + "\n";
  page += entry("classes", joined(model.class_names), 10);
  const Normalization& pixels = model.network.normalization;
  page += fmt::format("pixels    mean {:.4f}, deviation {:.4f}\n", pixels.mean, pixels.deviation);
  page += temperature_line(model);
  if (model.settings.empty()) return page;
  std::vector<std::pair<std::string, std::string>> settings;
  for (const auto& [name, value] : model.settings) {
    settings.emplace_back(printable(name), printable(value));
  }
  return page + "\nsettings\n" + entries(settings);
}

/// A table of the classes, if there are labels.
std::string class_table(const DataParts& data) {
  if (!data.has_labels) return "";
  const auto& names = data.train.class_names;
  std::vector<std::int64_t> train(names.size(), 0);
  std::vector<std::int64_t> test(names.size(), 0);
  for (const std::uint16_t label : data.train.labels) ++train[label];
  for (const std::uint16_t label : data.test.labels) ++test[label];

  Table table("rrr");
  table.add({"class", "train", "test"});
  for (std::size_t label = 0; label < names.size(); ++label) {
    table.add({printable(names[label]), grouped(train[label]), grouped(test[label])});
  }
  table.add(
      {"total", grouped(signed_size(data.train.count())), grouped(signed_size(data.test.count()))});
  return "\n" + table.text();
}

std::string data_page(const DataParts& data) {
  const std::string what =
      data.has_labels ? fmt::format("{} classes", data.train.class_count())
                      : counted(signed_size(data.test.images.count()), "image") + " without labels";
  return fmt::format("{} of {}, {}\n{}{}", data.kind, to_string(data.train.images.shape), what,
                     data.own_test_part ? "" : "test images are every sixth image of each class\n",
                     class_table(data));
}

std::string data_page(const fs::path& path, const DataFormat& format) {
  return data_page(describe_data(path, format));
}

/// The page of an NPY file.
std::string array_page(const fs::path& path, const DataFormat& format) {
  const Dataset data = load_images(path, Split::kAll, format);
  return fmt::format("NPY file: {} of {}\nuse it with --images {} --labels FILE\n",
                     counted(signed_size(data.images.count()), "image"),
                     to_string(data.images.shape), printable(path.string()));
}

/// The page of several DATA that are put together.
std::string merged_page(const std::vector<std::string>& paths, const DataFormat& format) {
  std::vector<DataParts> parts = describe_each(paths, format);
  Table table("lrrl");
  table.add({"data", "train", "test", "classes"});
  std::vector<Dataset> train;
  std::vector<Dataset> test;
  for (std::size_t n = 0; n < paths.size(); ++n) {
    DataParts& part = parts[n];
    table.add({printable(paths[n]), grouped(signed_size(part.train.count())),
               grouped(signed_size(part.test.count())), class_list(part.train.class_names)});
    train.push_back(std::move(part.train));
    test.push_back(std::move(part.test));
  }
  const DataParts data{.kind = fmt::format("{} sets together", paths.size()),
                       .train = merge(std::move(train)),
                       .test = merge(std::move(test)),
                       .own_test_part = true};
  return table.text() + "\n" + data_page(data);
}

std::string architecture_page(const std::string& architecture) {
  const Network network = build_network(architecture, kUsualInput, kUsualClasses);
  std::string page;
  if (const NamedArchitecture* const named = find_named_architecture(architecture)) {
    page += entry("name", fmt::format("{}, {}", named->name, named->description));
    page += entry("source", named->source);
    page += entry("loss", loss_word(named->loss));
  }
  page += entry("layers", network.architecture());
  page +=
      entry("for", fmt::format("images of {}, {} classes", to_string(kUsualInput), kUsualClasses));
  return page + "\n" + layer_table(network) + folded_note(network);
}

std::string preset_page(const Preset& preset) {
  TrainOptions options;
  options.take(preset);
  options.data.data = {"DATA"};
  std::vector<std::pair<std::string, std::string>> settings;
  const Settings all = options.settings(0);
  for (const auto& [name, value] : all.items()) {
    // A preset does not set these.
    static const std::set<std::string> kOthers = {"data",  "split",      "transpose",
                                                  "limit", "validation", "class-weights",
                                                  "seed",  "threads",    "checkpoint-every"};
    if (kOthers.contains(name) || value == false) continue;
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    settings.emplace_back("--" + name, text);
  }
  return fmt::format("preset {}: {}\ninkling train --data DATA --preset {}\n\nit sets\n{}",
                     preset.name, preset.reaches, preset.name, entries(settings));
}

struct InfoOptions {
  std::vector<std::string> what;
  std::string pixels = "auto";
  DataFormat format;
};

const Preset* find_preset(std::string_view name) {
  const auto preset = std::ranges::find(presets(), name, &Preset::name);
  return preset == presets().end() ? nullptr : &*preset;
}

/// The page of a network or a preset, or of both where they have the same name.
std::string page_of_name(const std::string& name) {
  std::string page;
  if (find_named_architecture(name) != nullptr) page = architecture_page(name);
  if (const Preset* preset = find_preset(name)) {
    page += (page.empty() ? "" : "\n") + preset_page(*preset);
  }
  return page;
}

/// The names of networks and presets.
std::vector<std::string> known_names() {
  std::vector<std::string> names = network_names();
  for (const Preset& preset : presets()) {
    if (find_named_architecture(preset.name) == nullptr) names.emplace_back(preset.name);
  }
  return names;
}

std::string overview_page() {
  std::string page = "networks with a name (inkling train --model NAME)\n";
  Table names("ll");
  for (const NamedArchitecture& named : named_architectures()) {
    names.add({std::string(named.name), fmt::format("{}; {}", named.description, named.source)});
  }
  page += names.text() + "\npresets (inkling train --preset NAME)\n";
  Table recipes("ll");
  for (const Preset& preset : presets()) {
    recipes.add({std::string(preset.name), std::string(preset.reaches)});
  }
  page += recipes.text() + "\ninkling info NAME shows a network's layers or a preset's options\n";
  page += "\nlayers for --model TEXT\n";
  std::istringstream kinds(layer_kinds_help());
  for (std::string kind; std::getline(kinds, kind);) page += "  " + kind + "\n";
  return page;
}

std::string idx_image_page(const fs::path& path) {
  const ImageSet images = read_idx_images(path);
  return fmt::format("IDX image file: {} of {}\nuse it with --images {} --labels FILE\n",
                     counted(signed_size(images.count()), "image"), to_string(images.shape),
                     printable(path.string()));
}

std::string idx_label_page(const fs::path& path) {
  std::map<std::uint16_t, std::int64_t> counts;
  const std::vector<std::uint16_t> labels = read_idx_labels(path);
  for (const std::uint16_t label : labels) ++counts[label];
  Table table("rr");
  table.add({"label", "count"});
  for (const auto& [label, count] : counts) table.add({std::to_string(label), grouped(count)});
  return fmt::format("IDX label file: {}\nuse it with --images FILE --labels {}\n\n{}",
                     counted(signed_size(labels.size()), "label"), printable(path.string()),
                     table.text());
}

std::string file_page(const fs::path& path, const InfoOptions& options) {
  const std::string kind = describe_kind(path);
  if (kind == "an IDX image file") return idx_image_page(path);
  if (kind == "an IDX label file") return idx_label_page(path);
  if (kind == "an NPY file") return array_page(path, options.format);
  if (is_data_file(path)) return data_page(path, options.format);
  const std::vector<std::string> paths = {path.string()};
  std::vector<Model> models = read_ensemble(paths);
  warn(checksum_warnings(models, paths));
  note(settle_pixels(models, paths, options.pixels, {}, 0));
  return model_page(models.front());
}

/// The page for a text that is neither a name nor an existing path: an architecture text, or a
/// mistake.
std::string page_of_text(const std::string& text) {
  if (text.find_first_of(" ,(") != std::string::npos) return architecture_page(text);
  std::error_code ignored;
  const bool is_link = fs::is_symlink(text, ignored);  // a dangling one
  if (is_link || text.find_first_of("/.") != std::string::npos) {
    throw FileError({.path = text, .problem = "no such file or folder", .next = "inkling info"});
  }
  throw UsageError(
      fmt::format("'{}' is not a file, a network or a preset{}", printable(text),
                  did_you_mean(text, known_names(), "; inkling info lists networks and presets")));
}

/// What is at `path`; nothing if it is too long for a path, as an architecture text may be.
fs::file_type type_of(const std::string& path) {
  std::error_code error;
  const bool is_there = fs::exists(path, error);
  if (!is_there && error == std::errc::filename_too_long) return fs::file_type::not_found;
  return status_of(path).type();
}

std::string page_of(const InfoOptions& options) {
  if (options.what.empty()) return overview_page();
  const DataFormat& format = options.format;
  if (options.what.size() > 1) return merged_page(options.what, format);
  const std::string& what = options.what.front();
  if (const std::string page = page_of_name(what); !page.empty()) return page;
  if (const std::string file = model_file(what); file != what) return file_page(file, options);
  const fs::file_type type = type_of(what);
  if (type == fs::file_type::not_found) {
    return find_idx_set(what) ? data_page(what, format) : page_of_text(what);
  }
  return type == fs::file_type::directory ? data_page(what, format) : file_page(what, options);
}

struct InfoLine : CommandLine {
  InfoOptions options;

  InfoLine()
      : CommandLine(
            "info", "[MODEL | DATA... | NAME]",
            "Shows what is in a model file, in data, in a network or in a preset. Without an\n"
            "argument, lists the networks, the presets and the layers.",
            {"inkling info runs/lenet5-1/model.onnx", "inkling info mnist",
             "inkling info mnist my_digits", "inkling info lenet5", "inkling info quick",
             "inkling info \"conv 8x5x5, relu, pool 2, fc 10\""}) {
    const CLI::Option* option = positional(
        "WHAT", options.what,
        "a model file, data (or several), a network's name or\ntext, or a preset's name");
    suggest(option, known_names());
    group("options");
    add_pixels(*this, options.pixels);
    add_data_format(*this, options.format);
  }
};

}  // namespace

CommandDescription describe_info() { return InfoLine().describe(); }

int run_info(const std::vector<std::string>& arguments) {
  InfoLine line;
  const InfoOptions& options = line.options;
  if (!line.parse(arguments)) return kDone;

  print(page_of(options));
  tell(passed_over_warning(options.what, options.format));
  return kDone;
}

}  // namespace inkling
