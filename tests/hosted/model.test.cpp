// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <inlay/compose/leaves.hpp>
#include <inlay/hosted/model.hpp>
#include <inlay/hosted/summary.hpp>
#include <inlay/layers/conv2d.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/dropout.hpp>
#include <inlay/layers/flatten.hpp>
#include <inlay/layers/max_pool2d.hpp>
#include <inlay/layers/relu.hpp>
#include <inlay/layers/softmax.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "support/allocations.hpp"

namespace nn = inlay;

namespace model_test {
namespace {

struct block : nn::sequential<nn::dense<8>, nn::relu> {};
struct net : nn::sequential<nn::input<6, 6, 1>, nn::conv2d<3, 3>, nn::relu, nn::max_pool2d<2>, nn::flatten, block, nn::dropout<0.25>,
                            nn::dense<4>, nn::softmax> {};
using model = nn::model<net>;

std::array<float, 36> sample(std::uint64_t seed) {
    std::array<float, 36> x;
    nn::random r(nn::seed{seed});
    for (float& v : x) v = r.uniform<float>();
    return x;
}

TEST_CASE("model: copies are deep, moves hand over, either may be assigned to itself") {
    model a(nn::seed{1});
    const model b(nn::seed{2});
    CHECK(a.parameters() == model(nn::seed{1}).parameters());
    CHECK(!(a.parameters() == b.parameters()));

    model copy = a;
    CHECK(copy.parameters() == a.parameters());
    CHECK(&copy.parameters() != &a.parameters());
    nn::leaf_pointers<float>(copy.parameters())[0][0] += 1;
    CHECK(!(copy.parameters() == a.parameters()));
    copy = b;
    CHECK(copy.parameters() == b.parameters());
    model& same = copy;
    copy = same;
    CHECK(copy.parameters() == b.parameters());

    const auto* const held = &a.parameters();
    model moved = std::move(a);
    CHECK(&moved.parameters() == held);
    model other(nn::seed{5});
    other = std::move(moved);
    CHECK(&other.parameters() == held);
    moved = b;  // one that was moved from can be assigned to
    CHECK(moved.parameters() == b.parameters());
    static_assert(std::is_nothrow_move_constructible_v<model> && std::is_nothrow_move_assignable_v<model>);

    const model from(b.parameters());
    CHECK(from.parameters() == b.parameters());
}

TEST_CASE("model: a sample in any container gives the same prediction, without allocation") {
    const model m(nn::seed{1});
    const std::array<float, 36> x = sample(3);
    nn::input_tensor<net> as_tensor;
    for (std::size_t i = 0; i < 36; ++i) as_tensor[i] = x[i];
    const std::vector<float> as_vector(x.begin(), x.end());
    const std::size_t before = support::allocations();
    const auto y = m(x);
    CHECK(m(as_tensor) == y);
    CHECK(m(std::span<const float, 36>(x)) == y);
    CHECK(m(std::span<const float>(as_vector)) == y);
    CHECK(support::allocations() == before);
    const std::string expected = "model: a sample has 35 values, the network takes 36";
    CHECK_THROWS_WITH_AS(m(std::span<const float>(as_vector).first(35)), expected.c_str(), nn::error);
}

TEST_CASE("model: inference is const, and two threads get the bits that one gets") {
    const model m(nn::seed{1});
    constexpr std::size_t n = 300;
    const auto all = [&m](std::vector<nn::output_tensor<net>>& y) {
        for (std::size_t i = 0; i < n; ++i) y[i] = m(sample(i));
    };
    std::vector<nn::output_tensor<net>> alone(n), first(n), second(n);
    all(alone);
    std::thread a(all, std::ref(first)), b(all, std::ref(second));
    a.join();
    b.join();
    CHECK(first == alone);
    CHECK(second == alone);
}

TEST_CASE("summary: every layer as it is written, with shape, parameters and FLOPs, and the sums") {
    const std::string text = nn::summary<net>("digits");
    const auto line_with = [&](const std::string& words) {
        const std::size_t at = text.find(words);
        return at == std::string::npos ? "(no line has " + words + ")" : text.substr(at, text.find('\n', at) - at);
    };
    const auto has = [&](const std::string& line, const char* words) {
        CAPTURE(line);
        CHECK(line.find(words) != std::string::npos);
    };
    has(text, "Model: digits\n");
    const std::string conv = line_with("0 conv2d<3, 3, 3, 1, 1, valid>");
    has(conv, "(4, 4, 3)");
    has(conv, " 30 ");
    has(conv, " 864");  // 2 * 16 pixels * 3 filters * 9 taps
    has(line_with("2 max_pool2d<2, 2, 2, 2, valid>"), "(2, 2, 3)");
    has(line_with("3 flatten"), "(12)");
    has(line_with("4 sequential"), " 104 ");
    has(line_with("  0 dense<8>"), " 104 ");  // within its block
    has(line_with("5 dropout<0.25>"), " 0 ");
    has(line_with("6 dense<4>"), " 36 ");
    has(line_with("Parameters: "), "Parameters: 170 (");
    has(line_with("Parameters: "), "trainable 170");
    has(line_with("One sample: "), (nn::detail::grouped(nn::cost<net>.flops) + " FLOPs").c_str());
    has(line_with("One sample: "), (nn::detail::grouped(nn::cost<net>.inference_bytes) + " bytes in inference").c_str());
    CHECK(nn::detail::grouped(0) == "0");
    CHECK(nn::detail::grouped(999) == "999");
    CHECK(nn::detail::grouped(44426) == "44,426");
    CHECK(nn::detail::grouped(1234567890123) == "1,234,567,890,123");
}

}  // namespace
}  // namespace model_test
