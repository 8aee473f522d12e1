// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <unistd.h>

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <inlay/archive/contents.hpp>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

// What the tests of archives share: a small network as a table, awkward numbers, and a folder of their own.
namespace archive_samples {

namespace ar = inlay::archive;

inline ar::structure_record small_structure() {
    ar::structure_record s;
    s.hash = 0xfedcba9876543210;
    s.input = {2, 3};
    s.output = {3};
    s.layers = {{"0", "flatten", {}, {6}, 0},
                {"1", "dense", {ar::make_setting("units", 3u), ar::make_setting("use_bias", true)}, {3}, 21},
                {"2", "leaky_relu", {ar::make_setting("negative_slope", 0.1)}, {3}, 0}};
    s.tensors = {{"1.dense.kernel", "weight", {6, 3}}, {"1.dense.bias", "bias", {3}}};
    return s;
}

/// Numbers that text gets wrong first: both zeros, the smallest, the largest, and some with many digits.
template <class T>
ar::contents<T> awkward_contents(const ar::structure_record& s) {
    using limits = std::numeric_limits<T>;
    ar::contents<T> c;
    c.weights = {T(0),           T(-0.0),          limits::denorm_min(), -limits::denorm_min(), limits::max(),
                 limits::lowest(), limits::min(),  T(1) / 3,             T(0.1),                T(-1e-7),
                 limits::epsilon(), T(16777217.0), T(123456.789)};
    for (int i = 0; c.weights.size() < s.parameters(); ++i) c.weights.push_back(T(1.7) / T(i + 1) - T(1));
    for (std::size_t i = 0; i < ar::elements(s.input); ++i) c.golden_input.push_back(T(0.3) * T(i) - T(1));
    for (std::size_t i = 0; i < ar::elements(s.output); ++i) c.golden_output.push_back(T(1) / T(i + 7));
    return c;
}

template <class T>
ar::contents<T> full_contents(const ar::structure_record& s) {
    ar::contents<T> c = awkward_contents<T>(s);
    c.configuration = {ar::make_setting("loss.name", "cross_entropy"), ar::make_setting("optimizer.name", "adam"),
                       ar::make_setting("optimizer.learning_rate", 1e-3f), ar::make_setting("epochs", 5u),
                       ar::make_setting("seed", std::numeric_limits<std::uint64_t>::max()),
                       ar::make_setting("offset", -3), ar::make_setting("shuffle", true),
                       ar::make_setting("note", "a \"quoted\" \\ text\nof two lines, 5 = true")};
    c.optimizer_scalars = {ar::make_setting("name", "adam"), ar::make_setting("step", std::uint64_t{1234})};
    c.optimizer_slots = {{"m", c.weights}, {"v", c.weights}};
    c.optimizer_slots[1].values[3] = T(42);
    return c;
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}
template <class T>
bool same_bits(const ar::contents<T>& a, const ar::contents<T>& b) {
    bool same = a.library == b.library && same_bits(a.weights, b.weights) &&
                same_bits(a.golden_input, b.golden_input) && same_bits(a.golden_output, b.golden_output) &&
                a.configuration == b.configuration && a.optimizer_scalars == b.optimizer_scalars &&
                a.optimizer_slots.size() == b.optimizer_slots.size();
    for (std::size_t i = 0; same && i < a.optimizer_slots.size(); ++i) {
        same = a.optimizer_slots[i].name == b.optimizer_slots[i].name &&
               same_bits(a.optimizer_slots[i].values, b.optimizer_slots[i].values);
    }
    return same;
}

/// What a call throws as inlay::error; "" if it throws nothing. Other exceptions pass.
template <class Call>
std::string error_of(Call&& call) {
    try {
        std::forward<Call>(call)();
    } catch (const inlay::error& e) {
        return e.what();
    }
    return "";
}
inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// A folder that goes with the test.
struct folder {
    std::filesystem::path path;
    folder() {
        std::string name = (std::filesystem::temp_directory_path() / "inlay-archive-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    ~folder() { std::filesystem::remove_all(path); }
    std::string operator/(const std::string& name) const { return (path / name).string(); }
    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(path), std::filesystem::directory_iterator()));
    }
};
inline std::string slurp(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}
inline void spill(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace archive_samples
