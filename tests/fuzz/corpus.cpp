// Makes the inputs that the fuzzers begin with: inkling_fuzz_corpus FOLDER. Each fuzzer has the
// folder of its name below FOLDER. The files come from Inkling's own writers and from the tests'
// makers of files, so that they follow each change of a format.

#include "tests/fuzz/corpus.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>

#include "app/options/train_options.h"
#include "app/run/run_folder.h"
#include "io/files/atomic_file.h"
#include "io/models/checkpoint.h"
#include "io/models/onnx_model.h"
#include "model/network/architecture.h"
#include "onnx.pb.h"
#include "tests/io/files/file_bytes.h"
#include "tests/io/models/random_model.h"
#include "tests/io/pictures/picture_bytes.h"
#include "tests/io/pictures/png_bytes.h"

namespace inkling::fuzz {
namespace {

namespace fs = std::filesystem;

/// The inputs of one fuzzer.
class Corpus {
 public:
  Corpus(const fs::path& folder, const std::string& fuzzer) : folder_(folder / fuzzer) {
    fs::create_directories(folder_);
  }

  void add(const std::string& content) { std::ofstream(next_path(), std::ios::binary) << content; }
  void add_all(std::initializer_list<std::string> contents) {
    for (const std::string& content : contents) add(content);
  }
  fs::path next_path() { return folder_ / ("seed-" + std::to_string(++count_)); }

