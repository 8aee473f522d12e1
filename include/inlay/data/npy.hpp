// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <inlay/core/config.hpp>
#include <inlay/data/dataset.hpp>
#include <inlay/data/file.hpp>
#include <inlay/data/npy_header.hpp>
#include <inlay/hosted/file.hpp>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace inlay::inline INLAY_ABI {

/// Element types that .npy files are read into and written from.
template <class T>
concept NpyElement = std::is_arithmetic_v<T> && !std::is_same_v<T, bool> && sizeof(T) <= 8;

namespace detail {

/// The value of one stored element as a T. Real numbers are rounded to T; whole ones must fit into it
/// exactly.
template <NpyElement T, class Stored>
bool npy_convert(const unsigned char* bytes, bool swap, T& value) {
    std::array<unsigned char, sizeof(Stored)> raw;
    std::memcpy(raw.data(), bytes, sizeof(Stored));
    if (swap) {
        std::reverse(raw.begin(), raw.end());
    }
    const auto stored = std::bit_cast<Stored>(raw);
    if constexpr (std::is_integral_v<T> && std::is_integral_v<Stored>) {
        if (!std::in_range<T>(stored)) {
            return false;
        }
    } else if constexpr (std::is_integral_v<T>) {
        return false;  // refused before, by its type
    }
    value = static_cast<T>(stored);
    return true;
}

template <NpyElement T>
using npy_converter = bool (*)(const unsigned char*, bool, T&);

/// The conversion from the type in the header, or null if it cannot be read as T.
template <NpyElement T>
npy_converter<T> npy_converter_for(char kind, std::size_t bytes) {
    struct row {
        char kind;
        std::size_t bytes;
        npy_converter<T> convert;
    };
    static constexpr row rows[] = {
        {'f', 4, npy_convert<T, float>},         {'f', 8, npy_convert<T, double>},
        {'i', 1, npy_convert<T, std::int8_t>},   {'i', 2, npy_convert<T, std::int16_t>},
        {'i', 4, npy_convert<T, std::int32_t>},  {'i', 8, npy_convert<T, std::int64_t>},
        {'u', 1, npy_convert<T, std::uint8_t>},  {'u', 2, npy_convert<T, std::uint16_t>},
        {'u', 4, npy_convert<T, std::uint32_t>}, {'u', 8, npy_convert<T, std::uint64_t>},
        {'b', 1, npy_convert<T, std::uint8_t>}};
    for (const row& r : rows) {
        if (r.kind == kind && r.bytes == bytes && !(std::is_integral_v<T> && kind == 'f')) {
            return r.convert;
        }
    }
    return nullptr;
}

/// How NumPy spells the type T: "<f4", "|u1" …
template <NpyElement T>
std::string npy_type() {
    const char order = sizeof(T) == 1 ? '|' : std::endian::native == std::endian::little ? '<' : '>';
    const char kind = std::is_floating_point_v<T> ? 'f' : std::is_signed_v<T> ? 'i' : 'u';
    return {order, kind, static_cast<char>('0' + sizeof(T))};
}

}  // namespace detail

/// Reads an array that NumPy wrote with np.save: format 1 to 3, C or Fortran order, either byte order,
/// numbers of 1 to 8 bytes. They are converted to T: any number to a real T, whole numbers to a whole T if
/// they fit.
///
///     xt::xtensor<float, 2> x = nn::read_npy<float, 2>("x.npy");
///
/// The sizes in the file are checked against its length before anything is allocated. Throws inlay::error,
/// naming the file, if its rank is not Rank, its type cannot be T, it is cut off, or it is longer than it
/// should be.
template <NpyElement T, std::size_t Rank>
xt::xtensor<T, Rank> read_npy(const std::string& path) {
    detail::input_file file(path);
    const detail::npy_header header = detail::read_npy_header(file);
    const auto convert = detail::npy_converter_for<T>(header.kind, header.item_size);
    if (convert == nullptr) {
        file.fail("has elements of type '" + header.type + "', which cannot be read as '" +
                  detail::npy_type<T>() + "'");
    }
    if (header.shape.size() != Rank) {
        file.fail("has " + std::to_string(header.shape.size()) + " dimensions, but " + std::to_string(Rank) +
                  " are asked for");
    }
    std::array<std::size_t, Rank> shape{};
    std::copy(header.shape.begin(), header.shape.end(), shape.begin());
    xt::xtensor<T, Rank> result(shape);

    // The file's k-th element goes to the position whose index, with the file's order of dimensions, is k.
    std::array<std::size_t, Rank> index{};
    std::vector<unsigned char> bytes(std::min<std::size_t>(header.count, 8192) * header.item_size);
    for (std::size_t done = 0; done < header.count;) {
        const std::size_t part = std::min(bytes.size() / header.item_size, header.count - done);
        file.read_all(bytes.data(), part * header.item_size, "elements");
        for (std::size_t i = 0; i < part; ++i) {
            std::size_t to = done + i;
            if (header.fortran_order) {
                to = 0;
                for (std::size_t d = 0; d < Rank; ++d) {
                    to = to * shape[d] + index[d];
                }
                for (std::size_t d = 0; d < Rank && ++index[d] == shape[d]; ++d) {
                    index[d] = 0;
                }
            }
            if (!convert(bytes.data() + i * header.item_size, header.swapped, result.data()[to])) {
                file.fail("element " + std::to_string(done + i) + " does not fit into '" +
                          detail::npy_type<T>() + "'");
            }
        }
        done += part;
    }
    file.expect_end();
    return result;
}

/// Writes a container (anything with .data(), .shape() and .dimension(), row major) as NumPy's np.save would,
/// format 1. Throws inlay::error if the file cannot be written; an old one is then as it was.
template <class Container>
    requires requires(const Container& c) { c.data(), c.shape(), c.dimension(); }
void write_npy(const std::string& path, const Container& container) {
    using value = std::remove_cvref_t<decltype(*container.data())>;
    std::string shape;
    std::size_t count = 1;
    for (std::size_t d = 0; d < container.dimension(); ++d) {
        shape += std::to_string(container.shape()[d]) + (container.dimension() == 1 ? "," : "");
        shape += d + 1 < container.dimension() ? ", " : "";
        count *= container.shape()[d];
    }
    std::string text =
        "{'descr': '" + detail::npy_type<value>() + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    constexpr std::size_t prefix = 10;  // magic, version, length; the elements begin at a multiple of 64
    text.append(63 - (prefix + text.size()) % 64, ' ').push_back('\n');
    std::string bytes = std::string("\x93NUMPY\x01\0", 8) + static_cast<char>(text.size() & 0xff) +
                        static_cast<char>(text.size() >> 8) + text;
    if (count > 0) bytes.append(reinterpret_cast<const char*>(container.data()), count * sizeof(value));
    write_file_atomically(path, bytes);
}

}  // namespace inlay::inline INLAY_ABI
