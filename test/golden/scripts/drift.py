"""Population stability indices of a made-up table whose columns shift. Usage: python drift.py; writes ../figures/drift.json."""

import numpy
import scipy.stats
from made_up import Numbers, write

TRAINING_ROWS = 500
WINDOW_ROWS = 1200
DECILES = numpy.arange(1, 10) / 10
PLANS = ["basic", "gold", "team", "trial", "silver"]


def table(seed, rows, shift):
    """The same to the last bit as `driftTable` in test/drift/made-up.ts. `shift` from 0 to 1 says how far the values move."""
    random = Numbers(seed)
    columns = {name: [] for name in ["steady", "skewed", "often_zero", "often_one", "stars", "plan", "active"]}
    for _ in range(rows):
        columns["steady"].append(random.next() * 10)
        u = random.next()
        columns["skewed"].append(u * u * u * 100 * (1 + shift))
        u, value = random.next(), random.next()
        columns["often_zero"].append(0 if u < 0.62 - 0.2 * shift else value * value * 1000)
        columns["often_one"].append(1 if random.next() < 0.95 - 0.3 * shift else 0)
        columns["stars"].append(int(random.next() * (5 - shift)) + 1)
        u = random.next()
        columns["plan"].append(PLANS[int(u * u * (4 + shift))])
        columns["active"].append(random.next() < 0.3 + 0.3 * shift)
    return columns


def bins_of_numbers(training, window):
    """The counts between the deciles of the training: a number that is several deciles has a bin of its own."""
    training, window = numpy.array(training, float), numpy.array(window, float)
    deciles, times = numpy.unique(numpy.quantile(training, DECILES), return_counts=True)
    own = deciles[times > 1]

    def keys(values):
        values = numpy.clip(values, training.min(), training.max())
        return 2 * numpy.searchsorted(deciles, values, side="left") + numpy.isin(values, own)

    used, expected = numpy.unique(keys(training), return_counts=True)
    # A bin without values of the training is joined with the one below it.
    at = numpy.maximum(numpy.searchsorted(used, keys(window), side="right") - 1, 0)
    return expected, numpy.bincount(at, minlength=len(used))


def bins_of_categories(training, window):
    names = sorted(set(training), key=lambda name: (-training.count(name), name))
    expected = [training.count(name) for name in names]
    actual = [window.count(name) for name in names]
    if isinstance(names[0], bool):
        return expected, actual
    return [*expected, 0], [*actual, len(window) - sum(actual)]


def stability_index(expected, actual):
    expected, actual = numpy.array(expected) + 0.5, numpy.array(actual) + 0.5
    e, a = expected / expected.sum(), actual / actual.sum()
    return float(((a - e) * numpy.log(a / e)).sum())


training = table(11, TRAINING_ROWS, 0)
cases = []
for seed, shift in [(12, 0), (13, 0.3), (14, 1)]:
    window = table(seed, WINDOW_ROWS, shift)
    columns = {}
    for name in training:
        bins = bins_of_categories if name in ("plan", "active") else bins_of_numbers
        expected, actual = bins(training[name], window[name])
        columns[name] = {
            "expected": sorted(int(count) for count in expected),
            "actual": sorted(int(count) for count in actual),
            "psi": stability_index(expected, actual),
            "psi_by_chance": float(
                (1 / sum(actual) + 1 / sum(expected)) * scipy.stats.chi2.ppf(0.999, len(expected) - 1)
            ),
        }
    cases.append({"seed": seed, "shift": shift, "columns": columns})
write("drift", {"numpy": numpy.__version__, "scipy": scipy.__version__, "cases": cases})
