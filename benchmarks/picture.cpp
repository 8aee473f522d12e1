// SPDX-License-Identifier: BSD-3-Clause
// The picture for the README: how many times faster than the best peer, and where each workload stands under the roofs of the
// machine. It brings its own background, light or dark as the reader prefers.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "report.hpp"

namespace bench {

namespace {

constexpr double width = 880, margin = 24, font = 12, line = 20;

constexpr const char* style = R"(<style>
text { font: 12px "DejaVu Sans", Verdana, sans-serif; fill: #24292f; }
.title { font-size: 15px; font-weight: bold; } .small { font-size: 11px; fill: #57606a; } .right { text-anchor: end; } .middle { text-anchor: middle; }
.paper { fill: #ffffff; } .grid { stroke: #d8dee4; } .one { stroke: #57606a; stroke-width: 1.5; }
.ahead { fill: #1a7f5a; } .behind { fill: #bc4c00; } .roof { stroke: #57606a; stroke-width: 1.5; fill: none; } .leader { stroke: #8c959f; stroke-width: 0.7; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .small { fill: #9da7b3; } .paper { fill: #0d1117; } .grid { stroke: #30363d; } .one, .roof { stroke: #9da7b3; }
.ahead { fill: #3fb98a; } .behind { fill: #f0883e; } .leader { stroke: #6e7681; }
}
</style>
)";

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char c : text) safe += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
    return safe;
}

std::string short_number(double v) {
    char text[32];
    std::snprintf(text, sizeof text, v < 9.95 ? "%.2g" : "%.0f", v);
    return text;
}

std::string ratio_text(double v) {
    char text[32];
    std::snprintf(text, sizeof text, v < 9.995 ? "%.2fx" : "%.1fx", v);
    return text;
}

/// Generous for the fonts of the style.
double text_width(const std::string& text, double size = font) { return 0.64 * size * static_cast<double>(text.size()); }

struct canvas {
    std::ostringstream out;

    void text(double x, double y, const std::string& words, const char* kind = "") {
        out << "<text x=\"" << x << "\" y=\"" << y << "\" class=\"" << kind << "\">" << escaped(words) << "</text>\n";
    }
    void segment(double x1, double y1, double x2, double y2, const char* kind) {
        out << "<line x1=\"" << x1 << "\" y1=\"" << y1 << "\" x2=\"" << x2 << "\" y2=\"" << y2 << "\" class=\"" << kind
            << "\"/>\n";
    }
    void bar(double x, double y, double w, double h, const char* kind) {
        out << "<rect x=\"" << x << "\" y=\"" << y << "\" width=\"" << w << "\" height=\"" << h << "\" rx=\"2\" class=\"" << kind
            << "\"/>\n";
    }
    void dot(double x, double y, const char* kind) {
        out << "<circle cx=\"" << x << "\" cy=\"" << y << "\" r=\"4\" class=\"" << kind << "\"/>\n";
    }
};

/// A logarithmic axis.
struct scale {
    double low, high, from, to;  // values and pixels
    double operator()(double v) const {
        return from + (std::log(v) - std::log(low)) / (std::log(high) - std::log(low)) * (to - from);
    }
    /// 1, 2, 5, 10 ... within it
    std::vector<double> marks(std::vector<double> steps) const {
        std::vector<double> all;
        for (double decade = 1e-3; decade <= high; decade *= 10) {
            for (const double s : steps) {
                if (s * decade >= low * 0.999 && s * decade <= high * 1.001) all.push_back(s * decade);
            }
        }
        return all;
    }
};

/// Returns the height used.
double draw_ratios(canvas& c, double top, const std::vector<const row*>& rows) {
    c.text(margin, top + 16, "Times as fast as the fastest peer of the same run", "title");
    double most = 2, least = 0.9;
    for (const row* r : rows) {
        const double ratio = r->best_peer()->best / r->all.front().best;
        most = std::max(most, ratio), least = std::min(least, ratio);
    }
    const double first = top + 40, bottom = first + line * static_cast<double>(rows.size());
    const scale x{least / 1.1, most, 400, width - 150};
    for (const double mark : x.marks({1, 2, 5})) {
        c.segment(x(mark), first - 4, x(mark), bottom, mark == 1 ? "one" : "grid");
        c.text(x(mark), bottom + 14, short_number(mark) + "x", "small middle");
    }
    double y = first;
    for (const row* r : rows) {
        const timing& peer = *r->best_peer();
        const double ratio = peer.best / r->all.front().best, end = x(ratio);
        if (r->has_floor()) c.text(margin, y + 13, r->workload, "small");  // its name among the roofs
        c.text(388, y + 13, r->what, "right");
        c.bar(std::min(x(1), end), y + 3, std::max(1.0, std::abs(end - x(1))), line - 6, ratio >= 1 ? "ahead" : "behind");
        c.text(std::max(x(1), end) + 6, y + 13, ratio_text(ratio) + " " + peer.name);
        y += line;
    }
    return bottom + 24 - top;
}

struct box {
    double left, top, right, bottom;
    bool meets(const box& o) const { return left < o.right && o.left < right && top < o.bottom && o.top < bottom; }
};

/// Names of points, each at the nearest place where it covers no other name and no point.
struct labels {
    box frame;
    std::vector<box> taken;

    void place(canvas& c, double x, double y, const std::string& name) {
        const double w = text_width(name, 11), h = 12;
        for (double distance = 8; distance < 200; distance += 6) {
            for (int turn = 0; turn < 16; ++turn) {
                const double angle = turn * 3.14159265 / 8, dx = std::cos(angle), dy = std::sin(angle);
                const double cx = x + dx * (distance + w / 2 * std::abs(dx)), cy = y + dy * (distance + h / 2);
                const box b{cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2};
                const bool inside = b.left > frame.left && b.right < frame.right && b.top > frame.top && b.bottom < frame.bottom;
                if (!inside || std::any_of(taken.begin(), taken.end(), [&](const box& o) { return b.meets(o); })) continue;
                taken.push_back(b);
                if (distance > 8) c.segment(x, y, std::clamp(x, b.left, b.right), std::clamp(y, b.top, b.bottom), "leader");
                c.text(cx, cy + 4, name, "small middle");
                return;
            }
        }
    }
};

double draw_roofline(canvas& c, double top, const std::vector<const row*>& rows, const machine_limits& limits) {
    constexpr double height = 460;
    c.text(margin, top + 16, "Under the roofs of the machine", "title");
    const double peak = limits.flops * 1e-9, left = 70, right = width - margin, ceiling = top + 36, ground = top + height - 40;
    double low_x = 1, high_x = 64, low_y = 8;
    for (const row* r : rows) {
        const double intensity = r->flops / r->bytes, rate = r->flops / r->all.front().best * 1e-9;
        low_x = std::min(low_x, intensity), high_x = std::max(high_x, intensity), low_y = std::min(low_y, rate);
    }
    const scale x{low_x / 2, high_x * 2.5, left, right}, y{low_y / 2, peak * 3, ground, ceiling};
    for (const double mark : x.marks({1, 2, 5})) {
        c.segment(x(mark), ceiling, x(mark), ground, "grid");
        c.text(x(mark), ground + 15, short_number(mark), "small middle");
    }
    for (const double mark : y.marks({1, 2, 5})) {
        c.segment(left, y(mark), right, y(mark), "grid");
        c.text(left - 6, y(mark) + 4, short_number(mark), "small right");
    }
    c.text((left + right) / 2, ground + 32, "floating-point operations per byte that must be read", "small middle");
    c.out << "<text transform=\"translate(20 " << (ceiling + ground) / 2
          << ") rotate(-90)\" class=\"small middle\">GFLOP/s</text>\n";

    labels names{{left, ceiling, right, ground}, {}};
    const std::string roof = "multiply-adds: " + short_number(peak) + " GFLOP/s";
    c.segment(x(peak * 1e9 / limits.streams.front().bytes), y(peak), right, y(peak), "roof");
    c.text(right - 4, y(peak) - 6, roof, "small right");
    names.taken.push_back({right - 4 - text_width(roof, 11), y(peak) - 18, right, y(peak)});
    names.taken.push_back({left, y(peak) - 2, right, y(peak) + 2});
    for (const auto& s : limits.streams) {
        const double from = std::max(x.low, y.low * 1e9 / s.bytes), to = std::min(x.high, peak * 1e9 / s.bytes);
        if (from >= to) continue;
        c.segment(x(from), y(from * s.bytes * 1e-9), x(to), y(to * s.bytes * 1e-9), "roof");
        for (double at = from; at < to; at *= 1.1) {  // points' names keep off the roofs
            names.taken.push_back({x(at) - 3, y(at * s.bytes * 1e-9) - 5, x(at * 1.1) + 3, y(at * s.bytes * 1e-9) + 3});
        }
        // along the roof, where it enters the frame
        const double start = std::max(x(from), left) + 12,
                     angle = std::atan2(y(from * s.bytes * 1e-9) - y(to * s.bytes * 1e-9), x(to) - x(from));
        const double rise = (start - x(from)) * std::tan(angle), base = y(from * s.bytes * 1e-9) - rise - 6;
        const std::string words = s.level + " " + short_number(s.bytes * 1e-9) + " GB/s";
        c.out << "<text transform=\"translate(" << start << ' ' << base << ") rotate(" << -angle * 180 / 3.14159265
              << ")\" class=\"small\">" << words << "</text>\n";
        const double length = text_width(words, 11);
        for (double along = 0; along < length; along += 6) {
            const double px = start + along * std::cos(angle), py = base - along * std::sin(angle);
            names.taken.push_back({px - 8, py - 14, px + 8, py + 6});
        }
    }
    for (const row* r : rows) {
        const double px = x(r->flops / r->bytes), py = y(r->flops / r->all.front().best * 1e-9);
        names.taken.push_back({px - 5, py - 5, px + 5, py + 5});
    }
    for (const row* r : rows) {
        const double px = x(r->flops / r->bytes), py = y(r->flops / r->all.front().best * 1e-9);
        names.place(c, px, py, r->workload);
        c.dot(px, py, "ahead");
    }
    return height;
}

}  // namespace

bool write_svg(const std::string& path, const std::vector<row>& rows, const machine_limits& limits, const std::string& caption) {
    std::vector<const row*> compared, computed;
    for (const row& r : rows) {
        if (r.best_peer()) compared.push_back(&r);
        if (r.has_floor()) computed.push_back(&r);
    }
    canvas c;
    double height = margin;
    if (!compared.empty()) height += draw_ratios(c, height, compared) + margin;
    if (!computed.empty()) height += draw_roofline(c, height, computed, limits);
    c.text(margin, height + 16, caption, "small");
    height += 16 + margin;

    std::ofstream out(path);
    out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << width << ' ' << height << "\" width=\"" << width
        << "\" height=\"" << height << "\" role=\"img\" aria-label=\"Benchmarks of inlay\">\n"
        << style << "<rect class=\"paper\" width=\"" << width << "\" height=\"" << height << "\" rx=\"8\"/>\n"
        << c.out.str() << "</svg>\n";
    out.close();
    return static_cast<bool>(out);
}

}  // namespace bench
