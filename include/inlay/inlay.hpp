// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// The whole of inlay on a hosted system. Smaller doors cost less compile time: inlay/training.hpp (networks, models,
/// training), inlay/data.hpp (readers and preprocessing over xtensor), inlay/archive.hpp (saving and loading over cereal),
/// inlay/embedded.hpp (no heap, exceptions, RTTI, iostream, and no dependency).

#include <inlay/training.hpp>
// The others in any order
#include <inlay/archive.hpp>
#include <inlay/data.hpp>
#include <inlay/deploy/export_header.hpp>
