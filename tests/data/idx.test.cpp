// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <inlay/data/idx.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "temporary_file.hpp"

namespace nn = inlay;

namespace data_test::idx {
namespace {

std::string word(std::uint32_t value) {
    return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
            static_cast<char>(value)};
}

std::string idx_images(std::uint32_t n, std::uint32_t height, std::uint32_t width,
                       const std::string& pixels) {
    return std::string("\0\0\x08\x03", 4) + word(n) + word(height) + word(width) + pixels;
}

std::string idx_labels(std::uint32_t n, const std::string& labels) {
    return std::string("\0\0\x08\x01", 4) + word(n) + labels;
}

const std::string two_images = idx_images(2, 2, 3, std::string("\0\x33\x66\x99\xcc\xff\1\2\3\4\5\6", 12));
const std::string two_labels = idx_labels(2, std::string("\7\0", 2));

#if INLAY_ZLIB
std::string gzipped(const temporary_file& file, const std::string& contents) {
    gzFile gz = gzopen(file.path().c_str(), "wb9");
    REQUIRE(gzwrite(gz, contents.data(), static_cast<unsigned>(contents.size())) ==
            static_cast<int>(contents.size()));
    REQUIRE(gzclose(gz) == Z_OK);
    std::string bytes;
    std::FILE* in = std::fopen(file.path().c_str(), "rb");
    for (int c = std::fgetc(in); c != EOF; c = std::fgetc(in)) {
        bytes += static_cast<char>(c);
    }
    std::fclose(in);
    return bytes;
}
#endif

}  // namespace

TEST_CASE("read_idx: shape, scale and labels") {
    const temporary_file images("a-images-idx3-ubyte", two_images);
    const temporary_file labels("a-labels-idx1-ubyte", two_labels);
    const nn::dataset<4> data = nn::read_idx(images.path());
    CHECK(nn::detail::shape_text(data.inputs) == "(2, 2, 3, 1)");
    CHECK(data.sample(0)[0] == 0.0F);
    CHECK(data.sample(0)[1] == 51.0F / 255.0F);
    CHECK(data.sample(0)[5] == 1.0F);
    CHECK(data.sample(1)[5] == 6.0F / 255.0F);
    CHECK(data.targets(0) == 7);
    CHECK(data.targets(1) == 0);
    CHECK(bool(nn::read_idx(images.path(), labels.path()).inputs == data.inputs));
    CHECK(nn::read_idx(images.path(), {.scale = 510}).sample(0)[5] == 0.5F);
}

TEST_CASE("read_idx: files cut at every byte are refused by name") {
    const temporary_file images("b-images-idx3-ubyte", two_images);
    const temporary_file labels("b-labels-idx1-ubyte", two_labels);
    for (std::size_t size = 0; size < two_images.size(); ++size) {
        images.write(two_images.substr(0, size));
        const std::string message = message_of([&] { nn::read_idx(images.path()); });
        CAPTURE(size);
        CHECK(message.starts_with(images.path() + ": "));
    }
    images.write(two_images + "x");
    CHECK(message_of([&] { nn::read_idx(images.path()); }) ==
          images.path() + ": says 2 x 2 x 3 images, but has 13 bytes of them");
    images.write(two_images);
    for (std::size_t size = 0; size < two_labels.size(); ++size) {
        labels.write(two_labels.substr(0, size));
        const std::string message = message_of([&] { nn::read_idx(images.path()); });
        CAPTURE(size);
        CHECK(message.starts_with(labels.path() + ": "));
    }
    labels.write(two_labels + "x");
    CHECK(message_of([&] { nn::read_idx(images.path()); }).starts_with(labels.path() + ": says 2 labels"));
}

TEST_CASE("read_idx: headers that lie") {
    const temporary_file images("c-images-idx3-ubyte");
    const temporary_file labels("c-labels-idx1-ubyte", two_labels);
    const auto refusal = [&](const std::string& contents) {
        images.write(contents);
        const std::string message = message_of([&] { nn::read_idx(images.path()); });
        REQUIRE(message.starts_with(images.path() + ": "));
        return message.substr(images.path().size() + 2);
    };
    CHECK(refusal("P5 28 28 255 ") == "is not an IDX file: it does not begin with two zero bytes");
    CHECK(refusal(std::string("\0\0\x0d\x03", 4) + two_images.substr(4)) ==
          "holds IDX type 13; only 8, unsigned bytes, can be read");
    CHECK(refusal(two_labels) == "has 1 dimensions; images have 3");
    // 2^32 - 1 cubed overflows 64 bits; 2^31 x 2^31 x 4 is 2^64, which a product would take for 0
    CHECK(refusal(idx_images(~0U, ~0U, ~0U, "abc")) ==
          "says 4294967295 x 4294967295 x 4294967295 images, but has 3 bytes of them");
    CHECK(refusal(idx_images(1U << 31, 1U << 31, 4, "")) ==
          "says 2147483648 x 2147483648 x 4 images, but has 0 bytes of them");
    CHECK(refusal(idx_images(0, ~0U, ~0U, "")) == "is empty: 0 x 4294967295 x 4294967295 images");
    CHECK(refusal(idx_images(2, 0, 3, "")) == "is empty: 2 x 0 x 3 images");
}

