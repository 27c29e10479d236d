#include "app/options/pixel_option.h"

#include "io/classifier/pixel_convention.h"

namespace inkling {

void add_pixels(CommandLine& line, std::string& pixels) {
  CLI::Option* const option = line.add_text(
      "--pixels",
      [&pixels](const std::string& text) {
        read_pixel_convention(text);
        pixels = text;
      },
      "RANGE",
      "what the pixels of a model are whose file does not say\n"
      "it: 0..1, 0..255, -1..1, MEAN,DEVIATION, or one of these\n"
      "after inverted; auto measures it\n[auto]");
  line.suggest(option, {"auto", "0..1", "0..255", "-1..1", "0.1307,0.3081", "inverted"});
}

}  // namespace inkling
