#pragma once

namespace inkling {

/// Makes OpenCV work on the calling thread alone, in the whole process: starting its threads takes
/// longer than preparing a picture. A program calls this before it has threads; a library must
/// leave OpenCV's settings to its host.
void prepare_pictures_on_one_thread();

}  // namespace inkling
