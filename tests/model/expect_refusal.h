#pragma once

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace inkling {

/// Expects that `call` throws std::invalid_argument with exactly this message.
template <typename Call>
void expect_refusal(Call call, const std::string& message) {
  try {
    call();
    ADD_FAILURE() << "nothing was thrown, expected: " << message;
  } catch (const std::invalid_argument& error) {
    EXPECT_EQ(error.what(), message);
  }
}

}  // namespace inkling
