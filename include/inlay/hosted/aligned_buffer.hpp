// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <memory>
#include <new>

namespace inlay::inline INLAY_ABI {

/// A block of zeroed numbers that starts at a cache line.
template <class T>
class aligned_buffer {
    static constexpr std::align_val_t line{64};
    struct release {
        void operator()(T* block) const { ::operator delete[](block, line); }
    };

public:
    explicit aligned_buffer(std::size_t count)
        : held(static_cast<T*>(::operator new[]((count > 0 ? count : 1) * sizeof(T), line))), length(count) {
        for (std::size_t i = 0; i < count; ++i) held[i] = T{};
    }
    T* data() { return held.get(); }
    const T* data() const { return held.get(); }
    std::size_t size() const { return length; }
    T& operator[](std::size_t i) { return held[i]; }
    const T& operator[](std::size_t i) const { return held[i]; }

private:
    std::unique_ptr<T[], release> held;
    std::size_t length;
};

}  // namespace inlay::inline INLAY_ABI
