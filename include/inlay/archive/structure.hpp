// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <inlay/archive/settings.hpp>
#include <inlay/archive/text.hpp>
#include <inlay/core/config.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inlay::inline INLAY_ABI::archive {

using extents = std::vector<std::uint64_t>;

/// The numbers in a tensor of that shape: the product, or where a 0 parts several tensors the sum of their products.
inline std::uint64_t elements(const extents& shape) {
    std::uint64_t product = 1, sum = 0;
    for (const std::uint64_t extent : shape) {
        sum += extent == 0 ? product : 0;
        product = extent == 0 ? 1 : product * extent;
    }
    return sum + product;
}

/// One layer of a network, as values that a file can hold.
struct layer_record {
    std::string position;  ///< "3", or "3.1" within a layer made of layers
    std::string name;      ///< "dense"
    std::vector<setting> settings;
    extents output;
    std::uint64_t parameters = 0;
};

/// One tensor of parameters.
struct tensor_record {
    std::string path;  ///< "3.kernel"
    std::string role;  ///< "weight", "bias" or "statistic"
    extents shape;

    std::uint64_t size() const { return elements(shape); }
};

/// A network's architecture: what this program has, or what a file tells of the program that wrote it.
struct structure_record {
    std::uint64_t hash = 0;
    extents input;
    extents output;
    std::vector<layer_record> layers;
    std::vector<tensor_record> tensors;

    std::uint64_t parameters() const {
        std::uint64_t sum = 0;
        for (const tensor_record& t : tensors) sum += t.size();
        return sum;
    }
};

/// "28x28x1"; "28x28x1 and 5" of two parts.
[[gnu::cold, gnu::noinline]] inline std::string shape_text(const extents& shape) {
    std::string text;
    bool first = true;
    for (const std::uint64_t extent : shape) {
        text += extent == 0 ? " and " : joined({first ? "" : "x", number_text(extent)});
        first = extent == 0;
    }
    return text;
}

/// "conv2d<8, 3>": the layer as it is written in a program.
[[gnu::cold, gnu::noinline]] inline std::string spelling(const layer_record& layer) {
    std::string text = layer.name;
    for (const setting& s : layer.settings) text += joined({&s == layer.settings.data() ? "<" : ", ", s.value});
    return text.append(layer.settings.empty() ? "" : ">");
}

/// The structure as lines of text, which binary archives hold and files are compared by.
///
///     input: 28x28x1
///     layer 0: conv2d<8, 3> -> 26x26x8, 80 parameters
///     tensor 0.conv2d.kernel: weight 3x3x1x8
[[gnu::cold, gnu::noinline]] inline std::string structure_text(const structure_record& structure) {
    std::string text = joined({"input: ", shape_text(structure.input), "\n"});
    for (const layer_record& layer : structure.layers) {
        text += joined({"layer ", layer.position, ": ", spelling(layer), " -> ", shape_text(layer.output), ", ",
                        number_text(layer.parameters), " parameters\n"});
    }
    for (const tensor_record& tensor : structure.tensors) {
        text += joined({"tensor ", tensor.path, ": ", tensor.role, " ", shape_text(tensor.shape), "\n"});
    }
    return text;
}

namespace detail {

/// A line of structure_text: what it is about, and what that is.
struct structure_line {
    std::string_view place, what;

    /// Takes the first line off a text; both parts are empty at its end.
    static structure_line take(std::string_view& text) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t colon = line.find(": ");
        if (colon == line.npos) return {line, {}};
        return {line.substr(0, colon), line.substr(colon + 2)};
    }
    std::string_view spelled() const { return what.substr(0, what.find(" -> ")); }
    bool is_layer() const { return place.starts_with("layer "); }
};

}  // namespace detail

/// Where two structures differ first, for a message: "layer 3: the file has dense<64>, this program has dense<128>".
/// Empty if they are the same.
[[gnu::cold, gnu::noinline]] inline std::string first_difference(std::string_view file, std::string_view program) {
    if (file == program) return {};
    while (!file.empty() || !program.empty()) {
        auto theirs = detail::structure_line::take(file), ours = detail::structure_line::take(program);
        if (theirs.place == ours.place && theirs.what == ours.what) continue;
        // one side ends here, or its layers do
        if (theirs.place != ours.place) {
            if (ours.place.empty() || (theirs.is_layer() && !ours.is_layer())) ours = {theirs.place, {}};
            else if (theirs.place.empty() || (ours.is_layer() && !theirs.is_layer())) theirs = {ours.place, {}};
            else return joined({"the file has ", theirs.place, ", this program has ", ours.place});
        }
        const bool by_spelling = theirs.spelled() != ours.spelled();
        const std::string_view in_file = by_spelling ? theirs.spelled() : theirs.what;
        const std::string_view here = by_spelling ? ours.spelled() : ours.what;
        return joined({ours.place, ": the file has ", in_file.empty() ? "nothing" : in_file, ", this program has ",
                       here.empty() ? "nothing" : here});
    }
    return "the text of the structure differs in its line ends";
}

}  // namespace inlay::inline INLAY_ABI::archive
