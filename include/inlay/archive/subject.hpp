// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/archive/contents.hpp>
#include <inlay/archive/structure.hpp>
#include <inlay/archive/text.hpp>
#include <inlay/compose/leaves.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/random.hpp>
#include <inlay/hosted/file.hpp>
#include <inlay/hosted/model.hpp>
#include <inlay/inspect/structure.hpp>
#include <inlay/network/infer.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// Between a model, whose network is a type, and the code that reads and writes files, which knows tables alone and is
// compiled once per number type.

namespace inlay::inline INLAY_ABI {

/// How load checks a file.
struct load_options {
    bool non_finite = false;         ///< take weights that are NaN or infinite, which are otherwise refused
    double golden_tolerance = 1e-4;  ///< of the stored output, relative to its value or to 1 if that is larger
};

namespace archive {

/// A network as a record.
[[gnu::cold, gnu::noinline]] inline structure_record make_structure(std::uint64_t hash,
                                                                    std::span<const std::size_t> input,
                                                                    std::span<const std::size_t> output,
                                                                    std::span<const layer_info> layers,
                                                                    std::span<const leaf_info> leaves) {
    structure_record structure{hash, extents(input.begin(), input.end()), extents(output.begin(), output.end()), {}, {}};
    std::vector<std::string> owners;  // positions of the layers around the present one
    for (const layer_info& info : layers) {
        owners.resize(info.depth);
        owners.push_back(joined({info.depth > 0 ? owners.back() : "", info.depth > 0 ? "." : "",
                                 number_text(info.index)}));
        layer_record& layer = structure.layers.emplace_back();
        layer.position = owners.back();
        layer.name = info.name;
        for (const setting_info& s : std::span(info.settings).first(info.setting_count)) {
            layer.settings.push_back(s.is == setting_info::kind::whole  ? make_setting(s.key, s.whole)
                                     : s.is == setting_info::kind::real ? make_setting(s.key, s.real)
                                                                        : make_setting(s.key, s.word));
        }
        layer.output.assign(info.output.begin(), info.output.begin() + static_cast<std::ptrdiff_t>(info.output_rank));
        layer.parameters = info.parameters;
    }
    for (const leaf_info& info : leaves) {
        tensor_record& tensor = structure.tensors.emplace_back();
        tensor.path = info.path;
        tensor.role = info.what.role == role::weight ? "weight" : info.what.role == role::bias ? "bias" : "statistic";
        tensor.shape.assign(info.dims.begin(), info.dims.begin() + static_cast<std::ptrdiff_t>(info.rank));
    }
    return structure;
}

template <Network Net>
structure_record structure_of() {
    return make_structure(structure_hash<Net>, extents_of<typename Net::input_shape>, extents_of<typename Net::output_shape>, layer_table<Net>,
                          leaf_table<Net>);
}

/// One set of numbers of the parameters' shapes: where each tensor lies. T may be const.
template <class T>
struct tensor_set {
    std::vector<T*> at;

    std::vector<std::remove_const_t<T>> gather(const structure_record& structure) const {
        std::vector<std::remove_const_t<T>> values;
        values.reserve(structure.parameters());
        for (std::size_t i = 0; i < at.size(); ++i) {
            values.insert(values.end(), at[i], at[i] + structure.tensors[i].size());
        }
        return values;
    }
    void scatter(const structure_record& structure, const std::vector<T>& values) const {
        const T* from = values.data();
        for (std::size_t i = 0; i < at.size(); ++i) {
            std::copy(from, from + structure.tensors[i].size(), at[i]);
            from += structure.tensors[i].size();
        }
    }
};

template <class T, class P>
tensor_set<T> tensors_of(P& parameters) {
    const auto pointers = leaf_pointers<T>(parameters);
    return {std::vector<T*>(pointers.begin(), pointers.end())};
}

/// A model without its type. T is const for a model that is only saved.
template <class T>
struct subject {
    using value_type = std::remove_const_t<T>;
    structure_record structure;
    tensor_set<T> weights;
    const void* model;
    void (*predict)(const void* model, const value_type* x, value_type* y);
};

template <class Net, class T, class Model>
auto subject_of(Model& m) {
    using Value = std::conditional_t<std::is_const_v<Model>, const T, T>;
    return subject<Value>{structure_of<Net>(), tensors_of<Value>(m.parameters()), &m,
                          [](const void* of, const T* x, T* y) {
                              const auto room = std::make_unique<workspace<Net, T>>();
                              infer<Net>(static_cast<const inlay::model<Net, T>*>(of)->parameters(), x, y, *room);
                          }};
}

/// What is to be written of a model: weights and a golden pair, made from numbers between -1 and 1.
template <class T>
[[gnu::cold]] contents<T> contents_of(const subject<const T>& s) {
    contents<T> c;
    c.weights = s.weights.gather(s.structure);
    random generator(seed{s.structure.hash});
    c.golden_input.resize(elements(s.structure.input));
    for (T& x : c.golden_input) x = 2 * generator.uniform<T>() - 1;
    c.golden_output.resize(elements(s.structure.output));
    s.predict(s.model, c.golden_input.data(), c.golden_output.data());
    return c;
}

/// Puts weights into a model and runs the golden pair through it. After an error the model is as it was.
template <class T>
[[gnu::cold]] void put_weights(std::string_view file, const subject<T>& s, const contents<T>& c, const load_options& options) {
    std::size_t at = 0;
    for (const tensor_record& tensor : s.structure.tensors) {
        for (std::size_t i = 0; !options.non_finite && i < tensor.size(); ++i) {
            if (c.weights[at + i] - c.weights[at + i] == 0) continue;
            fail({file, ": ", tensor.path, " holds ", number_text(c.weights[at + i]), " at element ", number_text(i),
                  ": it comes from a training that failed (load_options{.non_finite = true} loads it all the same)"});
        }
        at += tensor.size();
    }
    const std::vector<T> before = s.weights.gather(s.structure);
    std::vector<T> output(c.golden_output.size());
    s.weights.scatter(s.structure, c.weights);
    s.predict(s.model, c.golden_input.data(), output.data());
    for (std::size_t i = 0; i < output.size(); ++i) {
        const double stored = static_cast<double>(c.golden_output[i]), got = static_cast<double>(output[i]);
        const double scale = std::max(1.0, stored < 0 ? -stored : stored);
        const double distance = got < stored ? stored - got : got - stored;
        const bool both_nan = got != got && stored != stored;
        if (got == stored || both_nan || distance <= options.golden_tolerance * scale) continue;
        s.weights.scatter(s.structure, before);
        fail({file, ": the network gives ", number_text(output[i]), " for element ", number_text(i),
              " of the stored sample, the file says ", number_text(c.golden_output[i]),
              ": this program computes something else than the one that saved it (golden pair, tolerance ",
              number_text(options.golden_tolerance), ")"});
    }
}

/// No archive of this network can be longer: bounds what is read of a file.
[[gnu::cold, gnu::noinline]] inline std::size_t largest_file(const structure_record& structure, std::size_t per_number) {
    const std::size_t numbers = (1 + max_optimizer_slots) * structure.parameters() + elements(structure.input) +
                                elements(structure.output);
    return (std::size_t{16} << 20) + numbers * per_number;
}

}  // namespace archive
}  // namespace inlay::inline INLAY_ABI
