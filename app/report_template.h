#pragma once

#include <string_view>

namespace inkling {

/// `assets/report.html` as it was when the program was built: a page in HTML, which mustache fills.
extern const std::string_view kReportTemplate;

}  // namespace inkling
