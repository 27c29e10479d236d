#pragma once

#include <cstddef>

#include "model/lanes/lanes.h"
#ifdef __aarch64__
#include <arm_neon.h>
#elif defined(__AVX2__)
#include <immintrin.h>
#endif

// The kernels, where nearly all time is spent, go through the lanes of a gang one register at a
// time: compilers keep a `Lanes` of two or four registers in memory.

namespace inkling {

/// As many neighbouring lanes as a vector register holds: all sixteen with AVX-512, eight with
/// AVX2, four with NEON and SSE.
using Register = std::experimental::native_simd<float>;
inline constexpr int kRegisterLanes = static_cast<int>(Register::size());
static_assert(kLanes % kRegisterLanes == 0);

/// How many registers a kernel may use as accumulators: most of them. AVX-512 and NEON have 32,
/// AVX2 and SSE 16.
#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr int kAccumulators = 24;
#else
inline constexpr int kAccumulators = 12;
#endif
inline constexpr bool kManyRegisters = kAccumulators >= 24;

/// Calls use(lane) with the first lane of each register of a `Lanes`.
template <typename Use>
[[gnu::always_inline]] inline void for_each_register(Use&& use) {
  for (int lane = 0; lane < kLanes; lane += kRegisterLanes) use(lane);
}

/// Points to the lanes of one register in values that follow each other in memory.
template <typename Float>
class RegisterPointer {
 public:
  RegisterPointer() = default;
  /// The lanes from `lane` on of the values from `first` on, of Lanes.
  template <typename Value>
  RegisterPointer(Value* first, int lane) : first_(floats(first) + lane) {}

  [[gnu::always_inline]] Register operator[](std::ptrdiff_t n) const {
    return Register(first_ + n * kLanes, std::experimental::vector_aligned);
  }
  [[gnu::always_inline]] void set(std::ptrdiff_t n, const Register& value) const {
    value.copy_to(first_ + n * kLanes, std::experimental::vector_aligned);
  }
  RegisterPointer operator+(std::ptrdiff_t n) const { return RegisterPointer(first_ + n * kLanes); }
  RegisterPointer& operator+=(std::ptrdiff_t n) { return *this = *this + n; }

 private:
  explicit RegisterPointer(Float* first) : first_(first) {}

  Float* first_ = nullptr;
};

using ConstRegisters = RegisterPointer<const float>;
using Registers = RegisterPointer<float>;

/// Keeps `value` in a register. g++ tends to read a value from memory again for each use, and with
/// 27 accumulators the kernel then waits for reads, not for multiplications.
[[gnu::always_inline]] inline Register in_register(const Register& value) {
#if defined(__AVX512F__)
  auto kept = static_cast<__m512>(value);
  asm("" : "+v"(kept));
#elif defined(__AVX2__)
  auto kept = static_cast<__m256>(value);
  asm("" : "+x"(kept));
#elif defined(__aarch64__)
  auto kept = static_cast<float32x4_t>(value);
  asm("" : "+w"(kept));
#else
  const Register& kept = value;
#endif
  return Register(kept);
}

#ifndef __AVX512F__
/// a * b + c in each lane, rounded once, as for `Lanes`.
[[gnu::always_inline]] inline Register multiply_add(const Register& a, const Register& b,
                                                    const Register& c) {
#if defined(__aarch64__)
  return Register(vfmaq_f32(static_cast<float32x4_t>(c), static_cast<float32x4_t>(a),
                            static_cast<float32x4_t>(b)));
#elif defined(__FMA__)
  return Register(
      _mm256_fmadd_ps(static_cast<__m256>(a), static_cast<__m256>(b), static_cast<__m256>(c)));
#else
  return lane_details::multiply_add(a, b, c);
#endif
}
#endif

}  // namespace inkling
