// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <inlay/data/dataset.hpp>
#include <type_traits>

#include "temporary_file.hpp"

namespace nn = inlay;

namespace data_test::dataset {

TEST_CASE("dataset: samples and targets are rows in place") {
    const nn::dataset data{xt::xtensor<float, 3>{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}, {{9, 10}, {11, 12}}},
                           xt::xtensor<float, 2>{{0.5F}, {1.5F}, {2.5F}}};
    static_assert(std::is_same_v<decltype(data), const nn::dataset<3, xt::xtensor<float, 2>>>);
    static_assert(std::is_aggregate_v<nn::dataset<3>>);
    data.check();
    CHECK(data.size() == 3);
    CHECK(data.sample_size() == 4);
    CHECK(data.target_size() == 1);
    CHECK(data.sample(2).data() == data.inputs.data() + 8);
    CHECK(data.sample(2).size() == 4);
    CHECK(data.sample(2)[3] == 12.0F);
    CHECK(data.target(1)[0] == 1.5F);
    CHECK(message_of([&] { (void)data.sample(3); }) ==
          "there is no sample 3: the data set has 3, counted from 0");
}

TEST_CASE("dataset: check names the numbers") {
    nn::dataset<2> data{xt::xtensor<float, 2>{{1, 2}, {3, 4}}, xt::xtensor<std::int32_t, 1>{1, 2, 3}};
    CHECK(message_of([&] { data.check(); }) ==
          "data set has 2 samples but 3 targets (inputs (2, 2), targets (3))");
    data.inputs = xt::xtensor<float, 2>(std::array<std::size_t, 2>{0, 2});
    CHECK(message_of([&] { data.check(); }) == "data set is empty: inputs (0, 2), targets (3)");
    data.inputs = xt::xtensor<float, 2>(std::array<std::size_t, 2>{3, 0});
    CHECK(message_of([&] { data.check(); }) == "data set is empty: inputs (3, 0), targets (3)");
    CHECK(message_of([] { nn::dataset<4>{}.check(); }).starts_with("data set is empty"));
}

TEST_CASE("prediction_container: an xtensor gives an xtensor with a row per sample") {
    using trait = nn::prediction_container<xt::xtensor<float, 4>, double>;
    static_assert(std::is_same_v<trait::type, xt::xtensor<double, 2>>);
    static_assert(nn::HasPredictionContainer<xt::xtensor<float, 2>, float>);
    static_assert(!nn::HasPredictionContainer<float*, float>);
    const auto made = trait::make(5, std::array<std::size_t, 3>{2, 3, 4});
    CHECK(made.shape()[0] == 5);
    CHECK(made.shape()[1] == 24);
}

}  // namespace data_test::dataset
