"""Synthetic tables, the same to the last bit as those of test/learn/golden/made-up.ts."""

import json
import pathlib

import numpy

FIGURES = pathlib.Path(__file__).parent.parent / "figures"


class Numbers:
    """Uniform numbers in (0, 1) by the generator of Park and Miller, whose steps are exact in doubles."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = self.state * 16807 % 2147483647
        return self.state / 2147483647


def one_hot_table(seed, rows, categories, numbers):
    """One-hot columns of skewed categories, then numeric columns; one label that depends on both.

    `categories` has the number of categories of each text column.
    """
    random = Numbers(seed)
    columns = sum(categories) + numbers
    X = numpy.zeros((rows, columns))
    y = numpy.zeros(rows)
    for i in range(rows):
        first = 0
        for count in categories:
            u = random.next()
            category = int(count * (u * u * u))
            X[i, first + category] = 1
            y[i] += category * 7 % 11 - 5
            first += count
        for j in range(numbers):
            value = random.next() * 4 - 2
            X[i, first + j] = value
            y[i] += (j + 1) * value
        y[i] += random.next() - 0.5
    return X, y


def category_table(seed, rows, categories):
    """Text columns of skewed categories, some of them missing, and a number that depends on them.

    `categories` has the number of categories of each column, "c0", "c1", ...; missing values are None.
    """
    random = Numbers(seed)
    X = numpy.empty((rows, len(categories)), dtype=object)
    y = numpy.zeros(rows)
    for i in range(rows):
        for j, count in enumerate(categories):
            u = random.next()
            category = int(count * (u * u))
            X[i, j] = None if random.next() < 0.03 else f"c{category}"
            y[i] += category * 7 % 11 - 5
        y[i] += random.next() * 8 - 4
    return X, y


def write(name, figures):
    FIGURES.mkdir(exist_ok=True)
    (FIGURES / f"{name}.json").write_text(json.dumps(figures) + "\n")
