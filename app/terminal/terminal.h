#pragma once

#include <fmt/color.h>

#include <cstdio>
#include <span>
#include <string>
#include <string_view>

namespace inkling {

/// The values of --color. `kAuto` uses colour if the stream is a terminal and NO_COLOR is not set.
enum class ColorMode { kAuto, kAlways, kNever };

/// The available colours: none, the basic 16, the 256 of most terminals, or 24-bit colour.
enum class ColorDepth { kNone, kBasic, k256, kAll };

/// Whether `stream` (stdout or stderr) can show a line that is redrawn in place.
bool is_terminal(std::FILE* stream);

/// The width of the terminal of `stream` in characters; 80 if unknown.
int terminal_columns(std::FILE* stream);

/// Whether text for `stream` is coloured.
bool use_color(ColorMode mode, std::FILE* stream);

/// The colours for text on `stream`. COLORTERM and TERM decide whether there are more than the
/// basic ones.
ColorDepth color_depth(ColorMode mode, std::FILE* stream);

/// `text` in `style` if `on`, otherwise unchanged.
std::string styled(bool on, fmt::text_style style, std::string_view text);

/// Writes a result to stdout. `output_failed` reports failures.
void print(std::string_view text);

/// The name of stdout among the files that an option takes.
inline constexpr const char* kStdout = "-";

/// Writes a file, or prints `content` if `file` is `kStdout`. Throws FileError.
void write_output(const std::string& file, const std::string& content);

/// Writes progress, a warning or an error to stderr. Failures are ignored.
void tell(std::string_view text);

/// Writes each warning to stderr as a line of its own.
void warn(std::span<const std::string> warnings);
/// The same for what is good to know: "note: ...".
void note(std::span<const std::string> notes);

/// Flushes stdout and returns whether any output was lost (disk full, descriptor closed). If so,
/// `errno` has the reason if the system gave one.
bool output_failed();

/// Occupies descriptors 0 to 2, so that no file opened later becomes stdin, stdout or stderr. A
/// closed one is opened in the wrong direction, so that using it still fails.
void occupy_standard_streams();

}  // namespace inkling
