#include "io/digits/one_thread.h"

#include <memory>
#include <opencv2/core.hpp>
#include <opencv2/core/parallel/parallel_backend.hpp>

namespace inkling {
namespace {

/// Unlike `cv::setNumThreads(1)`, this does not even start OpenCV's own scheduler, which takes a
/// millisecond.
class OneThread : public cv::parallel::ParallelForAPI {
 public:
  void parallel_for(int tasks, FN_parallel_for_body_cb_t body, void* data) override {
    body(0, tasks, data);
  }
  int getThreadNum() const override { return 0; }
  int getNumThreads() const override { return 1; }
  int setNumThreads(int /*count*/) override { return 1; }
  const char* getName() const override { return "one thread"; }
};

}  // namespace

void prepare_pictures_on_one_thread() {
  cv::parallel::setParallelForBackend(std::make_shared<OneThread>(),
                                      /*propagateNumThreads=*/false);
}

}  // namespace inkling
