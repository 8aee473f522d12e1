// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <inlay/core/flush_denormals.hpp>
#include <inlay/core/numbers.hpp>
#include <inlay/core/random.hpp>
#include <inlay/hosted/aligned_buffer.hpp>
#include <inlay/hosted/model.hpp>
#include <inlay/network/train.hpp>
#include <inlay/optimizers/regularizer.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/training/evaluator.hpp>
#include <inlay/training/parts.hpp>
#include <inlay/training/samples.hpp>
#include <inlay/training/wolfe.hpp>
#include <utility>
#include <vector>

namespace inlay::inline INLAY_ABI {

/// L-BFGS, Liu & Nocedal 1989, with a line search to the strong Wolfe conditions: for small data sets and networks, where it comes
/// to a minimum in few steps. It sees all samples at each step, and so is no optimiser of batches: fit(model, data, loss,
/// lbfgs{}). Defaults and steps are those of PyTorch's LBFGS with line_search_fn="strong_wolfe".
struct lbfgs {
    double learning_rate = 1;         ///< the step that a line search starts with
    std::size_t max_iterations = 20;  ///< steps
    std::size_t max_evaluations = 0;  ///< of the loss over all samples, looked at after each step; 0: 5/4 of max_iterations
    double tolerance_gradient = 1e-7; ///< ends where no slope is larger
    double tolerance_change = 1e-9;   ///< ends where a step changes no parameter, or the loss, by more
    std::size_t history_size = 100;   ///< steps remembered, each as long as all parameters, twice
    std::size_t batch_size = 256;     ///< samples computed at a time; changes rounding alone, but for layers that look at batches

    static constexpr const char* name = "lbfgs";
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("learning_rate", self.learning_rate);
        visit("max_iterations", self.max_iterations);
        visit("max_evaluations", self.max_evaluations);
        visit("tolerance_gradient", self.tolerance_gradient);
        visit("tolerance_change", self.tolerance_change);
        visit("history_size", self.history_size);
        visit("batch_size", self.batch_size);
    }
};

/// How fit with lbfgs ended.
struct lbfgs_result {
    double loss = 0;  ///< at the parameters that the model has now
    double largest_slope = 0;
    std::size_t iterations = 0, evaluations = 0;
};

namespace detail {

/// The steps of L-BFGS on a function of many values, known by its value and slopes; compiled once per type of numbers.
template <class T>
class lbfgs_steps {
public:
    using vector = std::vector<T>;
    using function = double (*)(void* of, const vector& x, vector& slopes);

    lbfgs_steps(const lbfgs& o, function f, void* of) : options(o), compute(f), self(of) {}

    lbfgs_result operator()(vector& x) {
        vector slopes(x.size()), direction(x.size()), tried(x.size());
        lbfgs_result result;
        result.loss = compute(self, x, slopes);
        result.evaluations = 1;
        if (!is_finite(result.loss)) detail::refuse("lbfgs: the loss is %f before the first step", result.loss);
        const std::size_t most = options.max_evaluations > 0 ? options.max_evaluations : options.max_iterations * 5 / 4;
        double step = 0;
        while (result.iterations < options.max_iterations && largest(slopes) > options.tolerance_gradient) {
            choose_direction(slopes, direction);
            step = options.learning_rate;
            if (result.iterations == 0) step *= smaller(1.0, 1 / total(slopes));
            const double slope = dot(slopes, direction);
            if (slope > -options.tolerance_change) break;
            const auto along = [&](double t, vector& g) {
                for (std::size_t i = 0; i < x.size(); ++i) tried[i] = x[i] + static_cast<T>(t) * direction[i];
                const double value = compute(self, tried, g);
                return line_point<T>{t, value, dot(g, direction), &g};
            };
            const double before = result.loss;
            line_search<T> search(x.size(), largest(direction), options.tolerance_change);
            const line_point<T> found = search(along, before, slope, slopes, step);
            result.evaluations += search.evaluations;
            if (!(found.value <= before)) break;  // nowhere lower, to within rounding
            remember(slopes, *found.slopes, direction, found.at);
            for (std::size_t i = 0; i < x.size(); ++i) x[i] += static_cast<T>(found.at) * direction[i];
            slopes = *found.slopes;
            result.loss = found.value;
            ++result.iterations;
            if (result.evaluations >= most || largest(direction) * found.at <= options.tolerance_change ||
                magnitude(result.loss - before) < options.tolerance_change) {
                break;
            }
        }
        result.largest_slope = largest(slopes);
        return result;
    }

private:
    struct pair {
        vector change, slope_change;
        double weight;  // 1 / their product
    };

    static double dot(const vector& a, const vector& b) {
        return static_cast<double>(simd::sum(a.size(), [](auto v, auto w) { return v * w; }, a.data(), b.data()));
    }
    static double total(const vector& a) {
        return static_cast<double>(simd::sum(a.size(), [](auto v) { return abs(v); }, a.data()));
    }
    static double largest(const vector& a) {
        T most = 0;
        for (const T v : a) most = larger(most, magnitude(v));
        return static_cast<double>(most);
    }
    /// to += factor * from
    static void add(vector& to, double factor, const vector& from) {
        const T f = static_cast<T>(factor);
        simd::map(to.size(), [f](auto a, auto b) { return a + b * f; }, to.data(), static_cast<const T*>(to.data()), from.data());
    }

