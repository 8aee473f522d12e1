// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <inlay/archive/cereal.hpp>
#include <inlay/archive/contents.hpp>
#include <inlay/archive/crc32c.hpp>
#include <inlay/archive/text.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The binary archive. Its layout, byte by byte, is in docs/archives.md.

namespace inlay::inline INLAY_ABI::archive {

/// First bytes of a binary archive; the eighth is cereal's mark of little-endian order. The byte above 127 and the
/// line feed show a transfer as text.
inline constexpr std::string_view magic{"\x89INLAY\n\x01", 8};

namespace detail {

constexpr std::uint32_t section_tag(const char (&letters)[5]) {
    std::uint32_t tag = 0;
    for (int i = 3; i >= 0; --i) tag = tag << 8 | static_cast<unsigned char>(letters[i]);
    return tag;
}
inline constexpr std::uint32_t structure_section = section_tag("STRU");
inline constexpr std::uint32_t weights_section = section_tag("WGHT");
inline constexpr std::uint32_t golden_section = section_tag("GOLD");
inline constexpr std::uint32_t configuration_section = section_tag("CONF");
inline constexpr std::uint32_t optimizer_section = section_tag("OPTI");

inline constexpr std::size_t header_size = 40;     // magic … file size
inline constexpr std::size_t table_row_size = 16;  // tag, zero, size
inline constexpr std::size_t checksum_size = 4;
inline constexpr std::uint32_t max_sections = 16;

struct section {
    std::uint32_t tag;
    std::uint64_t size;
};

}  // namespace detail

/// The archive as bytes.
template <class T>
[[gnu::cold]] std::string encode_binary(const contents<T>& c, const structure_record& structure) {
    using namespace detail;
    const std::string layers = structure_text(structure);
    const std::string configuration = settings_text(c.configuration);
    std::string state;
    if (!c.optimizer_scalars.empty()) {
        std::vector<setting> lines = c.optimizer_scalars;
        for (const auto& slot : c.optimizer_slots) lines.push_back(make_setting("slot", slot.name));
        state = settings_text(lines);
    }
    std::vector<section> sections{{structure_section, layers.size()},
                                  {weights_section, c.weights.size() * sizeof(T)},
                                  {golden_section, (c.golden_input.size() + c.golden_output.size()) * sizeof(T)}};
    if (!configuration.empty()) sections.push_back({configuration_section, configuration.size()});
    if (!state.empty()) {
        sections.push_back(
            {optimizer_section, 8 + state.size() + c.optimizer_slots.size() * c.weights.size() * sizeof(T)});
    }
    std::uint64_t size = header_size + sections.size() * table_row_size + checksum_size;
    for (const section& s : sections) size += s.size;

    std::ostringstream stream;
    stream.write(magic.data(), magic.size() - 1);
    binary_writer out(stream);  // writes the eighth byte
    out.number(format_version);
    out.number(c.library);
    out.number(static_cast<std::uint32_t>(dtype_of<T>));
    out.number(static_cast<std::uint32_t>(sections.size()));
    out.number(structure.hash);
    out.number(size);
    for (const section& s : sections) {
        out.number(s.tag);
        out.number(std::uint32_t{0});
        out.number(s.size);
    }
    out.bytes(layers);
    out.numbers(c.weights.data(), c.weights.size());
    out.numbers(c.golden_input.data(), c.golden_input.size());
    out.numbers(c.golden_output.data(), c.golden_output.size());
    out.bytes(configuration);
    if (!state.empty()) {
        out.number(std::uint64_t{state.size()});
        out.bytes(state);
        for (const auto& slot : c.optimizer_slots) out.numbers(slot.values.data(), slot.values.size());
    }
    out.number(crc32c(stream.view()));
    return std::move(stream).str();
}

namespace detail {

/// A binary archive whose frame has been checked: what is left are sections, each within the bytes.
class binary_frame {
public:
    binary_frame(std::string file, std::string_view all) : name(std::move(file)), bytes(all) {
        if (bytes.size() < magic.size() || bytes.substr(0, magic.size() - 1) != magic.substr(0, magic.size() - 1)) {
            fail("is not an archive of inlay");
        }
        if (bytes[magic.size() - 1] != magic.back()) fail("is not in little-endian order");
        if (bytes.size() < header_size + checksum_size) fail("is cut off");
        binary_reader in(bytes.substr(magic.size()));
        const std::uint32_t version = in.number32();
        library = in.number32();
        type = static_cast<dtype>(in.number32());
        const std::uint32_t count = in.number32();
        hash = in.number64();
        const std::uint64_t size = in.number64();
        if (version != format_version) {
            fail({"has format version ", number_text(version), ", this program reads version ",
                  number_text(format_version)});
        }
        if (size != bytes.size()) {
            fail({"has ", number_text(bytes.size()), " bytes and should have ", number_text(size),
                  size > bytes.size() ? ": it is cut off" : ": something follows its end"});
        }
        check_sum();
        if (type != dtype::float32 && type != dtype::float64) fail("holds numbers of an unknown type");
        if (count > max_sections) fail("has more sections than there can be");
        std::uint64_t at = header_size + count * table_row_size;
        const std::uint64_t end = size - checksum_size;
        if (at > end) fail("has sections outside of itself");
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint32_t tag = in.number32();
            if (in.number32() != 0) fail("has a section with a flag that this program does not know");
            const std::uint64_t length = in.number64();
            if (length > end - at) fail("has sections outside of itself");
            if (find(tag).data() != nullptr) fail("has two sections of one kind");
            sections.emplace_back(tag, bytes.substr(at, length));
            at += length;
        }
        if (at != end) fail("has bytes that belong to no section");
    }

