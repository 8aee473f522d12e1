// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <inlay/data/scale.hpp>
#include <limits>
#include <vector>

#include "temporary_file.hpp"

namespace nn = inlay;

namespace data_test::scale {
namespace {

nn::dataset<2> with_inputs(xt::xtensor<float, 2> inputs) {
    const std::array<std::size_t, 1> samples{inputs.shape()[0]};
    return {std::move(inputs), xt::xtensor<std::int32_t, 1>(samples, 0)};
}

}  // namespace

TEST_CASE("standardizer: mean 0 and deviation 1 for each feature; constant ones become 0") {
    const auto data =
        with_inputs({{1, 0.1F, 1e6F}, {2, 0.1F, 1e6F + 1}, {3, 0.1F, 1e6F + 2}, {6, 0.1F, 1e6F + 3}});
    const auto fitted = nn::standardizer::fitted(data);
    CHECK(fitted.mean == std::vector<float>{3, 0.1F, 1e6F + 1.5F});
    // variances 14 / 4 and 5 / 4; the mean of four 0.1F in float is not 0.1F, which must not count as a
    // deviation
    CHECK(fitted.std ==
          std::vector<float>{static_cast<float>(std::sqrt(3.5)), 1, static_cast<float>(std::sqrt(1.25))});
    const auto scaled = nn::transform(fitted, data);
    CHECK(scaled.inputs(0, 0) == -2.0F / fitted.std[0]);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(scaled.inputs(i, 1) == 0.0F);
    }
    std::array<float, 3> sample{3, 0.1F, 1e6F};
    fitted.apply(sample);
    CHECK(sample[0] == 0.0F);
    CHECK(message_of([&] { fitted.apply(std::span(sample).first(2)); }) ==
          "standardizer was fitted to 3 features, and cannot be applied to 2 values");
    CHECK(message_of([&] { nn::transform(fitted, with_inputs({{1, 2, 3, 4, 5, 6}})); }) ==
          "transform: fitted to 3 features, but samples have 6");
    CHECK(message_of([&] { nn::standardizer{}.apply(sample); }).starts_with("standardizer was fitted to 0"));
    const auto single =
        nn::transform(nn::standardizer::fitted(with_inputs({{5, -7}})), with_inputs({{5, -7}}));
    CHECK(single.inputs(0, 0) == 0.0F);
    CHECK(single.inputs(0, 1) == 0.0F);
}

TEST_CASE("min_max_scaler: from 0 to 1 for each feature; constant ones become 0") {
    const auto data = with_inputs({{-2, 7, 0}, {2, 7, 1e-45F}, {0, 7, 0}});
    const auto fitted = nn::min_max_scaler::fitted(data);
    CHECK(fitted.minimum == std::vector<float>{-2, 7, 0});
    CHECK(fitted.range == std::vector<float>{4, 1, 1e-45F});
    CHECK(bool(nn::transform(fitted, data).inputs ==
               xt::xtensor<float, 2>{{0, 0, 0}, {1, 0, 1}, {0.5F, 0, 0}}));
    std::array<float, 3> outside{4, 8, 0};
    fitted.apply(outside);
    CHECK(outside[0] == 1.5F);
    CHECK(outside[1] == 1.0F);
    constexpr float huge = std::numeric_limits<float>::max();
    CHECK(message_of([] { nn::min_max_scaler::fitted(with_inputs({{huge}, {-huge}})); }) ==
          "min_max_scaler: the range of feature 0 is no finite float");
}

TEST_CASE("normalize: one mean and deviation for all") {
    const auto data = with_inputs({{0, 0.5F}, {1, 0.25F}});
    CHECK(bool(nn::normalize(data, 0.5F, 0.5F).inputs == xt::xtensor<float, 2>{{-1, 0}, {1, -0.5F}}));
    CHECK(message_of([&] { nn::normalize(data, 0, 0); }).starts_with("normalizer: std must be more than 0"));
    CHECK(
        message_of([&] { nn::normalize(data, 0, NAN); }).starts_with("normalizer: std must be more than 0"));
}

TEST_CASE("require_finite: names sample and feature") {
    auto data = with_inputs({{1, 2}, {3, 4}, {5, 6}});
    nn::require_finite(data);
    data.inputs(2, 1) = NAN;
    CHECK(message_of([&] { nn::require_finite(data); }) ==
          "sample 2, feature 1 is nan: leave the sample out or fill in a number");
    CHECK(message_of([&] { nn::standardizer::fitted(data); }).starts_with("sample 2, feature 1 is nan"));
    CHECK(message_of([&] { nn::min_max_scaler::fitted(data); }).starts_with("sample 2, feature 1 is nan"));
    data.inputs(0, 1) = -INFINITY;
    CHECK(message_of([&] { nn::require_finite(data); }).starts_with("sample 0, feature 1 is -inf"));
    const nn::dataset regression{xt::xtensor<float, 1>{1, 2}, xt::xtensor<float, 1>{1, NAN}};
    CHECK(message_of([&] {
              nn::require_finite(regression);
          }).starts_with("target of sample 1, value 0 is nan"));
}

TEST_CASE("settings: names and values, to be saved and set") {
    nn::standardizer scaler{{1, 2}, {3, 4}};
    std::string names;
    nn::standardizer::settings(scaler, [&](const char* name, std::vector<float>& values) {
        names += std::string(name) + ' ';
        values[0] = 9;
    });
    CHECK(names == "mean std ");
    CHECK(scaler.mean[0] == 9.0F);
    const nn::normalizer saved{0.25F, 2};
    float sum = 0;
    nn::normalizer::settings(saved, [&](const char*, const float& value) { sum += value; });
    CHECK(sum == 2.25F);
}

}  // namespace data_test::scale
