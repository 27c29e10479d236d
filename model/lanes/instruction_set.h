#pragma once

namespace inkling {

/// The vector instructions that the layers use: "AVX-512" or "AVX2". In a portable build the
/// processor decides, because there are two libraries of the model.
const char* instruction_set();

}  // namespace inkling
