#pragma once

#include <string_view>

namespace inkling {

/// Files in `assets/` that are compiled into the program: HTML templates for mustache, styles and
/// scripts.
extern const std::string_view kReportTemplate;           ///< report.html
extern const std::string_view kReportStyle;              ///< report.css
extern const std::string_view kReportScript;             ///< report.js
extern const std::string_view kCloudScript;              ///< cloud.js, of the report
extern const std::string_view kExplanationPageTemplate;  ///< explanation_page.html
extern const std::string_view kExplanationTemplate;      ///< explanation.html, part of both pages
extern const std::string_view kFactsTemplate;            ///< facts.html, part of both pages
extern const std::string_view kExplanationStyle;         ///< explanation.css
extern const std::string_view kExplanationScript;        ///< explanation.js
extern const std::string_view kBaseStyle;                ///< base.css, for all pages
extern const std::string_view kBaseScript;               ///< base.js, for all pages

/// completion.bash and completion.zsh, also templates for mustache.
extern const std::string_view kBashCompletionTemplate;
extern const std::string_view kZshCompletionTemplate;

}  // namespace inkling
