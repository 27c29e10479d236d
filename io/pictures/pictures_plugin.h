#pragma once

#include <cstddef>
#include <cstdint>

/// The interface between the program and the plugin that decodes pictures with OpenCV's imgcodecs.
/// It passes bytes and sizes only, because each side has its own OpenCV.
extern "C" {

/// Returns memory for height * width * channels bytes, row by row, or nullptr if there is none.
using InklingAllocate = std::uint8_t* (*)(void* context, int height, int width, int channels);

/// Decodes the bytes of a picture file into memory from `allocate`, which is called with `context`:
/// one channel if the picture is grey, otherwise red, green and blue; upright, and blended over
/// white paper. Returns nullptr, or a text that says what is wrong and is valid until the next
/// call. One call at a time: while it runs, what the process writes to stderr is lost.
using InklingDecodePicture = const char* (*)(const std::uint8_t* bytes, std::size_t size,
                                             InklingAllocate allocate, void* context);

}  // extern "C"

namespace inkling {

inline constexpr char kPicturesPlugin[] = "libinkling_pictures.so";
inline constexpr char kDecodePicture[] = "inkling_decode_picture";

}  // namespace inkling
