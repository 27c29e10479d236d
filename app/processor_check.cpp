#include "app/processor_check.h"

#include <unistd.h>

#include <array>
#ifdef __aarch64__
#include <sys/auxv.h>
#endif

// On an older processor, a program compiled for AVX-512 or SVE dies with "Illegal instruction",
// often before main, because constructors of global objects use such instructions. So the check
// runs from .preinit_array (see main.cpp), before any constructor. It is compiled for general
// registers only and without the sanitizers, which may not be initialised yet, and it avoids the
// compiled parts of the standard library.

#define INKLING_BARE [[gnu::target("general-regs-only"), gnu::no_sanitize("address", "undefined")]]

// If the compiler has defined the macro of an instruction set, its text is "1", otherwise its own
// name.
#define INKLING_SPELLED(macro) #macro
#ifdef __aarch64__
#define INKLING_HAS(id) (::getauxval(AT_HWCAP) & (id)) != 0
#else
#define INKLING_HAS(id) __builtin_cpu_supports(id) != 0
#endif
#define INKLING_FEATURE(name, macro, id) \
  ProcessorFeature { name, INKLING_SPELLED(macro)[0] == '1', INKLING_HAS(id) }

namespace inkling {
namespace {

/// Appends texts to a buffer of fixed size.
class Sentence {
 public:
  INKLING_BARE explicit Sentence(std::span<char> buffer) : buffer_(buffer) {}

  INKLING_BARE void add(const char* text) {
    for (; *text != '\0' && length_ + 1 < buffer_.size(); ++text) buffer_[length_++] = *text;
    buffer_[length_] = '\0';
  }

 private:
  std::span<char> buffer_;
  std::size_t length_ = 0;
};

}  // namespace

INKLING_BARE bool describe_lack(std::span<const ProcessorFeature> features, bool portable,
                                std::span<char> sentence) {
  Sentence text(sentence);
  bool lacks = false;
  for (const ProcessorFeature& feature : features) {
    if (!feature.compiled_in || feature.available) continue;
    text.add(lacks ? ", " : "error: this inkling was compiled for a processor with ");
    text.add(feature.name);
    lacks = true;
  }
  if (!lacks) return false;
  text.add(", which this one does not have; ");
  text.add(portable ? "an x86-64-v2 processor (SSE4.2) is the least that inkling runs on\n"
                    : "build it with cmake -DINKLING_PORTABLE=ON\n");
  return true;
}

INKLING_BARE void check_processor() {
#ifdef __aarch64__
  const std::array features = {
      INKLING_FEATURE("LSE", __ARM_FEATURE_ATOMICS, HWCAP_ATOMICS),
      INKLING_FEATURE("FP16", __ARM_FEATURE_FP16_VECTOR_ARITHMETIC, HWCAP_ASIMDHP),
      INKLING_FEATURE("dot products", __ARM_FEATURE_DOTPROD, HWCAP_ASIMDDP),
      INKLING_FEATURE("SVE", __ARM_FEATURE_SVE, HWCAP_SVE),
  };
#else
  __builtin_cpu_init();
  const std::array features = {
      INKLING_FEATURE("SSE4.2", __SSE4_2__, "sse4.2"),
      INKLING_FEATURE("POPCNT", __POPCNT__, "popcnt"),
      INKLING_FEATURE("AVX", __AVX__, "avx"),
      INKLING_FEATURE("AVX2", __AVX2__, "avx2"),
      INKLING_FEATURE("FMA", __FMA__, "fma"),
      INKLING_FEATURE("BMI", __BMI__, "bmi"),
      INKLING_FEATURE("BMI2", __BMI2__, "bmi2"),
      INKLING_FEATURE("AVX512F", __AVX512F__, "avx512f"),
      INKLING_FEATURE("AVX512BW", __AVX512BW__, "avx512bw"),
      INKLING_FEATURE("AVX512CD", __AVX512CD__, "avx512cd"),
      INKLING_FEATURE("AVX512DQ", __AVX512DQ__, "avx512dq"),
      INKLING_FEATURE("AVX512VL", __AVX512VL__, "avx512vl"),
      INKLING_FEATURE("AVX512VBMI", __AVX512VBMI__, "avx512vbmi"),
      INKLING_FEATURE("AVX512VNNI", __AVX512VNNI__, "avx512vnni"),
  };
#endif
  std::array<char, 512> sentence;
#ifdef INKLING_IS_PORTABLE
  constexpr bool kPortable = true;
#else
  constexpr bool kPortable = false;
#endif
  if (!describe_lack(features, kPortable, sentence)) return;
  std::size_t length = 0;
  while (sentence[length] != '\0') ++length;
  // Even if the sentence cannot be written, the process ends here.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, sentence.data(), length);
  _exit(1);
}

}  // namespace inkling
