// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <inlay/archive/json_reader.hpp>
#include <inlay/archive/json_writer.hpp>
#include <inlay/archive/settings.hpp>
#include <inlay/archive/structure.hpp>
#include <inlay/archive/text.hpp>
#include <inlay/core/config.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the JSON forms have in common: settings, tensors, structures.

namespace inlay::inline INLAY_ABI::archive::detail {

[[gnu::cold, gnu::noinline]] inline void write_shape(json_writer& out, std::string_view key, const extents& shape) {
    out.key(key).open_list();
    for (const std::uint64_t extent : shape) out.value(extent);
    out.close();
}
[[gnu::cold, gnu::noinline]] inline extents read_shape(json_reader& in) {
    extents shape(in.open_list());
    for (std::size_t i = 0; i < shape.size(); ++i) {
        in.element(i);
        shape[i] = in.whole();
    }
    in.close();
    return shape;
}

/// Dotted keys become objects: "optimizer.name" and "optimizer.learning_rate" share one. Members of one object follow
/// each other.
[[gnu::cold, gnu::noinline]] inline void write_settings(json_writer& out, std::string_view key,
                                                        const std::vector<setting>& settings) {
    out.key(key).open_object();
    std::string open;
    for (const setting& s : settings) {
        const std::size_t dot = std::min(s.key.find('.'), s.key.size());
        const std::string group = dot == s.key.size() ? "" : s.key.substr(0, dot);
        if (group != open) {
            if (!open.empty()) out.close();
            if (!group.empty()) out.key(group).open_object();
            open = group;
        }
        out.key(group.empty() ? s.key : s.key.substr(dot + 1)).value(s);
    }
    if (!open.empty()) out.close();
    out.close();
}

/// Settings in the file's order, which is free; each at most once.
[[gnu::cold, gnu::noinline]] inline void read_settings(json_reader& in, const std::string& group,
                                                       std::vector<setting>& settings) {
    in.open_object();
    for (std::string key = in.any_member(); !key.empty(); key = in.any_member()) {
        const std::string full = group + key;
        for (const setting& known : settings) {
            if (known.key == full) in.fail("comes twice");
        }
        setting s;
        if (in.scalar(full, s)) settings.push_back(std::move(s));
        else if (group.empty()) read_settings(in, key + ".", settings);
        else in.fail("expected a number, a text, true or false");
    }
    in.close();
}

template <class T>
void write_tensors(json_writer& out, std::string_view key, const std::vector<T>& values,
                   const structure_record& structure) {
    out.key(key).open_object();
    const T* from = values.data();
    for (const tensor_record& tensor : structure.tensors) {
        out.key(tensor.path).numbers(from, tensor.shape.data(), tensor.shape.size());
        from += tensor.size();
    }
    out.close();
}

template <class T>
void read_tensors(json_reader& in, std::vector<T>& values, const structure_record& structure) {
    values.resize(structure.parameters());
    in.open_object();
    T* to = values.data();
    for (const tensor_record& tensor : structure.tensors) {
        in.member(tensor.path).numbers(to, tensor.shape.data(), tensor.shape.size());
        to += tensor.size();
    }
    in.close();
}

[[gnu::cold, gnu::noinline]] inline void write_structure(json_writer& out, const structure_record& structure) {
    out.key("structure").open_object();
    write_shape(out, "input", structure.input);
    write_shape(out, "output", structure.output);
    out.key("parameters").value(structure.parameters());
    out.key("layers").open_list();
    for (const layer_record& layer : structure.layers) {
        out.open_object();
        out.key("layer").value(layer.position);
        out.key("name").value(layer.name);
        write_settings(out, "settings", layer.settings);
        write_shape(out, "output", layer.output);
        out.key("parameters").value(layer.parameters);
        out.close();
    }
    out.close();
    out.key("tensors").open_list();
    for (const tensor_record& tensor : structure.tensors) {
        out.open_object();
        out.key("name").value(tensor.path);
        out.key("role").value(tensor.role);
        write_shape(out, "shape", tensor.shape);
        out.close();
    }
    out.close();
    out.close();
}

[[gnu::cold, gnu::noinline]] inline void read_structure(json_reader& in, structure_record& structure) {
    in.member("structure").open_object();
    structure.input = read_shape(in.member("input"));
    structure.output = read_shape(in.member("output"));
    const std::uint64_t parameters = in.member("parameters").whole();
    const std::size_t layers = in.member("layers").open_list();
    for (std::size_t i = 0; i < layers; ++i) {
        in.element(i);
        in.open_object();
        layer_record& layer = structure.layers.emplace_back();
        layer.position = in.member("layer").text();
        layer.name = in.member("name").text();
        read_settings(in.member("settings"), "", layer.settings);
        layer.output = read_shape(in.member("output"));
        layer.parameters = in.member("parameters").whole();
        in.close();
    }
    in.close();
    const std::size_t tensors = in.member("tensors").open_list();
    for (std::size_t i = 0; i < tensors; ++i) {
        in.element(i);
        in.open_object();
        tensor_record& tensor = structure.tensors.emplace_back();
        tensor.path = in.member("name").text();
        tensor.role = in.member("role").text();
        tensor.shape = read_shape(in.member("shape"));
        in.close();
    }
    in.close();
    if (parameters != structure.parameters()) in.fail("parameters: are not as many as the tensors have");
    in.close();
}

}  // namespace inlay::inline INLAY_ABI::archive::detail
