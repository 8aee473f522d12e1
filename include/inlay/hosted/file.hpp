// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <string>
#include <string_view>

namespace inlay::inline INLAY_ABI {
namespace detail {

/// Throws: "digits.inlay: cannot be opened: No such file or directory".
[[noreturn]] inline void fail_file(const std::string& path, const char* what, int reason) {
    throw error(path + ": " + what + ": " + std::strerror(reason));
}

class file_handle {
public:
    file_handle(const std::string& path, int flags, unsigned permissions = 0)
        : number(::open(path.c_str(), flags | O_CLOEXEC, permissions)) {}
    file_handle(const file_handle&) = delete;
    file_handle& operator=(const file_handle&) = delete;
    ~file_handle() {
        if (number >= 0) ::close(number);
    }
    explicit operator bool() const { return number >= 0; }
    bool close() {  // file systems over a network report a full disk here
        const int closing = number;
        number = -1;
        return ::close(closing) == 0;
    }
    bool write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t written = ::write(number, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return true;
    }
    int number;
};

/// Removes a file unless told to keep it.
struct temporary_file {
    std::string path;
    bool kept = false;
    ~temporary_file() {
        if (!kept) ::unlink(path.c_str());
    }
};

/// The file that a name stands for: renaming onto a symbolic link would replace the link.
inline std::string behind_links(const std::string& path) {
    char* real = ::realpath(path.c_str(), nullptr);
    if (real == nullptr) return path;
    std::string result = real;
    std::free(real);
    return result;
}

}  // namespace detail

/// The bytes of a whole file. Errors: it is missing, unreadable, a folder, or larger than at_most bytes.
inline std::string read_file(const std::string& path, std::size_t at_most) {
    const detail::file_handle file(path, O_RDONLY);
    if (!file) detail::fail_file(path, "cannot be opened", errno);
    struct stat about {};
    if (::fstat(file.number, &about) != 0) detail::fail_file(path, "cannot be read", errno);
    if (S_ISDIR(about.st_mode)) throw error(path + ": is a folder, not a file");

    std::string bytes;
    if (S_ISREG(about.st_mode) && about.st_size > 0 && static_cast<std::size_t>(about.st_size) <= at_most) {
        bytes.reserve(static_cast<std::size_t>(about.st_size) + 1);
    }
    for (;;) {  // until the end, whatever the size was said to be: it may be a pipe, or grow
        char block[1 << 14];
        const ssize_t got = ::read(file.number, block, sizeof block);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) detail::fail_file(path, "cannot be read", errno);
        if (got == 0) return bytes;
        bytes.append(block, static_cast<std::size_t>(got));
        if (bytes.size() > at_most) {
            throw error(path + ": is larger than the " + std::to_string(at_most) +
                        " bytes that what is expected there can have");
        }
    }
}

/// Puts bytes into a file so that at any moment, through a crash, a full disk or a power cut, the old file or the new
/// one is there, whole: writes a new file beside it, brings it to the disk and renames it. After an error the old file
/// is as it was and the new one removed. Permissions are kept and links followed. What is not a regular file (a pipe,
/// a device) is written straight.
inline void write_file_atomically(const std::string& path, std::string_view bytes) {
    const std::string target = detail::behind_links(path);
    struct stat old {};
    const bool exists = ::stat(target.c_str(), &old) == 0;
    if (exists && S_ISDIR(old.st_mode)) throw error(path + ": is a folder, not a file");
    if (exists && !S_ISREG(old.st_mode)) {
        detail::file_handle file(target, O_WRONLY);
        if (!file) detail::fail_file(path, "cannot be opened for writing", errno);
        if (!file.write(bytes) || !file.close()) detail::fail_file(path, "cannot be written", errno);
        return;
    }
    if (exists && ::access(target.c_str(), W_OK) != 0) detail::fail_file(path, "cannot be written", errno);

    detail::temporary_file temporary{target + ".new-" + std::to_string(::getpid()), true};
    detail::file_handle file(temporary.path, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (!file && errno == EEXIST) {  // left over from a process of the same number that was killed
        ::unlink(temporary.path.c_str());
        file.number = ::open(temporary.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    }
    if (!file) {
        detail::fail_file(path, exists ? "cannot be written (a new file beside it cannot be made)" : "cannot be written", errno);
    }
    temporary.kept = false;
    if (exists) (void)!::fchmod(file.number, old.st_mode & 0777);
    if (!file.write(bytes) || ::fsync(file.number) != 0 || !file.close()) {
        detail::fail_file(path, "cannot be written", errno);
    }
    if (std::rename(temporary.path.c_str(), target.c_str()) != 0) {
        detail::fail_file(path, "cannot be replaced", errno);
    }
    temporary.kept = true;

    const std::size_t slash = target.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : target.substr(0, slash + 1);
    const detail::file_handle directory(folder, O_RDONLY | O_DIRECTORY);
    if (directory && ::fsync(directory.number) != 0 && errno != EINVAL && errno != EROFS) {
        detail::fail_file(path, "is written, but may not outlast a power cut", errno);
    }
}

}  // namespace inlay::inline INLAY_ABI
