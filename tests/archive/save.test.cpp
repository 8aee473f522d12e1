// SPDX-License-Identifier: BSD-3-Clause
#include "archive_samples.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <inlay/archive/save.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/dropout.hpp>
#include <inlay/layers/flatten.hpp>
#include <inlay/layers/relu.hpp>
#include <limits>
#include <string>

namespace save_test {

namespace nn = inlay;
using archive_samples::contains, archive_samples::error_of, archive_samples::folder;
using archive_samples::slurp, archive_samples::spill;

struct digits : nn::sequential<nn::input<2, 3>, nn::flatten, nn::dense<5>, nn::relu, nn::dropout<0.2>, nn::dense<3>> {};
struct wider : nn::sequential<nn::input<2, 3>, nn::flatten, nn::dense<7>, nn::relu, nn::dropout<0.2>, nn::dense<3>> {};
struct deeper : nn::sequential<nn::input<2, 3>, nn::flatten, nn::dense<5>, nn::relu, nn::dropout<0.2>, nn::dense<3>,
                               nn::relu> {};
struct same : nn::sequential<nn::input<2, 3>, nn::flatten, nn::dense<5>, nn::relu, nn::dropout<0.2>, nn::dense<3>> {};

template <class Net, class T>
std::vector<T> values_of(const nn::model<Net, T>& m) {
    return nn::archive::tensors_of<const T>(m.parameters()).gather(nn::archive::structure_of<Net>());
}
template <class Net, class T>
bool equal(const nn::model<Net, T>& a, const nn::model<Net, T>& b) {
    return archive_samples::same_bits(values_of(a), values_of(b));
}

struct huber_like {
    double delta = 1;
    static constexpr const char* name = "huber";
    static void settings(auto&& visit, auto& self) { visit("delta", self.delta); }
};
struct adam_like {
    float learning_rate = 1e-3f;
    static constexpr const char* name = "adam";
    static void settings(auto&& visit, auto& self) { visit("learning_rate", self.learning_rate); }
};
struct sgd_like {
    float learning_rate = 1e-2f;
    static constexpr const char* name = "sgd";
    static void settings(auto&& visit, auto& self) { visit("learning_rate", self.learning_rate); }
};
struct options_like {
    std::size_t epochs = 1;
    std::uint64_t seed = 0;
    bool shuffle = true;
    std::string note;
    const int* validation = nullptr;
    static void settings(auto&& visit, auto& self) {
        visit("epochs", self.epochs);
        visit("seed", self.seed);
        visit("shuffle", self.shuffle);
        visit("note", self.note);
    }
};

/// A trainer as archives see one.
template <class Net, class T>
struct trainer_like {
    std::uint64_t step = 0;
    nn::parameters<Net, T> m{}, v{};
    void state(auto&& visit) {
        visit("name", "adam");
        visit("step", step);
        visit("m", m);
        visit("v", v);
    }
};

TEST_CASE_TEMPLATE("save and load: every bit comes back, in both forms", T, float, double) {
    const folder dir;
    nn::model<digits, T> saved{nn::seed{7}};
    auto& kernel = saved.parameters();
    const auto at = nn::leaf_pointers<T>(kernel);
    at[0][0] = T(-0.0);
    at[0][1] = std::numeric_limits<T>::denorm_min();
    at[0][2] = -std::numeric_limits<T>::min();
    at[1][0] = std::numeric_limits<T>::epsilon();
    for (const char* name : {"a.inlay", "a.json", "noextension"}) {
        nn::save(saved, dir / name);
        nn::model<digits, T> loaded{nn::seed{8}};
        REQUIRE(!equal(saved, loaded));
        nn::load(loaded, dir / name);
        CHECK(equal(saved, loaded));
        nn::model<same, T> other_name{nn::seed{8}};
        nn::load_weights(other_name, dir / name);
        CHECK(archive_samples::same_bits(values_of(saved), values_of(other_name)));
    }
    CHECK(slurp(dir / "a.inlay") == slurp(dir / "noextension"));
    CHECK(slurp(dir / "a.json").starts_with("{"));
    nn::save_weights(saved, dir / "w.inlay");
    nn::model<digits, T> loaded{nn::seed{8}};
    nn::load_weights(loaded, dir / "w.inlay");
    CHECK(equal(saved, loaded));
    nn::save_binary(saved, dir / "b.json");
    nn::model<digits, T> binary{nn::seed{8}};
    nn::load_binary(binary, dir / "b.json");
    CHECK(equal(saved, binary));
}

TEST_CASE("load: a file of another network is refused with the first difference, and the model stays") {
    const folder dir;
    nn::save(nn::model<digits>{nn::seed{1}}, dir / "digits.inlay");
    nn::save(nn::model<digits>{nn::seed{1}}, dir / "digits.json");
    const nn::model<wider> before{nn::seed{2}};
    for (const char* name : {"digits.inlay", "digits.json"}) {
        nn::model<wider> m = before;
        CHECK(error_of([&] { nn::load(m, dir / name); }) ==
              (dir / name) + ": layer 1: the file has dense<5>, this program has dense<7>");
        CHECK(equal(m, before));
        nn::model<deeper> longer;
        CHECK(error_of([&] { nn::load(longer, dir / name); }) ==
              (dir / name) + ": layer 5: the file has nothing, this program has relu");
    }
}

TEST_CASE("load: float files into double, not the other way") {
    const folder dir;
    const nn::model<digits, float> narrow{nn::seed{1}};
    for (const char* name : {"f.inlay", "f.json"}) {
        nn::save(narrow, dir / name);
        nn::model<digits, double> wide{nn::seed{2}};
        nn::load(wide, dir / name);
        const auto values = values_of(narrow);
        CHECK(values_of(wide) == std::vector<double>(values.begin(), values.end()));
        nn::save(wide, dir / name);
        nn::model<digits, float> back{nn::seed{3}};
        CHECK(contains(error_of([&] { nn::load(back, dir / name); }), ": holds float64 numbers"));
    }
}

TEST_CASE("load: weights that are not finite are refused unless asked for") {
    const folder dir;
    nn::model<digits> broken{nn::seed{1}};
    nn::leaf_pointers<float>(broken.parameters())[3][1] = std::numeric_limits<float>::quiet_NaN();
    const nn::model<digits> before{nn::seed{2}};
    for (const char* name : {"n.inlay", "n.json"}) {
        nn::save(broken, dir / name);
        nn::model<digits> m = before;
        CHECK(contains(error_of([&] { nn::load(m, dir / name); }), ": 4.dense.bias holds nan at element 1: "));
        CHECK(equal(m, before));
        nn::load(m, dir / name, {.non_finite = true});
        const float read = nn::leaf_pointers<float>(m.parameters())[3][1];
        CHECK(read != read);
    }
}

TEST_CASE("load: the golden pair finds a program that computes something else") {
    const folder dir;
    const nn::model<digits> saved{nn::seed{1}};
    const auto structure = nn::archive::structure_of<digits>();
    const auto s = nn::archive::subject_of<digits, float>(saved);
    auto c = nn::archive::contents_of(s);
    CHECK(c.golden_input.size() == 6);
    CHECK(c.golden_input[0] != c.golden_input[1]);
    c.golden_output[2] += 3e-4f;
    spill(dir / "g.inlay", nn::archive::encode_binary(c, structure));
    const nn::model<digits> before{nn::seed{2}};
    nn::model<digits> m = before;
    CHECK(contains(error_of([&] { nn::load(m, dir / "g.inlay"); }), " for element 2 of the stored sample, the file says "));
    CHECK(equal(m, before));
    nn::load(m, dir / "g.inlay", {.golden_tolerance = 1e-3});
    CHECK(equal(m, saved));
}

TEST_CASE("a configuration goes along, or alone") {
    const folder dir;
    const nn::model<digits> saved{nn::seed{1}};
    nn::configuration config{huber_like{0.5}, adam_like{3e-4f}, options_like{7, ~std::uint64_t{0}, false, "a \"b\"", nullptr}};
    const auto check = [&](const auto& loaded) {
        CHECK(loaded.loss.delta == 0.5);
        CHECK(loaded.optimizer.learning_rate == 3e-4f);
        CHECK(loaded.fit.epochs == 7);
        CHECK(loaded.fit.seed == ~std::uint64_t{0});
        CHECK(loaded.fit.shuffle == false);
        CHECK(loaded.fit.note == "a \"b\"");
    };
    nn::save_config(config, dir / "c.json");
    nn::configuration<huber_like, adam_like, options_like> alone{};
    nn::load_config(alone, dir / "c.json");
    check(alone);
    for (const char* name : {"c.inlay", "all.json"}) {
        nn::save(saved, dir / name, config);
        nn::model<digits> m{nn::seed{2}};
        nn::configuration<huber_like, adam_like, options_like> loaded{};
        nn::load(m, dir / name, loaded);
        check(loaded);
        CHECK(equal(m, saved));
        nn::model<digits> without{nn::seed{2}};
        nn::load(without, dir / name);
        CHECK(equal(without, saved));

        nn::configuration<huber_like, sgd_like, options_like> other{};
        nn::model<digits> untouched{nn::seed{2}};
        CHECK(error_of([&] { nn::load(untouched, dir / name, other); }) ==
              (dir / name) + ": configuration: optimizer.name: the file has adam, this program has sgd");
        CHECK(equal(untouched, nn::model<digits>{nn::seed{2}}));
        CHECK(other.loss.delta == 1);
    }
    nn::save(saved, dir / "none.inlay");
    nn::model<digits> m;
    CHECK(error_of([&] { nn::load(m, dir / "none.inlay", config); }) ==
          (dir / "none.inlay") + ": holds no configuration");
}

TEST_CASE("a configuration by hand: any order, each setting once, of the right type") {
    const folder dir;
    const std::string head = "{\"format\": \"inlay configuration\", \"version\": 1, \"library\": \"0.1.0\", ";
    nn::configuration<huber_like, adam_like, options_like> config{};
    const std::string path = dir / "c.json";
    const auto message = [&](const std::string& settings) {
        spill(path, head + "\"configuration\": {" + settings + "}}");
        const std::string text = error_of([&] { nn::load_config(config, path); });
        return text.substr(std::min(path.size(), text.size()));
    };
    const std::string loss = "\"loss\": {\"name\": \"huber\", \"delta\": 2}";
    const std::string optimizer = "\"optimizer\": {\"learning_rate\": 0.25, \"name\": \"adam\"}";
    const std::string fit = "\"fit\": {\"note\": \"x\", \"seed\": 3, \"shuffle\": false, \"epochs\": 9}";
    CHECK(message(fit + "," + optimizer + "," + loss) == "");
    CHECK(config.fit.epochs == 9);
    CHECK(config.loss.delta == 2);
    CHECK(config.optimizer.learning_rate == 0.25f);
    CHECK(message(fit + "," + optimizer) == ": configuration: loss.name is missing");
    CHECK(message(fit + "," + optimizer + "," + loss + ", \"more\": 1") ==
          ": configuration: more is not known here: take it out");
    CHECK(message(fit + "," + fit + "," + optimizer + "," + loss) == ": configuration.fit.note: comes twice");
    CHECK(message(loss + "," + optimizer + ", \"fit\": {\"epochs\": -1}") ==
          ": configuration: fit.epochs is -1, expected a whole number in its range");
    CHECK(message(loss + "," + optimizer + ", \"fit\": {\"epochs\": 1.5}") ==
          ": configuration: fit.epochs is 1.5, expected a whole number in its range");
    CHECK(message(loss + "," + optimizer + ", \"fit\": {\"epochs\": 1, \"seed\": 1, \"shuffle\": 1}") ==
          ": configuration: fit.shuffle is 1, expected true or false");
    CHECK(message(loss + ", \"optimizer\": {\"name\": \"adam\", \"learning_rate\": \"0.1\"}") ==
          ": configuration: optimizer.learning_rate is 0.1, expected a number");
    CHECK(config.fit.epochs == 9);
}

TEST_CASE_TEMPLATE("the state of a trainer goes along", T, float, double) {
    const folder dir;
    const nn::model<digits, T> saved{nn::seed{1}};
    const nn::configuration config{huber_like{}, adam_like{}, options_like{}};
    trainer_like<digits, T> trainer;
    trainer.step = 12345678901234;
    nn::initialize<digits>(trainer.m, nn::seed{5});
    nn::initialize<digits>(trainer.v, nn::seed{6});
    for (const char* name : {"s.inlay", "s.json"}) {
        nn::save(saved, dir / name, config, trainer);
        nn::model<digits, T> m{nn::seed{2}};
        auto loaded = config;
        trainer_like<digits, T> resumed;
        nn::load(m, dir / name, loaded, resumed);
        CHECK(equal(m, saved));
        CHECK(resumed.step == trainer.step);
        CHECK(resumed.m == trainer.m);
        CHECK(resumed.v == trainer.v);
        nn::load(m, dir / name);  // who does not ask for it does without
    }
    nn::save(saved, dir / "none.inlay", config);
    nn::model<digits, T> m;
    auto loaded = config;
    CHECK(error_of([&] { nn::load(m, dir / "none.inlay", loaded, trainer); }) ==
          (dir / "none.inlay") + ": holds no optimiser state");
}

TEST_CASE("a structure alone") {
    const folder dir;
    nn::save_structure<digits>(dir / "s.json");
    nn::check_structure<digits>(dir / "s.json");
    nn::check_structure<same>(dir / "s.json");
    CHECK(error_of([&] { nn::check_structure<wider>(dir / "s.json"); }) ==
          (dir / "s.json") + ": layer 1: the file has dense<5>, this program has dense<7>");
    const nn::model<wider> m;
    nn::save_structure(m, dir / "s.json");
    nn::check_structure(m, dir / "s.json");
    CHECK(contains(slurp(dir / "s.json"), "\"units\": 7"));
}

TEST_CASE("files that cannot be read or written") {
    const folder dir;
    nn::model<digits> m{nn::seed{1}};
    const nn::model<digits> before = m;
    CHECK(contains(error_of([&] { nn::load(m, dir / "none.inlay"); }), "none.inlay: cannot be opened: No such file"));
    CHECK(contains(error_of([&] { nn::load(m, dir.path); }), ": is a folder, not a file"));
    CHECK(contains(error_of([&] { nn::load(m, "/dev/zero"); }), "/dev/zero: is larger than"));
    spill(dir / "empty.inlay", "");
    CHECK(contains(error_of([&] { nn::load(m, dir / "empty.inlay"); }), "empty.inlay: is not an archive of inlay"));
    spill(dir / "empty.json", "");
    CHECK(contains(error_of([&] { nn::load(m, dir / "empty.json"); }), "empty.json: is not valid JSON"));
    CHECK(contains(error_of([&] { nn::save(m, dir / "no/such/folder.inlay"); }), "No such file or directory"));
    CHECK(contains(error_of([&] { nn::save(m, dir.path); }), ": is a folder, not a file"));
    CHECK(contains(error_of([&] { nn::save(m, "/dev/full"); }), "No space left on device"));
    CHECK(dir.files() == 2);
    CHECK(equal(m, before));
}

TEST_CASE("a file cut off or changed anywhere loads the same weights or none") {
    const folder dir;
    const nn::model<digits> saved{nn::seed{1}};
    const nn::model<digits> before{nn::seed{2}};
    for (const char* name : {"f.inlay", "f.json"}) {
        nn::save(saved, dir / name);
        const std::string whole = slurp(dir / name);
        // the formats' own tests go through every byte in memory; here every 13th, through files
        for (std::size_t i = 0; i < whole.size(); i += 13) {
            for (const bool cut : {true, false}) {
                std::string bad = cut ? whole.substr(0, i) : whole;
                if (!cut) bad[i] = static_cast<char>(bad[i] ^ 0x11);
                spill(dir / name, bad);
                nn::model<digits> m = before;
                const bool refused = !error_of([&] { nn::load(m, dir / name); }).empty();
                CHECK_MESSAGE(equal(m, refused ? before : saved), i);
            }
        }
    }
}

}  // namespace save_test
