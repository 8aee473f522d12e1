// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <array>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <inlay/data/npy.hpp>
#include <limits>
#include <string>

#include "temporary_file.hpp"

namespace nn = inlay;

namespace data_test::npy {
namespace {

/// A .npy file with this header text (not padded: readers need not care) and these bytes.
std::string npy(const std::string& header, const std::string& elements, char version = 1) {
    std::string file = std::string("\x93NUMPY") + version + '\0' + static_cast<char>(header.size() & 0xff) +
                       static_cast<char>(header.size() >> 8);
    return file + (version > 1 ? std::string(2, '\0') : "") + header + elements;
}

std::string header(const std::string& type, const std::string& shape, const char* fortran = "False") {
    return "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }\n";
}

template <class T, std::size_t Rank>
std::string refusal(const temporary_file& file, const std::string& contents) {
    file.write(contents);
    const std::string message = message_of([&] { nn::read_npy<T, Rank>(file.path()); });
    return message.starts_with(file.path() + ": ") ? message.substr(file.path().size() + 2)
                                                   : "??? " + message;
}

}  // namespace

TEST_CASE("npy: what is written is read, bit by bit") {
    const temporary_file file("a.npy");
    const xt::xtensor<float, 2> values{{1.5F, -0.0F, std::numeric_limits<float>::denorm_min()},
                                       {INFINITY, -INFINITY, std::numeric_limits<float>::max()}};
    nn::write_npy(file.path(), values);
    const auto back = nn::read_npy<float, 2>(file.path());
    CHECK(bool(back == values));
    CHECK(std::signbit(back(0, 1)));
    const xt::xtensor<std::int64_t, 1> whole{std::numeric_limits<std::int64_t>::min(), -1, 0};
    nn::write_npy(file.path(), whole);
    CHECK(bool(nn::read_npy<std::int64_t, 1>(file.path()) == whole));
    nn::write_npy(file.path(), xt::xtensor<double, 2>(std::array<std::size_t, 2>{0, 3}));
    CHECK(nn::detail::shape_text(nn::read_npy<double, 2>(file.path())) == "(0, 3)");
    CHECK(message_of([&] {
              nn::write_npy("/no/such/folder/x.npy", whole);
          }).starts_with("/no/such/folder/x.npy: cannot be written: "));
}

TEST_CASE("npy: a file that cannot be replaced stays as it was") {
    const temporary_file file("kept.npy");
    const xt::xtensor<std::int64_t, 1> old{7, 8};
    const xt::xtensor<std::int64_t, 1> larger(std::array<std::size_t, 1>{4096}, 1);
    nn::write_npy(file.path(), old);
    rlimit before{};
    REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);  // a write past the limit then fails instead of ending the process
    const rlimit small{1024, before.rlim_max};
    REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
    const std::string message = message_of([&] { nn::write_npy(file.path(), larger); });
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    CHECK(message.starts_with(file.path() + ": cannot be written: "));
    CHECK(bool(nn::read_npy<std::int64_t, 1>(file.path()) == old));
}

TEST_CASE("npy: the file that NumPy writes") {
    // np.save of np.array([[1, 2, 3], [4, 5, 6]], dtype='<i2')
    const std::string numpy = std::string("\x93NUMPY\1\0v\0", 10) +
                              "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }" +
                              std::string(58, ' ') + '\n' + std::string("\1\0\2\0\3\0\4\0\5\0\6\0", 12);
    const temporary_file file("b.npy", numpy);
    CHECK(bool(nn::read_npy<float, 2>(file.path()) == xt::xtensor<float, 2>{{1, 2, 3}, {4, 5, 6}}));
    nn::write_npy(file.path(), xt::xtensor<std::int16_t, 2>{{1, 2, 3}, {4, 5, 6}});
    std::FILE* in = std::fopen(file.path().c_str(), "rb");
    std::string bytes(numpy.size() + 1, 0);
    bytes.resize(std::fread(bytes.data(), 1, bytes.size(), in));
    std::fclose(in);
    CHECK(bytes == numpy);
}

