#include "io/pictures/decoder_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <opencv2/core.hpp>
#include <stdexcept>
#include <string>
#include <system_error>

#include "io/pictures/picture_check.h"

namespace inkling {
namespace {

constexpr rlim_t kMostMemory = 384 << 20;
constexpr rlim_t kMostSeconds = 4;

/// What the process writes first, before the text of a problem or the pixels.
struct Message {
  std::uint32_t problem_length = 0;  ///< 0 if there is a picture.
  std::int32_t rows = 0;
  std::int32_t columns = 0;
  std::int32_t channels = 0;
};
constexpr std::size_t kLongestProblem = 1000;

using Stream = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

Stream open_stream(int descriptor, const char* mode) {
  return {::fdopen(descriptor, mode), std::fclose};
}

/// The bytes of memory that this process may write to.
rlim_t writable_memory() {
  std::ifstream pages_of("/proc/self/statm");
  rlim_t size = 0, resident = 0, shared = 0, text = 0, library = 0, data = 0;
  pages_of >> size >> resident >> shared >> text >> library >> data;
  return data * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
}

void limit(__rlimit_resource resource, rlim_t most) {
  rlimit limits{};
  ::getrlimit(resource, &limits);
  limits.rlim_max = std::min(limits.rlim_max, most);
  limits.rlim_cur = std::min(limits.rlim_cur, limits.rlim_max);
  ::setrlimit(resource, &limits);
}

void write_problem(std::FILE* stream, const std::string& problem) {
  const Message message{.problem_length = static_cast<std::uint32_t>(problem.size())};
  std::fwrite(&message, sizeof message, 1, stream);
  std::fwrite(problem.data(), 1, problem.size(), stream);
}

void write_pixels(std::FILE* stream, const cv::Mat& pixels) {
  const Message message{.rows = pixels.rows, .columns = pixels.cols, .channels = pixels.channels()};
  std::fwrite(&message, sizeof message, 1, stream);
  const std::size_t row_bytes = static_cast<std::size_t>(pixels.cols) * pixels.elemSize();
  for (int row = 0; row < pixels.rows; ++row) {
    std::fwrite(pixels.ptr(row), 1, row_bytes, stream);
  }
}

/// The process from its beginning to its end. No exception may leave it for the caller's code,
/// which would then run twice.
[[noreturn]] void run_decoder(int output,
                              const std::function<void(const DeliverPixels&)>& decode) noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, kMostSeconds);
  limit(RLIMIT_DATA, writable_memory() + kMostMemory);
  const Stream stream = open_stream(output, "wb");
  try {
    decode([&](const cv::Mat& pixels) { write_pixels(stream.get(), pixels); });
  } catch (const std::exception& error) {
    write_problem(stream.get(), std::string(error.what()).substr(0, kLongestProblem));
  }
  std::fflush(stream.get());
  ::_exit(0);
}

void read_bytes(std::FILE* stream, void* bytes, std::size_t size) {
  if (std::fread(bytes, 1, size, stream) == size) return;
  throw std::runtime_error("data that crashes the decoder, or takes more than " +
                           std::to_string(kMostMemory >> 20) + " MB or " +
                           std::to_string(kMostSeconds) + " seconds");
}

cv::Mat read_picture(std::FILE* stream) {
  Message message;
  read_bytes(stream, &message, sizeof message);
  if (message.problem_length != 0) {
    std::string problem(std::min<std::size_t>(message.problem_length, kLongestProblem), ' ');
    read_bytes(stream, problem.data(), problem.size());
    throw std::runtime_error(problem);
  }
  const auto [ignored, rows, columns, channels] = message;
  if (rows <= 0 || columns <= 0 || (channels != 1 && channels != 3 && channels != 4) ||
      static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(columns) > kMostPixels) {
    throw std::runtime_error("a picture of no size, or of too many pixels");
  }
  cv::Mat pixels(rows, columns, CV_8UC(channels));
  read_bytes(stream, pixels.data, pixels.total() * pixels.elemSize());
  return pixels;
}

/// Ends a process and waits for its end.
class Child {
 public:
  explicit Child(pid_t process) : process_(process) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    ::kill(process_, SIGKILL);
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

 private:
  pid_t process_;
};

}  // namespace

cv::Mat decode_in_own_process(const std::function<void(const DeliverPixels& deliver)>& decode) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "no pipe to the decoder");
  }
  const auto [input, output] = pipe;
  const pid_t process = ::fork();
  if (process == 0) run_decoder(output, decode);
  const int reason = errno;
  ::close(output);
  const Stream stream = open_stream(input, "rb");
  if (process < 0) {
    throw std::system_error(reason, std::generic_category(), "no process for the decoder");
  }
  const Child child(process);
  return read_picture(stream.get());
}

}  // namespace inkling
