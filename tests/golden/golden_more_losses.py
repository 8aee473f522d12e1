# SPDX-License-Identifier: BSD-3-Clause
"""More of Keras' losses, as PyTorch computes them or, where it has none of the kind, Keras 3's formula by autograd."""

import numpy as np
import torch
import torch.nn.functional as F

from reference import Header, close, leaf, numbers

EPSILON = 1e-7


def smoothed(t, amount, classes):
    return t * (1 - amount) + amount / classes


def binary_focal(p, t, gamma=2.0, alpha=None, smoothing=0.0):
    """keras.losses.binary_focal_crossentropy of probabilities, before the mean."""
    t = smoothed(t, smoothing, 2)
    cross = F.binary_cross_entropy(p, t, reduction="none")
    miss = 1 - (t * p + (1 - t) * (1 - p))
    weight = 1.0 if alpha is None else t * alpha + (1 - t) * (1 - alpha)
    return weight * miss**gamma * cross


def categorical_focal(p, t, gamma=2.0, alpha=0.25, smoothing=0.0):
    return (-smoothed(t, smoothing, p.shape[-1]) * alpha * (1 - p)**gamma * torch.log(p)).sum(-1)


def ctc_by_hand(log_p, labels, blank):
    """All paths of one sample, one by one: only for few steps."""
    total = 0.0
    for path in np.ndindex(*[log_p.shape[1]] * log_p.shape[0]):
        read = [k for i, k in enumerate(path) if (i == 0 or path[i - 1] != k) and k != blank]
        if read == list(labels):
            total += float(torch.exp(sum(log_p[i, k] for i, k in enumerate(path))))
    return -np.log(total)


