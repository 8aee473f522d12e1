// SPDX-License-Identifier: BSD-3-Clause
#pragma once

// Made by make_golden.py (see README.md): do not edit.
// value is the mean loss, gradient its derivative with respect to prediction. The mean is over all values
// for the regression losses and binary cross-entropy, over the samples for the categorical ones.

// clang-format off
namespace golden::losses {

// mean of (p - t)^2
namespace mean_squared_error {
inline constexpr int n = 4;
inline constexpr int width = 3;
inline constexpr double prediction[12] = {
    0.921875, 0.1875, 1.5, 1.296875, -1.84375, -1.875, 8.296875, -1.828125, 1.953125, -1.21875, 1.03125,
    0.671875,
};
inline constexpr double target[12] = {
    -0.078125, 0.6875, 1.25, 1.3125, 1.0, -1.875, 0.296875, -0.96875, -0.078125, 1.59375, -1.515625, -0.875,
};
inline constexpr double value = 7.921142578125;
inline constexpr double gradient[12] = {
    0.16666666666666666, -0.08333333333333333, 0.041666666666666664, -0.0026041666666666665,
    -0.4739583333333333, 0.0, 1.3333333333333333, -0.14322916666666666, 0.33854166666666663, -0.46875,
    0.42447916666666663, 0.2578125,
};
}  // namespace mean_squared_error

// mean of |p - t|, slope 0 at 0
namespace mean_absolute_error {
inline constexpr int n = 4;
inline constexpr int width = 3;
inline constexpr double prediction[12] = {
    0.921875, 0.1875, 1.5, 1.296875, -1.84375, -1.875, 8.296875, -1.828125, 1.953125, -1.21875, 1.03125,
    0.671875,
};
inline constexpr double target[12] = {
    -0.078125, 0.6875, 1.25, 1.3125, 1.0, -1.875, 0.296875, -0.96875, -0.078125, 1.59375, -1.515625, -0.875,
};
inline constexpr double value = 1.8671875;
inline constexpr double gradient[12] = {
    0.08333333333333333, -0.08333333333333333, 0.08333333333333333, -0.08333333333333333,
    -0.08333333333333333, 0.0, 0.08333333333333333, -0.08333333333333333, 0.08333333333333333,
    -0.08333333333333333, 0.08333333333333333, 0.08333333333333333,
};
}  // namespace mean_absolute_error

// e^2 / 2 for |e| <= d, else d (|e| - d / 2); d = 1.0
namespace huber_1 {
inline constexpr int n = 4;
inline constexpr int width = 3;
inline constexpr double prediction[12] = {
    0.921875, 0.1875, 1.5, 1.296875, -1.84375, -1.875, 8.296875, -1.828125, 1.953125, -1.21875, 1.03125,
    0.671875,
};
inline constexpr double target[12] = {
    -0.078125, 0.6875, 1.25, 1.3125, 1.0, -1.875, 0.296875, -0.96875, -0.078125, 1.59375, -1.515625, -0.875,
};
inline constexpr double value = 1.4839070638020833;
inline constexpr double gradient[12] = {
    0.08333333333333333, -0.041666666666666664, 0.020833333333333332, -0.0013020833333333333,
    -0.08333333333333333, 0.0, 0.08333333333333333, -0.07161458333333333, 0.08333333333333333,
    -0.08333333333333333, 0.08333333333333333, 0.08333333333333333,
};
}  // namespace huber_1

// e^2 / 2 for |e| <= d, else d (|e| - d / 2); d = 0.5
namespace huber_0_5 {
inline constexpr int n = 4;
inline constexpr int width = 3;
inline constexpr double prediction[12] = {
    0.921875, 0.1875, 1.5, 1.296875, -1.84375, -1.875, 8.296875, -1.828125, 1.953125, -1.21875, 1.03125,
    0.671875,
};
inline constexpr double target[12] = {
    -0.078125, 0.6875, 1.25, 1.3125, 1.0, -1.875, 0.296875, -0.96875, -0.078125, 1.59375, -1.515625, -0.875,
};
inline constexpr double value = 0.831390380859375;
inline constexpr double gradient[12] = {
    0.041666666666666664, -0.041666666666666664, 0.020833333333333332, -0.0013020833333333333,
    -0.041666666666666664, 0.0, 0.041666666666666664, -0.041666666666666664, 0.041666666666666664,
    -0.041666666666666664, 0.041666666666666664, 0.041666666666666664,
};
}  // namespace huber_0_5

// from probabilities: mean of -t log p - (1 - t) log(1 - p); one row of soft targets
namespace binary_crossentropy {
inline constexpr int n = 5;
inline constexpr int width = 3;
inline constexpr double prediction[15] = {
    0.796875, 0.84765625, 0.55078125, 0.55078125, 0.05859375, 0.0234375, 0.47265625, 0.38671875, 0.1015625,
    0.68359375, 0.52734375, 0.58984375, 0.99609375, 0.90234375, 0.5546875,
};
inline constexpr double target[15] = {
    1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.25, 0.5, 1.0,
};
inline constexpr double value = 1.5360872936264949;
inline constexpr double gradient[15] = {
    -0.08366013071895424, 0.4376068376068376, 0.14840579710144927, 0.14840579710144927, -1.1377777777777778,
    -2.844444444444444, -0.14104683195592288, -0.1723905723905724, -0.6564102564102564, 0.21069958847736625,
    0.14104683195592288, 0.16253968253968257, 12.783267973856208, 0.3043924963924964, -0.12018779342723004,
};
}  // namespace binary_crossentropy

// mean of log(1 + exp(z)) - t z; one row of soft targets
namespace binary_crossentropy_from_logits {
inline constexpr int n = 5;
inline constexpr int width = 3;
inline constexpr double prediction[15] = {
    50.0, 50.0, -50.0, -50.0, -50.0, 0.0, -3.03125, 3.78125, -3.875, 2.75, -0.96875, 2.21875, -2.75, -3.4375,
    -2.625,
};
inline constexpr double target[15] = {
    1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.25, 0.5, 1.0,
};
inline constexpr double value = 7.889340417569049;
inline constexpr double gradient[15] = {
    0.0, 0.06666666666666667, 1.2858332319759454e-23, 1.2858332319759454e-23, -0.06666666666666667,
    -0.03333333333333333, -0.06359773984005064, -0.0014857457026150303, -0.06531117644382275,
    0.0626608899883995, 0.018341981588211678, 0.060128045101969334, -0.01266088998839949, -0.0312570779643481,
    -0.06216355392402473,
};
}  // namespace binary_crossentropy_from_logits

// one output per sample
namespace binary_crossentropy_from_logits_1 {
inline constexpr int n = 5;
inline constexpr int width = 1;
inline constexpr double prediction[5] = {
    0.75, -0.25, 50.0, -50.0, -50.0,
};
inline constexpr double target[5] = {
    1.0, 0.0, 0.0, 1.0, 0.0,
};
inline constexpr double value = 20.19256208519875;
inline constexpr double gradient[5] = {
    -0.06416426016492141, 0.08756469982284039, 0.2, -0.2, 3.857499695927836e-23,
};
}  // namespace binary_crossentropy_from_logits_1

// from probabilities: mean over samples of -sum t log p; p is not normalised again; one row of soft
// targets
namespace categorical_crossentropy {
inline constexpr int n = 5;
inline constexpr int width = 5;
inline constexpr double prediction[25] = {
    0.01156134501925871, 0.4476077127449178, 0.3076359820737312, 0.000979137896059664, 0.23221582226603266,
    0.45556122315796543, 0.0007066499304128059, 0.40203136837455417, 0.11518391552757588, 0.02651684300949185,
    0.5321698132189162, 0.013322610590531353, 0.36575460712155533, 0.04506981068324209, 0.04368315838575522,
    0.056859083940363916, 0.4911875327497448, 0.0031090773038347204, 0.4472313379493375,
    0.0016129680567190737, 0.550681149663989, 0.39049140777846886, 0.0038282430563125413,
    0.008361651587597113, 0.04663754791363254,
};
inline constexpr double target[25] = {
    0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.125,
    0.125, 0.25, 0.5, 0.0,
};
inline constexpr double value = 1.9564581447062337;
inline constexpr double gradient[25] = {
    -0.0, -0.0, -0.6501190096549433, -0.0, -0.0, -0.4390189283749688, -0.0, -0.0, -0.0, -0.0, -0.0, -0.0,
    -0.0, -0.0, -4.578423525008179, -0.0, -0.40717645840961936, -0.0, -0.0, -0.0, -0.04539832172438504,
    -0.06402189523766127, -13.060821704503068, -11.959359816944609, -0.0,
};
}  // namespace categorical_crossentropy

// from probabilities: mean over samples of -sum t log p; p is not normalised again
namespace sparse_categorical_crossentropy {
inline constexpr int n = 5;
inline constexpr int width = 5;
inline constexpr double prediction[25] = {
    0.01156134501925871, 0.4476077127449178, 0.3076359820737312, 0.000979137896059664, 0.23221582226603266,
    0.45556122315796543, 0.0007066499304128059, 0.40203136837455417, 0.11518391552757588, 0.02651684300949185,
    0.5321698132189162, 0.013322610590531353, 0.36575460712155533, 0.04506981068324209, 0.04368315838575522,
    0.056859083940363916, 0.4911875327497448, 0.0031090773038347204, 0.4472313379493375,
    0.0016129680567190737, 0.550681149663989, 0.39049140777846886, 0.0038282430563125413,
    0.008361651587597113, 0.04663754791363254,
};
inline constexpr int target[5] = {
    2, 0, 4, 1, 3,
};
inline constexpr double value = 2.1181768947062336;
inline constexpr double gradient[25] = {
    0.0, 0.0, -0.6501190096549433, 0.0, 0.0, -0.4390189283749688, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    -4.578423525008179, 0.0, -0.40717645840961936, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -23.918719633889218, 0.0,
};
}  // namespace sparse_categorical_crossentropy

// mean over samples of -sum t lp; one row of soft targets
namespace categorical_crossentropy_from_log_probabilities {
inline constexpr int n = 5;
inline constexpr int width = 5;
inline constexpr double prediction[25] = {
    0.0, -100.0, -50.0, -49.0, -51.0, 0.0, -100.0, -50.0, -49.0, -51.0, -0.6307926427933482,
    -4.318292642793348, -1.0057926427933483, -3.0995426427933483, -3.1307926427933483, -2.8671792836811156,
    -0.7109292836811156, -5.773429283681116, -0.8046792836811156, -6.429679283681116, -0.5965993130725894,
    -0.9403493130725894, -5.5653493130725895, -4.7840993130725895, -3.0653493130725895,
};
inline constexpr double target[25] = {
    0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.125,
    0.125, 0.25, 0.5, 0.0,
};
inline constexpr double value = 11.56344549790941;
inline constexpr double gradient[25] = {
    -0.0, -0.0, -0.2, -0.0, -0.0, -0.2, -0.0, -0.0, -0.0, -0.0, -0.0, -0.0, -0.0, -0.0, -0.2, -0.0, -0.2,
    -0.0, -0.0, -0.0, -0.025, -0.025, -0.05, -0.1, -0.0,
};
}  // namespace categorical_crossentropy_from_log_probabilities

// mean over samples of -sum t lp
namespace sparse_categorical_crossentropy_from_log_probabilities {
inline constexpr int n = 5;
inline constexpr int width = 5;
inline constexpr double prediction[25] = {
    0.0, -100.0, -50.0, -49.0, -51.0, 0.0, -100.0, -50.0, -49.0, -51.0, -0.6307926427933482,
    -4.318292642793348, -1.0057926427933483, -3.0995426427933483, -3.1307926427933483, -2.8671792836811156,
    -0.7109292836811156, -5.773429283681116, -0.8046792836811156, -6.429679283681116, -0.5965993130725894,
    -0.9403493130725894, -5.5653493130725895, -4.7840993130725895, -3.0653493130725895,
};
inline constexpr int target[5] = {
    2, 0, 4, 1, 3,
};
inline constexpr double value = 11.72516424790941;
inline constexpr double gradient[25] = {
    0.0, 0.0, -0.2, 0.0, 0.0, -0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -0.2, 0.0, -0.2, 0.0, 0.0, 0.0,
    0.0, 0.0, 0.0, -0.2, 0.0,
};
}  // namespace sparse_categorical_crossentropy_from_log_probabilities

// mean over samples of -sum t log_softmax(z); one row of soft targets
namespace categorical_crossentropy_from_logits {
inline constexpr int n = 5;
inline constexpr int width = 5;
inline constexpr double prediction[25] = {
    50.0, -50.0, 0.0, 1.0, -1.0, 50.0, -50.0, 0.0, 1.0, -1.0, 1.21875, -2.46875, 0.84375, -1.25, -1.28125,
    0.0, 2.15625, -2.90625, 2.0625, -3.5625, 1.46875, 1.125, -3.5, -2.71875, -1.0,
};
inline constexpr double target[25] = {
    0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.125,
    0.125, 0.25, 0.5, 0.0,
};
inline constexpr double value = 11.56344549790941;
inline constexpr double gradient[25] = {
    0.2, 7.440151952041672e-45, -0.2, 1.0485771326726929e-22, 1.4190948324569407e-23, 0.0,
    7.440151952041672e-45, 3.857499695927836e-23, 1.0485771326726929e-22, 1.4190948324569407e-23,
    0.10643396264378324, 0.0026645221181062716, 0.07315092142431105, 0.009013962136648417,
    -0.19126336832284896, 0.011371816788072784, -0.10176249345005105, 0.0006218154607669438,
    0.08944626758986751, 0.00032259361134381463, 0.08513622993279782, 0.05309828155569379,
    -0.049234351388737496, -0.09832766968248058, 0.009327509582726509,
};
}  // namespace categorical_crossentropy_from_logits

// mean over samples of -sum t log_softmax(z)
namespace sparse_categorical_crossentropy_from_logits {
inline constexpr int n = 5;
inline constexpr int width = 5;
inline constexpr double prediction[25] = {
    50.0, -50.0, 0.0, 1.0, -1.0, 50.0, -50.0, 0.0, 1.0, -1.0, 1.21875, -2.46875, 0.84375, -1.25, -1.28125,
    0.0, 2.15625, -2.90625, 2.0625, -3.5625, 1.46875, 1.125, -3.5, -2.71875, -1.0,
};
inline constexpr int target[5] = {
    2, 0, 4, 1, 3,
};
inline constexpr double value = 11.72516424790941;
inline constexpr double gradient[25] = {
    0.2, 7.440151952041672e-45, -0.2, 1.0485771326726929e-22, 1.4190948324569407e-23, 0.0,
    7.440151952041672e-45, 3.857499695927836e-23, 1.0485771326726929e-22, 1.4190948324569407e-23,
    0.10643396264378324, 0.0026645221181062716, 0.07315092142431105, 0.009013962136648417,
    -0.19126336832284896, 0.011371816788072784, -0.10176249345005105, 0.0006218154607669438,
    0.08944626758986751, 0.00032259361134381463, 0.11013622993279781, 0.07809828155569379,
    0.0007656486112625083, -0.19832766968248058, 0.009327509582726509,
};
}  // namespace sparse_categorical_crossentropy_from_logits

// from logits, as above; targets that do not sum to 1
namespace categorical_crossentropy_any_sum {
inline constexpr int n = 5;
inline constexpr int width = 5;
inline constexpr double prediction[25] = {
    50.0, -50.0, 0.0, 1.0, -1.0, 50.0, -50.0, 0.0, 1.0, -1.0, 1.21875, -2.46875, 0.84375, -1.25, -1.28125,
    0.0, 2.15625, -2.90625, 2.0625, -3.5625, 1.46875, 1.125, -3.5, -2.71875, -1.0,
};
inline constexpr double target[25] = {
    0.0, 0.0, 1.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.375,
    0.375, 0.75, 1.5, 0.0,
};
inline constexpr double value = 13.637620394960894;
inline constexpr double gradient[25] = {
    0.2, 7.440151952041672e-45, -0.2, 1.0485771326726929e-22, 1.4190948324569407e-23, 0.0,
    3.720075976020836e-45, 1.928749847963918e-23, 5.242885663363464e-23, 7.095474162284704e-24,
    0.21286792528756648, 0.005329044236212543, 0.1463018428486221, 0.018027924273296834, -0.3825267366456979,
    0.0, 0.0, 0.0, 0.0, 0.0, 0.2554086897983935, 0.15929484466708138, -0.1477030541662125,
    -0.2949830090474418, 0.02798252874817953,
};
}  // namespace categorical_crossentropy_any_sum

}  // namespace golden::losses