TEST_CASE("npy: types, byte orders, Fortran order and versions") {
    const temporary_file file("c.npy");
    file.write(npy(header(">f4", "(2,)"), std::string("\x3f\x80\0\0\xc0\0\0\0", 8)));
    CHECK(bool(nn::read_npy<double, 1>(file.path()) == xt::xtensor<double, 1>{1, -2}));
    file.write(npy(header("|u1", "(3,)"), "\1\2\xff", 2));
    CHECK(bool(nn::read_npy<float, 1>(file.path()) == xt::xtensor<float, 1>{1, 2, 255}));
    file.write(npy(header("|b1", "(2, 1)"), std::string("\0\1", 2), 3));
    CHECK(bool(nn::read_npy<std::int32_t, 2>(file.path()) == xt::xtensor<std::int32_t, 2>{{0}, {1}}));
    file.write(npy("{'shape':(2,3),'fortran_order':True,'descr':'|i1'}", "\1\4\2\5\3\6"));
    CHECK(
        bool(nn::read_npy<std::int8_t, 2>(file.path()) == xt::xtensor<std::int8_t, 2>{{1, 2, 3}, {4, 5, 6}}));
    file.write(npy(header("|u1", "(2, 2, 3)", "True"), "\1\7\4\12\2\10\5\13\3\11\6\14"));
    CHECK(bool(nn::read_npy<int, 3>(file.path()) ==
               xt::xtensor<int, 3>{{{1, 2, 3}, {4, 5, 6}}, {{7, 8, 9}, {10, 11, 12}}}));
    CHECK(refusal<std::int8_t, 1>(file, npy(header("<i2", "(2,)"), std::string("\x7f\0\x80\0", 4))) ==
          "element 1 does not fit into '|i1'");
    CHECK(refusal<std::uint8_t, 1>(file, npy(header("|i1", "(1,)"), "\xff")) ==
          "element 0 does not fit into '|u1'");
    CHECK(refusal<std::int32_t, 1>(file, npy(header("<f4", "(1,)"), "1234")) ==
          "has elements of type '<f4', which cannot be read as '<i4'");
    CHECK(refusal<float, 1>(file, npy(header("<c8", "(1,)"), "12345678")) ==
          "has elements of type '<c8', which cannot be read as '<f4'");
    CHECK(refusal<float, 1>(file, npy(header("|O", "(1,)"), "12345678")) ==
          "has elements of type '|O'; only plain numbers of 1, 2, 4 or 8 bytes can be read");
}

TEST_CASE("npy: files cut at every byte, and every byte changed") {
    const temporary_file file("d.npy");
    const std::string good = npy(header("<f4", "(2, 2)"), std::string(16, '\1'));
    file.write(good);
    REQUIRE(nn::read_npy<float, 2>(file.path()).size() == 4);
    for (std::size_t size = 0; size < good.size(); ++size) {
        CAPTURE(size);
        CHECK(refusal<float, 2>(file, good.substr(0, size)).substr(0, 3) != "???");
    }
    CHECK(refusal<float, 2>(file, good + "x") == "says shape (2, 2) of '<f4', but has 17 bytes of elements");
    for (std::size_t at = 0; at + 16 < good.size(); ++at) {  // an error, or an array of just this size
        for (int bit = 0; bit < 8; ++bit) {
            std::string changed = good;
            changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
            file.write(changed);
            std::size_t size = 4;
            const std::string message =
                message_of([&] { size = nn::read_npy<float, 2>(file.path()).size(); });
            CAPTURE(at);
            CHECK((message.empty() ? size == 4 : message.starts_with(file.path() + ": ")));
        }
    }
}

TEST_CASE("npy: headers that lie") {
    const temporary_file file("e.npy");
    const auto says = [&](const std::string& shape) {
        return refusal<float, 2>(file, npy(header("<f4", shape), "1234"));
    };
    CHECK(says("(1000000000000, 1000000000000)") ==
          "says shape (1000000000000, 1000000000000) of '<f4', but has 4 bytes of elements");
    CHECK(says("(4294967296, 4294967296)").starts_with("says shape"));  // 2^64: a product would be 0
    CHECK(says("(4611686018427387905, 1)") == "bad .npy header: a dimension of more than 18 digits");
    CHECK(says("(0, 999999999999999999)").starts_with("says shape"));
    CHECK(says("(-1, 1)") == "bad .npy header: 'shape' is not a list of up to 32 sizes");
    CHECK(says("(1, 1") == "bad .npy header: 'shape' is not a list of up to 32 sizes");
    CHECK(says("(1,)") == "has 1 dimensions, but 2 are asked for");
    CHECK(says("()") == "has 0 dimensions, but 2 are asked for");
    CHECK(refusal<float, 2>(file, npy("{'descr': '<f4', 'shape': (1, 1)}", "1234")) ==
          "bad .npy header: no 'descr', 'fortran_order' or 'shape'");
    CHECK(refusal<float, 2>(file, npy("{'descr': [('x', '<f4')], }", "1234")).find("structured types") !=
          std::string::npos);
    CHECK(refusal<float, 2>(file, npy("{'descr': '<f4', 'descr': '<f4'}", "")) ==
          "bad .npy header: the key 'descr'");
    CHECK(refusal<float, 2>(file, npy(header("<f4", "(1, 1)", "maybe"), "1234")) ==
          "bad .npy header: 'fortran_order' is neither True nor False");
    CHECK(refusal<float, 2>(file, npy(header("<f4", "(1, 1)"), "1234", 4)) ==
          ".npy version 4.0 cannot be read; 1.0 to 3.0 can");
    CHECK(refusal<float, 2>(file, std::string("\x93NUMPY\2\0\xff\xff\xff\xff", 12)) ==
          "bad .npy header: 4294967295 bytes long");
    CHECK(refusal<float, 2>(file, "PK\3\4 an .npz is a ZIP") ==
          "is not a .npy file: it does not begin with \\x93NUMPY");
}

}  // namespace data_test::npy
