// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cmath>
#include <inlay/data/csv.hpp>
#include <string>

#include "temporary_file.hpp"

namespace nn = inlay;

namespace data_test::csv {
namespace {

template <class Target = std::int32_t>
std::string refusal(const temporary_file& file, const std::string& text,
                    const nn::csv_options& options = {}) {
    file.write(text);
    const std::string message = message_of([&] { nn::read_csv<Target>(file.path(), options); });
    return message.starts_with(file.path() + ": ") ? message.substr(file.path().size() + 2)
                                                   : "??? " + message;
}

}  // namespace

TEST_CASE("read_csv: numbers, target column, separators") {
    const temporary_file file("a.csv", "1,2.5,0\n-3e-2,4,1\n");
    const auto data = nn::read_csv(file.path());
    CHECK(bool(data.inputs == xt::xtensor<float, 2>{{1, 2.5F}, {-0.03F, 4}}));
    CHECK(bool(data.targets == xt::xtensor<std::int32_t, 1>{0, 1}));
    file.write("class; a; b\n7; 1; 2\n8; 3; 4");
    const auto first = nn::read_csv(file.path(), {.target_column = 0, .separator = ';', .header = true});
    CHECK(bool(first.inputs == xt::xtensor<float, 2>{{1, 2}, {3, 4}}));
    CHECK(bool(first.targets == xt::xtensor<std::int32_t, 1>{7, 8}));
    file.write("1\t0.25\t3\n");
    const auto real = nn::read_csv<float>(file.path(), {.target_column = -2, .separator = '\t'});
    CHECK(bool(real.inputs == xt::xtensor<float, 2>{{1, 3}}));
    CHECK(real.targets(0) == 0.25F);
}

TEST_CASE("read_csv: awkward but right") {
    const temporary_file file("b.csv",
                              "\xef\xbb\xbf\"1\" , +2,3.0\r\n\r\n  nan,inf,-1\r\n\n1e-50,-0,2147483647");
    const auto data = nn::read_csv(file.path());
    CHECK(data.size() == 3);
    CHECK(data.inputs(0, 1) == 2.0F);
    CHECK(data.targets(0) == 3);
    CHECK(std::isnan(data.inputs(1, 0)));
    CHECK(std::isinf(data.inputs(1, 1)));
    CHECK(data.targets(1) == -1);
    CHECK(data.inputs(2, 0) == 0.0F);
    CHECK(data.targets(2) == 2147483647);
}

TEST_CASE("read_csv: errors name line and column") {
    const temporary_file file("c.csv");
    CHECK(refusal(file, "a,b,class\n1,2,0\n") ==
          "line 1, column 1: 'a' is not a number (if the first line names the columns, set .header = true)");
    CHECK(refusal(file, "1,2,0\n\n3,4x,1\n") == "line 3, column 2: '4x' is not a number");
    CHECK(refusal(file, "1,2,0\n3,,1\n") == "line 2, column 2: there is nothing");
    CHECK(refusal(file, "1,2,0\n3,1\n") == "line 2, column 2: the line ends, but there should be 3 columns");
    CHECK(refusal(file, "1,2,0\n3,1,0,1\n") ==
          "line 2, column 4: there should be 3 columns, as in the lines before");
    CHECK(refusal(file, "1,0\n1e39,0\n") == "line 2, column 1: '1e39' is out of range");
    CHECK(
        refusal(file, "1,0\n1,0.5\n") ==
        "line 2, column 2: the target 0.500000 is not a class number (for real targets use read_csv<float>)");
    CHECK(refusal(file, "1,2147483648\n").starts_with("line 1, column 2: the target 2147483648"));
    CHECK(refusal(file, "1,nan\n").starts_with("line 1, column 2: the target nan"));
    CHECK(refusal(file, "1\n2\n").starts_with("line 1, column 1: only one column"));
    CHECK(refusal(file, "1,2\n", {.target_column = 2}) == "has 2 columns, so there is no target_column 2");
    CHECK(refusal(file, "1,2\n", {.target_column = -3}) == "has 2 columns, so there is no target_column -3");
    CHECK(refusal(file, "") == "has no line of numbers");
    CHECK(refusal(file, "a,b\n", {.header = true}) == "has no line of numbers");
    CHECK(
        refusal(file, std::string("1,\0\x01,2\n", 8)) ==
        "line 1, column 2: '?\?' is not a number (if the first line names the columns, set .header = true)");
    CHECK(message_of([] { nn::read_csv("/no/such.csv"); }).starts_with("/no/such.csv: cannot be opened: "));
}

TEST_CASE("read_csv: a file cut at every byte gives whole lines or an error") {
    const temporary_file file("d.csv");
    const std::string text = "1.5,2,0\n3,4,1\n";
    for (std::size_t size = 0; size <= text.size(); ++size) {
        file.write(text.substr(0, size));
        std::size_t lines = 0;
        const std::string message = message_of([&] { lines = nn::read_csv(file.path()).size(); });
        CAPTURE(size);
        if (message.empty()) {
            CHECK(lines >= 1);
            CHECK(lines <= 2);
        } else {
            CHECK(message.starts_with(file.path() + ": "));
        }
    }
    CHECK(refusal(file, "1.5,2,0\n3,4,") == "line 2, column 3: there is nothing");
}

#if INLAY_ZLIB
TEST_CASE("read_csv: .gz of more than one part") {
    std::string text;
    for (int i = 0; i < 20000; ++i) {
        text += std::to_string(i) + ",0.5," + std::to_string(i % 7) + "\n";
    }
    const temporary_file file("e.csv.gz");
    gzFile gz = gzopen(file.path().c_str(), "wb");
    REQUIRE(gzwrite(gz, text.data(), static_cast<unsigned>(text.size())) == static_cast<int>(text.size()));
    REQUIRE(gzclose(gz) == Z_OK);
    const auto data = nn::read_csv(file.path());
    CHECK(data.size() == 20000);
    CHECK(data.inputs(19999, 0) == 19999.0F);
    CHECK(data.targets(19999) == 19999 % 7);
}
#endif

}  // namespace data_test::csv
