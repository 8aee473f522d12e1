// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <inlay/data/split.hpp>
#include <vector>

#include "temporary_file.hpp"

namespace nn = inlay;

namespace data_test::split {
namespace {

/// n samples of two features: sample i is (i, -i), its target i.
nn::dataset<2> numbered(std::size_t n) {
    nn::dataset<2> data{xt::xtensor<float, 2>(std::array<std::size_t, 2>{n, 2}),
                        xt::xtensor<std::int32_t, 1>(std::array<std::size_t, 1>{n})};
    for (std::size_t i = 0; i < n; ++i) {
        data.inputs(i, 0) = static_cast<float>(i);
        data.inputs(i, 1) = -static_cast<float>(i);
        data.targets(i) = static_cast<std::int32_t>(i);
    }
    return data;
}

std::vector<int> targets(const nn::dataset<2>& data) {
    for (std::size_t i = 0; i < data.size(); ++i) {  // each target still belongs to its sample
        CHECK(data.inputs(i, 0) == static_cast<float>(data.targets(i)));
        CHECK(data.inputs(i, 1) == -static_cast<float>(data.targets(i)));
    }
    return {data.targets.begin(), data.targets.end()};
}

}  // namespace

TEST_CASE("split: these very numbers on every platform") {
    // from a second implementation of core/random.hpp's definition, in Python
    const auto [train, test] = nn::split(numbered(10), 0.7, nn::seed{1});
    CHECK(targets(train) == std::vector<int>{6, 4, 7, 2, 9, 1, 5});
    CHECK(targets(test) == std::vector<int>{0, 8, 3});
    const auto [other, rest] = nn::split(numbered(10), 7, nn::seed{2});
    CHECK(targets(other) == std::vector<int>{2, 1, 7, 8, 4, 5, 9});
    CHECK(targets(rest) == std::vector<int>{6, 0, 3});
}

TEST_CASE("split: every sample once, sizes rounded") {
    const nn::dataset<2> data = numbered(33);
    for (const double fraction : {0.02, 0.1, 0.5, 0.9, 0.98}) {
        const auto [a, b] = nn::split(data, fraction, nn::seed{7});
        CHECK(a.size() == static_cast<std::size_t>(std::lround(fraction * 33)));
        std::vector<int> all = targets(a);
        const std::vector<int> rest = targets(b);
        all.insert(all.end(), rest.begin(), rest.end());
        std::sort(all.begin(), all.end());
        CHECK(all == targets(data));
    }
}

TEST_CASE("split: refuses an empty part") {
    const nn::dataset<2> data = numbered(10);
    CHECK(message_of([&] { nn::split(data, 10, nn::seed{}); }) ==
          "split: 10 of 10 samples would leave one of the two parts empty");
    CHECK(message_of([&] { nn::split(data, 0U, nn::seed{}); }).starts_with("split: 0 of 10"));
    CHECK(message_of([&] { nn::split(data, -1, nn::seed{}); }).starts_with("split: -1 of 10"));
    CHECK(message_of([&] { nn::split(data, 0.04, nn::seed{}); }).starts_with("split: 0 of 10"));
    CHECK(message_of([&] {
              nn::split(data, 1.0, nn::seed{});
          }).starts_with("split: the fraction must be between"));
    CHECK(message_of([&] {
              nn::split(data, 0.0 / 0.0, nn::seed{});
          }).starts_with("split: the fraction must be"));
    CHECK(message_of([] { nn::split(nn::dataset<2>{}, 0.5, nn::seed{}); }).starts_with("data set is empty"));
}

TEST_CASE("take: a range, or numbers") {
    const nn::dataset<2> data = numbered(6);
    CHECK(targets(nn::take(data, 2, 3)) == std::vector<int>{2, 3, 4});
    CHECK(targets(nn::take(data, 0, 6)) == targets(data));
    CHECK(targets(nn::take(data, std::array<std::uint32_t, 3>{5, 0, 5})) == std::vector<int>{5, 0, 5});
    CHECK(message_of([&] { nn::take(data, 4, 3); }) == "take: samples 4 to 7 are asked for, but there are 6");
    CHECK(message_of([&] {
              nn::take(data, ~std::size_t{0}, 2);
          }).starts_with("take: samples 1844674407370955161"));
    CHECK(message_of([&] { nn::take(data, std::array<std::uint32_t, 1>{6}); }) ==
          "take: there is no sample 6 among 6");
    const nn::dataset rows{xt::xtensor<float, 1>{1, 2, 3}, xt::xtensor<float, 2>{{1, 2}, {3, 4}, {5, 6}}};
    CHECK(bool(nn::take(rows, 1, 2).targets == xt::xtensor<float, 2>{{3, 4}, {5, 6}}));
}

TEST_CASE("one_hot") {
    CHECK(bool(nn::one_hot(xt::xtensor<std::int32_t, 1>{2, 0}, 3) ==
               xt::xtensor<float, 2>{{0, 0, 1}, {1, 0, 0}}));
    const auto data = nn::one_hot(numbered(3), 4);
    CHECK(data.target_size() == 4);
    CHECK(data.targets(2, 2) == 1.0F);
    CHECK(message_of([] { nn::one_hot(xt::xtensor<std::int32_t, 1>{1, 3}, 3); }) ==
          "one_hot: the label of sample 1 is 3, but there are 3 classes, counted from 0");
    CHECK(message_of([] {
              nn::one_hot(xt::xtensor<std::int32_t, 1>{-1}, 3);
          }).starts_with("one_hot: the label"));
}

}  // namespace data_test::split
