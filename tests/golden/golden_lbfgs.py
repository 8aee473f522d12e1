# SPDX-License-Identifier: BSD-3-Clause
"""L-BFGS with its line search: the steps of torch.optim.LBFGS on a small network, and the minimum of a regression."""

import torch
import torch.nn.functional as F

from reference import Header, close, leaf, numbers

NAMES = ["w1", "b1", "w2", "b2"]


def lbfgs():
    out = Header("lbfgs", ["torch.optim.LBFGS with line_search_fn=\"strong_wolfe\", mean squared error over all samples."])
    x, y = numbers(90000, 12, 3), numbers(90001, 12, 1, scale=1.0)
    start = [numbers(90002, 3, 5), numbers(90003, 5, scale=0.5), numbers(90004, 5, 1), numbers(90005, 1, scale=0.5)]
    steps = 10

    def train(count, **options):
        w1, b1, w2, b2 = parameters = [leaf(p) for p in start]
        evaluations = 0

        def closure():
            nonlocal evaluations
            evaluations += 1
            optimizer.zero_grad()
            loss = F.mse_loss(torch.tanh(x @ w1 + b1) @ w2 + b2, y)
            loss.backward()
            return loss
        optimizer = torch.optim.LBFGS(parameters, max_iter=count, max_eval=1000, line_search_fn="strong_wolfe", **options)
        optimizer.step(closure)
        used = evaluations
        return float(closure()), used, [p.detach() for p in parameters]

    for name, options in [("mlp", {}), ("mlp_short", {"history_size": 2, "lr": 4.0})]:
        runs = [train(k + 1, **options) for k in range(steps)]
        out.case(name, f"dense<5> tanh dense<1> on 12 samples of 3, 1 to {steps} steps, {options or 'as they are by default'}: the losses and "
                 "evaluations after each, the parameters after the last", x=x, y=y,
                 **{"start_" + key: value for key, value in zip(NAMES, start)}, losses=torch.tensor([r[0] for r in runs]),
                 evaluations=torch.tensor([r[1] for r in runs], dtype=torch.int64), **dict(zip(NAMES, runs[-1][2])))

    # One dense layer with L2 0.125: the minimum solves a linear system.
    rows = torch.cat([x, torch.ones(12, 1)], 1)
    ridge = torch.diag(torch.tensor([0.125, 0.125, 0.125, 0.0]))
    best = torch.linalg.solve(rows.t() @ rows / 12 + ridge, rows.t() @ y / 12)
    value = F.mse_loss(rows @ best, y) + 0.125 * best[:3].square().sum()
    w, b = leaf(torch.zeros(3, 1)), leaf(torch.zeros(1))
    optimizer = torch.optim.LBFGS([w, b], max_iter=50, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = F.mse_loss(x @ w + b, y) + 0.125 * w.square().sum()
        loss.backward()
        return loss
    optimizer.step(closure)
    close(torch.cat([w.detach(), b.detach().reshape(1, 1)]), best, 1e-6)
    out.case("ridge", "the minimum of a regression on mlp's samples with L2 0.125, from the normal equations", w=best[:3], b=best[3],
             value=float(value))
    return out


MAKERS = [lbfgs]
