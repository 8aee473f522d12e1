// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <inlay/data/dataset.hpp>
#include <inlay/data/file.hpp>
#include <string>
#include <vector>

namespace inlay::inline INLAY_ABI {

struct idx_options {
    std::string labels = "";   // path of the labels; empty: found from the name of the images
    std::size_t classes = 10;  // labels are 0 … classes - 1
    float scale = 255;         // the highest pixel value, which becomes 1
};

namespace detail {

/// Reads the header of an IDX file: two zero bytes, the type (8: unsigned byte), the number of dimensions,
/// then the dimensions as big-endian 32-bit words. Returns the product of the dimensions, checked against the
/// file.
template <std::size_t Rank>
std::size_t read_idx_header(input_file& file, const char* what, std::array<std::size_t, Rank>& dims) {
    std::array<unsigned char, 4 + 4 * Rank> header{};
    file.read_all(header.data(), 4, "header");
    if (header[0] != 0 || header[1] != 0) {
        file.fail("is not an IDX file: it does not begin with two zero bytes");
    }
    if (header[2] != 8) {
        file.fail("holds IDX type " + std::to_string(header[2]) + "; only 8, unsigned bytes, can be read");
    }
    if (header[3] != Rank) {
        file.fail("has " + std::to_string(header[3]) + " dimensions; " + what + " have " +
                  std::to_string(Rank));
    }
    file.read_all(header.data() + 4, 4 * Rank, "header");
    std::string text;
    for (std::size_t d = 0; d < Rank; ++d) {
        for (std::size_t byte = 0; byte < 4; ++byte) {
            dims[d] = (dims[d] << 8) | header[4 + 4 * d + byte];
        }
        text += (d == 0 ? "" : " x ") + std::to_string(dims[d]);
    }
    std::size_t size = 0;
    const std::size_t limit = file.at_most() - std::min(file.at_most(), header.size());
    if (!product_within(dims.data(), Rank, limit, size) || (!file.compressed() && size != limit)) {
        file.fail("says " + text + " " + what + ", but has " + (file.compressed() ? "at most " : "") +
                  std::to_string(limit) + " bytes of them");
    }
    if (size == 0) {
        file.fail("is empty: " + text + " " + what);
    }
    return size;
}

inline const char* const idx_parts[] = {"train", "t10k", "digits"};

/// `path`, or `path`.gz, or an empty string.
inline std::string plain_or_gz(const std::string& path) {
    return input_file::exists(path) ? path : input_file::exists(path + ".gz") ? path + ".gz" : std::string();
}

/// The file of images that a path stands for: itself, the same with .gz, or one in the folder it names.
inline std::string find_idx_images(const std::string& path) {
    if (std::string found = plain_or_gz(path); !found.empty()) {
        return found;
    }
    const std::string folder = path.empty() || path.back() == '/' ? path : path + "/";
    for (const char* part : idx_parts) {
        for (const char* name : {"-images-idx3-ubyte", "-images.idx3-ubyte"}) {
            if (std::string found = plain_or_gz(folder + part + name); !found.empty()) {
                return found;
            }
        }
    }
    throw error(path +
                ": is neither an IDX file nor a folder with train-images-idx3-ubyte, "
                "t10k-images-idx3-ubyte or digits-images-idx3-ubyte (.gz or not)");
}

/// The file of labels beside a file of images: images -> labels and idx3 -> idx1 in its name.
inline std::string find_idx_labels(const std::string& images) {
    std::string path = images;
    const std::size_t name = path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1;
    for (const auto& [from, to] : {std::array{"images", "labels"}, std::array{"idx3", "idx1"}}) {
        if (const std::size_t at = path.find(from, name); at != std::string::npos) {
            path.replace(at, std::string(from).size(), to);
        }
    }
    if (path.ends_with(".gz")) {
        path.resize(path.size() - 3);
    }
    const std::string found = path == images ? std::string() : plain_or_gz(path);
    if (found.empty()) {
        throw error(images + ": its labels (" + path + ", .gz or not) are not there; pass their path");
    }
    return found;
}

}  // namespace detail

/// Reads images and labels in the IDX format of MNIST as (samples, height, width, 1), with pixels divided by
/// `scale` so that they are in [0, 1], and class numbers.
///
/// `path` is the file of images, or a folder: then of train-…, t10k-… and digits-images-idx3-ubyte the first
/// that is there is read. The labels have the same name with labels and idx1. All may be .gz. Throws
/// inlay::error, naming the file, if anything in it is not as it should be.
inline dataset<4> read_idx(const std::string& path, const idx_options& options = {}) {
    if (!(options.scale > 0) || options.classes == 0) {
        throw error("read_idx: scale and classes must be more than 0");
    }
    detail::input_file images(detail::find_idx_images(path));
    std::array<std::size_t, 3> dims{};
    const std::size_t pixels = detail::read_idx_header(images, "images", dims);
    detail::input_file labels(options.labels.empty() ? detail::find_idx_labels(images.path())
                                                     : options.labels);
    std::array<std::size_t, 1> count{};
    detail::read_idx_header(labels, "labels", count);
    if (count[0] != dims[0]) {
        throw error(labels.path() + ": has " + std::to_string(count[0]) + " labels, but " + images.path() +
                    " has " + std::to_string(dims[0]) + " images");
    }

    dataset<4> data{xt::xtensor<float, 4>(std::array<std::size_t, 4>{dims[0], dims[1], dims[2], 1}),
                    xt::xtensor<std::int32_t, 1>(count)};
    std::vector<unsigned char> bytes(std::min<std::size_t>(pixels, 1U << 16));
    for (std::size_t done = 0; done < pixels;) {
        const std::size_t part = std::min(bytes.size(), pixels - done);
        images.read_all(bytes.data(), part, "images");
        for (std::size_t i = 0; i < part; ++i) {
            if (static_cast<float>(bytes[i]) > options.scale) {
                images.fail("pixel " + std::to_string(done + i) + " is " + std::to_string(bytes[i]) +
                            ", more than the scale " + std::to_string(options.scale));
            }
            data.inputs.data()[done + i] = static_cast<float>(bytes[i]) / options.scale;
        }
        done += part;
    }
    images.expect_end();
    for (std::size_t i = 0; i < count[0]; ++i) {
        unsigned char label = 0;
        labels.read_all(&label, 1, "labels");
        if (label >= options.classes) {
            labels.fail("label " + std::to_string(i) + " is " + std::to_string(label) +
                        ", but classes are 0 to " + std::to_string(options.classes - 1));
        }
        data.targets.data()[i] = label;
    }
    labels.expect_end();
    return data;
}

/// The same with the path of the labels.
template <std::convertible_to<std::string> Path>  // a template, so that {.scale = 1} cannot mean a string
dataset<4> read_idx(const std::string& images, const Path& labels) {
    return read_idx(images, idx_options{.labels = labels});
}

/// Reads the bundled 8 x 8 digits (examples/data) as (1797, 8, 8, 1), with pixels from 0 to 16 scaled to [0,
/// 1]. `path` is the folder or the file of images.
inline dataset<4> read_digits(const std::string& path) { return read_idx(path, idx_options{.scale = 16}); }

}  // namespace inlay::inline INLAY_ABI
