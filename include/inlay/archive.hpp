// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Saving and loading models, structures and configurations. inlay/archive/binary.hpp alone has the binary form without
/// JSON: save_binary and load_binary.

#include <inlay/archive/save.hpp>
