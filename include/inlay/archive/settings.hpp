// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstddef>
#include <inlay/archive/text.hpp>
#include <inlay/core/config.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inlay::inline INLAY_ABI::archive {

/// One line of a configuration, or one setting of a layer: its key, and its value as text. Numbers are written with as
/// few digits as give the same number back.
struct setting {
    enum class kind : unsigned char { number, truth, text };
    std::string key;
    kind is = kind::number;
    std::string value;
    friend bool operator==(const setting&, const setting&) = default;
};

[[gnu::cold, gnu::noinline]] inline setting make_setting(std::string key, bool value) {
    return {std::move(key), setting::kind::truth, value ? "true" : "false"};
}
template <class Number>
    requires std::integral<Number> || std::floating_point<Number>
[[gnu::cold, gnu::noinline]] setting make_setting(std::string key, Number value) {
    return {std::move(key), setting::kind::number, number_text(value)};
}
[[gnu::cold, gnu::noinline]] inline setting make_setting(std::string key, std::string_view value) {
    return {std::move(key), setting::kind::text, std::string(value)};
}
[[gnu::cold, gnu::noinline]] inline setting make_setting(std::string key, const char* value) {
    return make_setting(std::move(key), std::string_view(value));
}

/// Settings as text, one `key = value` per line, texts in quotes with \" \\ \n inside: what binary archives hold.
[[gnu::cold, gnu::noinline]] inline std::string settings_text(const std::vector<setting>& settings) {
    std::string text;
    for (const setting& s : settings) {
        const char* const quote = s.is == setting::kind::text ? "\"" : "";
        text += joined({s.key, " = ", quote});
        for (const char c : s.value) {
            if (*quote != 0 && (c == '"' || c == '\\')) text += '\\';
            if (c == '\n') text += "\\n";
            else text += c;
        }
        text += joined({quote, "\n"});
    }
    return text;
}

/// The settings that settings_text gave; throws an error with the number of a line that is not of that form.
[[gnu::cold, gnu::noinline]] inline std::vector<setting> parse_settings(std::string_view text) {
    std::vector<setting> settings;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view row = text.substr(0, end);
        const std::size_t equals = row.find(" = ");
        const std::string_view value = equals == row.npos ? "" : row.substr(equals + 3);
        const bool quoted = value.starts_with('"');
        if (end == text.npos || value.empty() || (quoted && (value.size() < 2 || value.back() != '"'))) {
            fail({"line ", number_text(settings.size() + 1), " is not of the form: key = value"});
        }
        text.remove_prefix(end + 1);
        setting& s = settings.emplace_back();
        s.key = row.substr(0, equals);
        if (!quoted) {
            s.is = value == "true" || value == "false" ? setting::kind::truth : setting::kind::number;
            s.value = value;
            continue;
        }
        s.is = setting::kind::text;
        for (std::size_t i = 1; i + 1 < value.size(); ++i) {
            const bool escaped = value[i] == '\\' && ++i + 1 < value.size();
            s.value += escaped && value[i] == 'n' ? '\n' : value[i];
        }
    }
    return settings;
}

}  // namespace inlay::inline INLAY_ABI::archive
