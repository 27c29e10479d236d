#pragma once

namespace inkling {

/// How many floating-point operations (multiplications and additions) `threads` threads make in a
/// second with nothing but fused multiply-adds of `Lanes` that stay in registers: the processor's
/// own limit, with which kernels are compared. The best of several short loops; takes about half a
/// second.
double measure_fma_peak(int threads);

}  // namespace inkling
