#include "io/files/error.h"

#include <string_view>

namespace inkling {
namespace {

bool is_control(unsigned char byte) { return byte < 0x20 || byte == 0x7f; }

void append_fact(std::string& message, std::string_view name, const std::string& fact) {
  constexpr std::size_t kNameWidth = 10;
  if (fact.empty()) return;
  message.append("\n  ").append(name).append(kNameWidth - name.size(), ' ');
  message += printable(fact);
}

std::string headline_of(const FileError::Facts& facts) {
  return facts.path.empty() ? printable(facts.problem)
                            : printable(facts.path) + ": " + printable(facts.problem);
}

std::string message_of(const FileError::Facts& facts) {
  std::string message = headline_of(facts);
  append_fact(message, "expected", facts.expected);
  append_fact(message, "found", facts.found);
  append_fact(message, "next", facts.next);
  return message;
}

}  // namespace

FileError::FileError(const Facts& facts) : std::runtime_error(message_of(facts)), facts_(facts) {}

std::string FileError::headline() const { return headline_of(facts_); }

std::string printable(const std::string& text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string shown;
  shown.reserve(text.size());
  for (std::size_t n = 0; n < text.size(); ++n) {
    const auto byte = static_cast<unsigned char>(text[n]);
    // Terminals treat U+0080 to U+009F (in UTF-8: 0xc2 and one byte) like escape sequences.
    const bool continues_control = byte >= 0x80 && byte <= 0x9f && n > 0 && text[n - 1] == '\xc2';
    if (is_control(byte) || continues_control) {
      if (continues_control) shown.replace(shown.size() - 1, 1, "\\xc2");
      shown.append("\\x").append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 15]);
    } else {
      shown += text[n];
    }
  }
  return shown;
}

}  // namespace inkling
