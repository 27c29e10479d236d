#pragma once

#include <string>
#include <vector>

namespace inkling {

/// A folder of its own for each test, removed with everything in it at the end.
///
/// It can be filled with a small task that a network learns in seconds: images of 12x12 pixels of
/// three classes, each of which has a bright bar in another place.
class Workplace {
 public:
  Workplace();
  ~Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  /// The path of `name` in the folder.
  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  void write(const std::string& name, const std::string& content) const;
  /// The content of a file; empty where there is none or where it is a device.
  std::string read(const std::string& name) const { return content(path(name)); }
  static std::string content(const std::string& path);

  /// The data as four IDX files in the folder "data": 90 training and 30 test images.
  void write_idx_data() const;
  /// The same images as PNG files: "folders/train/0/00.png" and so on.
  void write_class_folders() const;

 private:
  std::string folder_;
};

/// The pixels of image number `index` of the task; its class is `index` % 3.
std::vector<unsigned char> task_image(int index);

/// The bytes of IDX files of the images and labels from `first` to before `last`.
std::string idx_images(int first, int last);
std::string idx_labels(int first, int last);

}  // namespace inkling
