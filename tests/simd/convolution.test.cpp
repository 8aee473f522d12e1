// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <inlay/core/padding.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/simd/convolution.hpp>
#include <inlay/simd/convolution_backward.hpp>
#include <limits>

#include "laws/values.hpp"

namespace nn = inlay;
namespace simd = inlay::simd;

namespace convolution_test {
namespace {

struct picture {
    std::size_t height, width, channels;
};
struct window {
    std::size_t height, width, down, right;
};

constexpr simd::convolution_size size_of(picture p, std::size_t filters, window k, nn::padding pad) {
    const nn::windows rows = nn::windows_of(p.height, k.height, k.down, pad), columns = nn::windows_of(p.width, k.width, k.right, pad);
    return {p.height, p.width, p.channels, filters, k.height, k.width, k.down, k.right, rows.count, columns.count, rows.before, columns.before};
}

template <class T>
void expect(const char* what, const laws::array<T>& got, const laws::array<double>& expected, std::size_t terms) {
    const double allowed = static_cast<double>(terms + 2) * std::numeric_limits<T>::epsilon();
    double worst = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        const double error = std::abs(static_cast<double>(got[i]) - expected[i]);
        if (!(error <= worst)) worst = std::isnan(error) ? 1e9 : error;
    }
    CHECK_MESSAGE(worst <= allowed, what, " is off by ", worst);
}

template <class T>
struct memory {
    T *frame, *rolling, *padded, *z, *dx_frame, *turned, *zeros, *sums;
};

/// A convolution of one size behind one pointer, so that all but its calls is compiled once per type.
template <class T>
struct subject {
    simd::convolution_size size;
    std::size_t rolling_room, weights_room, results_room, line, gradient_room;
    void (*run)(const T* x, const T* w, const T* bias, const T* dy, T* y, T* dx, T* dw, T* db, std::size_t n, const memory<T>& m);
};

template <class T, simd::convolution_size S>
void run(const T* x, const T* w, const T* bias, const T* dy, T* y, T* dx, T* dw, T* db, std::size_t n, const memory<T>& m) {
    using forward = simd::convolution<S, T>;
    using backward = simd::convolution_backward<S, T>;
    constexpr bool in_place = !forward::few;
    simd::clear_frame<S>(m.frame);
    const auto ready = forward::prepare(w, bias, m.padded);
    backward::turn(w, m.turned);
    for (std::size_t s = 0; s < n; ++s) {
        T* const to = y + s * S.result();
        const T* const picture = simd::put_into_frame<S>(x + s * S.picture(), m.frame);
        typename forward::template lines<forward::rolls> rows(forward::rolls ? x + s * S.picture() : picture, m.rolling);
        forward::template rows<nn::unchanged, S.out_height % 2 == 0>(rows, 0, S.out_height, ready, in_place ? to : m.z);
        for (std::size_t r = 0; !in_place && r < S.out_height; ++r) forward::put_row(m.z + r * forward::line, to + r * S.out_width * S.filters);

        std::fill_n(m.z, forward::results_room, T(0));
        backward::template through<nn::unchanged>(dy + s * S.result(), nullptr, m.z);
        T* const given = dx + s * S.picture();
        std::fill_n(given, S.picture(), T(0));
        simd::clear_frame<S>(m.dx_frame);
        backward::input(m.z, m.turned, S.framed() ? m.dx_frame : given);
        if (S.framed()) {
            simd::for_framed_rows<S>([&](std::size_t in, std::size_t framed, std::size_t count) { std::copy_n(m.dx_frame + framed, count, given + in); });
        }
        if constexpr (forward::group > 1) backward::sort(m.z);
        backward::kernel(picture, m.z, m.zeros, forward::few ? m.sums : dw);
        backward::bias(m.z, db);
    }
    if (forward::few) backward::fold(m.sums, dw);
}

/// Against six nested loops by the definition, with arrays of exactly the right length and NaN as scratch.
template <class T>
void check(const subject<T>& subject) {
    const simd::convolution_size& S = subject.size;
    CAPTURE(S.height);
    CAPTURE(S.width);
    CAPTURE(S.filters);
    const laws::array<T> w(laws::scattered(S.kernel(), 1, 1)), bias(laws::scattered(S.filters, 2, 1));
    for (const std::size_t n : {std::size_t{1}, std::size_t{3}}) {
        const laws::array<T> x(laws::scattered(n * S.picture(), 3, 1)), dy(laws::scattered(n * S.result(), 4, 1)),
            dw(laws::scattered(S.kernel(), 5, 1));
        const laws::array<T> y(n * S.result(), laws::nan<T>), dx(n * S.picture(), laws::nan<T>);
        const laws::array<double> y_(n * S.result()), dx_(n * S.picture(), 0), dw_(dw.copy());
        for (std::size_t s = 0; s < n; ++s) {
            for (std::size_t oy = 0; oy < S.out_height; ++oy) {
                for (std::size_t ox = 0; ox < S.out_width; ++ox) {
                    for (std::size_t o = 0; o < S.filters; ++o) {
                        const std::size_t out = ((s * S.out_height + oy) * S.out_width + ox) * S.filters + o;
                        double sum = bias[o];
                        for (std::size_t ky = 0; ky < S.kernel_height; ++ky) {
                            for (std::size_t kx = 0; kx < S.kernel_width; ++kx) {
                                const auto iy = static_cast<std::ptrdiff_t>(oy * S.stride_height + ky) - static_cast<std::ptrdiff_t>(S.top);
                                const auto ix = static_cast<std::ptrdiff_t>(ox * S.stride_width + kx) - static_cast<std::ptrdiff_t>(S.left);
                                if (iy < 0 || ix < 0 || iy >= static_cast<std::ptrdiff_t>(S.height) || ix >= static_cast<std::ptrdiff_t>(S.width)) continue;
                                for (std::size_t c = 0; c < S.channels; ++c) {
                                    const std::size_t in = ((s * S.height + static_cast<std::size_t>(iy)) * S.width + static_cast<std::size_t>(ix)) * S.channels + c;
                                    const std::size_t k = ((ky * S.kernel_width + kx) * S.channels + c) * S.filters + o;
                                    sum += static_cast<double>(x[in]) * w[k];
                                    dx_[in] += static_cast<double>(dy[out]) * w[k];
                                    dw_[k] += static_cast<double>(dy[out]) * x[in];
                                }
                            }
                        }
                        y_[out] = sum;
                    }
                }
            }
        }
        const laws::array<T> frame(S.frame(), laws::nan<T>), rolling(subject.rolling_room, T(0)), padded(subject.weights_room, laws::nan<T>),
            z(subject.results_room, T(0)), dx_frame(S.frame(), laws::nan<T>), turned(S.kernel(), laws::nan<T>), zeros(subject.line, T(0)),
            sums(subject.gradient_room, T(0)), db(laws::scattered(S.filters, 6, 1));
        laws::array<double> db_(db.copy());
        for (std::size_t i = 0; i < n * S.result(); ++i) db_[i % S.filters] += dy[i];
        subject.run(x.data(), w.data(), bias.data(), dy.data(), y.data(), dx.data(), dw.data(), db.data(), n,
                    {frame.data(), rolling.data(), padded.data(), z.data(), dx_frame.data(), turned.data(), zeros.data(), sums.data()});
        expect("y", y, y_, S.depth());
        expect("dx", dx, dx_, S.kernel_height * S.kernel_width * S.filters);
        expect("dw", dw, dw_, n * S.out_height * S.out_width);
        expect("db", db, db_, n * S.out_height * S.out_width);
    }
}

template <class T, simd::convolution_size S>
void convolutions() {
    using forward = simd::convolution<S, T>;
    check<T>({S, forward::frame_room, forward::weights_room, forward::results_room, forward::line, forward::gradient_room, run<T, S>});
}

constexpr auto valid = nn::padding::valid, same = nn::padding::same;

TEST_CASE("convolutions: kernels, strides, channels and filters of awkward sizes") {
    convolutions<float, size_of({5, 5, 1}, 1, {3, 3, 1, 1}, valid)>();
    convolutions<float, size_of({7, 6, 3}, 17, {3, 2, 1, 1}, valid)>();
    convolutions<float, size_of({9, 7, 2}, 5, {3, 3, 2, 2}, same)>();
    convolutions<float, size_of({6, 8, 5}, 33, {2, 3, 1, 1}, same)>();
    convolutions<float, size_of({7, 7, 2}, 3, {2, 2, 3, 2}, valid)>();  // rows and columns that no window reaches
    convolutions<float, size_of({5, 4, 3}, 8, {1, 1, 2, 3}, same)>();   // strides wider than the kernel
    convolutions<float, size_of({3, 2, 2}, 4, {5, 4, 1, 1}, same)>();   // a kernel larger than the picture
    convolutions<float, size_of({28, 28, 1}, 6, {5, 5, 1, 1}, valid)>();  // LeNet's
    convolutions<float, size_of({23, 21, 9}, 17, {3, 2, 2, 1}, same)>();  // frames that hold a few rows at a time
    convolutions<float, size_of({23, 65, 3}, 5, {4, 3, 1, 1}, same)>();
    convolutions<float, size_of({12, 12, 6}, 16, {5, 5, 1, 1}, valid)>();
    convolutions<float, size_of({9, 10, 2}, 2, {3, 3, 1, 1}, same)>();
    convolutions<float, size_of({9, 10, 1}, 2, {3, 3, 1, 1}, same)>();    // four pixels to a vector of 16 lanes, with two at the end of a row
    convolutions<float, size_of({7, 31, 1}, 4, {3, 3, 1, 1}, valid)>();   // and one
    convolutions<float, size_of({12, 30, 1}, 7, {2, 4, 1, 1}, valid)>();  // two pixels to a vector, and one
    convolutions<float, size_of({9, 12, 1}, 6, {3, 3, 2, 1}, same)>();
    convolutions<float, size_of({70, 67, 1}, 5, {3, 3, 1, 1}, same)>();   // and a frame that holds a few rows
    convolutions<float, size_of({5, 6, 3}, 70, {3, 3, 1, 1}, same)>();    // more filters than a tile is wide
    convolutions<float, size_of({15, 4, 1}, 3, {13, 2, 1, 1}, valid)>();  // a kernel higher than a tile of its gradient
    convolutions<double, size_of({6, 7, 3}, 5, {3, 3, 1, 2}, same)>();
    convolutions<double, size_of({5, 9, 2}, 9, {2, 5, 2, 1}, valid)>();
    convolutions<double, size_of({6, 7, 1}, 2, {2, 3, 1, 1}, same)>();
    convolutions<double, size_of({8, 9, 1}, 4, {3, 3, 1, 1}, valid)>();
}

}  // namespace
}  // namespace convolution_test
