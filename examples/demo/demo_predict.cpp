// SPDX-License-Identifier: BSD-3-Clause
// demo_predict DATA OUTPUT: knows nothing of the training but the files in OUTPUT. Loads them, shows some held-out
// pictures with the network's answers, and writes the network as a header.
#include "training.hpp"

#include <cstdio>
#include <vector>

namespace {

/// The picture with what the network makes of it on its right.
void show(const nn::dataset<4>& test, const nn::model<digits>& model, std::size_t i) {
    const auto answer = model(test.sample(i));
    const std::size_t best = nn::argmax(answer), label = static_cast<std::size_t>(test.targets(i));
    char notes[8][80] = {};
    std::snprintf(notes[2], sizeof notes[2], "held-out picture %zu", i);
    std::snprintf(notes[3], sizeof notes[3], "answer       %zu   (%.1f %%)", best, 100 * static_cast<double>(answer[best]));
    std::snprintf(notes[4], sizeof notes[4], "it should be %zu   %s", label, best == label ? "right" : "WRONG");
    const std::string picture = nn::draw(test.sample(i), 8, 8);
    std::size_t from = 0;
    for (const auto& note : notes) {
        const std::size_t end = picture.find('\n', from);
        std::printf("  |%s|%s%s\n", picture.substr(from, end - from).c_str(), *note ? "   " : "", note);
        from = end + 1;
    }
    std::puts("");
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 3) throw nn::error("usage: demo_predict DATA OUTPUT");
    const std::string output = std::string(argv[2]) + "/";

    nn::check_structure<digits>(output + "digits.structure.json");
    auto config = demo_configuration();
    nn::load_config(config, output + "digits.config.json");
    nn::model<digits> model, from_file, from_json;
    nn::load_weights(model, output + "digits.weights");
    nn::load(from_file, output + "digits.inlay");
    nn::load(from_json, output + "digits.json");
    std::puts("loaded: the structure is this program's, and so is the configuration");

    const auto [train, test] = demo_pictures(argv[1], config.fit.seed);
    const auto answers = nn::predict(model, test.inputs);
    if (answers != nn::predict(from_file, test.inputs) || answers != nn::predict(from_json, test.inputs)) {
        throw nn::error("the three files do not hold the same network");
    }
    std::printf("weights, single file and JSON give the same answers to all %zu pictures, bit for bit\n\n", test.size());

    std::vector<std::size_t> mistakes;
    for (std::size_t i = 0; i < test.size(); ++i) {
        if (nn::argmax(model(test.sample(i))) != static_cast<std::size_t>(test.targets(i))) mistakes.push_back(i);
    }
    for (std::size_t i = 0; i < 5; ++i) show(test, model, i);
    std::printf("%zu of %zu are wrong%s\n", mistakes.size(), test.size(), mistakes.empty() ? "" : ", for instance");
    if (!mistakes.empty()) show(test, model, mistakes.front());

    nn::export_header(model, output + "digits_weights.hpp", "digits_weights", {.include = "digits.hpp"});
    std::puts("exported: digits_weights.hpp");

    const double accuracy = nn::evaluate(model, test, config.loss).accuracy;
    std::printf("test accuracy: %.4f\n", accuracy);
    if (accuracy < 0.97) throw nn::error("the accuracy should be 0.97 or more");
} catch (const nn::error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
