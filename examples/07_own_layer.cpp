// SPDX-License-Identifier: BSD-3-Clause
// Chapter (g): layers of one's own. softsign has no parameters; scale_and_shift has two tensors of them. Nothing is
// registered: counts, summary, initialisation, optimisers, archives and export follow from what is written here.
#include "common.hpp"

/// y = x / (1 + |x|)
struct softsign : nn::elementwise<softsign, nn::keep::output> {
    static constexpr const char* name = "softsign";
    static constexpr void settings(auto&&) {}

    static constexpr auto value(auto x) { return x / (1 + abs(x)); }
    static constexpr auto slope(auto y) { return (1 - abs(y)) * (1 - abs(y)); }  // of the value: the input need not be kept
};

/// y[i] = scale[i] x[i] + shift[i], both learned, for samples of any shape.
struct scale_and_shift {
    static constexpr const char* name = "scale_and_shift";
    static constexpr void settings(auto&&) {}

    template <nn::Shape In>
    struct on : nn::bound_layer<In, In> {
        static constexpr nn::keep keeps = nn::keep::input;  // backward reads x
        static constexpr std::uint64_t flops = 2 * In::size;

        template <class T>
        struct parameters {
            nn::tensor<T, In> scale, shift;

            static constexpr void leaves(auto&& visit, auto&... p) {
                visit(nn::leaf{"scale", nn::role::weight, nn::initializer::ones}, p.scale...);
                visit(nn::leaf{"shift", nn::role::bias, nn::initializer::zeros}, p.shift...);
            }
            friend constexpr bool operator==(const parameters&, const parameters&) = default;
        };

        static constexpr void forward(const auto& p, auto x, auto y, const auto&) {
            for (std::size_t n = 0; n < x.samples(); ++n) {
                for (std::size_t i = 0; i < In::size; ++i) y.sample(n)[i] = p.scale[i] * x.sample(n)[i] + p.shift[i];
            }
        }

        template <class DX>
        static constexpr void backward(const auto& p, auto dy, DX dx, auto& dp, const auto& pass) {
            for (std::size_t n = 0; n < dy.samples(); ++n) {
                for (std::size_t i = 0; i < In::size; ++i) {
                    const auto d = dy.sample(n)[i];
                    dp.scale[i] += d * pass.x.sample(n)[i];  // gradients of parameters are added to
                    dp.shift[i] += d;
                    if constexpr (nn::wanted<DX>) dx.sample(n)[i] = d * p.scale[i];  // that of the input is written
                }
            }
        }
    };
};

template <std::size_t Side>  // 28 for MNIST, 8 for the bundled digits
struct network : nn::sequential<nn::input<Side, Side, 1>, nn::flatten, scale_and_shift, nn::dense<64>, softsign, nn::dense<10>,
                                nn::softmax> {};

/// How far backward is from central differences of sum(r y), in double: the largest error over the input and all parameters.
template <class L, nn::Shape In>
double gradient_error() {
    using layer = nn::bind<L, In>;
    using Out = typename layer::output;
    typename layer::template parameters<double> p{}, dp{};
    nn::tensor<double, In> x, dx;
    nn::tensor<double, Out> y, r;
    nn::random generator{nn::seed{7}};
    const auto fill = [&](auto& values) {
        for (double& v : values) v = 2 * generator.uniform<double>() - 1;
    };
    fill(x), fill(r);
    p.leaves([&](const nn::leaf&, auto& values) { fill(values); }, p);

    const nn::view<const double, In> input(x.data(), 1);
    const auto value = [&] {
        layer::forward(p, input, nn::view<double, Out>(y.data(), 1), nn::inference_pass<double>{});
        double sum = 0;
        for (std::size_t i = 0; i < Out::size; ++i) sum += r[i] * y[i];
        return sum;
    };
    value();
    const nn::view<const double, Out> output(y.data(), 1);
    const nn::backward_pass<double, nn::view<const double, In>, nn::view<const double, Out>> pass{{}, {}, input, output};
    layer::backward(p, nn::view<const double, Out>(r.data(), 1), nn::view<double, In>(dx.data(), 1), dp, pass);

    double largest = 0;
    const auto compare = [&](auto& values, const auto& slopes) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double kept = values[i], step = 1e-5;
            values[i] = kept + step;
            const double above = value();
            values[i] = kept - step;
            const double below = value();
            values[i] = kept;
            const double error = std::fabs((above - below) / (2 * step) - slopes[i]);
            largest = error > largest ? error : largest;
        }
    };
    compare(x, dx);
    p.leaves([&](const nn::leaf&, auto& values, auto& slopes) { compare(values, slopes); }, p, dp);
    return largest;
}

int main(int argc, char** argv) {
    const double activation = gradient_error<softsign, nn::shape<17>>(), layer = gradient_error<scale_and_shift, nn::shape<5, 3>>();
    std::printf("error of the gradients: softsign %.1e, scale_and_shift %.1e\n", activation, layer);
    if (activation > 1e-8 || layer > 1e-8) return 1;

    return examples::on_pictures(argc, argv, {.mnist = 0.9203, .digits = 0.9675}, []<std::size_t Side>(const examples::pictures<Side>& data) {
        nn::model<network<Side>> model{data.seed};
        std::fputs(nn::summary<network<Side>>("with layers of one's own").c_str(), stdout);
        auto history = nn::fit(model, data.train, nn::cross_entropy{}, nn::adam{.learning_rate = 1e-3},
                               {.epochs = data.epochs, .batch_size = 32, .seed = data.seed});
        return examples::outcome{history, nn::evaluate(model, data.test, nn::cross_entropy{})};
    });
}
