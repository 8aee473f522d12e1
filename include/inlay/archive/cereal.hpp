// SPDX-License-Identifier: BSD-3-Clause
#pragma once

// Where cereal enters inlay: its portable binary and its JSON archive. No other file includes it.

#include <inlay/archive/json_document.hpp>
// the above first: it settles RapidJSON's options
#include <cereal/archives/json.hpp>
#include <cereal/archives/portable_binary.hpp>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <istream>
#include <ostream>
#include <streambuf>
#include <string_view>

namespace inlay::inline INLAY_ABI::archive {

/// Writes numbers and bytes, little-endian whatever the machine. Starts with one byte of cereal's: 1 for little-endian.
class binary_writer {
public:
    explicit binary_writer(std::ostream& to)
        : archive(to, cereal::PortableBinaryOutputArchive::Options::LittleEndian()) {}
    void number(std::uint32_t value) { archive(value); }
    void number(std::uint64_t value) { archive(value); }
    void bytes(std::string_view text) { archive(cereal::binary_data(text.data(), text.size())); }
    template <class T>
    void numbers(const T* values, std::size_t count) {
        archive(cereal::binary_data(values, count * sizeof(T)));
    }

private:
    cereal::PortableBinaryOutputArchive archive;
};

/// Reads what binary_writer wrote, without its first byte: the caller has checked that that is 1 (cereal takes any
/// other for big-endian) and that there is enough. Past the end it throws cereal::Exception.
class binary_reader {
public:
    explicit binary_reader(std::string_view bytes) { buffer.read_from(bytes); }
    std::uint32_t number32() {
        std::uint32_t value = 0;
        archive(value);
        return value;
    }
    std::uint64_t number64() {
        std::uint64_t value = 0;
        archive(value);
        return value;
    }
    template <class T>
    void numbers(T* values, std::size_t count) {
        archive(cereal::binary_data(values, count * sizeof(T)));
    }

private:
    // over bytes that somebody else owns; first the one byte that cereal starts with
    struct bytes_buffer : std::streambuf {
        bytes_buffer() { read_from("\x01"); }
        void read_from(std::string_view bytes) {
            char* begin = const_cast<char*>(bytes.data());  // never written to: there is no put area
            setg(begin, begin, begin + bytes.size());
        }
    };
    bytes_buffer buffer;
    std::istream stream{&buffer};
    cereal::PortableBinaryInputArchive archive{stream};
};

}  // namespace inlay::inline INLAY_ABI::archive
