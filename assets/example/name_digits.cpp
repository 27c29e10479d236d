// Names the digit in each picture: name_digits five.png two.jpg
#include <inkling/classifier.h>

#include <iostream>

int main(int argc, char** argv) {
  const std::vector<std::string> paths(argv + 1, argv + argc);
  bool all_named = true;
  try {
    const inkling::Classifier classifier({.min_probability = 0.5});
    for (const inkling::Answer& answer : classifier.classify_files(paths)) {
      if (answer) {
        std::cout << answer.label << " with " << answer.probability << '\n';
      } else {
        std::cerr << answer.message << '\n';
        all_named = false;
      }
    }
  } catch (const std::exception& error) {  // the model cannot be read
    std::cerr << error.what() << '\n';
    return 1;
  }
  return all_named ? 0 : 1;
}
