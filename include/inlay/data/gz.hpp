// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Reading .gz files through zlib: the only header of inlay that includes it.
///
/// INLAY_ZLIB is 1 if the program is linked with zlib; CMake's target sets it where zlib is found. It is not
/// taken from the presence of <zlib.h>, because a program that is compiled with no more than -I would then
/// not link. Without zlib a compressed file is an error that says so.
#if !defined(INLAY_ZLIB)
#define INLAY_ZLIB 0
#endif

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <string>
#if INLAY_ZLIB
#include <zlib.h>
#endif

namespace inlay::inline INLAY_ABI::detail {

#if INLAY_ZLIB

/// A gzip file, decompressed while it is read.
class gz_reader {
public:
    static constexpr bool available = true;

    gz_reader() = default;
    gz_reader(const gz_reader&) = delete;
    gz_reader& operator=(const gz_reader&) = delete;
    ~gz_reader() {
        if (file_ != nullptr) {
            gzclose_r(file_);
        }
    }

    bool open(const std::string& path) { return (file_ = gzopen(path.c_str(), "rb")) != nullptr; }
    [[nodiscard]] bool is_open() const { return file_ != nullptr; }

    /// Reads up to n bytes; fewer only at the end. Throws inlay::error for a damaged or truncated file.
    std::size_t read(const std::string& path, void* to, std::size_t n) {
        constexpr std::size_t most = 1U << 24;  // gzread counts in unsigned int
        std::size_t done = 0;
        while (done < n) {
            const std::size_t part = n - done < most ? n - done : most;
            const int got =
                gzread(file_, static_cast<unsigned char*>(to) + done, static_cast<unsigned>(part));
            int code = Z_OK;
            const char* message = gzerror(file_, &code);
            if (got < 0 || code != Z_OK) {  // a truncated file gives what there is, and Z_BUF_ERROR
                throw error(path + ": damaged gzip file (" + message + ")");
            }
            done += static_cast<std::size_t>(got);
            if (got == 0) {
                break;
            }
        }
        return done;
    }

private:
    gzFile file_ = nullptr;
};

#else

class gz_reader {
public:
    static constexpr bool available = false;
    bool open(const std::string& path) {
        throw error(path +
                    ": is compressed, and this program was built without zlib: unpack it with gunzip, or "
                    "define INLAY_ZLIB as 1 and link with zlib (-lz)");
    }
    [[nodiscard]] bool is_open() const { return false; }
    std::size_t read(const std::string&, void*, std::size_t) { return 0; }
};

#endif

}  // namespace inlay::inline INLAY_ABI::detail
