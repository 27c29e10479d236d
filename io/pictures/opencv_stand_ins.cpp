#include <cstdio>
#include <cstdlib>

// OpenCV's static libraries refer to LAPACK and BLAS (decompositions and products of large
// matrices) and to GLX (windows of OpenGL). Inkling prepares pictures and calls none of them, but
// loading the real libraries, with X11 and OpenBLAS, which starts its threads at once, takes more
// than half the time of classifying a picture. So these functions replace them. If a new use of
// OpenCV calls one of them, it says so.

#define INKLING_STAND_IN(function)                                               \
  extern "C" [[noreturn]] void function();                                       \
  void function() {                                                              \
    std::fputs("error: this program is linked without " #function "\n", stderr); \
    std::abort();                                                                \
  }

INKLING_STAND_IN(cblas_sgemm)
INKLING_STAND_IN(cblas_dgemm)
INKLING_STAND_IN(cblas_cgemm)
INKLING_STAND_IN(cblas_zgemm)
INKLING_STAND_IN(sgels_)
INKLING_STAND_IN(dgels_)
INKLING_STAND_IN(sgeqrf_)
INKLING_STAND_IN(dgeqrf_)
INKLING_STAND_IN(sgesdd_)
INKLING_STAND_IN(dgesdd_)
INKLING_STAND_IN(sgesv_)
INKLING_STAND_IN(dgesv_)
INKLING_STAND_IN(sgetrf_)
INKLING_STAND_IN(dgetrf_)
INKLING_STAND_IN(sposv_)
INKLING_STAND_IN(dposv_)
INKLING_STAND_IN(spotrf_)
INKLING_STAND_IN(dpotrf_)
INKLING_STAND_IN(glXGetProcAddressARB)
INKLING_STAND_IN(glXGetCurrentContext)
INKLING_STAND_IN(glXGetCurrentDisplay)
