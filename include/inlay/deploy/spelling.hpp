// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cxxabi.h>

#include <cstdlib>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <typeinfo>

/// How things are spelt in C++ source text.
namespace inlay::inline INLAY_ABI::detail {

/// Words of C++20 that no variable may be called.
inline bool is_keyword(std::string_view word) {
    static constexpr std::string_view keywords[] = {
        "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch",
        "char", "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return", "co_yield", "compl", "concept",
        "const", "const_cast", "consteval", "constexpr", "constinit", "continue", "decltype", "default", "delete", "do",
        "double", "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false", "float", "for", "friend",
        "goto", "if", "inline", "int", "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr",
        "operator", "or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast", "requires",
        "return", "short", "signed", "sizeof", "static", "static_assert", "static_cast", "struct", "switch", "template",
        "this", "thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "union", "unsigned", "using",
        "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq"};
    for (std::string_view keyword : keywords) {
        if (word == keyword) return true;
    }
    return false;
}

/// What keeps a word from being the name of a global variable; nullptr if nothing does.
inline const char* why_no_identifier(std::string_view word) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    if (word.empty()) return "it is empty";
    if (!letter(word[0])) return "it does not begin with a letter";
    for (char c : word) {
        if (!letter(c) && !(c >= '0' && c <= '9')) return "it has other characters than letters, digits and '_'";
    }
    if (word[0] == '_' || word.find("__") != word.npos) return "C++ reserves names with a leading or a double '_'";
    if (is_keyword(word)) return "it is a word of C++";
    return nullptr;
}

/// The name of a type as another source file can write it: "digits", "my::digits", "mlp<32>". Throws with advice where
/// there is none: local and unnamed types, a sequential without a name of its own.
template <class Net>
std::string spelling_of() {
    const std::string_view mangled = typeid(Net).name();
    const std::unique_ptr<char, void (*)(void*)> readable(
        abi::__cxa_demangle(mangled.data(), nullptr, nullptr, nullptr), std::free);
    std::string name = readable ? readable.get() : "";
    const auto refuse = [&](const char* why) {
        throw error("export_header: the network's type (" + name + ") " + why +
                    ". Define it in a header as struct digits : inlay::sequential<...> {}; or, if it can be reached "
                    "under another name, give that as .network");
    };
    if (name.empty()) refuse("has no name that can be found out");
    if (mangled.find("_GLOBAL__N_") != mangled.npos) refuse("is in an unnamed namespace, so no other file can name it");
    if (mangled.find('Z') == 0 || name.find('(') != name.npos || name.find("'lambda") != name.npos) {
        refuse("is local to a function, so no other file can name it");
    }
    // other translation units have another instruction set: its inline namespace is not written
    const std::string ours = std::string("inlay::") + instruction_set + "::";
    for (std::size_t at; (at = name.find(ours)) != name.npos;) name.replace(at, ours.size(), "inlay::");
    if (name.rfind("inlay::sequential<", 0) == 0) refuse("is a list of layers without a name of its own");
    if (name.find('{') != name.npos) refuse("has a template argument that cannot be written down");
    return name;
}

}  // namespace inlay::inline INLAY_ABI::detail
