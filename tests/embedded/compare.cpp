// SPDX-License-Identifier: BSD-3-Clause
// compare HOST BOARD TOLERANCE: the same lines and words; words 0x........ are floats that may differ by TOLERANCE
// (0: the same bits). Lines that begin with '#' are left out.
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

static std::vector<std::string> words(const char* file) {
    std::vector<std::string> all;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with('#')) continue;
        std::istringstream parts(line);
        for (std::string word; parts >> word;) all.push_back(word);
        all.emplace_back("end-of-line");
    }
    return all;
}

static std::int64_t ordered(std::uint32_t bits) {  // neighbouring floats are neighbouring numbers
    return bits >> 31 ? -static_cast<std::int64_t>(bits & 0x7fffffff) : static_cast<std::int64_t>(bits);
}

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    const auto host = words(argv[1]), board = words(argv[2]);
    const double tolerance = std::atof(argv[3]);
    std::size_t floats = 0, differ = 0;
    std::int64_t ulps = 0;
    double most = 0;
    bool good = host.size() == board.size();
    if (!good) std::cout << "not as many words: " << host.size() << " and " << board.size() << '\n';
    for (std::size_t i = 0; good && i < host.size(); ++i) {
        if (host[i].size() == 10 && host[i].starts_with("0x") && board[i].size() == 10 && board[i].starts_with("0x")) {
            const auto a = static_cast<std::uint32_t>(std::stoul(host[i], nullptr, 16));
            const auto b = static_cast<std::uint32_t>(std::stoul(board[i], nullptr, 16));
            ++floats;
            differ += a != b;
            ulps = std::max(ulps, std::abs(ordered(a) - ordered(b)));
            const double distance = std::fabs(double{std::bit_cast<float>(a)} - double{std::bit_cast<float>(b)});
            if (!(distance <= most)) most = distance;  // NaN counts
        } else if (host[i] != board[i]) {
            std::cout << "word " << i << ": " << host[i] << " and " << board[i] << '\n';
            good = false;
        }
    }
    if (floats == 0) good = false;
    if (tolerance == 0 ? differ != 0 : !(most <= tolerance)) good = false;
    std::cout << argv[2] << ": " << floats << " floats compared, " << differ << " differ, by at most " << most << " ("
              << ulps << " ulp), allowed " << argv[3] << '\n';
    return good ? 0 : 1;
}
