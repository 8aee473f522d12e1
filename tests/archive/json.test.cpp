// SPDX-License-Identifier: BSD-3-Clause
#include "archive_samples.hpp"

#include <doctest/doctest.h>

#include <inlay/archive/json.hpp>
#include <string>

namespace json_test {

using namespace archive_samples;
using ar::decode_json, ar::encode_json;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}
std::string without_checksum(const std::string& text) {
    return text.substr(0, text.rfind(",\n    \"checksum\"")) + "\n}\n";
}

TEST_CASE_TEMPLATE("JSON archive: round trip, bit for bit", T, float, double) {
    const auto structure = small_structure();
    const auto bare = awkward_contents<T>(structure);
    CHECK(same_bits(decode_json<T>("f", encode_json(bare, structure), structure), bare));
    auto full = full_contents<T>(structure);
    full.library = 0x030201;
    CHECK(same_bits(decode_json<T>("f", encode_json(full, structure), structure), full));
    full.weights[5] = -std::numeric_limits<T>::infinity();
    full.weights[6] = std::numeric_limits<T>::quiet_NaN();
    const auto back = decode_json<T>("f", encode_json(full, structure), structure);
    CHECK(back.weights[5] == full.weights[5]);
    CHECK(back.weights[6] != back.weights[6]);
}

TEST_CASE("JSON archive: many floats and doubles come back bit for bit") {
    ar::structure_record s;
    s.input = s.output = {1};
    s.tensors = {{"t", "weight", {5000}}};
    ar::contents<float> f;
    ar::contents<double> d;
    f.golden_input = f.golden_output = {0};
    d.golden_input = d.golden_output = {0};
    std::uint64_t bits = 88172645463325252;
    while (f.weights.size() < 5000) {
        bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
        const auto x = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
        const auto y = std::bit_cast<double>(bits);
        if (x - x != 0 || y - y != 0) continue;
        f.weights.push_back(x);
        d.weights.push_back(y);
    }
    CHECK(same_bits(decode_json<float>("f", encode_json(f, s), s), f));
    CHECK(same_bits(decode_json<double>("f", encode_json(d, s), s), d));
}

TEST_CASE("JSON archive: what people see") {
    const auto structure = small_structure();
    const std::string text = encode_json(full_contents<float>(structure), structure);
    CHECK(contains(text, "{\n    \"format\": \"inlay archive\",\n    \"version\": 1,\n    \"library\": \"0.1.0\",\n"));
    CHECK(contains(text, "\"structure_hash\": \"0xfedcba9876543210\""));
    CHECK(contains(text, "\"input\": [2, 3]"));
    CHECK(contains(text, "\"name\": \"leaky_relu\""));
    CHECK(contains(text, "\"negative_slope\": 0.1\n"));
    CHECK(contains(text, "\"learning_rate\": 0.001\n"));
    CHECK(contains(text, "\"seed\": 18446744073709551615"));
    CHECK(contains(text, "[0.0, -0.0, 1e-45]"));
    CHECK(contains(text, "0.33333334, 0.1]"));
    CHECK(contains(text, "[-1e-7, 1.1920929e-7, 16777216.0]"));
}

TEST_CASE("JSON archive: the checksum is that of the binary archive") {
    const auto structure = small_structure();
    const auto c = full_contents<float>(structure);
    const std::string bytes = encode_binary(c, structure);
    std::uint32_t stored = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        stored |= std::uint32_t{static_cast<unsigned char>(bytes[bytes.size() - 4 + i])} << (8 * i);
    }
    CHECK(contains(encode_json(c, structure), "\"checksum\": \"" + ar::hexadecimal(stored, 8) + "\""));
}

TEST_CASE("JSON archive: float loads into double exactly, double into float not") {
    const auto structure = small_structure();
    const auto narrow = full_contents<float>(structure);
    CHECK(same_bits(decode_json<double>("f", encode_json(narrow, structure), structure), ar::converted<double>(narrow)));
    const std::string doubles = encode_json(full_contents<double>(structure), structure);
    CHECK(contains(error_of([&] { decode_json<float>("d", doubles, structure); }), "d: holds float64 numbers"));
}

