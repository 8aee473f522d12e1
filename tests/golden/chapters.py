# SPDX-License-Identifier: BSD-3-Clause
"""Trains the chapters' models in PyTorch, ten seeds each, and writes the accuracies to chapters.json.

    python3 chapters.py [--data DIR] [--digits DIR] [--only a,b] [--seeds 10] [--epochs 5]

DIR holds the 10,000 MNIST test images as t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte (.gz or not): the first
9,000 train, the last 1,000 test. With --digits (examples/data of this repository) each model is also trained on the
bundled 8 by 8 digits, split anew for each seed, for four times as many epochs. Chapter (a) makes its own data;
README.md has the formula. Arithmetic is float32 on one thread; another machine may differ by a sample or two.
"""

import argparse
import gzip
import json
import pathlib
import platform
import statistics
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from make_golden import SplitMix64

torch.set_num_threads(1)
torch.set_default_dtype(torch.float32)  # make_golden works in double
HERE = pathlib.Path(__file__).resolve().parent


# ------------------------------------------------------------------------------------------------------------ data


def generated_samples(count, seed=2026):
    """Chapter (a): 8 features k / 256 and a label, in integer arithmetic (README.md)."""
    draw = SplitMix64(seed)
    features, labels = np.empty((count, 8), np.float32), np.empty(count, np.int64)
    for i in range(count):
        k = [draw() >> 56 for _ in range(8)]
        word = draw()
        noise = sum(word >> shift & 255 for shift in (0, 8, 16, 24)) - 510
        c = [value - 128 for value in k]
        score = 128 * c[0] + 64 * c[1] - 96 * c[2] + c[3] * c[4] + 48 * abs(c[5]) - 3072 + 32 * noise
        features[i] = [value / 256 for value in k]
        labels[i] = score > 0
    return torch.from_numpy(features), torch.from_numpy(labels)


