#pragma once

#include <cstddef>
#include <cstdint>

/// What writer and reader of model files have in common besides the operators.
namespace inkling::onnx_format {

inline constexpr std::int64_t kIrVersion = 7;
inline constexpr std::int64_t kOpset = 13;

/// The opsets that the reader reads.
inline constexpr std::int64_t kOldestOpset = 7;
inline constexpr std::int64_t kNewestOpset = 22;

inline constexpr char kProducer[] = "inkling";
inline constexpr char kInput[] = "image";
inline constexpr char kOutput[] = "probabilities";

/// Our model_version. Files of this version end with a checksum; files of version 0 do not.
inline constexpr std::int64_t kModelVersion = 1;

/// Keys of metadata_props. The reader ignores other keys.
inline constexpr char kChecksum[] = "inkling.checksum";       ///< 16 hexadecimal digits.
inline constexpr char kClassNames[] = "inkling.class_names";  ///< A JSON array of strings.
inline constexpr char kSettingPrefix[] = "inkling.setting.";

/// What to do about a file that is not a model.
inline constexpr char kNextStep[] =
    "copy the file again, or train a model: inkling train --data DATA";

/// The largest size of a file. The writer writes no file that the reader would refuse.
inline constexpr std::size_t kLargestFile = std::size_t{1} << 30;

}  // namespace inkling::onnx_format
