#pragma once

#include <cstddef>
#include <cstdint>

/// What the writer and the reader of model files agree on beyond the operators themselves.
namespace inkling::onnx_format {

inline constexpr std::int64_t kIrVersion = 7;
inline constexpr std::int64_t kOpset = 13;

inline constexpr char kProducer[] = "inkling";
inline constexpr char kInput[] = "image";
inline constexpr char kOutput[] = "probabilities";

/// Our model_version: files of this one end with a checksum, those of version 0 have none.
inline constexpr std::int64_t kModelVersion = 1;

/// Keys of metadata_props. Others are ignored by the reader.
inline constexpr char kChecksum[] = "inkling.checksum";       ///< 16 hexadecimal digits.
inline constexpr char kClassNames[] = "inkling.class_names";  ///< A JSON array of strings.
inline constexpr char kSettingPrefix[] = "inkling.setting.";

/// What may be done about a file that is not a model.
inline constexpr char kNextStep[] =
    "copy the file anew, or train a model: inkling train --data DATA";

/// No file is larger, and none is written that the reader would refuse.
inline constexpr std::size_t kLargestFile = std::size_t{1} << 30;

}  // namespace inkling::onnx_format
