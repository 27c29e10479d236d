#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "onnx.pb.h"

namespace inkling {

/// Sizes, axes and other integers of an ONNX graph.
using OnnxIntegers = std::vector<std::int64_t>;

/// A constant of an ONNX graph. Numbers with a fraction are floats here, whatever the file has
/// (float16, double), and integers and truth values are 64-bit integers.
struct OnnxTensor {
  OnnxIntegers dims;  ///< Empty for a single number.
  std::variant<std::vector<float>, OnnxIntegers> numbers;

  bool is_integer() const { return numbers.index() == 1; }
  std::size_t count() const {
    return std::visit([](const auto& list) { return list.size(); }, numbers);
  }
  const std::vector<float>& floats() const { return std::get<0>(numbers); }
  const OnnxIntegers& integers() const { return std::get<1>(numbers); }
};

/// The most axes of a constant or value.
inline constexpr std::size_t kMostAxes = 16;

/// The product of sizes, none negative; `kTooMany` if it is not below that.
inline constexpr std::size_t kTooMany = std::size_t{1} << 40;
std::size_t element_count(const OnnxIntegers& dims);

/// The numbers of `proto`, from the file itself or from the one beside it that `proto` names.
/// `path` is the path of the model's file. Throws FileError: a type that has no numbers, another
/// count of them than the shape says, more than `kMostParameters`, or a second file that is
/// missing, too short, or not in the folder of the first.
OnnxTensor read_tensor(const onnx::TensorProto& proto, const std::filesystem::path& path);

/// "[2, 2]".
std::string to_string(const OnnxIntegers& numbers);

}  // namespace inkling
