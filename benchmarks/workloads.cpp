// SPDX-License-Identifier: BSD-3-Clause
#include "workloads.hpp"

#include <cmath>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "compile_cost.hpp"
#include "limits.hpp"

namespace bench {

namespace {

constexpr std::size_t steps = 512;  // time steps of a sequence

/// Nobody is timed whose answers are not inlay's.
void must_agree(const contestant& one, const contestant& other, double allowed, const std::string& of) {
    const std::vector<float> a = one.result(), b = other.result();
    double worst = a.size() == b.size() && !a.empty() ? 0 : INFINITY;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
        const double off = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
        worst = off <= worst ? worst : off;  // NaN is kept
    }
    if (worst <= allowed) return;
    char by[64];
    std::snprintf(by, sizeof by, "%.2g, more than %.2g", worst, allowed);
    throw std::runtime_error(one.name + " and " + other.name + " differ in " + of + " by " + by);
}

/// inlay first, then the peers that take part.
template <class... Arguments>
std::vector<contestant> gather(contestant (*peer::*what)(const Arguments&...), const Arguments&... arguments) {
    std::vector<contestant> all;
    const auto ask = [&](const peer& p) {
        if (!(p.*what)) return;
        if (contestant c = (p.*what)(arguments...)) all.push_back(std::move(c));
    };
    ask(ours());
    if (all.empty()) throw std::runtime_error("inlay does not have this workload yet");
    for (const peer& p : peers()) ask(p);
    return all;
}

void compare_results(const std::vector<contestant>& all, double allowed) {
    for (const contestant& c : all) {
        c.run(1);
        must_agree(all.front(), c, allowed, "their result");
    }
}

constexpr std::size_t copies = 5;

/// Contestants with five sets of memory each, used in turn: which sets of a cache the pages of one share is chance, and with
/// weights of nearly a cache's size a matter of 30 %. Their results are compared.
template <class... Arguments>
std::vector<contestant> gather_copies(contestant (*peer::*what)(const Arguments&...), double allowed,
                                      const std::vector<Arguments>&... arguments) {
    std::vector<std::vector<contestant>> sets;
    for (std::size_t i = 0; i < copies; ++i) {
        sets.push_back(gather(what, arguments[i]...));
        compare_results(sets.back(), allowed);
    }
    std::vector<contestant> all;
    for (std::size_t c = 0; c < sets.front().size(); ++c) {
        std::vector<contestant> own;
        for (const auto& set : sets) own.push_back(set[c]);
        const auto turn = std::make_shared<std::size_t>(0);
        all.push_back({own.front().name, [own, turn](std::size_t times) { own[*turn % copies].run(times); }, own.front().result,
                       [turn] { ++*turn; }, own.front().by_hand, own.front().flops});
    }
    return all;
}

/// The first loss is the same, and the twentieth nearly: rounding grows with the steps.
void compare_losses(const std::vector<contestant>& all) {
    for (const std::size_t at : {std::size_t{1}, std::size_t{21}}) {
        for (const contestant& c : all) {
            c.reset();
            c.run(at);
            must_agree(all.front(), c, at == 1 ? 1e-5 : 0.005 * static_cast<double>(all.front().result()[0]),
                       at == 1 ? "the first loss" : "the loss after 20 steps");
        }
    }
}

/// What a call has to do: that many operations on that many bytes, so many times over.
struct work {
    double flops, bytes, times = 1;
};

/// Runs the race with both limits in it, and keeps the higher floor: all arithmetic at the peak rate, or all bytes at the rate
/// of the level of memory that holds them.
row race_with_limits(const std::string& name, const std::string& what, const unit& in, std::vector<contestant> all,
                     const work& once, int rounds) {
    const std::size_t contestants = all.size();
    const level& home = level_of(static_cast<std::size_t>(once.bytes));
    const double flops = once.times * once.flops, bytes = once.times * once.bytes;
    all.push_back(fma_limit());
    all.push_back(stream_limit(home.stream));
    row r{name, what, in, race(name, all, rounds), flops, bytes, "", {}};
    const auto scaled = [&](std::size_t i, double by) { return timing{r.all[i].name, r.all[i].best * by, r.all[i].median * by}; };
    const timing arithmetic = scaled(contestants, flops / fma_limit_flops());
    const timing reading = scaled(contestants + 1, bytes / static_cast<double>(home.stream));
    r.all.resize(contestants);
    r.floor = arithmetic.best > reading.best ? arithmetic : reading;
    r.bound = arithmetic.best > reading.best ? "FMA" : home.name;
    return r;
}

constexpr double word = sizeof(float);

std::string samples_of(std::size_t n) { return n == 1 ? "one sample" : std::to_string(n) + " samples"; }

/// Whoever infers or trains a network, of either kind.
template <class Network>
using by = contestant (*peer::*)(const Network&, const samples&);

template <class Network>
workload inference(Network (*make)(), by<Network> how, std::size_t n) {
    const std::string name = make().name + "-b" + std::to_string(n);
    return {name, [=](int rounds) {
                const std::vector<Network> nets(copies, make());
                const Network& net = nets.front();
                const std::vector<samples> given(copies, some(n, net.inputs()));
                std::vector<contestant> all = gather_copies(how, 1e-5, nets, given);
                const auto count = static_cast<double>(n);
                double flops = count * net.flops();
                for (const contestant& c : all) flops = c.flops > 0 && c.flops < flops ? c.flops : flops;
                const double bytes = word * static_cast<double>(net.parameters() + n * net.inputs());
                const unit in = n > 1              ? unit{"samples/s", count, true}
                                : net.name == "W3" ? unit{"ns", 1e9, false}
                                                   : unit{"us", 1e6, false};
                return std::vector<row>{race_with_limits(name, net.title + ", " + samples_of(n), in, std::move(all), work{flops, bytes}, rounds)};
            }};
}

template <class Network>
workload training(const std::string& name, Network (*make)(), by<Network> how, std::size_t n) {
    return {name, [=](int rounds) {
                const Network net = make();
                const samples s = some(n, net.inputs());
                std::vector<contestant> all = gather(how, net, s);
                compare_losses(all);
                const auto count = static_cast<double>(n);
                // parameters and two moments; gradients need not exist in memory
                const double bytes = word * static_cast<double>(3 * net.parameters() + n * net.inputs());
                return std::vector<row>{race_with_limits(name, "training " + net.title + ", batch " + std::to_string(n),
                                                         {"samples/s", count, true}, std::move(all),
                                                         work{count * net.training_flops(), bytes}, rounds)};
            }};
}

workload recurrent(recurrent_network (*make)()) {
    const std::string name = make().name;
    return {name, [=](int rounds) {
                const recurrent_network net = make();
                const samples s = some(steps, 1);
                std::vector<contestant> all = gather(&peer::step, net, s);
                compare_results(all, 1e-5);
                const auto count = static_cast<double>(steps);
                const double set =
                    word * static_cast<double>(net.recurrent_kernel.size() + 3 * net.input_kernel.size() + net.units);
                row r = race_with_limits(name, net.title + ", one time step", {"ns", 1e9 / count, false}, std::move(all),
                                         work{net.flops(), set, count}, rounds);
                return std::vector<row>{r};
            }};
}

workload multiplication(std::size_t m, std::size_t n, std::size_t k) {
    const std::string size = std::to_string(m) + "x" + std::to_string(n) + "x" + std::to_string(k), name = "W8-" + size;
    return {name, [=](int rounds) {
                const std::vector<product> products(copies, some_product(m, n, k));
                std::vector<contestant> all = gather_copies(&peer::multiply, 1e-5 * std::sqrt(static_cast<double>(k)), products);
                const double flops = 2.0 * static_cast<double>(m * n * k);
                return std::vector<row>{race_with_limits(name, "product " + size, {"GFLOP/s", flops * 1e-9, true}, std::move(all),
                                                         work{flops, word * static_cast<double>(m * k + k * n)}, rounds)};
            }};
}

}  // namespace

