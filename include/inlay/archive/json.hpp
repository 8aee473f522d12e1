// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/archive/container.hpp>
#include <inlay/archive/contents.hpp>
#include <inlay/archive/crc32c.hpp>
#include <inlay/archive/json_parts.hpp>
#include <inlay/archive/json_reader.hpp>
#include <inlay/archive/json_writer.hpp>
#include <inlay/archive/settings.hpp>
#include <inlay/archive/structure.hpp>
#include <inlay/archive/text.hpp>
#include <inlay/core/config.hpp>
#include <string>
#include <string_view>
#include <vector>

// The JSON forms of archives, structures and configurations; docs/archives.md shows one of each.

namespace inlay::inline INLAY_ABI::archive {
namespace detail {

/// What every JSON file of ours starts with.
[[gnu::cold, gnu::noinline]] inline void write_head(json_writer& out, const char* format, std::uint32_t library) {
    out.key("format").value(std::string(format));
    out.key("version").value(std::uint64_t{format_version});
    out.key("library").value(library_text(library));
}
[[gnu::cold, gnu::noinline]] inline std::uint32_t read_head(json_reader& in, std::string_view format) {
    const std::string found = in.member("format").text();
    if (found != format) in.fail(joined({"is \"", found, "\", expected \"", format, "\""}));
    const std::uint64_t version = in.member("version").whole();
    if (version != format_version) {
        in.fail(joined({"is ", number_text(version), ", this program reads version ", number_text(format_version)}));
    }
    std::uint32_t library = 0;
    if (!parse_library(in.member("library").text(), library)) in.fail("is not of the form 1.2.3");
    return library;
}
[[gnu::cold, gnu::noinline]] inline std::uint64_t read_hash(json_reader& in, std::string_view key, int digits) {
    std::uint64_t hash = 0;
    if (!parse_hexadecimal(in.member(key).text(), digits, hash)) in.fail("is no hexadecimal number of that length");
    return hash;
}

/// That of the binary archive with the same contents, but that all NaNs count as one: text does not tell them apart.
template <class T>
std::uint32_t checksum_of(contents<T> c, const structure_record& structure) {
    unify_nans(c.weights);
    unify_nans(c.golden_input);
    unify_nans(c.golden_output);
    for (auto& slot : c.optimizer_slots) unify_nans(slot.values);
    const std::string bytes = encode_binary(c, structure);
    return crc32c(std::string_view(bytes).substr(0, bytes.size() - checksum_size));
}

inline constexpr const char* archive_format = "inlay archive";
inline constexpr const char* structure_format = "inlay structure";
inline constexpr const char* configuration_format = "inlay configuration";

}  // namespace detail

/// The archive as JSON text.
template <class T>
[[gnu::cold]] std::string encode_json(const contents<T>& c, const structure_record& structure) {
    json_writer out;
    detail::write_head(out, detail::archive_format, c.library);
    out.key("dtype").value(std::string(dtype_text(dtype_of<T>)));
    out.key("structure_hash").value(hexadecimal(structure.hash, 16));
    detail::write_structure(out, structure);
    if (!c.configuration.empty()) detail::write_settings(out, "configuration", c.configuration);
    detail::write_tensors(out, "weights", c.weights, structure);
    if (!c.optimizer_scalars.empty()) {
        out.key("optimizer_state").open_object();
        detail::write_settings(out, "scalars", c.optimizer_scalars);
        out.key("slots").open_object();
        for (const auto& slot : c.optimizer_slots) detail::write_tensors(out, slot.name, slot.values, structure);
        out.close();
        out.close();
    }
    out.key("golden").open_object();
    out.key("input").numbers(c.golden_input.data(), structure.input.data(), structure.input.size());
    out.key("output").numbers(c.golden_output.data(), structure.output.data(), structure.output.size());
    out.close();
    out.key("checksum").value(hexadecimal(detail::checksum_of(c, structure), 8));
    return out.finish();
}

namespace detail {

/// What comes after the structure. T is the type that the file has its numbers in: text rounds to that.
template <class T>
contents<T> read_contents(json_reader& in, std::uint32_t library, const structure_record& program) {
    contents<T> c;
    c.library = library;
    if (in.has("configuration")) read_settings(in, "", c.configuration);
    read_tensors(in.member("weights"), c.weights, program);
    if (in.has("optimizer_state")) {
        in.open_object();
        read_settings(in.member("scalars"), "", c.optimizer_scalars);
        in.member("slots").open_object();
        for (std::string name = in.any_member(); !name.empty(); name = in.any_member()) {
            if (c.optimizer_slots.size() == max_optimizer_slots) in.fail("is one slot too many");
            c.optimizer_slots.push_back({name, {}});
            read_tensors(in, c.optimizer_slots.back().values, program);
        }
        in.close();
        in.close();
    }
    in.member("golden").open_object();
    c.golden_input.resize(elements(program.input));
    c.golden_output.resize(elements(program.output));
    in.member("input").numbers(c.golden_input.data(), program.input.data(), program.input.size());
    in.member("output").numbers(c.golden_output.data(), program.output.data(), program.output.size());
    in.close();
    const bool has_checksum = in.has("checksum");
    const std::uint64_t checksum = has_checksum ? read_hash(in, "checksum", 8) : 0;
    if (has_checksum && checksum != checksum_of(c, program)) {
        in.fail("does not fit: the file is damaged, or was edited (take the checksum out if the change was meant)");
    }
    in.finish();
    return c;
}

}  // namespace detail

/// The contents of a JSON archive, checked like those of a binary one. The checksum may be taken out by hand, to edit a
/// file; everything else must be there, in order.
template <class T>
[[gnu::cold]] contents<T> decode_json(std::string_view file, const std::string& text, const structure_record& program) {
    json_reader in(file, text);
    const std::uint32_t library = detail::read_head(in, detail::archive_format);
    const std::string type_name = in.member("dtype").text();
    const dtype type = type_name == "float64" ? dtype::float64 : dtype::float32;
    if (type_name != dtype_text(type)) in.fail("is neither float32 nor float64");
    check_dtype(file, type, dtype_of<T>);
    structure_record theirs;
    theirs.hash = detail::read_hash(in, "structure_hash", 16);
    detail::read_structure(in, theirs);
    check_structure_text(file, structure_text(theirs), program);
    check_structure_hash(file, theirs.hash, program);
    if (type == dtype_of<T>) return detail::read_contents<T>(in, library, program);
    return converted<T>(detail::read_contents<float>(in, library, program));
}

/// A structure alone.
[[gnu::cold]] inline std::string encode_structure(const structure_record& structure) {
    json_writer out;
    detail::write_head(out, detail::structure_format, library_version);
    out.key("structure_hash").value(hexadecimal(structure.hash, 16));
    detail::write_structure(out, structure);
    return out.finish();
}
[[gnu::cold]] inline structure_record decode_structure(std::string_view file, const std::string& text) {
    json_reader in(file, text);
    structure_record structure;
    detail::read_head(in, detail::structure_format);
    structure.hash = detail::read_hash(in, "structure_hash", 16);
    detail::read_structure(in, structure);
    in.finish();
    return structure;
}

/// A configuration alone.
[[gnu::cold]] inline std::string encode_configuration(const std::vector<setting>& configuration) {
    json_writer out;
    detail::write_head(out, detail::configuration_format, library_version);
    detail::write_settings(out, "configuration", configuration);
    return out.finish();
}
[[gnu::cold]] inline std::vector<setting> decode_configuration(std::string_view file, const std::string& text) {
    json_reader in(file, text);
    std::vector<setting> configuration;
    detail::read_head(in, detail::configuration_format);
    detail::read_settings(in.member("configuration"), "", configuration);
    in.finish();
    return configuration;
}

}  // namespace inlay::inline INLAY_ABI::archive