def more_losses():
    out = Header("more_losses", [
        "value is the mean loss, gradient its derivative with respect to prediction: over all values, or over the samples",
        "where a loss is a sum over the last axis. Predictions of several tensors hold the first of all samples, then the",
        "second of all."])

    def case(name, comment, function, prediction, target):
        p = leaf(prediction)
        value = function(p, target)
        (gradient,) = torch.autograd.grad(value, (p,))
        out.case(name, comment, n=target.shape[0], prediction=p, target=target, value=float(value), gradient=gradient)

    x, y = numbers(61000, 4, 5), numbers(61001, 4, 5)
    side = torch.where(numbers(61002, 4, 5) < 0, -1.0, 1.0)
    fraction = (numbers(61003, 4, 5, scale=0.5) + 0.5).clamp(1 / 512, 1 - 1 / 512)
    rows, target_rows = F.softmax(x, -1), F.softmax(y, -1)
    target_rows[2] = torch.tensor([0.0, 1.0, 0.0, 0.0, 0.0])  # limited to 1e-7

    close(F.kl_div(rows.log(), target_rows.clamp(EPSILON, 1), reduction="batchmean"),
          (target_rows.clamp(EPSILON, 1) * (target_rows.clamp(EPSILON, 1) / rows).log()).sum(-1).mean())
    case("kl_divergence", "kl_div of log(p), batchmean, targets limited to [1e-7, 1]",
         lambda a, b: F.kl_div(a.log(), b.clamp(EPSILON, 1), reduction="batchmean"), rows, target_rows)
    case("hinge", "mean of max(1 - t p, 0), t -1 or 1", lambda a, b: F.relu(1 - a * b).mean(), x, side)
    close(F.relu(1 - x * side).mean(), F.hinge_embedding_loss(1 - (1 - x * side), torch.full((4, 5), -1.0), margin=1.0))
    case("squared_hinge", "its square", lambda a, b: F.relu(1 - a * b).square().mean(), x, side)
    hot = F.one_hot(torch.tensor([2, 0, 4, 1]), 5).to(torch.float64)
    right = torch.tensor([2, 0, 4, 1])
    case("categorical_hinge", "mean of max(1 + max of (1 - t) p - sum t p, 0)",
         lambda a, b: F.relu(1 + ((1 - b) * a).amax(-1) - (a * b).sum(-1)).mean(), x, hot)
    lifted = x - x.min() + 1  # the wrong classes all above 0: then it is Crammer and Singer's margin
    worst = lifted.masked_fill(hot > 0, -1e9).amax(-1)
    close(F.relu(1 + ((1 - hot) * lifted).amax(-1) - (lifted * hot).sum(-1)),
          F.relu(1 + worst - lifted[torch.arange(4), right]))
    far = x.clone()
    far[0, 0] = y[0, 0] + 40.0
    close(F.softplus(-2 * (far - y).abs()) + (far - y).abs() - np.log(2.0), torch.log(torch.cosh(far - y)), 1e-12)
    case("log_cosh", "mean of log cosh(p - t)", lambda a, b: torch.log(torch.cosh(a - b)).mean(), far, y)
    case("poisson", "poisson_nll_loss without log_input, eps 1e-7",
         lambda a, b: F.poisson_nll_loss(a, b, log_input=False, eps=EPSILON), x.abs() + 1 / 64, (y.abs() * 2).round())
    case("cosine_similarity", "mean of minus cosine_similarity", lambda a, b: -F.cosine_similarity(a, b, -1).mean(), x, y)

    soft = side.clamp(0, 1)
    soft[1] = torch.tensor([0.25, 0.5, 1.0, 0.0, 0.75])
    close(binary_focal(fraction, soft, gamma=0.0).mean(), F.binary_cross_entropy(fraction, soft))
    case("binary_focal", "gamma 2, no balancing, from probabilities", lambda a, b: binary_focal(a, b).mean(), fraction, soft)
    logits = numbers(61004, 4, 5, scale=4.0)
    case("binary_focal_logits", "gamma 1.5, alpha 0.75, label smoothing 0.1, of the sigmoid of logits",
         lambda a, b: binary_focal(torch.sigmoid(a), b, 1.5, 0.75, 0.1).mean(), logits, soft)
    soft_rows = hot.clone()
    soft_rows[3] = torch.tensor([0.125, 0.125, 0.25, 0.5, 0.0])
    close(categorical_focal(rows, soft_rows, 0.0, 1.0).mean(), F.cross_entropy(x, soft_rows))
    case("categorical_focal", "gamma 2, alpha 0.25, from probabilities", lambda a, b: categorical_focal(a, b).mean(), rows,
         soft_rows)
    case("categorical_focal_logits", "gamma 1.5, alpha 0.75, label smoothing 0.1, of the softmax of logits",
         lambda a, b: categorical_focal(F.softmax(a, -1), b, 1.5, 0.75, 0.1).mean(), logits, soft_rows)

    case("binary_smoothed", "binary cross-entropy of logits, label smoothing 0.2",
         lambda a, b: F.binary_cross_entropy_with_logits(a, smoothed(b, 0.2, 2)), logits, soft)
    case("binary_smoothed_probabilities", "the same of probabilities",
         lambda a, b: F.binary_cross_entropy(a, smoothed(b, 0.2, 2)), fraction, soft)
    smooth = F.cross_entropy(logits, right, label_smoothing=0.2)
    close(smooth, F.cross_entropy(logits, smoothed(hot, 0.2, 5)))
    case("categorical_smoothed", "cross_entropy of logits, label_smoothing 0.2",
         lambda a, b: F.cross_entropy(a, b, label_smoothing=0.2), logits, soft_rows)
    case("sparse_smoothed", "the same of labels", lambda a, b: F.cross_entropy(a, b, label_smoothing=0.2), logits, right)
    case("categorical_smoothed_probabilities", "categorical cross-entropy of probabilities, label smoothing 0.2",
         lambda a, b: -(smoothed(b, 0.2, 5) * a.log()).sum(-1).mean(), rows, soft_rows)
    case("sparse_smoothed_probabilities", "the same of labels",
         lambda a, b: -(smoothed(F.one_hot(b, 5), 0.2, 5) * a.log()).sum(-1).mean(), rows, right)

    three = numbers(61005, 3, 4, 5, scale=0.5)
    three[2, 1] += 4.0  # a negative that is far enough
    case("triplet_margin", "triplet_margin_loss, margin 1, on [anchor, positive, negative]",
         lambda a, _: F.triplet_margin_loss(a[0], a[1], a[2]), three, torch.zeros(4))
    pairs = numbers(61006, 2, 4, 5, scale=0.25)
    pairs[1, 2] += 4.0
    apart = torch.tensor([0.0, 1.0, 1.0, 0.25])

    def contrastive(a, t, margin):
        d = (a[0] - a[1]).square().sum(-1).sqrt()
        close(d.detach(), F.pairwise_distance(a[0], a[1], eps=0.0).detach())
        return ((1 - t) * d.square() / 2 + t * F.relu(margin - d).square() / 2).mean()

    case("contrastive", "margin 1.5, on [a, b]; 1 for pairs that are apart", lambda a, t: contrastive(a, t, 1.5), pairs, apart)

    # CTC: 7 steps, 5 classes, up to 3 labels; repeated labels, one label, none at all.
    for name, blank, targets in [("ctc", 0, [[1, 1, 2], [3, 0, 0], [0, 0, 0], [4, 2, 4]]),
                                 ("ctc_blank_4", 4, [[1, 1, 2], [3, -1, -1], [-1, -1, -1], [0, 2, 0]])]:
        z = numbers(61007 + blank, 4, 7, 5)
        lengths = torch.tensor([3, 1, 0, 3])
        label = torch.tensor(targets)

        def function(a, t, blank=blank):
            return F.ctc_loss(F.log_softmax(a, -1).transpose(0, 1), t.clamp(0), torch.full((4,), 7), lengths, blank,
                              reduction="sum") / 4
        log_p = F.log_softmax(z, -1)
        each = [ctc_by_hand(log_p[i], targets[i][:lengths[i]], blank) for i in range(4)]
        close(np.mean(each), float(function(z, label)), 1e-12)
        case(name, f"7 steps, 5 classes, blank {blank}, of logits", function, z, label)
    return out


MAKERS = [more_losses]
