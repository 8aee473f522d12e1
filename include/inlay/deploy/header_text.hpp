// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <inlay/core/leaf.hpp>
#include <limits>
#include <string>
#include <vector>

/// The initialisers of an exported header as text.
namespace inlay::inline INLAY_ABI::detail {

/// A value as a hexadecimal literal, which is exact: "0x1.8p+1f". Not touched by the locale.
template <class T>
void put_literal(std::string& text, T value) {
    char digits[40];
    if (std::signbit(value)) text += '-';
    text += "0x";
    const auto end = std::to_chars(digits, digits + sizeof digits, std::abs(value), std::chars_format::hex).ptr;
    text.append(digits, end);
    if constexpr (sizeof(T) == sizeof(float)) text += 'f';
}

/// "{{0x1p+0f, ...}}": the braces of a tensor and of its array. `what` names the tensor if a value is not finite.
template <class T>
void put_tensor(std::string& text, const T* values, std::size_t count, std::size_t indent, const auto& what) {
    static_assert(std::numeric_limits<T>::is_iec559, "inlay: only floating-point parameters are exported");
    constexpr std::size_t columns = 110;
    text += "{{";
    std::size_t line = text.rfind('\n') + 1;  // where the current line begins
    std::string literal;
    for (std::size_t i = 0; i < count; ++i) {
        if (!std::isfinite(values[i])) {
            throw error(std::string("export_header: ") + what() + "[" + std::to_string(i) + "] is " +
                        (std::isnan(values[i]) ? "not a number" : "infinite") +
                        ": the network is not usable; look at the learning rate or the data it was trained with");
        }
        literal.clear();
        put_literal(literal, values[i]);
        if (i + 1 < count) literal += ',';
        if (text.size() + literal.size() + 4 - line > columns) {
            text += '\n';
            line = text.size();
            text.append(indent, ' ');
        } else if (i > 0) {
            text += ' ';
        }
        text += literal;
    }
    text += "}}";
}

/// Walks parameters and writes one initialiser with every brace. A layer is a slot around its parameters, hence two
/// braces; one that has layers within holds them in a base of its parameters, hence a third.
class initializer_writer {
public:
    explicit initializer_writer(std::string& into) : text(into) {
        text += "{";
        open.push_back({text.size()});
    }
    void finish() { text += open.back().layers_within ? "\n}}" : "\n}"; }

    void enter(std::size_t index, const char* name) {
        if (!open.back().layers_within) text.insert(open.back().at, 1, '{');
        open.back().layers_within = true;
        new_item();
        text += "{{";
        open.push_back({text.size(), std::string("layer ") + std::to_string(index) + " (" + name + ")"});
        text += "  // " + open.back().what;
    }
    void leave() {
        const layer done = open.back();
        open.pop_back();
        if (done.empty) {  // nothing but the comment was written: all on one line
            text.insert(done.at, "}},");
        } else {
            new_line();
            text += done.layers_within ? "}}}," : "}},";
        }
    }
    template <class Tensor>
    void operator()(const leaf& what, const Tensor& tensor) {
        new_item();
        text += std::string("/* ") + what.name + " */ ";
        put_tensor(text, tensor.data(), tensor.size(), 4 * (open.size() + 1), [&] {
            std::string path;
            for (const layer& l : open) path += l.what.empty() ? "" : l.what + ", ";
            return path + what.name;
        });
        text += ',';
    }

private:
    struct layer {
        std::size_t at;  // behind its opening braces
        std::string what{};
        bool empty = true, layers_within = false;
    };

    void new_line() {
        text += '\n';
        text.append(4 * open.size(), ' ');
    }
    void new_item() {
        open.back().empty = false;
        new_line();
    }

    std::string& text;
    std::vector<layer> open;  // the layers around what is being written; the network first
};

}  // namespace inlay::inline INLAY_ABI::detail
