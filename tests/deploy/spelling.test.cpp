// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/compose/sequential.hpp>
#include <inlay/deploy/spelling.hpp>
#include <inlay/layers/dense.hpp>
#include <string>

struct spelt_network : inlay::sequential<inlay::input<2>, inlay::dense<3>> {};
namespace spelling_test {
struct network : inlay::sequential<inlay::input<2>, inlay::dense<3>> {};
template <int Units>
struct sized : inlay::sequential<inlay::input<2>, inlay::dense<Units>> {};
template <class Layer>
struct with : inlay::sequential<inlay::input<2>, Layer> {};
}  // namespace spelling_test
namespace {
struct unreachable : inlay::sequential<inlay::input<2>, inlay::dense<3>> {};
}  // namespace

TEST_CASE("a network's type is spelt as another file can write it") {
    using inlay::detail::spelling_of;
    CHECK(spelling_of<spelt_network>() == "spelt_network");
    CHECK(spelling_of<spelling_test::network>() == "spelling_test::network");
    CHECK(spelling_of<spelling_test::sized<32>>() == "spelling_test::sized<32>");
    // no instruction set in it: the header may be compiled for another one
    CHECK(spelling_of<spelling_test::with<inlay::dense<3>>>() == "spelling_test::with<inlay::dense<3ul> >");
}

TEST_CASE("types that another file cannot name are refused with advice") {
    using inlay::detail::spelling_of;
    struct local : inlay::sequential<inlay::input<2>, inlay::dense<3>> {};
    CHECK_THROWS_WITH_AS(spelling_of<local>(), doctest::Contains("is local to a function"), inlay::error);
    CHECK_THROWS_WITH_AS(spelling_of<local>(), doctest::Contains("Define it in a header as struct"), inlay::error);
    CHECK_THROWS_WITH_AS(spelling_of<unreachable>(), doctest::Contains("is in an unnamed namespace"), inlay::error);
    using list = inlay::sequential<inlay::input<2>, inlay::dense<3>>;
    CHECK_THROWS_WITH_AS(spelling_of<list>(), doctest::Contains("without a name of its own"), inlay::error);
}

TEST_CASE("names of variables") {
    using inlay::detail::why_no_identifier;
    for (const char* good : {"weights", "w", "digits_weights_2", "W", "classy", "not_equal"}) {
        CAPTURE(good);
        CHECK(why_no_identifier(good) == nullptr);
    }
    for (const char* bad : {"", "2weights", "my weights", "my-weights", "a.b", "my::weights", "class", "xor", "_weights",
                            "we__ights", "w\xc3\xa4hl", "a;b"}) {
        CAPTURE(bad);
        CHECK(why_no_identifier(bad) != nullptr);
    }
}
