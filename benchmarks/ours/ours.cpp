// SPDX-License-Identifier: BSD-3-Clause
#include "networks.hpp"

namespace bench {

const peer& ours() {
    static const peer inlay{"inlay", our_inference, our_training, our_product, our_step, our_sight, our_lesson};
    return inlay;
}

const char* our_instruction_set() { return nn::instruction_set; }

}  // namespace bench
