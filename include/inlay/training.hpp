// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Networks, models and training; no archives and no data readers, so neither cereal nor xtensor. Data come in any
/// contiguous container.

#include <inlay/core/config.hpp>
#if defined(INLAY_EMBEDDED_FIRST)
#error "inlay: include this header before inlay/embedded.hpp, or define INLAY_SIMD: embedded.hpp alone chooses scalar code"
#endif
#include <inlay/embedded.hpp>
//
#include <inlay/hosted/model.hpp>
#include <inlay/hosted/summary.hpp>
#include <inlay/training/evaluate.hpp>
#include <inlay/training/fit.hpp>
#include <inlay/training/lbfgs.hpp>
#include <inlay/training/trainer.hpp>
