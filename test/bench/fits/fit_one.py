"""Fits one case with scikit-learn in a new process. Usage: python fit_one.py CASE ROWS DATA. Prints milliseconds."""

import importlib
import inspect
import json
import pathlib
import sys
import time
import warnings

import numpy

COLUMNS = 20

warnings.filterwarnings("ignore")
number, rows, file = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
case = json.loads((pathlib.Path(__file__).parent / "cases.json").read_text())[number]
everything = numpy.fromfile(file)
total = everything.size // (COLUMNS + 3)
X = everything[: rows * COLUMNS].reshape(rows, COLUMNS).copy()


def target(k):
    start = (COLUMNS + k) * total
    return everything[start : start + rows].copy()


estimator_class = getattr(importlib.import_module("sklearn." + case["module"]), case["class"])
params = dict(case.get("params", {}))
if "random_state" in inspect.signature(estimator_class).parameters:
    params["random_state"] = 0
estimator = estimator_class(**params)
y = {
    "binary": lambda: target(0).astype(int),
    "multiclass": lambda: target(1).astype(int),
    "regression": lambda: target(2),
}.get(case["task"], lambda: None)()
started = time.perf_counter()
estimator.fit(X, y)
if case.get("predict", 0) > 0:
    estimator.predict(X[: case["predict"]])
print((time.perf_counter() - started) * 1000)
