// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <inlay/hosted/file.hpp>
#include <string>

namespace file_test {

namespace fs = std::filesystem;

struct folder {
    fs::path path;
    folder() {
        std::string name = (fs::temp_directory_path() / "inlay-file-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    ~folder() { fs::remove_all(path); }
    std::string operator/(const std::string& name) const { return (path / name).string(); }
    long files() const { return std::distance(fs::directory_iterator(path), fs::directory_iterator()); }
};

template <class Call>
std::string error_of(const Call& call) {
    try {
        call();
    } catch (const inlay::error& e) {
        return e.what();
    }
    return "";
}

TEST_CASE("a file is written, read and replaced") {
    const folder dir;
    const std::string path = dir / "f";
    std::string bytes(100000, 'x');
    bytes[7] = '\0';
    inlay::write_file_atomically(path, bytes);
    CHECK(inlay::read_file(path, 100000) == bytes);
    ::chmod(path.c_str(), 0640);
    inlay::write_file_atomically(fs::path(path), "new");
    CHECK(inlay::read_file(path, 3) == "new");
    CHECK(dir.files() == 1);
    struct stat about {};
    ::stat(path.c_str(), &about);
    CHECK((about.st_mode & 0777) == 0640);
    inlay::write_file_atomically(path, "");
    CHECK(inlay::read_file(path, 0).empty());
}

TEST_CASE("a symbolic link stays one") {
    const folder dir;
    inlay::write_file_atomically(dir / "real", "old");
    fs::create_symlink("real", dir / "link");
    inlay::write_file_atomically(dir / "link", "new");
    CHECK(fs::is_symlink(dir / "link"));
    CHECK(inlay::read_file(dir / "real", 10) == "new");
}

TEST_CASE("reading: what is not there, too large, or no file") {
    const folder dir;
    CHECK(error_of([&] { inlay::read_file(dir / "none", 10); }) ==
          (dir / "none") + ": cannot be opened: No such file or directory");
    CHECK(error_of([&] { inlay::read_file(dir.path, 10); }) == dir.path.string() + ": is a folder, not a file");
    inlay::write_file_atomically(dir / "f", "12345");
    CHECK(error_of([&] { inlay::read_file(dir / "f", 4); }) ==
          (dir / "f") + ": is larger than the 4 bytes that what is expected there can have");
    CHECK(error_of([&] { inlay::read_file("/dev/zero", 100000); }).find("is larger than") != std::string::npos);
}

TEST_CASE("writing: no such folder, a folder, a full device") {
    const folder dir;
    CHECK(error_of([&] { inlay::write_file_atomically(dir / "none/f", "x"); }).find("No such file or directory") !=
          std::string::npos);
    CHECK(error_of([&] { inlay::write_file_atomically(dir.path, "x"); }) ==
          dir.path.string() + ": is a folder, not a file");
    CHECK(error_of([&] { inlay::write_file_atomically("/dev/full", "x"); }) ==
          "/dev/full: cannot be written: No space left on device");
    CHECK(fs::is_character_file("/dev/full"));
    CHECK(dir.files() == 0);
}

TEST_CASE("writing: a disk that fills up leaves the old file and nothing else") {
    const folder dir;
    inlay::write_file_atomically(dir / "f", "old");
    struct rlimit before {};
    ::getrlimit(RLIMIT_FSIZE, &before);
    auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit limit{10000, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const std::string message = error_of([&] { inlay::write_file_atomically(dir / "f", std::string(20000, 'x')); });
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    CHECK(message == (dir / "f") + ": cannot be written: File too large");
    CHECK(inlay::read_file(dir / "f", 10) == "old");
    CHECK(dir.files() == 1);
}

TEST_CASE("writing: where one may not" * doctest::skip(::geteuid() == 0)) {
    const folder dir;
    inlay::write_file_atomically(dir / "f", "old");
    fs::permissions(dir / "f", fs::perms::owner_read);
    CHECK(error_of([&] { inlay::write_file_atomically(dir / "f", "new"); }).find("Permission denied") !=
          std::string::npos);
    fs::permissions(dir.path, fs::perms::owner_read | fs::perms::owner_exec);
    CHECK(error_of([&] { inlay::write_file_atomically(dir / "g", "new"); }).find("Permission denied") !=
          std::string::npos);
    fs::permissions(dir.path, fs::perms::owner_all);
    CHECK(inlay::read_file(dir / "f", 10) == "old");
}

TEST_CASE("writing: a leftover of a killed process is no obstacle") {
    const folder dir;
    inlay::write_file_atomically((dir / "f.new-") + std::to_string(::getpid()), "half");
    inlay::write_file_atomically(dir / "f", "whole");
    CHECK(inlay::read_file(dir / "f", 10) == "whole");
    CHECK(dir.files() == 1);
}

}  // namespace file_test
