#pragma once

#include <stdexcept>
#include <string>

namespace inkling {

/// An error with a file, with everything that the user needs to know:
///
///     data/train-images.idx: not an IDX image file
///       expected  magic number 0x00000803 in the first four bytes
///       found     0x89504e47, which is a PNG file
///       next      inkling classify data/train-images.idx
class FileError : public std::runtime_error {
 public:
  /// The parts of the message; empty ones are left out.
  struct Facts {
    std::string path = {};
    std::string problem = {};
    std::string expected = {};
    std::string found = {};
    std::string next = {};
  };

  explicit FileError(const Facts& facts);

  const Facts& facts() const { return facts_; }
  /// The first line of the message: path and problem.
  std::string headline() const;

 private:
  Facts facts_;
};

/// A path, or any text from a file, in a form that is safe to print: control bytes become \x0a and
/// so on.
std::string printable(const std::string& text);

}  // namespace inkling
