"""Folds of GroupKFold and TimeSeriesSplit. Usage: python group_and_time_folds.py; writes ../figures/group_and_time_folds.json."""

import numpy
import sklearn
from made_up import Numbers, write
from sklearn.model_selection import GroupKFold, TimeSeriesSplit


def groups_of(seed, rows, count, kind):
    """Groups of skewed sizes, many of them equal."""
    random = Numbers(seed)
    numbers = [int(count * random.next() ** 2) for _ in range(rows)]
    return [number - 3 if kind == "number" else f"{'Ωaß😀'[number % 4]}{number}" for number in numbers]


def group_case(n_splits, **table):
    groups = groups_of(**table)
    folds = GroupKFold(n_splits).split(groups, groups=groups)
    return {"table": table, "n_splits": n_splits, "tests": [test.tolist() for _, test in folds]}


def time_case(rows, **params):
    folds = TimeSeriesSplit(**params).split(numpy.zeros(rows))
    bounds = [[int(train[0]), int(train[-1]), int(test[0]), int(test[-1])] for train, test in folds]
    return {"rows": rows, "params": params, "bounds": bounds}


GROUPS = [
    group_case(2, seed=1, rows=12, count=4, kind="number"),
    group_case(3, seed=2, rows=60, count=25, kind="text"),
    group_case(5, seed=3, rows=300, count=120, kind="number"),
    group_case(7, seed=4, rows=300, count=80, kind="text"),
    group_case(10, seed=5, rows=40, count=300, kind="number"),
]
TIMES = [
    time_case(6),
    time_case(20, n_splits=3),
    time_case(23, n_splits=4, gap=2),
    time_case(50, n_splits=5, test_size=3),
    time_case(50, n_splits=5, test_size=3, gap=4, max_train_size=12),
    time_case(31, n_splits=2, max_train_size=100),
]
write("group_and_time_folds", {"scikit-learn": sklearn.__version__, "groups": GROUPS, "times": TIMES})
