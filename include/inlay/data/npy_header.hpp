// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/data/file.hpp>
#include <string>
#include <vector>

namespace inlay::inline INLAY_ABI::detail {

/// What the header of a .npy file says, checked against the length of the file.
struct npy_header {
    std::string type;            // as in the file: "<f4"
    char kind = 0;               // f, i, u or b
    std::size_t item_size = 0;   // bytes
    bool swapped = false;        // the file's byte order is not this machine's
    bool fortran_order = false;  // the first index runs fastest
    std::vector<std::size_t> shape;
    std::size_t count = 1;
};

/// Reads the header's text, a Python dictionary with three keys: only what NumPy writes, no general Python.
class npy_header_parser {
public:
    npy_header_parser(const input_file& file, const std::string& text) : file_(file), text_(text) {}

    npy_header parse() {
        npy_header header;
        bool has_type = false;
        bool has_order = false;
        bool has_shape = false;
        expect('{');
        while (!accept('}')) {
            const std::string key = quoted();
            expect(':');
            if (key == "descr" && !has_type) {
                has_type = true;
                header.type = quoted();
            } else if (key == "fortran_order" && !has_order) {
                has_order = true;
                header.fortran_order = truth();
            } else if (key == "shape" && !has_shape) {
                has_shape = true;
                shape(header.shape);
            } else {
                bad("the key '" + key + "'");
            }
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        skip_space();
        if (at_ != text_.size()) {
            bad("something after the dictionary");
        }
        if (!has_type || !has_order || !has_shape) {
            bad("no 'descr', 'fortran_order' or 'shape'");
        }
        return header;
    }

private:
    [[noreturn]] void bad(const std::string& what) const { file_.fail("bad .npy header: " + what); }

    void skip_space() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) {
            ++at_;
        }
    }

    bool accept(char c) {
        skip_space();
        if (at_ < text_.size() && text_[at_] == c) {
            ++at_;
            return true;
        }
        return false;
    }

    void expect(char c) {
        if (!accept(c)) {
            bad(std::string("'") + c + "' expected at byte " + std::to_string(at_));
        }
    }

    std::string quoted() {
        if (!accept('\'')) {
            bad("a quoted word expected at byte " + std::to_string(at_) +
                " (structured types cannot be read)");
        }
        const std::size_t end = text_.find('\'', at_);
        if (end == std::string::npos || end - at_ > 64) {
            bad("a quoted word that does not end");
        }
        const std::string word = text_.substr(at_, end - at_);
        at_ = end + 1;
        if (std::any_of(word.begin(), word.end(), [](char c) { return c < ' ' || c > '~'; })) {
            bad("a word with characters that cannot be printed");
        }
        return word;
    }

    bool truth() {
        skip_space();
        for (const char* word : {"True", "False"}) {
            if (text_.compare(at_, std::string(word).size(), word) == 0) {
                at_ += std::string(word).size();
                return word[0] == 'T';
            }
        }
        bad("'fortran_order' is neither True nor False");
    }

    void shape(std::vector<std::size_t>& dims) {
        expect('(');
        while (!accept(')')) {
            skip_space();
            std::size_t value = 0;
            const std::size_t start = at_;
            for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
                if (at_ - start == 18) {
                    bad("a dimension of more than 18 digits");
                }
                value = value * 10 + static_cast<std::size_t>(text_[at_] - '0');
            }
            if (at_ == start || dims.size() == 32) {
                bad("'shape' is not a list of up to 32 sizes");
            }
            dims.push_back(value);
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
    }

    const input_file& file_;
    const std::string& text_;
    std::size_t at_ = 0;
};

/// Reads magic, version and header, and checks the sizes against the length of the file.
inline npy_header read_npy_header(input_file& file) {
    unsigned char start[12] = {};
    file.read_all(start, 10, "header");
    if (std::string(reinterpret_cast<const char*>(start), 6) != "\x93NUMPY") {
        file.fail("is not a .npy file: it does not begin with \\x93NUMPY");
    }
    if (start[6] < 1 || start[6] > 3 || start[7] != 0) {
        file.fail(".npy version " + std::to_string(start[6]) + "." + std::to_string(start[7]) +
                  " cannot be read; 1.0 to 3.0 can");
    }
    std::size_t length = start[8] | static_cast<std::size_t>(start[9]) << 8;
    std::size_t begin = 10;
    if (start[6] > 1) {
        file.read_all(start + 10, 2, "header");
        length |= static_cast<std::size_t>(start[10]) << 16 | static_cast<std::size_t>(start[11]) << 24;
        begin = 12;
    }
    constexpr std::size_t most = 1U << 16;  // NumPy writes 118 bytes for an array of numbers
    if (length > most) {
        file.fail("bad .npy header: " + std::to_string(length) + " bytes long");
    }
    std::string text(length, ' ');
    file.read_all(text.data(), length, "header");
    npy_header header = npy_header_parser(file, text).parse();

    const std::string& type = header.type;
    const bool sizes =
        type.size() == 3 && (type[2] == '1' || type[2] == '2' || type[2] == '4' || type[2] == '8');
    if (!sizes || std::string("<>|=").find(type[0]) == std::string::npos) {
        file.fail("has elements of type '" + type +
                  "'; only plain numbers of 1, 2, 4 or 8 bytes can be read");
    }
    header.kind = type[1];
    header.item_size = static_cast<std::size_t>(type[2] - '0');
    header.swapped = type[0] == (std::endian::native == std::endian::little ? '>' : '<');
    const std::size_t bytes = file.at_most() - std::min(file.at_most(), begin + length);
    const bool fits =
        product_within(header.shape.data(), header.shape.size(), bytes / header.item_size, header.count);
    if (!fits || (!file.compressed() && header.count * header.item_size != bytes)) {
        std::string dims;
        for (const std::size_t dim : header.shape) {
            dims += (dims.empty() ? "" : ", ") + std::to_string(dim);
        }
        file.fail("says shape (" + dims + ") of '" + type + "', but has " +
                  (file.compressed() ? "at most " : "") + std::to_string(bytes) + " bytes of elements");
    }
    return header;
}

}  // namespace inlay::inline INLAY_ABI::detail
