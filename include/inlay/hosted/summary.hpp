// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <inlay/compose/sequential.hpp>
#include <inlay/core/config.hpp>
#include <inlay/inspect/cost.hpp>
#include <inlay/inspect/structure.hpp>
#include <span>
#include <string>

namespace inlay::inline INLAY_ABI {

namespace detail {

inline std::string number_text(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

/// "12,345,678"
inline std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
    return text;
}

inline std::string dims_text(const std::array<std::size_t, 12>& dims, std::size_t rank) {
    std::string text = "(";
    for (std::size_t i = 0; i < rank; ++i) {
        if (dims[i] == 0) {
            text += "), (";
        } else {
            if (i > 0 && dims[i - 1] > 0) text += ", ";
            text += std::to_string(dims[i]);
        }
    }
    text += ")";
    return text;
}

}  // namespace detail

/// A layer as one would write it: "dense<64>", "dropout<0.2>", "conv2d<8, 3, 3, 1, 1, same>".
inline std::string spelling(const layer_info& layer) {
    std::string text = layer.name;
    for (std::size_t i = 0; i < layer.setting_count; ++i) {
        const setting_info& s = layer.settings[i];
        text += i == 0 ? "<" : ", ";
        if (s.is == setting_info::kind::whole) {
            text += std::to_string(s.whole);
        } else if (s.is == setting_info::kind::real) {
            text += detail::number_text(s.real);
        } else {
            text += s.word;
        }
    }
    return layer.setting_count > 0 ? text + ">" : text;
}

namespace detail {

inline std::string summary_of(const char* title, std::span<const layer_info> layers, const costs& c) {
    constexpr std::size_t widths[] = {46, 18, 14, 16};
    const auto line = [&](const std::string (&cells)[4]) {
        std::string text;
        for (std::size_t i = 0; i < 4; ++i) {
            const std::size_t room = cells[i].size() < widths[i] ? widths[i] - cells[i].size() : 1;
            text += i < 2 ? cells[i] + std::string(room, ' ') : std::string(room, ' ') + cells[i];
        }
        return text + "\n";
    };
    const std::string rule(94, '-');
    std::string text = "Model: " + std::string(title) + "\n" + rule + "\n";
    text += line({"Layer", "Output shape", "Parameters", "FLOPs"}) + rule + "\n";
    for (const layer_info& l : layers) {
        text += line({std::string(2 * l.depth, ' ') + std::to_string(l.index) + " " + spelling(l), dims_text(l.output, l.output_rank),
                      grouped(l.parameters), grouped(l.flops)});
    }
    text += rule + "\n";
    text += "Parameters: " + grouped(c.parameters) + " (" + grouped(c.parameter_bytes) + " bytes), trainable " +
            grouped(c.trainable_parameters) + "\n";
    text += "One sample: " + grouped(c.flops) + " FLOPs, workspace " + grouped(c.inference_bytes) + " bytes in inference, " +
            grouped(c.training_bytes) + " in training\n";
    return text;
}

}  // namespace detail

/// A table of the layers like Keras' model.summary(): shapes, parameters, FLOPs, and the bytes of the workspaces.
template <Network Net>
std::string summary(const char* title = "sequential") {
    return detail::summary_of(title, layer_table<Net>, cost<Net>);
}

}  // namespace inlay::inline INLAY_ABI
