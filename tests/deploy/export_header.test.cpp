// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <inlay/deploy/export_header.hpp>
#include <inlay/hosted/file.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/network/initialize.hpp>
#include <limits>
#include <string>
#include <vector>

struct exported_block : inlay::sequential<inlay::dense<3>, inlay::dense<2>> {};
struct exported_network : inlay::sequential<inlay::input<2>, inlay::dense<3>, exported_block> {};

namespace export_header_test {

/// Every literal of the text in order, read by the C library.
template <class T>
std::vector<T> literals(const std::string& text) {
    std::vector<T> values;
    for (std::size_t at = 0; (at = text.find("0x", at)) != text.npos;) {
        const std::size_t start = at > 0 && text[at - 1] == '-' ? at - 1 : at;
        char* end = nullptr;
        if constexpr (sizeof(T) == sizeof(float)) {
            values.push_back(std::strtof(text.c_str() + start, &end));
        } else {
            values.push_back(std::strtod(text.c_str() + start, &end));
        }
        at = static_cast<std::size_t>(end - text.c_str());
    }
    return values;
}

struct folder {
    std::filesystem::path path;
    folder() {
        char name[] = "/tmp/inlay-deploy-XXXXXX";
        path = ::mkdtemp(name);
    }
    ~folder() { std::filesystem::remove_all(path); }
};

}  // namespace export_header_test

using export_header_test::folder;
using export_header_test::literals;

TEST_CASE_TEMPLATE("literals are exact", T, float, double) {
    using limits = std::numeric_limits<T>;
    std::vector<T> values{T(0),           T(-0.0),         T(1),
                          T(-1) / 3,      limits::min(),   limits::denorm_min(),
                          limits::max(),  limits::lowest(), limits::epsilon(),
                          T(1e-40),       T(0.1),          T(1) + limits::epsilon()};
    inlay::random generator(inlay::seed{3});
    for (int i = 0; i < 1000; ++i) values.push_back(std::ldexp(generator.uniform<T>() - T(0.5), i % 100 - 50));
    std::string text;
    inlay::detail::put_tensor(text, values.data(), values.size(), 4, [] { return "values"; });
    const std::vector<T> back = literals<T>(text);
    REQUIRE(back.size() == values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        CHECK(back[i] == values[i]);
        CHECK(std::signbit(back[i]) == std::signbit(values[i]));
    }
    CHECK((text[text.size() - 3] == 'f') == (sizeof(T) == sizeof(float)));
    std::size_t longest = 0, line = 0;
    for (char c : text) {
        line = c == '\n' ? 0 : line + 1;
        longest = std::max(longest, line);
    }
    CHECK(longest <= 110);
    CHECK(longest > 90);
}

TEST_CASE("a header has every parameter, in the order of the tensors") {
    inlay::parameters<exported_network> p;
    inlay::initialize<exported_network>(p, inlay::seed{5}, inlay::pytorch_defaults);
    const std::string text = inlay::detail::header_of<exported_network, float>(p, "w.hpp", "weights", {});
    const std::size_t begin = text.find("> weights = {");
    REQUIRE(begin != text.npos);
    const std::vector<float> values = literals<float>(text.substr(begin, text.find("\n}};", begin) - begin));
    std::size_t at = 0;
    const auto tensors = inlay::leaf_pointers<const float>(p);
    for (std::size_t leaf = 0; leaf < tensors.size(); ++leaf) {
        const std::size_t size = inlay::leaf_table<exported_network>[leaf].size;
        for (std::size_t i = 0; i < size; ++i) {
            REQUIRE(at < values.size());
            CHECK(values[at++] == tensors[leaf][i]);
        }
    }
    CHECK(at == values.size());
    CHECK(text.find("inlay::parameters<exported_network> weights = {") != text.npos);
    CHECK(text.find("#include <inlay/embedded.hpp>") != text.npos);
    CHECK(text.find("weights_golden_input") != text.npos);
    CHECK(text.find("weights_golden_output") != text.npos);
}

TEST_CASE("the network's spelling and its header can be given") {
    struct local : exported_network {};
    inlay::parameters<local> p{};
    const std::string text =
        inlay::detail::header_of<local, float>(p, "w.hpp", "weights", {.network = "app::net", .include = "net.hpp"});
    CHECK(text.find("inlay::parameters<app::net> weights = {") != text.npos);
    CHECK(text.find("#include \"net.hpp\"") != text.npos);
}

TEST_CASE("what cannot be exported is refused, and the old file stays") {
    const folder temporary;
    const std::string file = (temporary.path / "weights.hpp").string();
    inlay::write_file_atomically(file, "the old file");
    inlay::parameters<exported_network> p{};

    CHECK_THROWS_WITH_AS(inlay::export_header<exported_network>(p, file, "my-weights"),
                         doctest::Contains("'my-weights' cannot be the name of a variable"), inlay::error);

    const auto tensors = inlay::leaf_pointers<float>(p);
    tensors[2][4] = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_WITH_AS(inlay::export_header<exported_network>(p, file, "weights"),
                         doctest::Contains("layer 1 (sequential), layer 0 (dense), kernel[4] is not a number"),
                         inlay::error);
    tensors[2][4] = -std::numeric_limits<float>::infinity();
    CHECK_THROWS_WITH_AS(inlay::export_header<exported_network>(p, file, "weights"),
                         doctest::Contains("kernel[4] is infinite"), inlay::error);
    CHECK(inlay::read_file(file, 1000) == "the old file");

    tensors[2][4] = 1;
    inlay::export_header<exported_network>(p, file, "weights");
    CHECK(inlay::read_file(file, 100000) ==
          inlay::detail::header_of<exported_network, float>(p, "weights.hpp", "weights", {}));
    CHECK_THROWS_WITH_AS(
        inlay::export_header<exported_network>(p, (temporary.path / "missing" / "w.hpp").string(), "weights"),
        doctest::Contains("missing/w.hpp"), inlay::error);
    // nothing else is left in the folder
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(temporary.path)) ++files;
    CHECK(files == 1);
}