    /// The bytes of a section; without data if there is none.
    std::string_view find(std::uint32_t tag) const {
        for (const auto& [kind, content] : sections) {
            if (kind == tag) return content;
        }
        return {};
    }

    /// Numbers of a section whose size the program knows: checked before anything is reserved.
    template <class T>
    std::vector<T> numbers(std::string_view content, std::size_t count, const char* what) const {
        const std::size_t each = type == dtype::float32 ? 4 : 8;
        if (content.size() / each != count || content.size() % each != 0) {
            fail({what, " take ", number_text(content.size()), " bytes, expected ", number_text(count * each)});
        }
        if (dtype_of<T> == type) return read<T>(content, count);
        const std::vector<float> narrow = read<float>(content, count);
        return std::vector<T>(narrow.begin(), narrow.end());
    }

    [[noreturn, gnu::cold, gnu::noinline]] void fail(std::initializer_list<std::string_view> what) const {
        archive::fail({name, ": ", joined(what)});
    }
    [[noreturn, gnu::cold, gnu::noinline]] void fail(std::string_view what) const { fail({what}); }

    std::string name;
    std::string_view bytes;
    std::uint32_t library = 0;
    dtype type = dtype::float32;
    std::uint64_t hash = 0;
    std::vector<std::pair<std::uint32_t, std::string_view>> sections;

private:
    void check_sum() const {
        std::uint32_t stored = 0;
        for (std::size_t i = 0; i < checksum_size; ++i) {
            const auto byte = static_cast<unsigned char>(bytes[bytes.size() - checksum_size + i]);
            stored |= std::uint32_t{byte} << (8 * i);
        }
        if (crc32c(bytes.substr(0, bytes.size() - checksum_size)) != stored) {
            fail("is damaged: its checksum does not fit");
        }
    }
    template <class T>
    static std::vector<T> read(std::string_view content, std::size_t count) {
        std::vector<T> values(count);
        binary_reader(content).numbers(values.data(), count);
        return values;
    }
};

}  // namespace detail

/// The contents of an archive in memory. `file` is for messages. Throws an error for what is no archive, damaged, of
/// another structure or of a wider number type.
template <class T>
[[gnu::cold]] contents<T> decode_binary(const std::string& file, std::string_view bytes, const structure_record& program) {
    using namespace detail;
    const binary_frame frame(file, bytes);
    check_structure_text(file, frame.find(structure_section), program);
    check_structure_hash(file, frame.hash, program);
    check_dtype(file, frame.type, dtype_of<T>);
    const std::size_t parameters = program.parameters();
    const std::size_t inputs = elements(program.input), outputs = elements(program.output);

    contents<T> c;
    c.library = frame.library;
    c.weights = frame.template numbers<T>(frame.find(weights_section), parameters, "weights");
    const std::vector<T> golden =
        frame.template numbers<T>(frame.find(golden_section), inputs + outputs, "golden input and output");
    c.golden_input.assign(golden.begin(), golden.begin() + static_cast<std::ptrdiff_t>(inputs));
    c.golden_output.assign(golden.begin() + static_cast<std::ptrdiff_t>(inputs), golden.end());
    try {
        c.configuration = parse_settings(frame.find(configuration_section));
    } catch (const error& e) {
        frame.fail({"configuration: ", e.what()});
    }
    for (const auto& [tag, content] : frame.sections) {
        if (tag != structure_section && tag != weights_section && tag != golden_section &&
            tag != configuration_section && tag != optimizer_section) {
            frame.fail("has a section that this program does not know");
        }
    }

    const std::string_view state = frame.find(optimizer_section);
    if (state.data() == nullptr) return c;
    const std::uint64_t text_size = state.size() < 8 ? 0 : binary_reader(state).number64();
    if (state.size() < 8 || text_size > state.size() - 8) frame.fail("optimizer state is cut off");
    try {
        for (setting& s : parse_settings(state.substr(8, text_size))) {
            if (s.key == "slot") c.optimizer_slots.push_back({s.value, {}});
            else c.optimizer_scalars.push_back(std::move(s));
        }
    } catch (const error& e) {
        frame.fail({"optimizer state: ", e.what()});
    }
    const std::size_t slots = c.optimizer_slots.size();
    if (slots > max_optimizer_slots) frame.fail("optimizer state has more slots than there can be");
    const std::vector<T> values =
        frame.template numbers<T>(state.substr(8 + text_size), slots * parameters, "optimizer slots");
    for (std::size_t i = 0; i < slots; ++i) {
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(i * parameters);
        c.optimizer_slots[i].values.assign(first, first + static_cast<std::ptrdiff_t>(parameters));
    }
    return c;
}

}  // namespace inlay::inline INLAY_ABI::archive
