// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <inlay/core/config.hpp>

#if __has_include(<unistd.h>) && __has_include(<sys/ioctl.h>)
#include <sys/ioctl.h>
#include <unistd.h>
#define INLAY_TERMINAL 1
#else
#define INLAY_TERMINAL 0
#endif

namespace inlay::inline INLAY_ABI {

/// How training shows how far it is: a bar that is drawn over itself, one line per epoch, or nothing.
/// `automatic` is the bar if the output is a terminal, else lines.
enum class progress_mode { automatic, bar, lines, silent };

namespace detail {

/// Nanoseconds that never run backwards, where the system has them. (<chrono> costs half a second of compile
/// time.)
inline std::int64_t steady_nanoseconds() {
    std::timespec now{};
#if defined(CLOCK_MONOTONIC)
    clock_gettime(CLOCK_MONOTONIC, &now);
#else
    std::timespec_get(&now, TIME_UTC);
#endif
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

/// A line of text in a fixed buffer: what does not fit is left out.
class text_line {
public:
#if defined(__GNUC__)
    [[gnu::format(printf, 2, 3)]]
#endif
    void add(const char* format, ...) {
        std::va_list arguments;
        va_start(arguments, format);
        const int wanted = std::vsnprintf(text_ + size_, sizeof text_ - size_, format, arguments);
        va_end(arguments);
        if (wanted > 0) {
            const std::size_t room = sizeof text_ - size_ - 1;
            size_ += static_cast<std::size_t>(wanted) < room ? static_cast<std::size_t>(wanted) : room;
        }
    }

    /// "850 us", "12.3 ms", "4.56 s", "2 min 5 s", "3 h 20 min"
    void add_time(double seconds) {
        const long whole = seconds < 1e9 ? static_cast<long>(seconds + 0.5) : 1'000'000'000;
        if (seconds < 0.9995e-3) {
            add("%.0f us", seconds * 1e6);
        } else if (seconds < 0.9995) {
            add("%.3g ms", seconds * 1e3);
        } else if (seconds < 59.95) {
            add("%.3g s", seconds);
        } else if (whole < 3600) {
            add("%ld min %ld s", whole / 60, whole % 60);
        } else {
            add("%ld h %ld min", whole / 3600, whole % 3600 / 60);
        }
    }

    void clear() { size_ = 0; }
    void shorten(std::size_t size) { size_ = size < size_ ? size : size_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const char* data() const { return text_; }

private:
    char text_[256] = {};
    std::size_t size_ = 0;
};

}  // namespace detail

/// Shows the progress of a training run, much as Keras does. On a terminal this line is drawn over itself, at
/// most ten times a second, cut to the terminal's width:
///
///     epoch 3/5 [=======>--] 1200/1617  loss 0.1234  accuracy 0.9612  ETA 8.2 s
///
/// At the end of an epoch it is replaced by one that stays. In a log there is only that, without the bar:
///
///     epoch 3/5  loss 0.1201  accuracy 0.9633  val_loss 0.1302  val_accuracy 0.9580  3.1 s/epoch  ETA 6.2 s
///
/// ETA is the time to the end of the last epoch. No call allocates memory (but the C library may, for the
/// buffer of a file that is written to for the first time). Names of metrics are read during the call only.
class progress_bar {
public:
    using clock = std::int64_t (*)();

    /// `batches` is the number per epoch. `now` gives nanoseconds; tests pass their own.
    progress_bar(std::FILE* out, std::size_t epochs, std::size_t batches,
                 progress_mode mode = progress_mode::automatic, clock now = detail::steady_nanoseconds)
        : out_(out), epochs_(epochs), batches_(batches), mode_(mode), now_(now) {
        if (mode_ == progress_mode::automatic) {
            mode_ = is_terminal(out_) ? progress_mode::bar : progress_mode::lines;
        }
        start_ = epoch_start_ = now_();
    }

    /// `epoch` counts from 0. A run that is resumed begins with a later one.
    void begin_epoch(std::size_t epoch) {
        epoch_ = epoch;
        epoch_start_ = now_();
        if (!begun_) {
            begun_ = true;
            first_epoch_ = epoch;
            start_ = epoch_start_;
        }
    }

    /// After `batch` batches of this epoch; the values are means over them. `metric_name` may be null.
    void update(std::size_t batch, double loss, const char* metric_name = nullptr, double metric = 0) {
        if (mode_ != progress_mode::bar) {
            return;
        }
        const std::int64_t now = now_();
        constexpr std::int64_t interval = 100'000'000;
        if (drawn_at_ != 0 && now - drawn_at_ < interval) {
            return;
        }
        drawn_at_ = now;
        begin_line(batch);
        add_values("", loss, metric_name, metric);
        add_remaining_time(now, batch);
        line_.shorten(columns());
        draw();
    }

    /// The last line of an epoch, without validation.
    void end_epoch(double loss, const char* metric_name = nullptr, double metric = 0) {
        finish(loss, metric_name, metric, nullptr, nullptr);
    }
    /// The last line of an epoch, with the values on the validation set.
    void end_epoch(double loss, const char* metric_name, double metric, double val_loss,
                   double val_metric = 0) {
        finish(loss, metric_name, metric, &val_loss, &val_metric);
    }

    /// What `automatic` has become.
    [[nodiscard]] progress_mode mode() const { return mode_; }

private:
    static bool is_terminal(std::FILE* out) {
#if INLAY_TERMINAL
        return isatty(fileno(out)) != 0;
#else
        return out == nullptr;
#endif
    }

    /// Characters in a line of the terminal, less one: writing into the last would wrap.
    [[nodiscard]] std::size_t columns() const {
#if INLAY_TERMINAL
        winsize size{};
        if (ioctl(fileno(out_), TIOCGWINSZ, &size) == 0 && size.ws_col > 1) {
            return size.ws_col - 1U;
        }
#endif
        return 119;
    }

    void begin_line(std::size_t batch) {
        line_.clear();
        line_.add("epoch %zu/%zu", epoch_ + 1, epochs_);
        if (mode_ == progress_mode::bar) {
            constexpr std::size_t most = 20;
            const std::size_t width = columns() < 100 ? most / 2 : most;
            const std::size_t filled = batches_ == 0 || batch >= batches_ ? width : batch * width / batches_;
            char bar[most + 1] = {};
            for (std::size_t i = 0; i < width; ++i) {
                bar[i] = i < filled ? '=' : i == filled ? '>' : '-';
            }
            line_.add(" [%s] %zu/%zu", bar, batch, batches_);
        }
    }

    void add_values(const char* prefix, double loss, const char* metric_name, double metric) {
        line_.add("  %sloss %.4g", prefix, loss);
        if (metric_name != nullptr) {
            line_.add("  %s%s %.4f", prefix, metric_name, metric);
        }
    }

    void add_remaining_time(std::int64_t now, std::size_t batch) {
        const double done = static_cast<double>((epoch_ - first_epoch_) * batches_ + batch);
        const double all = static_cast<double>((epochs_ - first_epoch_) * batches_);
        if (done > 0 && all > done) {
            line_.add("  ETA ");
            line_.add_time(static_cast<double>(now - start_) * 1e-9 * (all - done) / done);
        }
    }

    [[gnu::cold]] void finish(double loss, const char* metric_name, double metric, const double* val_loss,
                              const double* val_metric) {
        if (mode_ == progress_mode::silent) {
            return;
        }
        begin_line(batches_);
        add_values("", loss, metric_name, metric);
        if (val_loss != nullptr) {
            add_values("val_", *val_loss, metric_name, *val_metric);
        }
        line_.add("  ");
        const std::int64_t now = now_();
        line_.add_time(static_cast<double>(now - epoch_start_) * 1e-9);
        line_.add("/epoch");
        add_remaining_time(now, batches_);
        drawn_at_ = now;
        draw();
        std::fputc('\n', out_);
        std::fflush(out_);
        drawn_size_ = 0;
    }

    void draw() {
        if (mode_ == progress_mode::bar) {
            std::fputc('\r', out_);
        }
        std::fwrite(line_.data(), 1, line_.size(), out_);
        for (std::size_t i = line_.size(); i < drawn_size_; ++i) {
            std::fputc(' ', out_);  // what a longer line before has left
        }
        drawn_size_ = mode_ == progress_mode::bar ? line_.size() : 0;
        std::fflush(out_);
    }

    std::FILE* out_;
    std::size_t epochs_;
    std::size_t batches_;
    progress_mode mode_;
    clock now_;
    std::int64_t start_ = 0;
    std::int64_t epoch_start_ = 0;
    std::int64_t drawn_at_ = 0;
    std::size_t epoch_ = 0;
    std::size_t first_epoch_ = 0;
    std::size_t drawn_size_ = 0;
    bool begun_ = false;
    detail::text_line line_;
};

}  // namespace inlay::inline INLAY_ABI

#undef INLAY_TERMINAL
