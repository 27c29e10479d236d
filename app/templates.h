#pragma once

#include <string_view>

namespace inkling {

/// The files of these names in `assets/`, compiled into the program: pages in HTML, which mustache
/// fills, with their styles and scripts.
extern const std::string_view kReportTemplate;           ///< report.html
extern const std::string_view kReportStyle;              ///< report.css
extern const std::string_view kReportScript;             ///< report.js
extern const std::string_view kExplanationPageTemplate;  ///< explanation_page.html
extern const std::string_view kExplanationTemplate;      ///< explanation.html, a part of both
extern const std::string_view kFactsTemplate;            ///< facts.html, a part of both
extern const std::string_view kExplanationStyle;         ///< explanation.css
extern const std::string_view kExplanationScript;        ///< explanation.js
extern const std::string_view kBaseStyle;                ///< base.css, of all pages
extern const std::string_view kBaseScript;               ///< base.js, of all pages

/// completion.bash and completion.zsh, which mustache fills, too.
extern const std::string_view kBashCompletionTemplate;
extern const std::string_view kZshCompletionTemplate;

}  // namespace inkling
