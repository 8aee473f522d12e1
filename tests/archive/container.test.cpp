// SPDX-License-Identifier: BSD-3-Clause
#include "archive_samples.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <inlay/archive/container.hpp>
#include <string>
#include <string_view>

namespace container_test {

using namespace archive_samples;
using ar::contents, ar::decode_binary, ar::encode_binary;

/// With the checksum put right: what remains is refused for what it says.
std::string resealed(std::string bytes) {
    bytes.resize(bytes.size() - 4);
    const std::uint32_t sum = ar::crc32c(bytes);
    for (int i = 0; i < 4; ++i) bytes += static_cast<char>(sum >> (8 * i));
    return bytes;
}
template <class Number>
std::string patched(std::string bytes, std::size_t at, Number value) {
    for (std::size_t i = 0; i < sizeof value; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i));
    return resealed(bytes);
}

TEST_CASE_TEMPLATE("binary archive: round trip, bit for bit", T, float, double) {
    const auto structure = small_structure();
    const auto bare = awkward_contents<T>(structure);
    CHECK(same_bits(decode_binary<T>("f", encode_binary(bare, structure), structure), bare));
    auto full = full_contents<T>(structure);
    full.weights[5] = std::numeric_limits<T>::infinity();
    full.weights[6] = std::numeric_limits<T>::quiet_NaN();
    full.library = 0x030201;
    CHECK(same_bits(decode_binary<T>("f", encode_binary(full, structure), structure), full));
}

TEST_CASE("binary archive: the layout of docs/archives.md") {
    const auto structure = small_structure();
    const auto c = full_contents<float>(structure);
    const std::string bytes = encode_binary(c, structure);
    const auto u32 = [&](std::size_t at) {
        std::uint32_t v = 0;
        for (std::size_t i = 0; i < 4; ++i) v |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
        return v;
    };
    CHECK(bytes.substr(0, 8) == std::string("\x89INLAY\n\x01"));
    CHECK(u32(8) == 1);
    CHECK(u32(12) == ar::library_version);
    CHECK(u32(16) == 32);
    CHECK(u32(20) == 5);
    CHECK(u32(24) == 0x76543210);
    CHECK(u32(28) == 0xfedcba98);
    CHECK(u32(32) == bytes.size());
    CHECK(bytes.substr(40, 4) == "STRU");
    const std::string text = structure_text(structure);
    CHECK(text ==
          "input: 2x3\nlayer 0: flatten -> 6, 0 parameters\nlayer 1: dense<3, true> -> 3, 21 parameters\n"
          "layer 2: leaky_relu<0.1> -> 3, 0 parameters\ntensor 1.dense.kernel: weight 6x3\n"
          "tensor 1.dense.bias: bias 3\n");
    CHECK(bytes.substr(120, text.size()) == text);
    CHECK(bytes.substr(56, 4) == "WGHT");
    CHECK(u32(64) == 21 * 4);
    CHECK(u32(120 + text.size() + 7 * 4) == 0x3eaaaaab);  // 1/3
    CHECK(u32(bytes.size() - 4) == ar::crc32c(std::string_view(bytes).substr(0, bytes.size() - 4)));
}

TEST_CASE("binary archive: float loads into double exactly, double into float not") {
    const auto structure = small_structure();
    const auto narrow = full_contents<float>(structure);
    const std::string floats = encode_binary(narrow, structure);
    CHECK(same_bits(decode_binary<double>("f", floats, structure), ar::converted<double>(narrow)));
    const std::string doubles = encode_binary(full_contents<double>(structure), structure);
    CHECK(error_of([&] { decode_binary<float>("d.inlay", doubles, structure); }) ==
          "d.inlay: holds float64 numbers, this program computes in float32: load it into a model of double, or save "
          "it from a model of float");
}

TEST_CASE("binary archive: another structure is refused with the first difference") {
    const auto structure = small_structure();
    const std::string bytes = encode_binary(awkward_contents<float>(structure), structure);
    const auto message = [&](auto change) {
        auto other = structure;
        change(other);
        return error_of([&] { decode_binary<float>("digits.inlay", bytes, other); });
    };
    CHECK(message([](auto& s) { s.layers[1].settings[0].value = "128"; }) ==
          "digits.inlay: layer 1: the file has dense<3, true>, this program has dense<128, true>");
    CHECK(message([](auto& s) { s.layers[0].name = "reshape"; }) ==
          "digits.inlay: layer 0: the file has flatten, this program has reshape");
    CHECK(message([](auto& s) { s.layers.pop_back(); }) ==
          "digits.inlay: layer 2: the file has leaky_relu<0.1>, this program has nothing");
    CHECK(message([](auto& s) { s.layers.push_back({"3", "softmax", {}, {3}, 0}); }) ==
          "digits.inlay: layer 3: the file has nothing, this program has softmax");
    CHECK(message([](auto& s) { s.input = {6}; }) == "digits.inlay: input: the file has 2x3, this program has 6");
    CHECK(message([](auto& s) { s.layers[1].output = {4}; }) ==
          "digits.inlay: layer 1: the file has dense<3, true> -> 3, 21 parameters, this program has dense<3, true> -> "
          "4, 21 parameters");
    CHECK(message([](auto& s) { s.tensors[0].shape = {3, 6}; }) ==
          "digits.inlay: tensor 1.dense.kernel: the file has weight 6x3, this program has weight 3x6");
    CHECK(message([](auto& s) { s.tensors.pop_back(); }) ==
          "digits.inlay: tensor 1.dense.bias: the file has bias 3, this program has nothing");
    CHECK(message([](auto& s) { s.hash = 1; }) ==
          "digits.inlay: the structure's hash is 0xfedcba9876543210, that of this program's network is "
          "0x0000000000000001");
}

