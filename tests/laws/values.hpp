// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

/// What the laws share: values to try, slopes by differences, and how they compare. What is no template is in bodies.cpp.
namespace laws {

/// Exactly so many values on the heap, so that AddressSanitizer sees a step beyond them.
template <class T>
class array {
public:
    explicit array(std::size_t size) : size_(size), values_(new T[size > 0 ? size : 1]) {}
    array(std::size_t size, T value) : array(size) { std::fill(begin(), end(), value); }
    template <class V>
    explicit array(const std::vector<V>& from) : array(from.size()) {
        for (std::size_t i = 0; i < size_; ++i) values_[i] = static_cast<T>(from[i]);
    }
    std::size_t size() const { return size_; }
    T* data() const { return values_.get(); }
    T* begin() const { return data(); }
    T* end() const { return data() + size_; }
    T& operator[](std::size_t i) const { return values_[i]; }
    std::vector<double> copy() const { return {begin(), end()}; }

private:
    std::size_t size_;
    std::unique_ptr<T[]> values_;
};

template <class T>
inline constexpr T nan = std::numeric_limits<T>::quiet_NaN();

/// `count` different values over (-reach, reach) in random order, each at least reach / count away from the
/// next and from 0. Kinks (relu's at 0, equal values in a pooling window) are so kept away from, as
/// differences need it.
std::vector<double> scattered(std::size_t count, std::uint64_t seed, double reach = 4.03);

/// d f / d at by Richardson's central differences: fourth order, so that a wide step leaves rounding behind.
template <class F>
double difference(double& at, F f, double step = 1e-3) {
    const double x = at;
    const auto slope = [&](double h) {
        at = x + h;
        const double above = f();
        at = x - h;
        return (above - f()) / (2 * h);
    };
    const double wide = slope(2 * step), narrow = slope(step);
    at = x;
    return (4 * narrow - wide) / 3;
}

/// |got - expected| is at most `allowed` of |expected|, where that counts as at least `floor` times the
/// largest.
void expect_close(const std::string& what, const std::vector<double>& got, const std::vector<double>& expected, double allowed,
                  double floor = 1);

}  // namespace laws
