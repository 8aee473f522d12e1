// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <new>
#include <utility>

namespace inlay::inline INLAY_ABI {

/// A block of zeroed numbers that starts at a cache line.
template <class T>
class aligned_buffer {
    static constexpr std::align_val_t line{64};

public:
    explicit aligned_buffer(std::size_t count)
        : held(static_cast<T*>(::operator new[]((count > 0 ? count : 1) * sizeof(T), line))), length(count) {
        for (std::size_t i = 0; i < count; ++i) held[i] = T{};
    }
    aligned_buffer(aligned_buffer&& other) noexcept : held(std::exchange(other.held, nullptr)), length(std::exchange(other.length, 0)) {}
    aligned_buffer& operator=(aligned_buffer&& other) noexcept {
        std::swap(held, other.held);
        std::swap(length, other.length);
        return *this;
    }
    ~aligned_buffer() { ::operator delete[](held, line); }

    T* data() { return held; }
    const T* data() const { return held; }
    std::size_t size() const { return length; }
    T& operator[](std::size_t i) { return held[i]; }
    const T& operator[](std::size_t i) const { return held[i]; }

private:
    T* held;
    std::size_t length;
};

}  // namespace inlay::inline INLAY_ABI
