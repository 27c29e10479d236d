#pragma once

#include <fmt/color.h>

#include <cstdio>
#include <string>
#include <string_view>

namespace inkling {

/// What --color asks for. `kAuto` colours where the stream is a terminal and NO_COLOR is not set.
enum class ColorMode { kAuto, kAlways, kNever };

/// How many colours may be used: none, the 16 that every terminal has, the usual 256, or all.
enum class ColorDepth { kNone, kBasic, k256, kAll };

/// Whether `stream` (stdout or stderr) can show a line that is redrawn in place.
bool is_terminal(std::FILE* stream);

/// The width of the terminal behind `stream` in characters; 80 where it is not known.
int terminal_columns(std::FILE* stream);

/// Whether text for `stream` is coloured.
bool use_color(ColorMode mode, std::FILE* stream);

/// The colours for text on `stream`. More than the basic ones are used where COLORTERM or TERM says
/// that the terminal has them.
ColorDepth color_depth(ColorMode mode, std::FILE* stream);

/// `text` in `style` where `on`, else as it is.
std::string styled(bool on, fmt::text_style style, std::string_view text);

/// Writes a result to stdout. A failure shows in `output_failed`.
void print(std::string_view text);

/// Writes progress, a warning or an error to stderr; nothing depends on whether it arrives.
void tell(std::string_view text);

/// Flushes stdout and returns whether anything written to it was lost (a full disk, a closed
/// descriptor); `errno` then has the reason where the system gave one.
bool output_failed();

/// Makes descriptors 0 to 2 occupied, so that no file that is opened later becomes stdout or
/// stderr. One that was closed is opened the wrong way round: using it fails as on a closed one.
void occupy_standard_streams();

}  // namespace inkling
