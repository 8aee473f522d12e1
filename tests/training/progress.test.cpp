// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <inlay/training/progress.hpp>
#include <string>

namespace nn = inlay;

namespace progress_test {
namespace {

std::int64_t time_now = 0;
std::int64_t fake_clock() { return time_now; }

/// Memory that stands for a terminal or a log.
class screen {
public:
    screen() : file_(open_memstream(&text_, &size_)) {}
    screen(const screen&) = delete;
    screen& operator=(const screen&) = delete;
    ~screen() {
        std::fclose(file_);
        std::free(text_);
    }
    [[nodiscard]] std::FILE* file() const { return file_; }
    std::string text() {
        std::fflush(file_);
        return {text_, size_};
    }

private:
    char* text_ = nullptr;
    std::size_t size_ = 0;
    std::FILE* file_;
};

}  // namespace

TEST_CASE("progress: a log gets one plain line per epoch") {
    screen log;
    time_now = 5'000'000'000;
    nn::progress_bar bar(log.file(), 3, 100, nn::progress_mode::automatic, fake_clock);
    CHECK(bar.mode() == nn::progress_mode::lines);  // memory is no terminal
    bar.begin_epoch(0);
    for (std::size_t batch = 1; batch <= 100; ++batch) {
        time_now += 20'000'000;
        bar.update(batch, 0.5, "accuracy", 0.9);
    }
    bar.end_epoch(0.51234, "accuracy", 0.91236);
    bar.begin_epoch(1);
    time_now += 12'300'000;
    bar.end_epoch(0.4, "accuracy", 0.93, 0.45, 0.92);
    bar.begin_epoch(2);
    time_now += 250'000;
    bar.end_epoch(NAN);
    CHECK(log.text() ==
          "epoch 1/3  loss 0.5123  accuracy 0.9124  2 s/epoch  ETA 4 s\n"
          "epoch 2/3  loss 0.4  accuracy 0.9300  val_loss 0.45  val_accuracy 0.9200  12.3 ms/epoch  ETA 1.01 "
          "s\n"
          "epoch 3/3  loss nan  250 us/epoch\n");
}

TEST_CASE("progress: the bar is drawn over itself, at most ten times a second") {
    screen terminal;
    time_now = 1'000'000'000;
    nn::progress_bar bar(terminal.file(), 2, 1000, nn::progress_mode::bar, fake_clock);
    bar.begin_epoch(0);
    for (std::size_t batch = 1; batch <= 1000; ++batch) {
        time_now += 1'000'000;
        bar.update(batch, 1.0 / static_cast<double>(batch), "accuracy", 0.5);
    }
    const std::string drawn = terminal.text();
    CHECK(std::count(drawn.begin(), drawn.end(), '\r') == 10);
    CHECK(std::count(drawn.begin(), drawn.end(), '\n') == 0);
    CHECK(drawn.starts_with("\repoch 1/2 [>-------------------] 1/1000  loss 1  accuracy 0.5000  ETA 2 s\r"));
    CHECK(drawn.find("[==========>---------] 501/1000  loss 0.001996  accuracy 0.5000  ETA 1.5 s") !=
          std::string::npos);
    bar.end_epoch(1e-7);
    const std::string end = terminal.text().substr(drawn.size());
    CHECK(end.starts_with("\repoch 1/2 [====================] 1000/1000  loss 1e-07  1 s/epoch  ETA 1 s"));
    CHECK(end.ends_with(" \n"));  // blanks over what the longer line before has left
    time_now += 10'000'000;
    bar.begin_epoch(1);
    bar.update(1, 1);
    CHECK(terminal.text().size() == drawn.size() + end.size());  // too soon after the last drawing
}

TEST_CASE("progress: nothing at all, odd numbers, and lines that are too long") {
    screen out;
    time_now = 0;
    nn::progress_bar silent(out.file(), 1, 1, nn::progress_mode::silent, fake_clock);
    silent.begin_epoch(0);
    silent.update(1, 1);
    silent.end_epoch(1);
    CHECK(out.text().empty());
    nn::progress_bar bar(out.file(), 0, 0, nn::progress_mode::bar, fake_clock);
    bar.begin_epoch(0);
    bar.update(3, -INFINITY, "m", NAN);
    const std::string name(1000, 'x');
    bar.end_epoch(1e300, name.c_str(), 1e300, 1, 1);
    CHECK(out.text().starts_with("\repoch 1/0 [====================] 3/0  loss -inf  m nan"));
    CHECK(out.text().size() < 600);
    nn::progress_bar lines(out.file(), 9, 1, nn::progress_mode::lines, fake_clock);
    lines.begin_epoch(7);  // resumed: seven epochs were run before
    time_now += 3'725'000'000'000;
    lines.end_epoch(1);
    CHECK(out.text().ends_with("epoch 8/9  loss 1  1 h 2 min/epoch  ETA 1 h 2 min\n"));
}

}  // namespace progress_test