TEST_CASE("JSON archive: an edited one") {
    const auto structure = small_structure();
    const std::string text = encode_json(awkward_contents<float>(structure), structure);
    const std::string edited = replaced(text, "0.33333334", "0.25");
    CHECK(contains(error_of([&] { decode_json<float>("f", edited, structure); }), "f: checksum: does not fit"));
    CHECK(decode_json<float>("f", without_checksum(edited), structure).weights[7] == 0.25f);
}

TEST_CASE("JSON archive: what is wrong is named with its place") {
    const auto structure = small_structure();
    const std::string text = encode_json(full_contents<float>(structure), structure);
    const auto message = [&](const std::string& from, const std::string& to) {
        const std::string bad = replaced(text, from, to);
        return error_of([&] { decode_json<float>("f.json", bad, structure); });
    };
    CHECK(message("inlay archive", "inlay structure") ==
          "f.json: format: is \"inlay structure\", expected \"inlay archive\"");
    CHECK(message("\"version\": 1", "\"version\": 2") == "f.json: version: is 2, this program reads version 1");
    CHECK(message("\"version\": 1", "\"version\": \"1\"") == "f.json: version: expected a whole number");
    CHECK(message("\"version\": 1", "\"version\": 1.5") == "f.json: version: expected a whole number");
    CHECK(message("\"0.1.0\"", "\"0.1\"") == "f.json: library: is not of the form 1.2.3");
    CHECK(message("\"float32\"", "\"int8\"") == "f.json: dtype: is neither float32 nor float64");
    CHECK(message("\"units\": 3", "\"units\": 4") ==
          "f.json: layer 1: the file has dense<4, true>, this program has dense<3, true>");
    CHECK(message("\"units\": 3", "\"units\": [3]") == "f.json: structure.layers[1].settings.units: expected an object");
    CHECK(message("\"units\": 3", "\"units\": 3, \"units\": 3") ==
          "f.json: structure.layers[1].settings.units: comes twice");
    CHECK(message("\"input\": [2, 3]", "\"input\": [2, -3]") == "f.json: structure.input[1]: expected a whole number");
    CHECK(message("\"input\": [2, 3]", "\"input\": 6") == "f.json: structure.input: expected a list");
    CHECK(message("\"0xfedcba9876543210\"", "\"12\"") ==
          "f.json: structure_hash: is no hexadecimal number of that length");
    CHECK(message("\"weights\": {", "\"weight\": {") == "f.json: weights: is missing: \"weight\" is there instead");
    CHECK(message("\"golden\": {", "\"more\": 1, \"golden\": {") ==
          "f.json: golden: is missing: \"more\" is there instead");
    CHECK(message("[0.0, -0.0, 1e-45]", "[0.0, -0.0]") ==
          "f.json: weights.1.dense.kernel[0]: has 2 elements, expected 3");
    CHECK(message("[0.0, -0.0, 1e-45]", "[0.0, -0.0, 1, 1]") ==
          "f.json: weights.1.dense.kernel[0]: has 4 elements, expected 3");
    CHECK(message("[0.0, -0.0, 1e-45]", "[0.0, \"x\", 1]") ==
          "f.json: weights.1.dense.kernel[0][1]: expected a number");
    CHECK(message("[0.0, -0.0, 1e-45]", "[0.0, null, 1]") ==
          "f.json: weights.1.dense.kernel[0][1]: expected a number");
    CHECK(message("[0.0, -0.0, 1e-45]", "[0.0, 1e39, 1]") == "f.json: weights.1.dense.kernel[0][1]: is too large");
    CHECK(message("[0.0, -0.0, 1e-45]", "[0.0, 1e999, 1]") == "f.json: is not valid JSON");
    CHECK(message("[0.0, -0.0, 1e-45]", "{\"a\": 1}") == "f.json: weights.1.dense.kernel[0]: expected a list");
    CHECK(contains(message("[0.0, -0.0, 1e-45]", "[0e-45, -0.0, 1e-45]"), ": write zero as 0, 0.0 or -0.0"));
    CHECK(contains(message("[0.0, -0.0, 1e-45]", "[0.00000000000000000000000, -0.0, 1e-45]"), ": write zero as 0"));
    CHECK(contains(message("\"checksum\": \"0x", "\"checksum\": \"0y"), "f.json: checksum: "));
    CHECK(message("\"slots\": {", "\"slots\": {\"\": {},") ==
          "f.json: optimizer_state.slots.: is not known here: take it out");
    CHECK(error_of([&] { decode_json<float>("f", replaced(without_checksum(text), "\n}\n", ",\"x\": 1}"), structure); }) ==
          "f: x: is not known here: take it out");
    const std::string ending = text.substr(0, text.size() - 2) + ", \"x\": 1}";
    CHECK(error_of([&] { decode_json<float>("f", ending, structure); }) == "f: x: is not known here: take it out");
    CHECK(contains(error_of([&] { decode_json<float>("f", text + "{}", structure); }), "is not valid JSON"));
}

