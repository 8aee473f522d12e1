// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/compose/inference.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <inlay/core/leaf.hpp>
#include <inlay/core/random.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/network/infer.hpp>
#include <inlay/network/initialize.hpp>
#include <inlay/network/workspace.hpp>
#include <span>
#include <vector>

namespace inlay::inline INLAY_ABI {

/// A network with its parameters, which live on the heap: a large aggregate never sits on the stack. Copies are deep.
/// Inference is const, allocates nothing and may run on any number of threads at once.
template <Network Net, class T = float>
class model {
    using parameter_set = inlay::parameters<Net, T>;

public:
    using network = Net;
    using value_type = T;
    static constexpr std::size_t inputs = Net::input_shape::size;
    static constexpr std::size_t outputs = Net::output_shape::size;

    /// Fresh parameters: Keras' initialisers, or those asked for.
    explicit model(seed s = {}, initializers how = keras_defaults) : held(1) {
        initialize<Net>(parameters(), s, how);
    }
    /// A copy of the given parameters, such as those of an exported header.
    explicit model(const parameter_set& from) : held(1, from) {}

    parameter_set& parameters() { return held.front(); }
    const parameter_set& parameters() const { return held.front(); }

    /// The prediction for one sample, its values in row-major order (channels last).
    output_tensor<Net, T> operator()(std::span<const T, inputs> x) const {
        using W = workspace<Net, T>;
        static_assert(W::bytes <= (std::size_t{1} << 20),
                      "inlay: this network's workspace is too large for the stack; "
                      "hold a workspace<Net> and call infer<Net>(model.parameters(), x, y, workspace)");
        output_tensor<Net, T> y;
        W w;
        infer<Net>(parameters(), x.data(), y.data(), w);
        return y;
    }
    output_tensor<Net, T> operator()(const input_tensor<Net, T>& x) const {
        return (*this)(std::span<const T, inputs>(x.values));
    }
    output_tensor<Net, T> operator()(const std::array<T, inputs>& x) const {
        return (*this)(std::span<const T, inputs>(x));
    }
    /// A sample of another length, where the compiler knows it.
    template <Shape S>
        requires(S::size != inputs)
    output_tensor<Net, T> operator()(const tensor<T, S>& x) const = delete;
    template <std::size_t Size>
        requires(Size != inputs)
    output_tensor<Net, T> operator()(const std::array<T, Size>& x) const = delete;
    /// The same for a sample whose length is known at run time; throws where it is not the network's.
    output_tensor<Net, T> operator()(std::span<const T> x) const {
        if (x.size() != inputs) detail::refuse("model: a sample has %zu values, the network takes %zu", x.size(), inputs);
        return (*this)(x.template first<inputs>());
    }

private:
    std::vector<parameter_set> held;  // one, on the heap; none when it was moved from
};

/// The model that inference needs: without what only training does, batch normalisations folded. See inference_t.
///
///     nn::inference_model(model)      nn::inference_model<nn::winograd>(model)
template <class Rewrite = detail::no_rewrite, Network Net, class T>
model<inference_t<Net, Rewrite>, T> inference_model(const model<Net, T>& trained) {
    model<inference_t<Net, Rewrite>, T> lean;
    inference_parameters<Net, Rewrite>(trained.parameters(), lean.parameters());
    return lean;
}

}  // namespace inlay::inline INLAY_ABI
