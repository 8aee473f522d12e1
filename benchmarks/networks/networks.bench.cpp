// SPDX-License-Identifier: BSD-3-Clause
// Inference and training of an MLP and a LeNet on one core. Where Eigen is installed it runs the MLP beside us with the same
// weights, and the outputs are compared; a ratio above 1 says how many times longer it takes than inlay.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <inlay/training.hpp>
#include <memory>

#include "../stopwatch.hpp"
#if __has_include(<Eigen/Dense>)
#include <Eigen/Dense>
#define BENCH_EIGEN 1
#endif

namespace {
namespace nn = inlay;

struct mlp : nn::sequential<nn::input<784>, nn::dense<128>, nn::relu, nn::dense<10>, nn::softmax> {};
struct lenet : nn::sequential<nn::input<28, 28, 1>, nn::conv2d<6, 5>, nn::relu, nn::max_pool2d<2>, nn::conv2d<16, 5>, nn::relu,
                              nn::max_pool2d<2>, nn::flatten, nn::dense<120>, nn::relu, nn::dense<84>, nn::relu, nn::dense<10>,
                              nn::softmax> {};

constexpr std::size_t batch = 64;

#if BENCH_EIGEN
using matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
struct eigen_mlp {
    matrix w1, w2, x, h, y;
    Eigen::RowVectorXf b1, b2;

    eigen_mlp(const nn::parameters<mlp>& p, const float* samples, std::size_t n) {
        const auto at = nn::leaf_pointers<const float>(p);
        w1 = Eigen::Map<const matrix>(at[0], 784, 128);
        b1 = Eigen::Map<const Eigen::RowVectorXf>(at[1], 128);
        w2 = Eigen::Map<const matrix>(at[2], 128, 10);
        b2 = Eigen::Map<const Eigen::RowVectorXf>(at[3], 10);
        x = Eigen::Map<const matrix>(samples, static_cast<Eigen::Index>(n), 784);
    }
    void run() {
        h.noalias() = x * w1;
        h = (h.rowwise() + b1).cwiseMax(0.0f);
        y.noalias() = h * w2;
        y.rowwise() += b2;
        y.colwise() -= y.rowwise().maxCoeff().eval();
        y = y.array().exp();
        y.array().colwise() /= y.rowwise().sum().array().eval();
        bench::use(y.data());
    }
};
#endif

template <class Net>
void run(const char* name) {
    constexpr std::size_t inputs = Net::input_shape::size;
    nn::model<Net> model{nn::seed{1}};
    const auto x = std::make_unique<std::array<float, batch * inputs>>();
    std::array<std::int32_t, batch> labels{};
    nn::random generator(nn::seed{2});
    for (float& v : *x) v = generator.uniform<float>();
    for (auto& v : labels) v = static_cast<std::int32_t>(generator.below(10));
    std::array<float, batch * 10> y{};
    const auto one = std::make_unique<nn::workspace<Net, float, 1>>();
    const auto many = std::make_unique<nn::workspace<Net, float, batch>>();
    const auto& p = model.parameters();

    for (const std::size_t n : {std::size_t{1}, batch}) {
        const auto infer = [&, n] {
            n == 1 ? nn::infer<Net>(p, x->data(), y.data(), *one) : nn::infer<Net>(p, x->data(), y.data(), n, *many);
            bench::use(y.data());
        };
        std::vector<bench::contestant> all{{"inlay", infer}};
#if BENCH_EIGEN
        if constexpr (std::is_same_v<Net, mlp>) {
            const auto peer = std::make_shared<eigen_mlp>(p, x->data(), n);
            peer->run();
            infer();
            for (std::size_t i = 0; i < n * 10; ++i) {
                if (std::abs(peer->y.data()[i] - y[i]) > 1e-5f) {
                    std::printf("Eigen and inlay differ: %g, %g\n", static_cast<double>(peer->y.data()[i]), static_cast<double>(y[i]));
                    std::exit(1);
                }
            }
            all.push_back({"Eigen", [peer] { peer->run(); }});
        }
#endif
        bench::race((std::string(name) + "-b" + std::to_string(n)).c_str(), static_cast<double>(n), all);
    }

    using state = nn::training_state<Net, nn::cross_entropy, nn::adam, float, batch>;
    const auto s = std::make_unique<state>();
    s->reset(nn::adam{});
    bench::race((std::string(name) + "-train").c_str(), batch, {{"inlay", [&] {
                    nn::train_step(model.parameters(), *s, x->data(), labels.data(), batch, nn::cross_entropy{}, nn::adam{});
                }}});
}

}  // namespace

int main() {
    std::printf("%s, one core, float, batch %zu, Adam\n", nn::instruction_set, batch);
    run<mlp>("mlp");
    run<lenet>("lenet");
}
