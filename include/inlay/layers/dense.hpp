// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/deferral.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/options.hpp>
#include <inlay/layers/kernel_and_bias.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/matrix.hpp>
#include <inlay/simd/matrix_backward.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

namespace detail {

template <class In, std::size_t Units>
struct dense_output {
    using type = shape<Units>;
};
template <std::size_t Steps, std::size_t Features, std::size_t Units>
struct dense_output<shape<Steps, Features>, Units> {
    using type = shape<Steps, Units>;
};

/// dense on In, with the function of the element-wise layer that was fused into it.
template <std::size_t Units, class In, class Function, use_bias Bias>
struct bound_dense : bound_layer<In, typename dense_output<In, Units>::type> {
    using output = typename dense_output<In, Units>::type;
    static constexpr std::size_t features = In::dims[In::rank - 1], steps = In::size / features;
    static constexpr bool plain = std::is_same_v<Function, unchanged>;
    template <class T>
    using parameters = kernel_and_bias<T, shape<features, Units>, Units, features, Units, Bias>;

    static constexpr keep keeps = plain ? keep::input : keep::input_and_output;
    static constexpr memory training_scratch{plain ? 0 : output::size, 0};  // the gradient before the function
    static constexpr std::uint64_t flops = 2 * std::uint64_t{In::size} * Units;
    static constexpr bool streams = true;

    // In training the slope must follow from what the function gave.
    template <class Next, bool Training>
    static constexpr bool absorbs = plain && requires { typename Next::function; } && (!Training || Next::keeps == keep::output);
    template <class Next>
    using with = bound_dense<Units, In, typename Next::function, Bias>;

    template <class W, class To>
    static constexpr void scale_outputs(const parameters<W>& from, const W* scale, const W* shift, To& to) {
        fold_scale<Units>(from, scale, shift, to);
    }

    template <class W, class X, class Y>
    INLAY_INLINE static constexpr void forward(const parameters<W>& p, X x, Y y, const auto&) {
        simd::affine<features, Units, Function>(x.data(), p.kernel.data(), bias_of<Units>(p), y.data(), simd::rows_of<steps>(x));
    }

    template <class W, class DY, class DX, class G>
    static constexpr void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const auto& pass) {
        const auto n = simd::rows_of<steps>(dy);
        const auto* dz = dy.data();
        if constexpr (!plain) {
            auto* const to = pass.scratch.per_sample;
            simd::map(simd::elements(dy), [](auto d, auto y) { return d * Function::slope(y); }, to, dz, pass.y.data());
            dz = to;
        }
        if constexpr (is_deferral<DX>) {
            *dx.product = {pass.x.data(), dz, n};
        } else {
            if constexpr (wanted<DX>) simd::multiply_transposed<features, Units>(dz, p.kernel.data(), dx.data(), n);
            simd::accumulate_outer<features, Units>(pass.x.data(), dz, dp.kernel.data(), n);
        }
        if constexpr (Bias == use_bias::yes) simd::accumulate_rows<Units>(dz, dp.bias.data(), n);
    }

    // A large kernel's gradient: see core/deferral.hpp.
    static constexpr bool defers = INLAY_VECTOR_BYTES > 0 && Units >= 16 && Units <= 512 && features * Units >= 16384;
    template <class T>
    static bool can_give_parts(const deferred_product<T>& d) {
        return d.rows <= simd::outer_by_rows_capacity<T, Units>;
    }
    template <class T>
    static void give_parts(const deferred_product<T>& d, const T* const* soon, std::size_t arrays, gradient_user<T>& user) {
        simd::outer_by_rows<features, Units>(d.x, d.dz, d.rows, soon, arrays, user);
    }
    /// All of it, added to the gradient.
    template <class T>
    static void give_all(deferred_product<T> d, T* gradient) {
        struct adder : gradient_user<T> {
            T* to;
        } user;
        user.use = [](gradient_user<T>& self, std::size_t from, T* values, std::size_t count) {
            T* const to = static_cast<adder&>(self).to + from;
            simd::map(count, [](auto a, auto b) { return a + b; }, to, static_cast<const T*>(to), static_cast<const T*>(values));
        };
        user.to = gradient;
        constexpr std::size_t most = simd::outer_by_rows_capacity<T, Units>;
        for (std::size_t row = 0; row < d.rows; row += most) {
            const std::size_t rest = d.rows - row;
            give_parts({d.x + row * features, d.dz + row * Units, rest < most ? rest : most}, static_cast<const T* const*>(nullptr), 0, user);
        }
    }
};

}  // namespace detail

/// Fully connected layer, y = x kernel + bias: Keras' Dense without its activation, PyTorch's Linear. On a sequence it
/// treats every step alike.
///
///     in           shape<N>                    or shape<Steps, N>
///     out          shape<Units>                or shape<Steps, Units>
///     parameters   kernel  shape<N, Units>  Glorot uniform      bias  shape<Units>  zeros; left out with use_bias::no
///
///     dense<10>    dense<64, nn::use_bias::no>
template <std::size_t Units, auto... Options>
struct dense {
    static_assert(Units > 0, "inlay: dense needs at least one unit");
    static_assert((detail::is_option<Options, use_bias> && ...), "inlay: dense takes use_bias::no besides its units");
    static constexpr const char* name = "dense";
    static constexpr use_bias bias = detail::option(use_bias::yes, Options...);
    using advice = advice::put_flatten_before_it;
    using with_bias = dense<Units, detail::biased(Options)...>;
    static constexpr void settings(auto&& visit) {
        visit("units", Units);
        if constexpr (bias == use_bias::no) visit("use_bias", false);
    }

    template <Shape In>
        requires(In::rank == 1 || In::rank == 2)
    using on = detail::bound_dense<Units, In, unchanged, bias>;
};

}  // namespace inlay::inline INLAY_ABI
