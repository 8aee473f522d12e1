// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <inlay/data/gz.hpp>
#include <limits>
#include <string>
#include <utility>

namespace inlay::inline INLAY_ABI::detail {

/// A file that is read from front to back, gzip or plain: which of them is taken from its first two bytes,
/// not from its name (browsers unpack .gz files and keep the name). All errors name the file.
class input_file {
public:
    explicit input_file(std::string path) : path_(std::move(path)), file_(std::fopen(path_.c_str(), "rb")) {
        if (file_ == nullptr) {
            fail(std::string("cannot be opened: ") + std::strerror(errno));
        }
        try {
            open();
        } catch (...) {  // the destructor of an object that was never finished does not run
            std::fclose(file_);
            throw;
        }
    }
    input_file(const input_file&) = delete;
    input_file& operator=(const input_file&) = delete;
    ~input_file() { std::fclose(file_); }

    /// Whether the path names something that can be read as a file: a folder is not, an empty file is.
    static bool exists(const std::string& path) {
        std::FILE* file = std::fopen(path.c_str(), "rb");
        if (file == nullptr) {
            return false;
        }
        const bool readable = std::fgetc(file) != EOF || std::ferror(file) == 0;
        std::fclose(file);
        return readable;
    }

    /// No more bytes than this can come out of the file; the exact size of a plain one.
    [[nodiscard]] std::size_t at_most() const { return at_most_; }
    [[nodiscard]] bool compressed() const { return gz_.is_open(); }
    [[nodiscard]] const std::string& path() const { return path_; }

    /// Reads up to n bytes; fewer only at the end of the file.
    std::size_t read(void* to, std::size_t n) {
        if (gz_.is_open()) {
            return gz_.read(path_, to, n);
        }
        const std::size_t got = std::fread(to, 1, n, file_);
        if (got < n && std::ferror(file_) != 0) {
            fail(std::string("cannot be read: ") + std::strerror(errno));
        }
        return got;
    }

    /// Reads n bytes; `what` they are goes into the error if the file ends before.
    void read_all(void* to, std::size_t n, const char* what) {
        const std::size_t got = read(to, n);
        if (got != n) {
            fail(std::string("ends in the ") + what + ": " + std::to_string(n - got) + " bytes are missing");
        }
    }

    /// Throws if anything follows.
    void expect_end() {
        unsigned char byte = 0;
        if (read(&byte, 1) != 0) {
            fail("has more data than its header says");
        }
    }

    [[noreturn]] void fail(const std::string& what) const { throw error(path_ + ": " + what); }

private:
    void open() {
        unsigned char magic[2] = {};
        const std::size_t got = read(magic, 2);
        long size = -1;
        if (std::fseek(file_, 0, SEEK_END) == 0) {
            size = std::ftell(file_);
        }
        if (size < 0 || std::fseek(file_, 0, SEEK_SET) != 0) {
            fail("is not a regular file: its size is not known");
        }
        at_most_ = static_cast<std::size_t>(size);
        if (got == 2 && magic[0] == 0x1f && magic[1] == 0x8b) {
            if (!gz_.open(path_)) {
                fail("cannot be opened by zlib");
            }
            // deflate packs at most 1032 bytes into one
            constexpr std::size_t ratio = 1032;
            constexpr std::size_t most = std::numeric_limits<std::size_t>::max() / ratio;
            at_most_ = (at_most_ < most ? at_most_ : most) * ratio;
        }
    }

    std::string path_;
    std::FILE* file_;
    gz_reader gz_;
    std::size_t at_most_ = 0;
};

/// The product of sizes read from a file, or false if it is more than `limit` (which also covers overflow).
inline bool product_within(const std::size_t* dims, std::size_t count, std::size_t limit,
                           std::size_t& product) {
    product = 1;
    for (std::size_t i = 0; i < count; ++i) {
        if (dims[i] == 0) {
            product = 0;
            return true;
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (product > limit / dims[i]) {
            return false;
        }
        product *= dims[i];
    }
    return true;
}

}  // namespace inlay::inline INLAY_ABI::detail
