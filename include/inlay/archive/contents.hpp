// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <inlay/archive/settings.hpp>
#include <inlay/archive/structure.hpp>
#include <inlay/archive/text.hpp>
#include <inlay/core/config.hpp>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::inline INLAY_ABI::archive {

/// Version of both forms, counted up when a program of before could not read what is written now.
inline constexpr std::uint32_t format_version = 1;
/// Who writes: major * 65536 + minor * 256 + patch.
inline constexpr std::uint32_t library_version =
    INLAY_VERSION_MAJOR << 16 | INLAY_VERSION_MINOR << 8 | INLAY_VERSION_PATCH;

/// Type of the numbers, by its bits.
enum class dtype : std::uint32_t { float32 = 32, float64 = 64 };
template <class T>
inline constexpr dtype dtype_of = sizeof(T) == 4 ? dtype::float32 : dtype::float64;

/// "float32".
inline const char* dtype_text(dtype type) { return type == dtype::float32 ? "float32" : "float64"; }

/// One set of numbers of an optimiser, of the parameters' shapes: Adam's "m".
template <class T>
struct optimizer_slot {
    std::string name;
    std::vector<T> values;
};

/// What one archive holds, in either form. Numbers are those of all tensors one after the other.
template <class T>
struct contents {
    static_assert(sizeof(T) == 4 || sizeof(T) == 8, "inlay: archives hold float or double");
    std::uint32_t library = library_version;
    std::vector<T> weights;
    std::vector<T> golden_input, golden_output;     ///< one sample and what the network made of it
    std::vector<setting> configuration;             ///< empty: not stored
    std::vector<setting> optimizer_scalars;         ///< empty: no optimiser state stored
    std::vector<optimizer_slot<T>> optimizer_slots;
};

/// Most slots that an optimiser can have; bounds what a file can ask for.
inline constexpr std::size_t max_optimizer_slots = 8;

/// "0.1.0".
[[gnu::cold]] inline std::string library_text(std::uint32_t version) {
    return joined({number_text(version >> 16), ".", number_text(version >> 8 & 255), ".", number_text(version & 255)});
}
[[gnu::cold]] inline bool parse_library(std::string_view text, std::uint32_t& version) {
    version = 0;
    for (const std::uint32_t most : {65535u, 255u, 255u}) {
        const std::size_t dot = std::min(text.find('.'), text.size());
        std::uint32_t part = 0;
        if (!parse_number(text.substr(0, dot), part) || part > most) return false;
        version = version << 8 | part;
        text.remove_prefix(std::min(dot + 1, text.size()));
    }
    return text.empty();
}

/// Refuses numbers of another type. float32 files load into double exactly; the other way would lose digits.
[[gnu::cold]] inline void check_dtype(std::string_view file, dtype in_file, dtype in_program) {
    if (in_file == in_program || in_file == dtype::float32) return;
    fail({file, ": holds float64 numbers, this program computes in float32: load it into a model of double, or save it "
                "from a model of float"});
}

/// Refuses a file of another structure, with the first difference.
[[gnu::cold]] inline void check_structure_text(std::string_view file, std::string_view text,
                                               const structure_record& program) {
    const std::string difference = first_difference(text, structure_text(program));
    if (!difference.empty()) fail({file, ": ", difference});
}
[[gnu::cold]] inline void check_structure_hash(std::string_view file, std::uint64_t hash,
                                               const structure_record& program) {
    if (hash == program.hash) return;
    fail({file, ": the structure's hash is ", hexadecimal(hash, 16), ", that of this program's network is ",
          hexadecimal(program.hash, 16)});
}

/// Every NaN as the same NaN: text does not tell them apart.
template <class T>
void unify_nans(std::vector<T>& values) {
    for (T& v : values) {
        if (v != v) v = std::numeric_limits<T>::quiet_NaN();
    }
}

/// The same in another type.
template <class To, class From>
contents<To> converted(const contents<From>& c) {
    const auto each = [](const std::vector<From>& values) {
        std::vector<To> result(values.size());
        for (std::size_t i = 0; i < values.size(); ++i) result[i] = static_cast<To>(values[i]);
        return result;
    };
    contents<To> result{c.library, each(c.weights), each(c.golden_input), each(c.golden_output), c.configuration,
                        c.optimizer_scalars, {}};
    for (const auto& slot : c.optimizer_slots) result.optimizer_slots.push_back({slot.name, each(slot.values)});
    return result;
}

}  // namespace inlay::inline INLAY_ABI::archive
