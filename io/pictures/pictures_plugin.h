#pragma once

#include <cstddef>
#include <cstdint>

/// The border between the program and the plugin that decodes pictures with OpenCV's imgcodecs.
/// Only bytes and sizes cross it: either side has an OpenCV of its own.
extern "C" {

/// Gives memory for height * width * channels bytes, row after row, or nullptr where it has none.
using InklingAllocate = std::uint8_t* (*)(void* context, int height, int width, int channels);

/// Decodes the bytes of a picture file into memory that `allocate`, called with `context`, gives:
/// one channel where the picture is grey, otherwise red, green and blue; upright, and with white
/// paper where it is transparent. Returns nullptr, or else what is wrong, in words that stay until
/// the next call. One call at a time: while it runs, what the process writes to stderr is lost.
using InklingDecodePicture = const char* (*)(const std::uint8_t* bytes, std::size_t size,
                                             InklingAllocate allocate, void* context);

}  // extern "C"

namespace inkling {

inline constexpr char kPicturesPlugin[] = "libinkling_pictures.so";
inline constexpr char kDecodePicture[] = "inkling_decode_picture";

}  // namespace inkling
