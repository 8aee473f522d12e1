// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/data/dataset.hpp>
#include <inlay/data/file.hpp>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <vector>

namespace inlay::inline INLAY_ABI {

struct csv_options {
    std::ptrdiff_t target_column = -1;  // counted from 0; negative: from the end, -1 is the last
    char separator = ',';
    bool header = false;  // the first line names the columns
};

namespace detail {

/// Takes the text of a CSV file apart into numbers; knows where it is, for the errors.
template <class Target>
class csv_parser {
public:
    csv_parser(const std::string& path, std::string_view text, const csv_options& options)
        : path_(path), text_(text), options_(options) {}

    dataset<2, xt::xtensor<Target, 1>> parse() {
        if (text_.starts_with("\xef\xbb\xbf")) {
            text_.remove_prefix(3);  // the mark that some editors put at the start of UTF-8
        }
        bool skip = options_.header;
        while (!text_.empty()) {
            ++line_;
            const std::size_t end = std::min(text_.find('\n'), text_.size());
            const std::string_view line = trimmed(text_.substr(0, end));
            text_.remove_prefix(std::min(end + 1, text_.size()));
            if (line.empty()) {
                continue;
            }
            if (skip) {
                skip = false;
            } else {
                row(line);
            }
        }
        if (targets_.empty()) {
            throw error(path_ + ": has no line of numbers");
        }
        dataset<2, xt::xtensor<Target, 1>> data{
            xt::xtensor<float, 2>(std::array<std::size_t, 2>{targets_.size(), columns_ - 1}),
            xt::xtensor<Target, 1>(std::array<std::size_t, 1>{targets_.size()})};
        std::copy(inputs_.begin(), inputs_.end(), data.inputs.data());
        std::copy(targets_.begin(), targets_.end(), data.targets.data());
        return data;
    }

private:
    [[noreturn]] void bad(std::size_t column, const std::string& what) const {
        throw error(path_ + ": line " + std::to_string(line_) + ", column " + std::to_string(column + 1) +
                    ": " + what);
    }

    static std::string_view trimmed(std::string_view s) {
        while (!s.empty() && (s.front() == ' ' || s.front() == '\t' || s.front() == '\r')) {
            s.remove_prefix(1);
        }
        while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r')) {
            s.remove_suffix(1);
        }
        return s;
    }

    void row(std::string_view line) {
        if (columns_ == 0) {
            columns_ = 1 + static_cast<std::size_t>(std::count(line.begin(), line.end(), options_.separator));
            const auto n = static_cast<std::ptrdiff_t>(columns_);
            if (columns_ < 2) {
                bad(0, std::string(
                           "only one column: there must be a target and at least one input, separated by '") +
                           options_.separator + "'");
            }
            if (options_.target_column >= n || options_.target_column < -n) {
                throw error(path_ + ": has " + std::to_string(n) + " columns, so there is no target_column " +
                            std::to_string(options_.target_column));
            }
            target_ = static_cast<std::size_t>(options_.target_column + (options_.target_column < 0 ? n : 0));
        }
        for (std::size_t column = 0;; ++column) {
            if (column == columns_) {
                bad(column,
                    "there should be " + std::to_string(columns_) + " columns, as in the lines before");
            }
            const std::size_t end = std::min(line.find(options_.separator), line.size());
            const std::string_view field = line.substr(0, end);
            if (column == target_) {
                targets_.push_back(target(column, number<double>(column, field)));
            } else {
                inputs_.push_back(number<float>(column, field));
            }
            if (end == line.size()) {
                if (column + 1 != columns_) {
                    bad(column,
                        "the line ends, but there should be " + std::to_string(columns_) + " columns");
                }
                return;
            }
            line.remove_prefix(end + 1);
        }
    }

    template <class T>
    T number(std::size_t column, std::string_view field) const {
        field = trimmed(field);
        if (field.size() >= 2 && field.front() == '"' && field.back() == '"') {
            field = trimmed(field.substr(1, field.size() - 2));
        }
        const std::string_view shown = field.substr(0, 40);
        if (field.starts_with('+')) {
            field.remove_prefix(1);  // from_chars takes no plus
        }
        T value{};
        auto [end, code] = std::from_chars(field.data(), field.data() + field.size(), value);
        if (double wide = 0;
            std::is_same_v<T, float> && code == std::errc::result_out_of_range &&
            std::from_chars(field.data(), field.data() + field.size(), wide).ec == std::errc() &&
            std::abs(wide) < 1) {
            value = static_cast<T>(wide);  // too small for a float is zero, too large is an error
            code = std::errc();
        }
        if (code == std::errc::result_out_of_range) {
            bad(column, "'" + std::string(shown) + "' is out of range");
        }
        if (code != std::errc() || end != field.data() + field.size()) {
            bad(column, shown.empty()
                            ? "there is nothing"
                            : "'" + printable(shown) + "' is not a number" +
                                  (line_ == 1 && !options_.header
                                       ? " (if the first line names the columns, set .header = true)"
                                       : ""));
        }
        return value;
    }

    static std::string printable(std::string_view field) {
        std::string text(field);
        std::replace_if(text.begin(), text.end(), [](char c) { return c >= 0 && (c < ' ' || c > '~'); }, '?');
        return text;
    }

    Target target(std::size_t column, double value) const {
        if constexpr (std::is_integral_v<Target>) {
            const auto lowest = static_cast<double>(std::numeric_limits<Target>::min());
            const double highest =
                static_cast<double>(std::numeric_limits<Target>::max() / 2 + 1) * 2;  // one above
            if (!(value >= lowest && value < highest) || value != std::floor(value)) {
                bad(column, "the target " + std::to_string(value) +
                                " is not a class number (for real targets use read_csv<float>)");
            }
        }
        return static_cast<Target>(value);
    }

    const std::string& path_;
    std::string_view text_;
    const csv_options& options_;
    std::size_t line_ = 0;
    std::size_t columns_ = 0;
    std::size_t target_ = 0;
    std::vector<float> inputs_;
    std::vector<Target> targets_;
};

}  // namespace detail

/// Reads lines of numbers (plain or .gz): one column is the target, the others are the inputs, in their
/// order. Targets are class numbers; read_csv<float> reads real ones.
///
/// Numbers have a decimal point, whatever the locale; "nan" and "inf" are read (see require_finite). Spaces
/// around a field, quotes around a number, empty lines and both kinds of line end are fine. Throws
/// inlay::error naming file, line and column (counted from 1) of what is not a number, missing, or one too
/// many.
template <class Target = std::int32_t>
    requires std::is_arithmetic_v<Target>
dataset<2, xt::xtensor<Target, 1>> read_csv(const std::string& path, const csv_options& options = {}) {
    detail::input_file file(path);
    std::string text(file.compressed() ? 0 : file.at_most(), '\0');
    if (file.compressed()) {  // its length is not known before it is read
        constexpr std::size_t part = 1U << 16;
        for (std::size_t size = 0, got = part; got == part; size += got) {
            text.resize(size + part);
            got = file.read(text.data() + size, part);
            text.resize(size + got);
        }
    } else {
        file.read_all(text.data(), text.size(), "text");
    }
    return detail::csv_parser<Target>(path, text, options).parse();
}

}  // namespace inlay::inline INLAY_ABI
