// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/archive/config.hpp>
#include <inlay/archive/container.hpp>
#include <inlay/archive/contents.hpp>
#include <inlay/archive/subject.hpp>
#include <inlay/archive/text.hpp>
#include <inlay/core/config.hpp>
#include <inlay/hosted/file.hpp>
#include <inlay/hosted/model.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace inlay::inline INLAY_ABI {
namespace archive {

/// How a form of archive is written and read.
template <class T>
struct form {
    std::string (*encode)(const contents<T>&, const structure_record&);
    contents<T> (*decode)(std::string_view file, const std::string& bytes, const structure_record& program);
    std::size_t bytes_per_number;
};

template <class T>
form<T> binary_form() {
    return {&encode_binary<T>,
            [](std::string_view file, const std::string& bytes, const structure_record& program) {
                return decode_binary<T>(std::string(file), bytes, program);
            },
            8};
}

/// Stands where there is no configuration or no optimiser state to save or load.
struct none {};

namespace detail {

/// Takes a trainer's state apart: state(visit) calls visit("step", number) and visit("m", parameters).
template <class T>
struct state_collector {
    contents<T>& c;
    const structure_record& structure;

    template <class V>
    void operator()(std::string_view name, V& value) {
        if constexpr (std::is_arithmetic_v<std::remove_const_t<V>> || std::is_convertible_v<V&, std::string_view>) {
            c.optimizer_scalars.push_back(make_setting(std::string(name), value));
        } else {
            c.optimizer_slots.push_back({std::string(name), tensors_of<const T>(std::as_const(value)).gather(structure)});
        }
    }
};

/// Puts it together again, in two rounds: the first only checks.
template <class T>
struct state_assigner {
    std::string_view file;
    contents<T>& c;
    const structure_record& structure;
    bool only_check;
    std::size_t scalar = 0, slot = 0;

    template <class V>
    void operator()(std::string_view name, V& value) {
        using Plain = std::remove_const_t<V>;
        if constexpr (std::is_arithmetic_v<Plain> || std::is_convertible_v<V&, std::string_view>) {
            if (scalar == c.optimizer_scalars.size() || c.optimizer_scalars[scalar].key != name) {
                fail({file, ": optimizer state: ", name, " is missing"});
            }
            const setting& s = c.optimizer_scalars[scalar++];
            if constexpr (std::is_arithmetic_v<Plain> && !std::is_const_v<V>) {
                Plain read{};
                if (!parse_number(s.value, read)) fail({file, ": optimizer state: ", name, " is ", s.value});
                if (!only_check) value = read;
            } else if (s.value != make_setting("", value).value) {
                fail({file, ": optimizer state: ", name, ": the file has ", s.value, ", this program has ",
                      make_setting("", value).value});
            }
        } else {
            if (slot == c.optimizer_slots.size() || c.optimizer_slots[slot].name != name) {
                fail({file, ": optimizer state: ", name, " is missing"});
            }
            if (!only_check) tensors_of<T>(value).scatter(structure, c.optimizer_slots[slot].values);
            ++slot;
        }
    }
    void finish() const {
        if (scalar == c.optimizer_scalars.size() && slot == c.optimizer_slots.size()) return;
        fail({file, ": optimizer state: there is more of it than this program's optimiser has"});
    }
};

}  // namespace detail

template <class Net, class T, class Config, class State>
[[gnu::cold]] void save_as(const form<T>& f, const model<Net, T>& m, const std::string& path, const Config& config, State& state) {
    const subject<const T> s = subject_of<Net, T>(m);
    contents<T> c = contents_of(s);
    if constexpr (!std::is_same_v<Config, none>) c.configuration = settings_of(config);
    if constexpr (!std::is_same_v<State, const none>) state.state(detail::state_collector<T>{c, s.structure});
    write_file_atomically(path, f.encode(c, s.structure));
}

template <class Net, class T, class Config, class State>
[[gnu::cold]] void load_as(const form<T>& f, model<Net, T>& m, const std::string& path, Config& config, State& state,
             const load_options& options) {
    const subject<T> s = subject_of<Net, T>(m);
    contents<T> c = f.decode(path, read_file(path, largest_file(s.structure, f.bytes_per_number)), s.structure);
    if constexpr (!std::is_same_v<State, const none>) {
        if (c.optimizer_scalars.empty()) fail({path, ": holds no optimiser state"});
        detail::state_assigner<T> check{path, c, s.structure, true};
        state.state(check);
        check.finish();
    }
    if constexpr (!std::is_same_v<Config, const none>) {
        if (c.configuration.empty()) fail({path, ": holds no configuration"});
        Config loaded = with_settings(path, config, std::move(c.configuration));
        put_weights(path, s, c, options);
        config = std::move(loaded);
    } else {
        put_weights(path, s, c, options);
    }
    if constexpr (!std::is_same_v<State, const none>) {
        detail::state_assigner<T> assign{path, c, s.structure, false};
        state.state(assign);
    }
}

inline constexpr none nothing{};

}  // namespace archive

/// The binary form alone, whatever the file is called: programs that do without JSON compile two seconds faster. Else
/// like save and load.
template <class Net, class T>
void save_binary(const model<Net, T>& m, const std::string& path) {
    archive::save_as(archive::binary_form<T>(), m, path, archive::nothing, archive::nothing);
}
template <class Net, class T>
void load_binary(model<Net, T>& m, const std::string& path, const load_options& options = {}) {
    archive::load_as(archive::binary_form<T>(), m, path, archive::nothing, archive::nothing, options);
}

}  // namespace inlay::inline INLAY_ABI