    /// -H slopes, H what the remembered steps say of the inverse of the second derivatives: the two loops of Nocedal 1980.
    void choose_direction(const vector& slopes, vector& direction) {
        for (std::size_t i = 0; i < slopes.size(); ++i) direction[i] = -slopes[i];
        std::vector<double> taken(past.size());
        for (std::size_t k = past.size(); k-- > 0;) {
            taken[k] = dot(past[k].change, direction) * past[k].weight;
            add(direction, -taken[k], past[k].slope_change);
        }
        for (T& v : direction) v *= static_cast<T>(scale);
        for (std::size_t k = 0; k < past.size(); ++k) {
            add(direction, taken[k] - dot(past[k].slope_change, direction) * past[k].weight, past[k].change);
        }
    }

    void remember(const vector& before, const vector& after, const vector& direction, double step) {
        pair p{direction, after, 0};
        for (T& v : p.change) v *= static_cast<T>(step);
        add(p.slope_change, -1, before);
        const double product = dot(p.change, p.slope_change);
        if (!(product > 1e-10) || options.history_size == 0) return;
        p.weight = 1 / product;
        scale = product / dot(p.slope_change, p.slope_change);
        if (past.size() == options.history_size) past.erase(past.begin());
        past.push_back(std::move(p));
    }

    lbfgs options;
    function compute;
    void* self;
    std::vector<pair> past;
    double scale = 1;
};

/// The loss of a model over a whole data set, as a function of its parameters in a row; statistics stay as they are.
template <Network Net, class Loss, class T>
struct whole_loss {
    using task = detail::task<Net, Loss, T>;
    using body = typename task::body;

    model<Net, T>& m;
    const samples& data;
    const Loss& loss;
    regularizer penalty;
    seed start;
    std::size_t capacity = 0;
    std::vector<parameters<Net, T>> gradients = std::vector<parameters<Net, T>>(1);
    aligned_buffer<T> arena{detail::arena_elements(body::cache, capacity)}, x{capacity * task::input::size}, y{capacity * task::output::size},
        dy{capacity * task::output::size}, weights{capacity};
    aligned_buffer<typename task::target> targets{capacity * task::target_shape::size};
    std::vector<std::uint32_t> indices = std::vector<std::uint32_t>(capacity);

    static double value_at(void* self, const std::vector<T>& at, std::vector<T>& slopes) {
        return static_cast<whole_loss*>(self)->compute(at, slopes);
    }
    void take(const std::vector<T>& at) {
        const T* from = at.data();
        for (const auto& tensor : trained_tensors<Net, T>(m.parameters())) {
            for (std::size_t i = 0; i < tensor.size; ++i, ++from) tensor.values[i] = *from;
        }
    }
    double compute(const std::vector<T>& at, std::vector<T>& slopes) {
        const flush_denormals flushing;
        take(at);
        slopes.assign(slopes.size(), T(0));
        const region<T> memory = detail::split_arena(arena.data(), body::cache, capacity);
        random generator(start);  // dropout leaves out the same each time, or there would be no minimum to come to
        double value = 0;
        for (std::size_t done = 0; done < data.size();) {
            const std::size_t n = smaller(capacity, data.size() - done);
            put_in_order(indices.data(), done, n);
            gather_batch<typename task::input>(data.inputs(), indices.data(), n, x.data());
            gather_batch<typename task::target_shape>(data.targets(), indices.data(), n, targets.data());
            if (data.weighted()) data.weights().gather(indices.data(), n, 0, 1, weights.data());
            const double share = static_cast<double>(n) / static_cast<double>(data.size());
            value += share * static_cast<double>(compute_gradients<Net, Loss, T>(
                                 m.parameters(), gradients.front(), x.data(), targets.data(), n, y.data(), dy.data(), memory, generator, loss,
                                 discard{}, data.weighted() ? static_cast<const T*>(weights.data()) : nullptr));
            T* to = slopes.data();
            for (const auto& tensor : trained_tensors<Net, T>(gradients.front())) {
                for (std::size_t i = 0; i < tensor.size; ++i, ++to) *to += static_cast<T>(share) * tensor.values[i];
            }
            done += n;
        }
        if (penalty.active()) {
            T* to = slopes.data();
            std::size_t leaf = 0;
            for (const auto& tensor : trained_tensors<Net, const T>(std::as_const(m.parameters()))) {
                if (leaf_table<Net>[leaf++].what.role == role::weight) {
                    value += static_cast<double>(penalty.value(tensor.values, tensor.size));
                    penalty.accumulate(tensor.values, to, tensor.size);
                }
                to += tensor.size;
            }
        }
        return value;
    }
};

}  // namespace detail

/// Brings a model to a minimum of its mean loss over a data set, with the regulariser's part. Throws as fit does where the data do
/// not fit, and where the loss is not finite before the first step; the loss never rises.
template <Network Net, class T, class Loss>
lbfgs_result fit(model<Net, T>& m, const samples& data, const Loss& loss, const lbfgs& options, const regularizer& penalty = {}, seed s = {}) {
    detail::task<Net, Loss, T>::check(data);
    if (options.batch_size == 0) throw error("fit: lbfgs: batch_size is 0");
    detail::whole_loss<Net, Loss, T> whole{m, data, loss, penalty, s, detail::smaller(options.batch_size, data.size())};
    std::vector<T> x;
    for (const auto& tensor : detail::trained_tensors<Net, T>(m.parameters())) x.insert(x.end(), tensor.values, tensor.values + tensor.size);
    const std::vector<T> before = x;
    lbfgs_result result;
    try {
        result = detail::lbfgs_steps<T>(options, &decltype(whole)::value_at, &whole)(x);
    } catch (...) {
        whole.take(before);
        throw;
    }
    whole.take(x);
    return result;
}

}  // namespace inlay::inline INLAY_ABI
