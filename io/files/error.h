#pragma once

#include <stdexcept>
#include <string>

namespace inkling {

/// A file that cannot be read, written or understood, told in the words that the user needs.
///
///     data/train-images.idx: not an IDX image file
///       expected  magic number 0x00000803 in the first four bytes
///       found     0x89504e47, which is a PNG file
///       next      inkling classify data/train-images.idx
class FileError : public std::runtime_error {
 public:
  /// The facts; empty ones are left out of the message.
  struct Facts {
    std::string path = {};
    std::string problem = {};
    std::string expected = {};
    std::string found = {};
    std::string next = {};
  };

  explicit FileError(const Facts& facts);

  const Facts& facts() const { return facts_; }
  /// Path and problem: the message's first line.
  std::string headline() const;

 private:
  Facts facts_;
};

/// A path, or any text from a file, as it may be shown: control bytes become \x0a and the like.
std::string printable(const std::string& text);

}  // namespace inkling