std::vector<workload> workloads() {
    std::vector<workload> all;
    for (network (*const make)() : {w1, w2}) {
        for (const std::size_t n : {1, 64}) all.push_back(inference(make, &peer::infer, n));
    }
    all.push_back(inference(w3, &peer::infer, 1));
    for (const std::size_t n : {1, 64}) all.push_back(inference(w4, &peer::infer, n));
    for (recurrent_network (*const make)() : {gru16, lstm20}) all.push_back(recurrent(make));
    for (const std::size_t n : {32, 64}) all.push_back(training("W6-b" + std::to_string(n), w1, &peer::train, n));
    all.push_back(training("W7-b64", w4, &peer::train, 64));
    all.push_back(multiplication(64, 128, 784));
    all.push_back(multiplication(64, 10, 128));
    all.push_back(multiplication(64, 256, 784));
    for (const std::size_t n : {32, 64, 128, 256}) all.push_back(multiplication(n, n, n));
    for (picture_network (*const make)() : {resnet8, ds_cnn}) {
        all.push_back(inference(make, &peer::see, 1));
        all.push_back(training(make().name + "-train", make, &peer::learn, 32));
    }
    for (const compile_job& job : compile_jobs()) all.push_back({job.name, [job](int) { return compile_cost(job); }});
    return all;
}

machine_limits measure_limits(int rounds) {
    std::vector<contestant> all{fma_limit()};
    for (const level& l : levels()) all.push_back(stream_limit(l.stream));
    const std::vector<timing> t = race("limits", all, rounds);
    machine_limits limits{fma_limit_flops() / t[0].best, fma_limit_flops() / t[0].median, {}};
    for (std::size_t i = 1; i < t.size(); ++i) {
        const auto bytes = static_cast<double>(levels()[i - 1].stream);
        limits.streams.push_back({levels()[i - 1].name, bytes / t[i].best, bytes / t[i].median});
    }
    return limits;
}

}  // namespace bench
