// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/shape.hpp>

namespace inlay::inline INLAY_ABI {

/// What to do about a refused shape. A layer names one as `using advice = …`; the compiler prints it.
namespace advice {
struct see_its_documentation;
struct put_flatten_before_it;
struct it_needs_shape_height_width_channels_no_smaller_than_the_window;
struct it_needs_channels_that_divide_by_its_groups_and_a_picture_no_smaller_than_the_window;
struct it_needs_shape_steps_features;
struct it_needs_shape_steps_of_token_numbers;
struct it_needs_a_sequence_or_shapes_of_the_queries_sequence_and_the_keys_sequence;
struct it_needs_shapes_of_the_target_sequence_and_the_memory_sequence;
struct it_needs_shape_steps_features_no_shorter_than_the_window;
struct it_needs_features_that_divide_by_its_groups_and_steps_no_fewer_than_the_window;
struct the_sizes_must_multiply_to_the_same_number;
struct its_layers_must_give_the_shape_they_get;
struct each_branch_must_take_the_input_and_all_must_give_the_same_shape;
struct each_branch_must_take_the_input_and_differ_in_the_last_extent_alone;
struct it_needs_as_many_inputs_as_it_has_layers;
struct it_needs_an_even_number_of_channels;
struct it_needs_shape_2n_means_before_log_variances;
struct it_needs_shape_steps_channels;
struct it_needs_shape_height_width_channels;
struct its_shared_axes_are_counted_from_1_and_must_exist;
struct the_groups_must_divide_the_channels;
struct it_needs_positions_and_channels;
struct it_needs_shape_features;
struct it_must_leave_something_of_the_picture;
struct it_needs_one_index_per_axis;
}  // namespace advice

/// Position in the sequential, counted from 0 without the input.
template <std::size_t Index>
struct layer_number;
template <class In>
struct gets;

/// The shape after a mistake: every layer takes it silently, so that one mistake is one message.
struct unusable {};

namespace detail {

template <class L>
struct advice_of {
    using type = advice::see_its_documentation;
};
template <class L>
    requires requires { typename L::advice; }
struct advice_of<L> {
    using type = typename L::advice;
};

template <bool Fits, class Number, class L, class Given, class Advice>
struct shape_mistake {
    static_assert(Fits,
                  "inlay: a layer does not take the shape it gets. Which layer (counted from 0), its type, the shape "
                  "it gets and what to do are the template arguments of shape_mistake<> in this message.");
    using output = unusable;
    using type = unusable;
};

/// The bound layer as `type` and the shape it gives as `output`.
template <std::size_t Index, class L, class In>
struct checked : shape_mistake<false, layer_number<Index>, L, gets<In>, typename advice_of<L>::type> {};

template <std::size_t Index, class L, class In>
    requires Layer<L, In>
struct checked<Index, L, In> {
    using type = bind<L, In>;
    using output = typename type::output;
};

template <std::size_t Index, class L>
struct checked<Index, L, unusable> {
    using type = unusable;
    using output = unusable;
};

}  // namespace detail
}  // namespace inlay::inline INLAY_ABI