TEST_CASE("JSON archive: cut off anywhere, it is an error") {
    const auto structure = small_structure();
    const std::string text = encode_json(full_contents<float>(structure), structure);
    for (std::size_t size = 0; size + 2 < text.size(); ++size) {
        const std::string message = error_of([&] { decode_json<float>("f", text.substr(0, size), structure); });
        // a number cut off within its zeros is refused for that
        CHECK_MESSAGE((contains(message, "f: is not valid JSON") || contains(message, ": write zero as 0")), size);
    }
}

TEST_CASE("JSON archive: every flipped byte is an error or the same weights") {
    const auto structure = small_structure();
    const auto c = full_contents<float>(structure);
    std::string text = encode_json(c, structure);
    std::size_t same = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (const int mask : {0xff, 0x01, 0x04}) {
            text[i] = static_cast<char>(text[i] ^ mask);
            ar::contents<float> back;
            const std::string message = error_of([&] { back = decode_json<float>("f", text, structure); });
            if (message.empty()) {
                CHECK_MESSAGE(same_bits(back.weights, c.weights), i);
                ++same;
            }
            text[i] = static_cast<char>(text[i] ^ mask);
        }
    }
    CHECK(same < text.size());
}

TEST_CASE("JSON archive: hostile texts") {
    const auto structure = small_structure();
    const auto message = [&](const std::string& text) {
        return error_of([&] { decode_json<float>("f", text, structure); });
    };
    for (const std::string& bad :
         {std::string(), std::string("\0", 1), std::string("{"), std::string("[]"), std::string("{}"), std::string("null"),
          std::string("5"), std::string("\"x\""), std::string(200000, '['), std::string(200000, '[') + std::string(200000, ']'),
          "{\"format\": " + std::string(200000, '[') + std::string(200000, ']') + "}", std::string("{\"format\": \"\xff\xfe\"}"),
          std::string("{\"format\": 1e999999999}"), "{\"format\": " + std::string(100000, '9') + "}"}) {
        CHECK_MESSAGE(message(bad).starts_with("f: "), bad.substr(0, 20));
    }
    std::string nested;
    for (int i = 0; i < 100000; ++i) nested += "{\"a\":";
    CHECK(message(nested).starts_with("f: "));
}

TEST_CASE("structure and configuration alone") {
    const auto structure = small_structure();
    const auto back = ar::decode_structure("s", ar::encode_structure(structure));
    CHECK(structure_text(back) == structure_text(structure));
    CHECK(back.hash == structure.hash);
    CHECK(back.output == structure.output);
    CHECK(contains(error_of([&] { ar::decode_structure("s", "{}"); }), "s: format: is missing"));

    const auto configuration = full_contents<float>(structure).configuration;
    CHECK(ar::decode_configuration("c", ar::encode_configuration(configuration)) == configuration);
    CHECK(error_of([&] { ar::decode_configuration("c", ar::encode_structure(structure)); }) ==
          "c: format: is \"inlay structure\", expected \"inlay configuration\"");
}

}  // namespace json_test
