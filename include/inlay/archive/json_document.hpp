// SPDX-License-Identifier: BSD-3-Clause
#pragma once

// RapidJSON as cereal's JSON archive uses it: include this before <cereal/archives/json.hpp>.
//
// Its options: nested brackets must not use up the stack, numbers are read exactly, NaN and infinity are allowed.
//
// And its tree, for compilers that refuse <rapidjson/document.h>: version 1.1.0, the last release and Debian's,
// assigns to a const member in a function that nobody calls; Clang and GCC >= 14 reject that when they read it, and
// no pragma and no option reaches the line. So here RapidJSON's reader, which is sound, fills a small tree with the
// few functions that cereal calls. This stands aside where document.h has been included already, where the compiler
// takes the original, where RapidJSON is newer (it has uri.h) and where cereal brings its own copy. Define
// INLAY_JSON_DOCUMENT as 0 if your RapidJSON 1.1.0 is a patched one that other files of the program include.

#include <stdexcept>

#if __has_include(<cereal/external/rapidjson/document.h>)
#if !defined(CEREAL_RAPIDJSON_PARSE_DEFAULT_FLAGS)
#define CEREAL_RAPIDJSON_PARSE_DEFAULT_FLAGS kParseFullPrecisionFlag | kParseNanAndInfFlag | kParseIterativeFlag
#endif
#elif !defined(RAPIDJSON_READER_H_)
#if !defined(RAPIDJSON_ASSERT)
#define RAPIDJSON_ASSERT_THROWS
#define RAPIDJSON_ASSERT(x) \
    if (!(x)) throw std::runtime_error("JSON: not as expected: " #x)
#endif
#if !defined(RAPIDJSON_WRITE_DEFAULT_FLAGS)
#define RAPIDJSON_WRITE_DEFAULT_FLAGS kWriteNanAndInfFlag
#endif
#if !defined(RAPIDJSON_PARSE_DEFAULT_FLAGS)
#define RAPIDJSON_PARSE_DEFAULT_FLAGS kParseFullPrecisionFlag | kParseNanAndInfFlag | kParseIterativeFlag
#endif
#endif

#if !defined(INLAY_JSON_DOCUMENT)
#if defined(RAPIDJSON_DOCUMENT_H_) || __has_include(<rapidjson/uri.h>) || \
    __has_include(<cereal/external/rapidjson/document.h>) || (!defined(__clang__) && __GNUC__ < 14)
#define INLAY_JSON_DOCUMENT 0
#else
#define INLAY_JSON_DOCUMENT 1
#endif
#endif

#if INLAY_JSON_DOCUMENT
#define RAPIDJSON_DOCUMENT_H_
#include <cstddef>
#include <cstdint>
#include <rapidjson/reader.h>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace RAPIDJSON_NAMESPACE {

template <class Encoding>
class GenericDocument;

/// One JSON value: null, boolean, number, string, array or object.
template <class Encoding>
class GenericValue {
  public:
    struct Member;
    using ConstMemberIterator = const Member*;
    using ConstValueIterator = const GenericValue*;

    bool IsNull() const { return content.index() == 0; }
    bool IsArray() const { return std::holds_alternative<array>(content); }
    bool IsObject() const { return std::holds_alternative<object>(content); }

    bool GetBool() const { return get<bool>("true or false"); }
    int GetInt() const { return whole<int>(); }
    unsigned GetUint() const { return whole<unsigned>(); }
    std::int64_t GetInt64() const { return whole<std::int64_t>(); }
    std::uint64_t GetUint64() const { return whole<std::uint64_t>(); }
    double GetDouble() const {
        if (auto i = std::get_if<std::int64_t>(&content)) return static_cast<double>(*i);
        if (auto u = std::get_if<std::uint64_t>(&content)) return static_cast<double>(*u);
        return get<double>("a number");
    }
    const char* GetString() const { return get<std::string>("a string").c_str(); }

    std::size_t Size() const { return get<array>("an array").size(); }
    ConstValueIterator Begin() const { return get<array>("an array").data(); }
    ConstValueIterator End() const { return Begin() + Size(); }
    ConstMemberIterator MemberBegin() const { return get<object>("an object").data(); }
    ConstMemberIterator MemberEnd() const { return MemberBegin() + get<object>("an object").size(); }

  private:
    friend GenericDocument<Encoding>;
    using array = std::vector<GenericValue>;
    using object = std::vector<Member>;

    template <class T>
    const T& get(const char* wanted) const {
        if (auto value = std::get_if<T>(&content)) return *value;
        throw std::runtime_error(std::string("JSON: expected ") + wanted);
    }
    template <class T>
    T whole() const {
        auto i = std::get_if<std::int64_t>(&content);
        auto u = std::get_if<std::uint64_t>(&content);
        if (i && std::in_range<T>(*i)) return static_cast<T>(*i);
        if (u && std::in_range<T>(*u)) return static_cast<T>(*u);
        throw std::runtime_error(i || u ? "JSON: number out of range" : "JSON: expected a whole number");
    }

    // a std::uint64_t only above the range of std::int64_t
    std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, array, object> content;
};

template <class Encoding>
struct GenericValue<Encoding>::Member {
    GenericValue name, value;
};

/// A value read from a stream.
template <class Encoding>
class GenericDocument : public GenericValue<Encoding> {
  public:
    template <unsigned Flags = kParseDefaultFlags, class Stream>
    GenericDocument& ParseStream(Stream& stream) {
        builder handler{*this};
        GenericReader<Encoding, Encoding> reader;
        auto result = reader.template Parse<Flags>(stream, handler);
        if (result.IsError())
            throw std::runtime_error("JSON: the text is not valid at byte " + std::to_string(result.Offset()));
        return *this;
    }

  private:
    using value = GenericValue<Encoding>;

    // receives the reader's events; an object's member waits with its name until the value comes
    struct builder {
        static constexpr std::size_t max_depth = 256;  // of nesting: taking the tree down recurses
        value& root;
        std::vector<value*> open = {};

        template <class T>
        value* add(T&& content) {
            value* place = &root;
            if (!open.empty()) {
                if (auto a = std::get_if<typename value::array>(&open.back()->content)) place = &a->emplace_back();
                else place = &std::get<typename value::object>(open.back()->content).back().value;
            }
            place->content = std::forward<T>(content);
            return place;
        }
        template <class T>
        bool enter(T&& empty) {
            if (open.size() == max_depth) return false;
            open.push_back(add(std::forward<T>(empty)));
            return true;
        }

        bool Null() { return add(std::monostate{}); }
        bool Bool(bool b) { return add(b); }
        bool Int(int i) { return add(std::int64_t{i}); }
        bool Uint(unsigned u) { return add(std::int64_t{u}); }
        bool Int64(std::int64_t i) { return add(i); }
        bool Uint64(std::uint64_t u) {
            return std::in_range<std::int64_t>(u) ? Int64(static_cast<std::int64_t>(u)) : add(u) != nullptr;
        }
        bool Double(double d) { return add(d); }
        bool RawNumber(const char*, SizeType, bool) { return false; }
        bool String(const char* s, SizeType n, bool) { return add(std::string(s, n)); }
        bool Key(const char* s, SizeType n, bool) {
            auto& members = std::get<typename value::object>(open.back()->content);
            members.emplace_back().name.content = std::string(s, n);
            return true;
        }
        bool StartObject() { return enter(typename value::object{}); }
        bool StartArray() { return enter(typename value::array{}); }
        bool EndObject(SizeType) { return open.pop_back(), true; }
        bool EndArray(SizeType) { return open.pop_back(), true; }
    };
};

using Value = GenericValue<UTF8<>>;
using Document = GenericDocument<UTF8<>>;

}  // namespace RAPIDJSON_NAMESPACE
#endif
