// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <inlay/archive/cereal.hpp>
#include <inlay/archive/settings.hpp>
#include <inlay/archive/text.hpp>
#include <inlay/core/config.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::inline INLAY_ABI::archive {

/// Reads JSON through cereal, member by member in the order in which it was written, and refuses what is not expected:
/// other members, more or fewer, values of another type, lists of another length. Every error names the file and the
/// place in it: "a.json: golden.output[3]: expected a number". The outermost object is open from the start.
class json_reader {
public:
    [[gnu::cold]] json_reader(std::string_view file, const std::string& all) : where(joined({file, ": "})) {
        file_length = where.size();
        marks.push_back(file_length);
        if (const std::size_t at = odd_zero(all); at != all.npos) {
            fail(joined({"byte ", number_text(at), ": write zero as 0, 0.0 or -0.0"}));
        }
        stream.str(all);
        try {
            json.emplace(stream);
        } catch (const std::exception&) {
            const std::size_t last = all.find_last_not_of(" \t\r\n");
            const bool closed = last != std::string::npos && all[last] == '}';
            fail(closed ? "is not valid JSON" : "is not valid JSON, or cut off");
        }
    }

    /// The member that has to come next; its value is read by what is called then.
    [[gnu::cold, gnu::noinline]] json_reader& member(std::string_view key) {
        const char* found = json->getNodeName();
        place(key);
        if (found == nullptr) fail("is missing");
        if (found != key) fail(joined({"is missing: \"", found, "\" is there instead"}));
        return *this;
    }
    /// Whether that member comes next.
    [[gnu::cold, gnu::noinline]] bool has(std::string_view key) {
        const char* found = json->getNodeName();
        if (found == nullptr || found != key) return false;
        place(key);
        return true;
    }
    /// The name of the next member, whatever it is; empty at the object's end.
    [[gnu::cold, gnu::noinline]] std::string any_member() {
        const char* found = json->getNodeName();
        if (found == nullptr) return {};
        place(found);
        return found;
    }

    [[gnu::cold, gnu::noinline]] void open_object() {
        std::size_t size = 0;
        if (!start() || list_size(size)) fail("expected an object");
        marks.push_back(where.size());
    }
    /// Opens a list and gives its length; refuses another one than expected.
    [[gnu::cold, gnu::noinline]] std::size_t open_list(std::size_t expected = any_length) {
        std::size_t size = 0;
        if (!start() || !list_size(size)) fail("expected a list");
        if (expected != any_length && size != expected) {
            fail(joined({"has ", number_text(size), " elements, expected ", number_text(expected)}));
        }
        marks.push_back(where.size());
        return size;
    }
    /// Says for messages which element of the list is read next.
    [[gnu::cold, gnu::noinline]] void element(std::size_t i) {
        where.resize(marks.back());
        where += joined({"[", number_text(i), "]"});
    }
    [[gnu::cold, gnu::noinline]] void close() {
        finish();
        json->finishNode();
        where.resize(marks.back());
        marks.pop_back();
    }
    /// Refuses what follows in the open object.
    [[gnu::cold, gnu::noinline]] void finish() {
        if (json->getNodeName() == nullptr) return;
        any_member();
        fail("is not known here: take it out");
    }

    [[gnu::cold, gnu::noinline]] std::string text() {
        std::string value;
        if (!load(value)) fail("expected a text");
        return value;
    }
    [[gnu::cold, gnu::noinline]] std::uint64_t whole() {
        std::uint64_t value = 0;
        if (!load(value)) fail("expected a whole number");
        return value;
    }
    /// A number, true, false or a text, whichever is there; false for an object, a list or null, which stay unread.
    [[gnu::cold, gnu::noinline]] bool scalar(const std::string& key, setting& value) {
        std::uint64_t whole = 0;
        std::int64_t negative = 0;
        double real = 0;
        bool truth = false;
        std::string text;
        if (load(whole)) value = make_setting(key, whole);
        else if (load(negative)) value = make_setting(key, negative);
        else if (load(real)) value = make_setting(key, real);
        else if (load(truth)) value = make_setting(key, truth);
        else if (load(text)) value = make_setting(key, text.c_str());
        else return false;
        return true;
    }
    /// Lists within lists of numbers, row-major, of exactly this shape.
    template <class T>
    void numbers(T* values, const std::uint64_t* shape, std::size_t rank) {
        const std::size_t size = open_list(static_cast<std::size_t>(*shape));
        std::size_t stride = 1;
        for (std::size_t i = 1; i < rank; ++i) stride *= static_cast<std::size_t>(shape[i]);
        for (std::size_t i = 0; i < size; ++i) {
            double real = 0;
            if (rank > 1) {
                element(i);
                numbers(values + i * stride, shape + 1, rank - 1);
                continue;
            }
            if (!load(real)) element(i), fail("expected a number");
            if (real - real == 0 && (real > largest<T> || real < -largest<T>)) element(i), fail("is too large");
            values[i] = static_cast<T>(real);
        }
        close();
    }

    [[noreturn, gnu::cold, gnu::noinline]] void fail(std::string_view what) const {
        archive::fail({where, where.size() > file_length ? ": " : "", what});
    }

    static constexpr std::size_t any_length = static_cast<std::size_t>(-1);

private:
    // doubles up to this round to a finite number
    template <class T>
    static constexpr double largest = sizeof(T) == 4 ? 0x1.fffffefffffffp127 : 0x1.fffffffffffffp1023;

    // RapidJSON 1.1.0 counts the leading zeros of a zero in numbers like 0e-45, which is undefined; those are refused
    static std::size_t odd_zero(std::string_view text) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '"') {  // past the text
                for (++i; i < text.size() && text[i] != '"'; ++i) i += text[i] == '\\' ? 1 : 0;
            } else if (text[i] >= '0' && text[i] <= '9') {
                const std::size_t begin = i;
                i = std::min(text.find_first_not_of("0123456789.", i), text.size());
                const std::string_view digits = text.substr(begin, i - begin);
                const bool exponent = i < text.size() && (text[i] == 'e' || text[i] == 'E');
                if (digits.find_first_not_of("0.") == digits.npos && (exponent || digits.size() > 3)) return begin;
                i = std::min(text.find_first_not_of("0123456789+-eE", i), text.size()) - 1;
            }
        }
        return text.npos;
    }
    void place(std::string_view key) {
        where.resize(marks.back());
        where += joined({where.size() > file_length ? "." : "", key});
    }
    bool start() {
        try {
            json->startNode();
            return true;
        } catch (const std::exception&) {  // neither an object nor a list
            return false;
        }
    }
    template <class V>
    [[gnu::noinline]] bool load(V& value) {
        try {
            json->loadValue(value);
            return true;
        } catch (const std::exception&) {  // of another type; the place in the text is as before
            return false;
        }
    }
    bool list_size(std::size_t& size) {
        try {
            cereal::size_type length = 0;
            json->loadSize(length);
            size = static_cast<std::size_t>(length);
            return true;
        } catch (const std::exception&) {
            return false;
        }
    }

    std::string where;  // the file, then the place within it
    std::size_t file_length = 0;
    std::vector<std::size_t> marks;  // where each open object and list stands
    std::istringstream stream;
    std::optional<cereal::JSONInputArchive> json;
};

}  // namespace inlay::inline INLAY_ABI::archive
