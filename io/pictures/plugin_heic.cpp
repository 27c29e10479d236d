#include "io/pictures/plugin_heic.h"

#include <libheif/heif.h>

#include <memory>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "io/pictures/decoder_process.h"

namespace inkling {
namespace {

template <auto release>
struct Releaser {
  template <typename Object>
  void operator()(const Object* object) const {
    release(object);
  }
  template <typename Object>
  void operator()(Object* object) const {
    release(object);
  }
};
using Context = std::unique_ptr<heif_context, Releaser<heif_context_free>>;
using Handle = std::unique_ptr<const heif_image_handle, Releaser<heif_image_handle_release>>;
using Image = std::unique_ptr<const heif_image, Releaser<heif_image_release>>;

void require(const heif_error& error) {
  if (error.code != heif_error_Ok) throw std::runtime_error(error.message);
}

/// The picture as rows of red, green, blue and perhaps opacity.
Image decode(std::span<const std::uint8_t> file) {
  const Context context(::heif_context_alloc());
  require(::heif_context_read_from_memory_without_copy(context.get(), file.data(), file.size(),
                                                       nullptr));
  heif_image_handle* found = nullptr;
  require(::heif_context_get_primary_image_handle(context.get(), &found));
  const Handle handle(found);
  const bool has_opacity = ::heif_image_handle_has_alpha_channel(handle.get()) != 0;
  heif_image* decoded = nullptr;
  require(::heif_decode_image(
      handle.get(), &decoded, heif_colorspace_RGB,
      has_opacity ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, nullptr));
  return Image(decoded);
}

/// The pixels of `image`, which owns them.
cv::Mat pixels_of(const heif_image& image) {
  int stride = 0;
  const std::uint8_t* plane =
      ::heif_image_get_plane_readonly(&image, heif_channel_interleaved, &stride);
  const int width = ::heif_image_get_width(&image, heif_channel_interleaved);
  const int height = ::heif_image_get_height(&image, heif_channel_interleaved);
  const bool has_opacity = ::heif_image_get_chroma_format(&image) == heif_chroma_interleaved_RGBA;
  return {height, width, has_opacity ? CV_8UC4 : CV_8UC3, const_cast<std::uint8_t*>(plane),
          static_cast<std::size_t>(stride)};
}

}  // namespace

// The size in the header is not a limit for the decoder: the picture can be composed of tiles, of
// other pictures, and of video frames with sizes of their own.
cv::Mat decode_heic(std::span<const std::uint8_t> file) {
  cv::Mat pixels = decode_in_own_process([&](const DeliverPixels& deliver) {
    const Image image = decode(file);
    deliver(pixels_of(*image));
  });
  cv::cvtColor(pixels, pixels, pixels.channels() == 4 ? cv::COLOR_RGBA2BGRA : cv::COLOR_RGB2BGR);
  return pixels;
}

}  // namespace inkling
