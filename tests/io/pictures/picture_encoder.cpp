#include <gif_lib.h>
#include <libheif/heif.h>

#include <memory>
#include <opencv2/imgcodecs.hpp>
#include <string>
#include <vector>

// A library of its own for the same reason as the plugin that it helps to test: each run of the
// tests would load OpenCV's imgcodecs.

namespace {

int append(GifFileType* gif, const GifByteType* bytes, int length) {
  static_cast<std::string*>(gif->UserData)
      ->append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
  return length;
}

/// A grey picture, as often as `frames` says, with levels of which `transparent` is none; -1 is no
/// transparent one.
bool encode_gif(const cv::Mat& picture, int frames, bool is_interlaced, int transparent,
                std::string& file) {
  std::vector<GifColorType> greys;
  for (int level = 0; level < 256; ++level) {
    const auto byte = static_cast<GifByteType>(level);
    greys.push_back({byte, byte, byte});
  }
  const std::unique_ptr<ColorMapObject, void (*)(ColorMapObject*)> colors(
      GifMakeMapObject(256, greys.data()), GifFreeMapObject);
  GifFileType* gif = EGifOpen(&file, append, nullptr);
  EGifSetGifVersion(gif, true);
  bool done = EGifPutScreenDesc(gif, picture.cols, picture.rows, 8, 0, colors.get()) == GIF_OK;
  for (int frame = 0; frame < frames; ++frame) {
    const GraphicsControlBlock control{DISPOSAL_UNSPECIFIED, false, 0, transparent};
    GifByteType extension[4];
    EGifGCBToExtension(&control, extension);
    done =
        done &&
        EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, sizeof extension, extension) == GIF_OK &&
        EGifPutImageDesc(gif, 0, 0, picture.cols, picture.rows, is_interlaced, nullptr) == GIF_OK;
    std::vector<int> rows;
    for (const auto& [first, step] :
         is_interlaced ? std::vector<std::pair<int, int>>{{0, 8}, {4, 8}, {2, 4}, {1, 2}}
                       : std::vector<std::pair<int, int>>{{0, 1}}) {
      for (int row = first; row < picture.rows; row += step) rows.push_back(row);
    }
    for (const int row : rows) {
      done = done &&
             EGifPutLine(gif, const_cast<GifByteType*>(picture.ptr(row)), picture.cols) == GIF_OK;
    }
  }
  return EGifCloseFile(gif, nullptr) == GIF_OK && done;
}

heif_error append_heic(heif_context*, const void* bytes, std::size_t size, void* file) {
  static_cast<std::string*>(file)->append(static_cast<const char*>(bytes), size);
  return {heif_error_Ok, heif_suberror_Unspecified, "success"};
}

/// A picture of red, green and blue, and of opacity if it has four channels.
bool encode_heic(const cv::Mat& picture, std::string& file) {
  heif_context* context = heif_context_alloc();
  heif_encoder* encoder = nullptr;
  heif_image* image = nullptr;
  const bool has_opacity = picture.channels() == 4;
  const auto succeeded = [](const heif_error& error) { return error.code == heif_error_Ok; };
  bool done =
      succeeded(heif_context_get_encoder_for_format(context, heif_compression_HEVC, &encoder)) &&
      succeeded(heif_encoder_set_lossy_quality(encoder, 90)) &&
      succeeded(heif_image_create(
          picture.cols, picture.rows, heif_colorspace_RGB,
          has_opacity ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, &image)) &&
      succeeded(heif_image_add_plane(image, heif_channel_interleaved, picture.cols, picture.rows,
                                     has_opacity ? 32 : 24));
  if (done) {
    int stride = 0;
    std::uint8_t* plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    picture.copyTo(cv::Mat(picture.rows, picture.cols, picture.type(), plane,
                           static_cast<std::size_t>(stride)));
    heif_writer writer{1, append_heic};
    done = succeeded(heif_context_encode_image(context, image, encoder, nullptr, nullptr)) &&
           succeeded(heif_context_write(context, &writer, &file));
  }
  if (image != nullptr) heif_image_release(image);
  if (encoder != nullptr) heif_encoder_release(encoder);
  heif_context_free(context);
  return done;
}

}  // namespace

/// Appends `picture` as a file of the format that people name with `ending` (".jpg"). `parameters`
/// are those of cv::imwrite; of ".gif", whose picture is grey: the number of frames, whether it is
/// interlaced, and the transparent level or -1; of ".heic", whose picture has red first: none.
extern "C" bool inkling_encode_picture(const char* ending, const cv::Mat& picture,
                                       const std::vector<int>& parameters, std::string& file) {
  if (std::string(ending) == ".gif") {
    return encode_gif(picture, parameters[0], parameters[1] != 0, parameters[2], file);
  }
  if (std::string(ending) == ".heic") return encode_heic(picture, file);
  std::vector<uchar> bytes;
  const bool encoded = cv::imencode(ending, picture, bytes, parameters);
  file.append(bytes.begin(), bytes.end());
  return encoded;
}
