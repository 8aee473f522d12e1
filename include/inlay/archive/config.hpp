// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstddef>
#include <inlay/archive/settings.hpp>
#include <inlay/archive/text.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/real.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace inlay::inline INLAY_ABI {

/// What a training was told: nn::configuration config{loss, optimizer, options}. Each part names its settings with
/// settings(visit, self), as the losses, the optimisers and fit_options do.
template <class Loss, class Optimizer, class Options>
struct configuration {
    Loss loss;
    Optimizer optimizer;
    Options fit;

    static void settings(auto&& visit, auto& self) {
        visit("loss", self.loss);
        visit("optimizer", self.optimizer);
        visit("fit", self.fit);
    }
};
template <class Loss, class Optimizer, class Options>
configuration(Loss, Optimizer, Options) -> configuration<Loss, Optimizer, Options>;

namespace archive {

/// An object that lists its settings, those chosen at run time or those of its type.
template <class C>
concept Configurable = requires(C& c) { C::settings([](const char*, auto&&) {}, c); } ||
                       requires { C::settings([](const char*, auto&&) {}); };

namespace detail {

template <class C, class Visit>
void visit_settings(Visit& visit, C& c) {
    using Plain = std::remove_const_t<C>;
    if constexpr (requires { std::string_view(Plain::name); }) visit("name", Plain::name);
    if constexpr (requires { Plain::settings(visit, c); }) {
        Plain::settings(visit, c);
    } else if constexpr (requires { Plain::settings(visit); }) {
        Plain::settings(visit);
    }
}

template <class V>
setting make_any_setting(std::string key, const V& value) {
    if constexpr (std::is_enum_v<V>) {
        return make_setting(std::move(key), static_cast<std::underlying_type_t<V>>(value));
    } else if constexpr (std::same_as<V, inlay::real>) {
        return make_setting(std::move(key), static_cast<double>(value));
    } else {
        return make_setting(std::move(key), value);
    }
}

template <class V>
concept Nested = std::is_class_v<V> && !std::same_as<V, inlay::real> && !std::convertible_to<const V&, std::string_view>;

struct settings_collector {
    std::vector<setting>& found;
    std::string prefix;

    template <class V>
    [[gnu::cold]] void operator()(const char* key, V&& value) {
        using Plain = std::remove_cvref_t<V>;
        if constexpr (Nested<Plain>) {
            settings_collector inner{found, joined({prefix, key, "."})};
            visit_settings(inner, value);
        } else {
            found.push_back(make_any_setting<std::decay_t<const Plain&>>(joined({prefix, key}), value));
        }
    }
};

/// The setting of that key, taken out of the list; an error where there is none.
[[gnu::cold, gnu::noinline]] inline setting take_setting(std::string_view file, std::vector<setting>& from,
                                                         const std::string& key) {
    for (setting& s : from) {
        if (s.key != key) continue;
        setting taken = std::move(s);
        from.erase(from.begin() + (&s - from.data()));
        return taken;
    }
    fail({file, ": configuration: ", key, " is missing"});
}
[[gnu::cold, gnu::noinline]] inline void check_same(std::string_view file, const setting& in_file, const setting& here) {
    if (in_file == here) return;
    fail({file, ": configuration: ", here.key, ": the file has ", in_file.value, ", this program has ", here.value});
}
[[noreturn, gnu::cold, gnu::noinline]] inline void fail_setting(std::string_view file, const setting& s,
                                                                std::string_view expected) {
    fail({file, ": configuration: ", s.key, " is ", s.value, ", expected ", expected});
}

struct settings_assigner {
    std::string_view file;
    std::vector<setting>& from;
    std::string prefix;

    template <class V>
    [[gnu::cold]] void operator()(const char* key, V&& value) {
        using Plain = std::remove_cvref_t<V>;
        if constexpr (Nested<Plain>) {
            settings_assigner inner{file, from, joined({prefix, key, "."})};
            visit_settings(inner, value);
            return;
        } else {
            const setting s = take_setting(file, from, joined({prefix, key}));
            if constexpr (!std::is_lvalue_reference_v<V> || std::is_const_v<std::remove_reference_t<V>> ||
                          std::is_array_v<Plain> || std::is_pointer_v<Plain> || std::same_as<Plain, inlay::real>) {
                check_same(file, s, make_any_setting<std::decay_t<const Plain&>>(s.key, value));
            } else if constexpr (std::same_as<Plain, bool>) {
                if (s.is != setting::kind::truth) fail_setting(file, s, "true or false");
                value = s.value == "true";
            } else if constexpr (std::is_enum_v<Plain>) {
                std::underlying_type_t<Plain> number{};
                if (!parse_number(s.value, number)) fail_setting(file, s, "a whole number");
                value = static_cast<Plain>(number);
            } else if constexpr (std::is_arithmetic_v<Plain>) {
                if (s.is != setting::kind::number || !parse_number(s.value, value)) {
                    fail_setting(file, s, std::is_floating_point_v<Plain> ? "a number" : "a whole number in its range");
                }
            } else {
                if (s.is != setting::kind::text) fail_setting(file, s, "a text");
                value = s.value;
            }
        }
    }
};

}  // namespace detail

/// The settings of a configuration, in its order: "optimizer.name", "optimizer.learning_rate", …
template <Configurable C>
[[gnu::cold]] std::vector<setting> settings_of(const C& config) {
    std::vector<setting> found;
    detail::settings_collector visit{found, ""};
    detail::visit_settings(visit, config);
    return found;
}

/// A copy of a configuration with the settings of a file. Refuses settings that are missing, unknown, of another type or
/// out of range, and another name or template argument than that of this program.
template <Configurable C>
[[gnu::cold]] C with_settings(std::string_view file, C config, std::vector<setting> settings) {
    detail::settings_assigner visit{file, settings, ""};
    detail::visit_settings(visit, config);
    if (!settings.empty()) fail({file, ": configuration: ", settings.front().key, " is not known here: take it out"});
    return config;
}

}  // namespace archive
}  // namespace inlay::inline INLAY_ABI