TEST_CASE("read_idx: labels and pixels out of range, counts that differ") {
    const temporary_file images("d-images-idx3-ubyte", two_images);
    const temporary_file labels("d-labels-idx1-ubyte", idx_labels(2, "\1\12"));
    CHECK(message_of([&] { nn::read_idx(images.path()); }) ==
          labels.path() + ": label 1 is 10, but classes are 0 to 9");
    CHECK(nn::read_idx(images.path(), {.classes = 11}).targets(1) == 10);
    labels.write(idx_labels(3, "\1\2\3"));
    CHECK(message_of([&] { nn::read_idx(images.path()); }) ==
          labels.path() + ": has 3 labels, but " + images.path() + " has 2 images");
    labels.write(two_labels);
    CHECK(message_of([&] {
              nn::read_idx(images.path(), {.scale = 16});
          }).starts_with(images.path() + ": pixel 1 is 51, more than the scale 16"));
    CHECK(message_of([&] { nn::read_idx(images.path(), {.scale = 0}); }) ==
          "read_idx: scale and classes must be more than 0");
}

TEST_CASE("read_idx: what is not there") {
    CHECK(
        message_of([] {
            nn::read_idx("/no/such/folder");
        }).starts_with("/no/such/folder: is neither an IDX file nor a folder with train-images-idx3-ubyte"));
    CHECK(message_of([] { nn::read_idx("/"); }).starts_with("/: is neither an IDX file nor a folder"));
    const temporary_file alone("e-images-idx3-ubyte", two_images);
    CHECK(message_of([&] { nn::read_idx(alone.path()); }).starts_with(alone.path() + ": its labels ("));
    CHECK(message_of([&] {
              nn::read_idx(alone.path(), "/no/labels");
          }).starts_with("/no/labels: cannot be opened: "));
}

TEST_CASE("read_idx: .gz, by content and not by name") {
    const temporary_file images("f-images-idx3-ubyte.gz", two_images);  // unpacked, but called .gz
    const temporary_file labels("f-labels-idx1-ubyte.gz", two_labels);
    const nn::dataset<4> plain = nn::read_idx(images.path());
#if INLAY_ZLIB
    const std::string packed = gzipped(images, two_images);
    gzipped(labels, two_labels);
    CHECK(bool(nn::read_idx(images.path()).inputs == plain.inputs));
    CHECK(bool(nn::read_idx(images.path()).targets == plain.targets));
    CHECK(bool(nn::read_idx(images.path().substr(0, images.path().size() - 3)).inputs == plain.inputs));
    for (std::size_t size = 0; size < packed.size(); ++size) {  // the last 8 bytes are checksum and length
        images.write(packed.substr(0, size));
        CAPTURE(size);
        CHECK(message_of([&] { nn::read_idx(images.path()); }).starts_with(images.path() + ": "));
    }
    for (std::size_t at = packed.size() - 8; at < packed.size(); ++at) {
        std::string damaged = packed;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        images.write(damaged);
        CHECK(message_of([&] { nn::read_idx(images.path()); }).find("damaged gzip file") !=
              std::string::npos);
    }
    gzipped(images, two_images + "x");
    CHECK(message_of([&] { nn::read_idx(images.path()); }) ==
          images.path() + ": has more data than its header says");
    gzipped(images, idx_images(1U << 20, 28, 28, "few"));
    CHECK(message_of([&] { nn::read_idx(images.path()); }).find("but has at most ") != std::string::npos);
#else
    images.write("\x1f\x8b\x08");
    CHECK(message_of([&] { nn::read_idx(images.path()); }).find("built without zlib") != std::string::npos);
#endif
}

TEST_CASE("read_digits: the bundled data") {
    const nn::dataset<4> data = nn::read_digits(bundled_data());
    data.check();
    CHECK(nn::detail::shape_text(data.inputs) == "(1797, 8, 8, 1)");
    std::vector<int> count(10);
    for (std::size_t i = 0; i < data.size(); ++i) {
        ++count[static_cast<std::size_t>(data.targets(i))];
    }
    CHECK(count ==
          std::vector<int>{178, 182, 177, 183, 181, 182, 181, 179, 174, 180});  // as scikit-learn counts
    CHECK(std::accumulate(data.inputs.data(), data.inputs.data() + data.inputs.size(), 0.0) * 16 == 561718.0);
    CHECK(data.sample(0)[2] == 5.0F / 16.0F);
    CHECK(data.targets(0) == 0);
    CHECK(data.targets(1796) == 8);
    CHECK(bool(nn::read_digits(bundled_data() + "/digits-images-idx3-ubyte").inputs == data.inputs));
}

TEST_CASE("read_idx: MNIST, if INLAY_MNIST names its folder") {
    const char* folder = std::getenv("INLAY_MNIST");
    if (folder == nullptr) {
        MESSAGE("skipped: INLAY_MNIST is not set");
        return;
    }
    const nn::dataset<4> data = nn::read_idx(std::string(folder) + "/t10k-images-idx3-ubyte");
    CHECK(nn::detail::shape_text(data.inputs) == "(10000, 28, 28, 1)");
    CHECK(std::count(data.targets.begin(), data.targets.end(), 7) == 1028);
    CHECK(data.targets(0) == 7);
    CHECK(*std::max_element(data.inputs.begin(), data.inputs.end()) == 1.0F);
}

}  // namespace data_test::idx
