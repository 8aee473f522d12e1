// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Data sets in xtensor containers: readers, splitting, preprocessing.

#include <inlay/data/csv.hpp>
#include <inlay/data/dataset.hpp>
#include <inlay/data/draw.hpp>
#include <inlay/data/idx.hpp>
#include <inlay/data/npy.hpp>
#include <inlay/data/scale.hpp>
#include <inlay/data/split.hpp>