 private:
  fs::path folder_;
  int count_ = 0;
};

void make_idx(Corpus corpus) {
  corpus.add_all({idx_image_file(1, 1, 1), idx_image_file(3, 4, 5), idx_label_file({0, 7, 255}),
                  gzip_file(idx_image_file(2, 3, 2)), gzip_file(idx_label_file({1, 2}))});
}

void make_gzip(Corpus corpus) {
  std::string varied;
  for (int n = 0; n < 600; ++n) varied += static_cast<char>(n * n / 7);
  for (const std::string& content : {std::string(), std::string("abc"), std::string(3000, 'a'),
                                     varied, idx_image_file(2, 5, 5)}) {
    corpus.add('\x02' + gzip_file(content));
    corpus.add('\x02' + content);
  }
}

void make_png(Corpus corpus) {
  const std::vector<png_color> colors = {{0, 0, 0}, {255, 0, 9}, {250, 250, 250}, {1, 2, 3}};
  for (const int interlace : {PNG_INTERLACE_NONE, PNG_INTERLACE_ADAM7}) {
    const auto add = [&](PngSource source) {
      source.width = 4;
      source.height = 3;
      source.interlace = interlace;
      corpus.add(png_bytes(source));
    };
    const std::vector<std::uint8_t> bytes = {
        10,  20,  30, 40, 250, 3,   0,   99,  128, 127, 64,  32,  11,  21,  31,  41,
        251, 4,   1,  98, 129, 126, 63,  31,  12,  22,  32,  42,  252, 5,   2,   97,
        130, 125, 62, 30, 110, 120, 130, 140, 150, 160, 170, 180, 190, 200, 210, 220};
    const auto first = [&](int count) {
      return std::vector<std::uint8_t>(bytes.begin(), bytes.begin() + count);
    };
    add({.bit_depth = 8, .color_type = PNG_COLOR_TYPE_GRAY, .data = first(12)});
    add({.bit_depth = 1, .color_type = PNG_COLOR_TYPE_GRAY, .data = first(3)});
    add({.bit_depth = 16, .color_type = PNG_COLOR_TYPE_GRAY, .data = first(24)});
    add({.bit_depth = 8,
         .color_type = PNG_COLOR_TYPE_GRAY,
         .data = first(12),
         .transparent_grey = 30});
    add({.bit_depth = 8, .color_type = PNG_COLOR_TYPE_GRAY_ALPHA, .data = first(24)});
    add({.bit_depth = 8, .color_type = PNG_COLOR_TYPE_RGB, .data = first(36), .gamma = 0.5});
    add({.bit_depth = 8, .color_type = PNG_COLOR_TYPE_RGB_ALPHA, .data = first(48)});
    add({.bit_depth = 2,
         .color_type = PNG_COLOR_TYPE_PALETTE,
         .data = first(3),
         .palette = colors,
         .palette_alpha = {0, 100}});
  }
}

void make_picture(Corpus corpus) {
  std::string digit(32 * 40, '\xf0');
  for (std::size_t i = 6; i < 34; ++i) {
    for (std::size_t j = 14; j < 19; ++j) digit[32 * i + j] = '\x20';
  }
  std::string noise;
  for (std::size_t n = 0; n < 900; ++n) noise += static_cast<char>(n * n * 31 >> 3);
  for (const char kind : {'\x00', '\x02', '\x04', '\x06'}) {
    corpus.add(std::string({31, 39, kind}) + digit);
    corpus.add(std::string({29, 29, kind}) + noise);
  }
  corpus.add(std::string({90, 90, 1}) + noise);
}

std::string webp(const std::string& chunk, const std::string& content) {
  const std::string rest =
      "WEBP" + chunk + number_bytes(static_cast<std::uint32_t>(content.size()), 4) + content;
  return "RIFF" + number_bytes(static_cast<std::uint32_t>(rest.size()), 4) + rest;
}

void make_picture_header(Corpus corpus) {
  corpus.add_all(
      {jpeg_frame(8, 9), jpeg_frame(8, 9, 3, true), bmp_bytes(4, 1, 24, {1, 2, 3, 4}),
       webp("VP8 ", std::string("\0\0\0\x9d\x01\x2a\x40\x1f\x40\x1f", 10)),
       webp("VP8L", std::string("\x2f\x07\x40\x02\0", 5)), webp("VP8X", std::string(10, '\x02')),
       gif_bytes(9, 9, gif_frame(9, 9) + std::string("!\xf9\0", 3) + gif_frame(2, 1) + ";"),
       heic_bytes(64, 32), "P1 2 1\n10", "P5\n# a comment\n2 1\n255\nab", "P6 1 1 65535 abcdef"});
  for (const bool big_endian : {false, true}) {
    const TiffPage page{.width = 2, .height = 2, .data = {1, 2, 3, 4}};
    corpus.add(tiff_bytes({page}, big_endian));
    corpus.add(tiff_bytes({page, page}, big_endian));
  }
}

/// Our own files and, without what only these have, those of others.
void make_onnx(Corpus corpus) {
  constexpr Shape kImages{.channels = 1, .height = 6, .width = 6};
  for (const char* architecture :
       {"fc 3", "pad 1, conv 2x3x3, leaky-relu 0.2, pool 2, fc 3", "conv 3x6x6",
        "fc 4, tanh, fc 3, sigmoid, square", "conv 2x1x2, relu, fc 3",
        "pad 0x0x1x1, conv 4x3x3 stride 2, prelu, conv 4x2x2 groups 4, hard-swish, fc 3",
        "pool 3 stride 2 pad 1, average-pool 2 stride 1 pad 0x1x1x0, scale, elu, clip 0 6, fc 3",
        "softplus, hard-sigmoid, swish, average-pool all, fc 3, log-sigmoid",
        "residual(pad 1, conv 4x3x3, relu; conv 4x1x1), residual(tanh), fc 3"}) {
    const fs::path path = corpus.next_path();
    write_model(random_model(architecture, kImages), path);
    onnx::ModelProto file;
    file.ParseFromString(read_file(path, 1 << 20));
    file.clear_metadata_props();
    file.set_producer_name("another");
    corpus.add(file.SerializeAsString());
  }
  // Those of other programs have every operator.
  for (const auto& entry : fs::directory_iterator(INKLING_TEST_DATA "/io/models/foreign")) {
    if (entry.path().extension() == ".onnx") corpus.add(read_file(entry.path(), 1 << 20));
  }
}

void make_checkpoint(Corpus corpus) {
  const std::vector<float> parameters(kCheckpointParameters, 0.5f);
  TrainingState state;
  state.parameters = state.velocity = parameters;
  write_checkpoint({.state = state}, corpus.next_path());
  state.average = state.best_parameters = parameters;
  state.best = Score{.loss = 0.3, .accuracy = 0.9};
  write_checkpoint({.settings_checksum = 1, .data_checksum = 2, .state = state},
                   corpus.next_path());
  write_checkpoint({}, corpus.next_path());
}

void make_class_folders(Corpus corpus) {
  corpus.add_all({"04/a.png\n05/a.png\n010/b.png\n0 2/c.png",
                  "0a/a.png\n1b/a.png\n1b/b.PNG\n3b/x.txt",
                  "0train/0/a.png\n0train/1/a.png\n0test/1/a.png", "0train/a/a.png\n0train/b/c.png",
                  "02/a.png\n02/b.png\n03/c.png\n13/d.png", "0a/.b.png\n0.c/d.png\n3b/e.jpg"});
}

void make_config(Corpus corpus) {
  TrainOptions options;
  options.data.data = {"mnist"};
  const std::string all = config_text(options.settings(10));
  corpus.add(all);
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = all.find('\n', begin) + 1;
    corpus.add("data = \"d\"\n" + all.substr(begin, end - begin));
    begin = end;
  }
  corpus.add_all({"images = \"a b\"\nlabels = \"c\\n\\u00fc\" # x\n",
                  "preset = \"best\"\ndata = \"d\"", "# nothing\n\n"});
}

void make_architecture(Corpus corpus) {
  for (const NamedArchitecture& named : named_architectures()) {
    corpus.add_all({std::string(named.name), std::string(named.text)});
  }
  corpus.add_all({"conv 2x3x2, batchnorm, relu, pool 2, dropout 0.5, fc 5, tanh, fc classes",
                  "pad 1, leaky-relu 0.3, pool 3, square, fc 3", "fc 4, batchnorm, sigmoid, fc 3",
                  "pool 2, conv 3x4x4", "pad 9, conv 3x9x9, pool 18, leaky-relu",
                  "pad 0x0x1x1, conv 4x3x3 stride 2x1, conv 4x3x3 stride 2 groups 4 no-bias, prelu",
                  "pool 3x2 stride 2 pad 1, average-pool 2 stride 1 pad 0x1x1x0, average-pool all",
                  "clip 0 6, elu 0.5, softplus, hard-sigmoid 0.2 0.5, hard-swish, log-sigmoid",
                  "scale, swish, elu, hard-sigmoid, fc 3",
                  "residual(relu, conv 1x1x1, batchnorm; residual(tanh)), fc 3"});
}

void make_augmentation(Corpus corpus) {
  corpus.add_all({"none", "light", "strong",
                  "rotate 10, scale 0.1, shear 0.1, shift 1, elastic 15 4, thickness 0.5",
                  "elastic 3", "rotate 1e-3,shift 7"});
}

void make_metrics(Corpus corpus) {
  corpus.add_all({"1,2.500,0.05,0.300000,0.900000,0.200000,0.950000,84000\n",
                  "1,2.500,0.05,0.300000,0.900000,,,84000\n2,5.1,1e-05,0.1,1,,,1\n"});
}

}  // namespace
}  // namespace inkling::fuzz

int main(int count, char** arguments) {
  using namespace inkling::fuzz;
  if (count != 2) {
    std::fprintf(stderr, "usage: inkling_fuzz_corpus FOLDER\n");
    return 2;
  }
  const fs::path folder = arguments[1];
  make_idx({folder, "idx"});
  make_gzip({folder, "gzip"});
  make_png({folder, "png"});
  make_picture({folder, "picture"});
  make_picture_header({folder, "picture_header"});
  make_onnx({folder, "onnx"});
  make_checkpoint({folder, "checkpoint"});
  make_class_folders({folder, "class_folders"});
  make_config({folder, "config"});
  make_architecture({folder, "architecture"});
  make_augmentation({folder, "augmentation"});
  make_metrics({folder, "metrics"});
  return 0;
}
