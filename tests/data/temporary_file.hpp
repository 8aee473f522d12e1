// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>

namespace data_test {

/// A file of a test, with some contents, that is removed at the end of the scope.
class temporary_file {
public:
    explicit temporary_file(const std::string& name, std::string_view contents = {}) {
        const char* folder = std::getenv("TMPDIR");
        path_ = std::string(folder == nullptr ? "/tmp" : folder) + "/inlay-" + std::to_string(getpid()) +
                "-" + name;
        write(contents);
    }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    ~temporary_file() { std::remove(path_.c_str()); }

    void write(std::string_view contents) const {
        std::FILE* file = std::fopen(path_.c_str(), "wb");
        for (const char c : contents) {
            std::fputc(c, file);
        }
        if (std::fclose(file) != 0) {
            std::abort();
        }
    }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// The folder of the bundled digits.
inline std::string bundled_data() { return INLAY_TEST_SOURCE_DIR "/examples/data"; }

/// What inlay::error (or any other exception) says when `f` runs; empty if it throws nothing.
template <class F>
std::string message_of(F f) {
    try {
        f();
    } catch (const std::exception& e) {
        return e.what();
    }
    return {};
}

}  // namespace data_test