def idx(directory, name):
    path = directory / name
    data = path.read_bytes() if path.exists() else gzip.decompress((directory / (name + ".gz")).read_bytes())
    assert data[:3] == b"\0\0\x08", f"{name} is not an IDX file of bytes"
    shape = np.frombuffer(data, ">u4", data[3], 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(shape)


def mnist(directory):
    """Pixels in [0, 1], channels first, and labels: ((train, labels), (test, labels))."""
    x = torch.from_numpy(idx(directory, "t10k-images-idx3-ubyte").astype(np.float32) / 255).unsqueeze(1)
    y = torch.from_numpy(idx(directory, "t10k-labels-idx1-ubyte").astype(np.int64))
    return (x[:9000], y[:9000]), (x[9000:], y[9000:])


def digits(directory):
    """The 1,797 digits of 8 by 8, pixels 0..16 to [0, 1]; all, to be split anew for every seed."""
    x = torch.from_numpy(idx(directory, "digits-images-idx3-ubyte").astype(np.float32) / 16).unsqueeze(1)
    y = torch.from_numpy(idx(directory, "digits-labels-idx1-ubyte").astype(np.int64))
    return x, y


def split(data, seed, train_samples=1437):
    """A random fifth is held out."""
    order = torch.randperm(len(data[1]), generator=torch.Generator().manual_seed(seed))
    first, rest = order[:train_samples], order[train_samples:]
    return (data[0][first], data[1][first]), (data[0][rest], data[1][rest])


# ---------------------------------------------------------------------------------------------------------- models


def keras_initialisers(model):
    """Keras' defaults: Glorot uniform kernels, zero biases."""
    for layer in model:
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return model


class Chapter:
    """One model. The last softmax or sigmoid is in the loss: the same function, and accuracy does not see it."""

    batch, epochs, lr = 32, None, 1e-3

    def model(self, side):
        return keras_initialisers(nn.Sequential(*self.layers(side)))

    def optimizer(self, model):
        return torch.optim.Adam(model.parameters(), lr=self.lr, eps=1e-7)

    def input(self, x):
        return x

    def loss(self, output, y):
        return F.cross_entropy(output, y)

    def correct(self, output, y):
        return (output.argmax(1) == y).sum().item()


class A(Chapter):
    text = "8-10-1, relu, sigmoid, binary cross-entropy, Adam 1e-3; 768 generated samples, 2,000 further ones to test"
    batch, epochs = 10, 150

    def layers(self, _):
        return [nn.Linear(8, 10), nn.ReLU(), nn.Linear(10, 1)]

    def loss(self, output, y):
        return F.binary_cross_entropy_with_logits(output[:, 0], y.float())

    def correct(self, output, y):
        return ((output[:, 0] > 0) == (y == 1)).sum().item()


class B(Chapter):
    text = "784-256-128-10, relu, softmax, Adam 1e-3, Keras initialisers"

    def layers(self, side):
        return [nn.Flatten(), nn.Linear(side**2, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10)]


class C(Chapter):
    text = "flatten-128-dropout 0.2-10, relu, softmax, Adam 1e-3, Keras initialisers"

    def layers(self, side):
        return [nn.Flatten(), nn.Linear(side**2, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10)]


class D(Chapter):
    text = "784-128-64-10, relu, log_softmax, (x - 0.5) / 0.5, SGD 0.003 momentum 0.9, PyTorch's initialisers"
    batch = 64

    def model(self, side):
        return nn.Sequential(nn.Flatten(), nn.Linear(side**2, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(),
                             nn.Linear(64, 10), nn.LogSoftmax(1))

    def optimizer(self, model):
        return torch.optim.SGD(model.parameters(), lr=0.003, momentum=0.9)

    def input(self, x):
        return (x - 0.5) / 0.5

    def loss(self, output, y):
        return F.nll_loss(output, y)


class E(Chapter):
    text = "784-128-10, relu, softmax, Adam 1e-3, Keras initialisers"

    def layers(self, side):
        return [nn.Flatten(), nn.Linear(side**2, 128), nn.ReLU(), nn.Linear(128, 10)]


class F_(Chapter):
    text = "conv2d 8 3x3 relu, max_pool2d 2, flatten, dense 64 relu, dense 10 softmax, Adam 1e-3, Keras initialisers"

    def layers(self, side):
        pooled = (side - 2) // 2
        return [nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * pooled**2, 64), nn.ReLU(),
                nn.Linear(64, 10)]


class ScaleAndShift(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.scale, self.shift = nn.Parameter(torch.ones(size)), nn.Parameter(torch.zeros(size))

    def forward(self, x):
        return self.scale * x + self.shift


class G(Chapter):
    text = "scale and shift each pixel, 784-64-10, softsign, softmax, Adam 1e-3, Keras initialisers"

    def layers(self, side):
        return [nn.Flatten(), ScaleAndShift(side**2), nn.Linear(side**2, 64), nn.Softsign(), nn.Linear(64, 10)]


CHAPTERS = {"a": A, "b": B, "c": C, "d": D, "e": E, "f": F_, "g": G}


def accuracy(chapter, model, data):
    model.eval()
    with torch.no_grad():
        return chapter.correct(model(chapter.input(data[0])), data[1]) / len(data[1])


def train(chapter, data, epochs, seed):
    """(held-out accuracy, training accuracy, mean loss of the last epoch)"""
    torch.manual_seed(seed)
    (x, y), test = data
    model = chapter.model(x.shape[-1])
    optimizer = chapter.optimizer(model)
    inputs = chapter.input(x)
    for _ in range(epochs):
        model.train()
        total = 0.0
        for batch in torch.randperm(len(y)).split(chapter.batch):
            optimizer.zero_grad()
            loss = chapter.loss(model(inputs[batch]), y[batch])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
    return accuracy(chapter, model, test), accuracy(chapter, model, (x, y)), total / len(y)


def run(key, data_of, name, epochs, seeds):
    chapter = CHAPTERS[key]()
    begin = time.perf_counter()
    epochs = chapter.epochs or epochs
    results = [train(chapter, data_of(seed), epochs, seed) for seed in range(1, seeds + 1)]
    seconds = (time.perf_counter() - begin) / seeds
    test = [round(r[0], 5) for r in results]
    (_, train_labels), (_, test_labels) = data_of(1)
    row = {"model": chapter.text, "data": name, "train_samples": len(train_labels), "test_samples": len(test_labels),
           "epochs": epochs, "batch_size": chapter.batch, "test_accuracy": test, "mean": round(statistics.mean(test), 5),
           "standard_deviation": round(statistics.stdev(test), 5) if seeds > 1 else 0.0,
           "min": min(test), "max": max(test), "train_accuracy_mean": round(sum(r[1] for r in results) / seeds, 5),
           "last_epoch_loss_mean": round(sum(r[2] for r in results) / seeds, 5), "seconds_per_run": round(seconds, 1)}
    print(f"({key}) {name:9} mean {row['mean']:.4f}  min {row['min']:.4f}  max {row['max']:.4f}  "
          f"train {row['train_accuracy_mean']:.4f}  loss {row['last_epoch_loss_mean']:.4f}  {seconds:.1f} s", flush=True)
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=pathlib.Path, help="folder of the MNIST files")
    parser.add_argument("--digits", type=pathlib.Path, help="folder of the bundled digits, examples/data")
    parser.add_argument("--only", default=",".join(CHAPTERS))
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--epochs", type=int, default=5)
    options = parser.parse_args()

    path = HERE / "chapters.json"
    report = json.loads(path.read_text()) if path.exists() else {}
    report["made_with"] = f"PyTorch {torch.__version__}, Python {platform.python_version()}, float32, 1 thread"
    large = mnist(options.data) if options.data else None
    small = digits(options.digits) if options.digits else None
    for key in options.only.split(","):
        if key == "a":
            x, y = generated_samples(2768)
            made = (x[:768], y[:768]), (x[768:], y[768:])
            report[key] = {"generated": run(key, lambda _: made, "generated", None, options.seeds)}
            continue
        rows = report.setdefault(key, {})
        if large:
            rows["mnist"] = run(key, lambda _: large, "mnist", options.epochs, options.seeds)
        if small:
            rows["digits"] = run(key, lambda seed: split(small, seed), "digits", 4 * options.epochs, options.seeds)
    path.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
