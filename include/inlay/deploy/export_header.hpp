// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <charconv>
#include <inlay/compose/sequential.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <inlay/core/random.hpp>
#include <inlay/deploy/header_text.hpp>
#include <inlay/deploy/spelling.hpp>
#include <inlay/hosted/file.hpp>
#include <inlay/hosted/model.hpp>
#include <inlay/inspect/cost.hpp>
#include <inlay/inspect/structure.hpp>
#include <inlay/network/infer.hpp>
#include <memory>
#include <string>

namespace inlay::inline INLAY_ABI {

/// What export_header cannot know.
struct header_options {
    /// The network's type as the program that includes the header spells it. Empty: found out from the type.
    std::string network{};
    /// A header that defines the network, to be included by the exported one: "digits.hpp". Empty: whoever includes
    /// the exported header has defined the network before.
    std::string include{};
};

namespace detail {

/// The text of the header; `file` is only named in it.
template <Network Net, class T>
std::string header_of(const parameters<Net, T>& p, const std::string& file, const std::string& name,
                      const header_options& options) {
    if (const char* why = why_no_identifier(name)) {
        throw error("export_header: '" + name + "' cannot be the name of a variable: " + why);
    }
    const std::string network = options.network.empty() ? spelling_of<Net>() : options.network;
    const std::string element = sizeof(T) == sizeof(float) ? "float" : "double";
    const std::string type = element == "float" ? "" : ", double";
    char hash[24];
    *std::to_chars(hash, hash + sizeof hash, structure_hash<Net>, 16).ptr = '\0';
    const std::string version = std::to_string(INLAY_VERSION_MAJOR) + "." + std::to_string(INLAY_VERSION_MINOR) + "." +
                                std::to_string(INLAY_VERSION_PATCH);

    std::string text;
    text += "// " + file + ": the parameters of the network " + network + " as constants.\n";
    text += "// Written by inlay " + version + ", export_header. Do not edit: export it again.\n//\n";
    text += "//   parameters      " + std::to_string(cost<Net>.parameters) + " " + element + "\n";
    text += "//   structure hash  0x" + std::string(hash) + "\n//\n";
    text += "// Values are hexadecimal and exact; the text holds for every target and instruction set.\n";
    if (options.include.empty()) text += "// Include the definition of " + network + " before this file.\n";
    text += "#pragma once\n\n#include <inlay/embedded.hpp>\n";
    if (!options.include.empty()) text += "#include \"" + options.include + "\"\n";
    // Two translation units for different instruction sets may lay a tensor out differently: as everything in inlay,
    // the variables have different symbols there.
    text += "\nnamespace inlay_exports::inline INLAY_ABI {\n\n";
    text += "static_assert(inlay::structure_hash<" + network + "> == 0x" + hash + ",\n              \"" + file +
            " was exported from another network than this " + network + ": export it again\");\n\n";

    text += "inline constexpr inlay::parameters<" + network + type + "> " + name + " = ";
    initializer_writer writer(text);
    parameters<Net, T>::leaves(writer, p);
    writer.finish();
    text += ";\n\n";

    // One input and what the network made of it when it was exported: for a self-test on the target.
    input_tensor<Net, T> x;
    random generator{seed{structure_hash<Net>}};
    for (T& v : x) v = generator.uniform<T>();
    const auto w = std::make_unique<workspace<Net, T>>();
    const auto y = std::make_unique<output_tensor<Net, T>>();
    infer<Net>(p, x.data(), y->data(), *w);
    text += "// For a self-test: the prediction for the golden input is the golden output, but for rounding.\n";
    text += "inline constexpr inlay::input_tensor<" + network + type + "> " + name + "_golden_input = ";
    put_tensor(text, x.data(), x.size(), 4, [] { return "golden input"; });
    text += ";\ninline constexpr inlay::output_tensor<" + network + type + "> " + name + "_golden_output = ";
    put_tensor(text, y->data(), y->size(), 4, [] { return "output for the golden input"; });
    text += ";\n\n}  // namespace inlay_exports::inline INLAY_ABI\n\n";
    for (const char* part : {"", "_golden_input", "_golden_output"}) {
        text += "using inlay_exports::" + name + part + ";\n";
    }
    return text;
}

}  // namespace detail

/// Writes parameters as a C++ header, to be compiled into a program:
///
///     inline constexpr inlay::parameters<digits> digits_weights = {...};
///     inline constexpr inlay::input_tensor<digits> digits_weights_golden_input = {...};   // and _golden_output
///
/// The header needs inlay/embedded.hpp and the definition of the network, nothing else; it refuses to compile for a
/// network of another structure. Errors: a name that is no C++ name, a type that cannot be named, a parameter that is
/// not finite (with its path), a file that cannot be written (the old one stays).
template <Network Net, class T>
void export_header(const parameters<Net, T>& p, const std::string& path, const std::string& name,
                   const header_options& options = {}) {
    const std::string file = path.substr(path.rfind('/') + 1);
    write_file_atomically(path, detail::header_of<Net, T>(p, file, name, options));
}
template <Network Net, class T>
void export_header(const model<Net, T>& m, const std::string& path, const std::string& name,
                   const header_options& options = {}) {
    export_header<Net, T>(m.parameters(), path, name, options);
}

}  // namespace inlay::inline INLAY_ABI
