// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/archive/cereal.hpp>
#include <inlay/archive/settings.hpp>
#include <inlay/archive/text.hpp>
#include <inlay/core/config.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

namespace inlay::inline INLAY_ABI::archive {

/// Whether the list that opens at i holds neither lists nor objects nor texts.
[[gnu::cold]] inline bool is_row(std::string_view json, std::size_t i) {
    const std::size_t next = json.find_first_of("[]{\"", i + 1);
    return next != std::string_view::npos && json[next] == ']';
}

/// Puts lists without lists, objects or texts in them on one line each: a row of a matrix is a line.
[[gnu::cold]] inline std::string join_rows(std::string_view json) {
    std::string joined;
    joined.reserve(json.size());
    for (std::size_t i = 0; i < json.size(); ++i) {
        if (json[i] == '"') {  // past the text
            const std::size_t begin = i++;
            while (i < json.size() && json[i] != '"') i += json[i] == '\\' ? 2 : 1;
            joined += json.substr(begin, i + 1 - begin);
        } else if (json[i] == '[' && is_row(json, i)) {
            for (; json[i] != ']'; ++i) {
                if (json[i] == ',') joined += ", ";
                else if (json[i] != ' ' && json[i] != '\n') joined += json[i];
            }
            joined += ']';
        } else {
            joined += json[i];
        }
    }
    return joined;
}

/// Writes JSON through cereal. The outermost object is open from the start.
class json_writer {
public:
    [[gnu::cold, gnu::noinline]] json_writer& key(std::string_view name) {
        next = name;
        json->setNextName(next.c_str());
        return *this;
    }
    [[gnu::cold, gnu::noinline]] void open_object() { json->startNode(); }
    [[gnu::cold, gnu::noinline]] void open_list() {
        json->startNode();
        json->makeArray();
    }
    [[gnu::cold, gnu::noinline]] void close() { json->finishNode(); }

    [[gnu::cold, gnu::noinline]] void value(const std::string& text) { put(text); }
    [[gnu::cold, gnu::noinline]] void value(std::uint64_t number) { put(number); }
    [[gnu::cold, gnu::noinline]] void value(const setting& s) {
        std::uint64_t whole = 0;
        std::int64_t negative = 0;
        double real = 0;
        if (s.is == setting::kind::truth) put(s.value == "true");
        else if (s.is == setting::kind::text) put(s.value);
        else if (parse_number(s.value, whole)) put(whole);
        else if (s.value != "-0" && parse_number(s.value, negative)) put(negative);
        else if (parse_number(s.value, real)) put(real);
        else put(s.value);
    }
    /// Numbers as lists within lists, row-major. A float is written as the double of no more digits than it needs.
    template <class T>
    void numbers(const T* values, const std::uint64_t* shape, std::size_t rank) {
        std::size_t stride = 1;
        for (std::size_t i = 1; i < rank; ++i) stride *= static_cast<std::size_t>(shape[i]);
        open_list();
        for (std::size_t i = 0; i < *shape; ++i) {
            if (rank > 1) {
                numbers(values + i * stride, shape + 1, rank - 1);
                continue;
            }
            double digits = static_cast<double>(values[i]);
            if constexpr (sizeof(T) == 4) parse_number(number_text(values[i]), digits);
            put(digits);
        }
        close();
    }
    /// The whole text. Nothing can be written after it.
    [[gnu::cold, gnu::noinline]] std::string finish() {
        json.reset();  // cereal writes the last bracket when it goes
        return join_rows(stream.view()) + "\n";
    }

private:
    template <class V>
    [[gnu::noinline]] void put(const V& value) {
        (*json)(value);
    }

    std::ostringstream stream;
    std::string next;  // cereal keeps a pointer
    std::optional<cereal::JSONOutputArchive> json{stream};
};

}  // namespace inlay::inline INLAY_ABI::archive
