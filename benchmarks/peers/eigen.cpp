// SPDX-License-Identifier: BSD-3-Clause
// Eigen: row-major dynamic matrices over the weights as they are (its fixed-size products take the same packed path at these
// sizes), noalias(), a vector for one sample and matrices for several.
#include <Eigen/Dense>
#include <memory>

#include "../contest.hpp"

namespace bench {
namespace {

using matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using row = Eigen::Matrix<float, 1, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

template <class Rows>
void activate(Rows& y, activation a) {
    if (a == activation::relu) {
        y = y.cwiseMax(0.0f);
    } else if (a == activation::sigmoid) {
        y = (1.0f + (-y.array()).exp()).inverse();
    } else if (a == activation::softmax) {
        for (Eigen::Index r = 0; r < y.rows(); ++r) {
            y.row(r) = (y.row(r).array() - y.row(r).maxCoeff()).exp();
            y.row(r) /= y.row(r).sum();
        }
    }
}

/// Rows is a row vector for one sample, so that Eigen takes its matrix-vector product.
template <class Rows>
struct mlp {
    std::vector<matrix> kernels;
    std::vector<row> biases;
    std::vector<activation> activations;
    std::vector<Rows> values;

    mlp(const network& net, const samples& s) {
        values.push_back(Eigen::Map<const matrix>(s.x.data(), index(s.n), index(net.inputs())));
        for (const auto& d : net.dense) {
            kernels.push_back(Eigen::Map<const matrix>(d.kernel.data(), index(d.in), index(d.out)));
            biases.push_back(Eigen::Map<const row>(d.bias.data(), index(d.out)));
            activations.push_back(d.after);
            values.emplace_back(index(s.n), index(d.out));
        }
    }
    void run() {
        for (std::size_t i = 0; i < kernels.size(); ++i) {
            values[i + 1].noalias() = values[i] * kernels[i];
            values[i + 1].rowwise() += biases[i];
            activate(values[i + 1], activations[i]);
        }
        use(values.back().data());
    }
};

template <class Rows>
contestant infer_with(const network& net, const samples& s) {
    const auto m = std::make_shared<mlp<Rows>>(net, s);
    return {"Eigen",
            repeat([m] { m->run(); }),
            [m] {
                const Rows& y = m->values.back();
                return std::vector<float>(y.data(), y.data() + y.size());
            },
            {}};
}

contestant infer(const network& net, const samples& s) {
    if (!net.convolutions.empty()) return {};
    return s.n == 1 ? infer_with<row>(net, s) : infer_with<matrix>(net, s);
}

contestant multiply(const product& p) {
    const auto y = std::make_shared<matrix>(index(p.m), index(p.n));
    return {"Eigen",
            repeat([y, &p] {
                y->noalias() = Eigen::Map<const matrix, Eigen::Aligned64>(p.x.data(), index(p.m), index(p.k)) *
                               Eigen::Map<const matrix, Eigen::Aligned64>(p.w.data(), index(p.k), index(p.n));
                use(y->data());
            }),
            [y] { return std::vector<float>(y->data(), y->data() + y->size()); },
            {}};
}

const bool added = add({"Eigen", infer, nullptr, multiply, nullptr});

}  // namespace
}  // namespace bench