TEST_CASE("binary archive: cut off anywhere, it is an error that says so") {
    const auto structure = small_structure();
    const std::string bytes = encode_binary(full_contents<float>(structure), structure);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        // a copy of its own on the heap: reading past it is seen by the sanitizer
        const std::vector<char> part(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        const std::string message = error_of(
            [&] { decode_binary<float>("f", std::string_view(part.data(), part.size()), structure); });
        CHECK_MESSAGE(contains(message, size < 8 ? "f: is not an archive of inlay" : "cut off"), size);
    }
    CHECK(contains(error_of([&] { decode_binary<float>("f", bytes + '\0', structure); }), "something follows its end"));
}

TEST_CASE("binary archive: every flipped bit is found") {
    const auto structure = small_structure();
    const auto c = full_contents<float>(structure);
    std::string bytes = encode_binary(c, structure);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        for (const int mask : {0xff, 0x01, 0x80}) {
            bytes[i] = static_cast<char>(bytes[i] ^ mask);
            CHECK_MESSAGE(!error_of([&] { decode_binary<float>("f", bytes, structure); }).empty(), i);
            bytes[i] = static_cast<char>(bytes[i] ^ mask);
        }
    }
    CHECK(same_bits(decode_binary<float>("f", bytes, structure), c));
}

TEST_CASE("binary archive: with a right checksum, every flipped byte is an error or numbers, never a crash") {
    const auto structure = small_structure();
    const std::string bytes = encode_binary(full_contents<float>(structure), structure);
    int errors = 0;
    for (std::size_t i = 0; i + 4 < bytes.size(); ++i) {
        for (const int mask : {0xff, 0x01, 0x80}) {
            std::string flipped = bytes;
            flipped[i] = static_cast<char>(flipped[i] ^ mask);
            errors += error_of([&] { decode_binary<float>("f", resealed(flipped), structure); }).empty() ? 0 : 1;
        }
    }
    CHECK(errors > 500);
}

TEST_CASE("binary archive: what a hostile file says of itself") {
    const auto structure = small_structure();
    const std::string bytes = encode_binary(full_contents<float>(structure), structure);
    const auto message = [&](const std::string& bad) {
        return error_of([&] { decode_binary<float>("f", bad, structure); });
    };
    CHECK(message(patched(bytes, 8, 2u)) == "f: has format version 2, this program reads version 1");
    CHECK(message(patched(bytes, 16, 7u)) == "f: holds numbers of an unknown type");
    CHECK(message(patched(bytes, 20, 0xffffffffu)) == "f: has more sections than there can be");
    CHECK(message(patched(bytes, 20, 4u)) == "f: has bytes that belong to no section");
    CHECK(message(patched(bytes, 44, 1u)) == "f: has a section with a flag that this program does not know");
    CHECK(message(patched(bytes, 56, 0x55525453u)) == "f: has two sections of one kind");
    CHECK(message(patched(bytes, 88, 0x20202020u)) == "f: has a section that this program does not know");
    for (const std::uint64_t size : {std::uint64_t{1} << 61, ~std::uint64_t{0}, std::uint64_t{1} << 32}) {
        CHECK(message(patched(bytes, 64, size)) == "f: has sections outside of itself");
        CHECK(contains(message(patched(bytes, 32, size)), "it is cut off"));
        const std::size_t state = bytes.size() - 4 - 2 * 21 * 4 - std::strlen("name = \"adam\"\nstep = 1234\n") -
                                  std::strlen("slot = \"m\"\nslot = \"v\"\n") - 8;
        CHECK(message(patched(bytes, state, size)) == "f: optimizer state is cut off");
    }
    std::string other_order = bytes;
    other_order[7] = 0;
    CHECK(message(other_order) == "f: is not in little-endian order");
    CHECK(message("") == "f: is not an archive of inlay");
    CHECK(message("{}") == "f: is not an archive of inlay");
}

TEST_CASE("settings as text and back") {
    const auto settings = full_contents<float>(small_structure()).configuration;
    CHECK(ar::parse_settings(ar::settings_text(settings)) == settings);
    CHECK(contains(ar::settings_text(settings), "optimizer.learning_rate = 0.001\n"));
    for (const char* bad : {"x", "x\n", "x =\n", "x = \n", "x = \"\n", "x = \"abc\n", "x = 1"}) {
        CHECK(error_of([&] { ar::parse_settings(std::string("ok = 1\n") + bad); }) ==
              "line 2 is not of the form: key = value");
    }
    CHECK(ar::parse_settings("x = \"\\\"\n")[0].value == "\"");
    CHECK(ar::parse_settings("x = \"\"\n")[0].value.empty());
}

}  // namespace container_test
