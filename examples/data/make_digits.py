#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Makes digits-images-idx3-ubyte and digits-labels-idx1-ubyte from scikit-learn's digits.csv.gz.

    python3 make_digits.py [digits.csv.gz] [folder to write to]

Without a first argument the file of Debian's python3-sklearn is read. Only the standard library is used.
Each line of the file is one sample: 64 pixels from 0 to 16, row by row, then the digit.
"""
import gzip
import hashlib
import pathlib
import struct
import sys

SOURCE = "/usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz"


def main():
    source = sys.argv[1] if len(sys.argv) > 1 else SOURCE
    folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else pathlib.Path(__file__).parent)
    with gzip.open(source, "rt", encoding="ascii") as file:
        rows = [[int(field) for field in line.split(",")] for line in file]
    assert len(rows) == 1797, len(rows)
    assert all(len(row) == 65 for row in rows)
    assert all(0 <= pixel <= 16 for row in rows for pixel in row[:64])
    assert all(0 <= row[64] <= 9 for row in rows)
    # IDX: two zero bytes, 8 = unsigned byte, the number of dimensions, the dimensions as big-endian words, the data
    images = struct.pack(">4B3I", 0, 0, 8, 3, len(rows), 8, 8) + bytes(pixel for row in rows for pixel in row[:64])
    labels = struct.pack(">4B1I", 0, 0, 8, 1, len(rows)) + bytes(row[64] for row in rows)
    for name, data in (("digits-images-idx3-ubyte", images), ("digits-labels-idx1-ubyte", labels)):
        (folder / name).write_bytes(data)
        print(hashlib.sha256(data).hexdigest(), len(data), name)


if __name__ == "__main__":
    main()
