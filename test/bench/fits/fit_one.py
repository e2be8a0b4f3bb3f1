"""Fits one case with another library in a new process, as often as fit-one.ts does.

Usage: python fit_one.py CASE ROWS DATA MILLISECONDS LIBRARY. Prints the milliseconds of each fit as a JSON list.
"""

import importlib
import inspect
import json
import os
import pathlib
import sys
import time
import warnings

import numpy

COLUMNS = 20

warnings.filterwarnings("ignore")
number, rows, file, budget, library = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], float(sys.argv[4]), sys.argv[5]
case = json.loads((pathlib.Path(__file__).parent / "cases.json").read_text())[number]
everything = numpy.fromfile(file)
total = everything.size // (COLUMNS + 3)
X = everything[: rows * COLUMNS].reshape(rows, COLUMNS).copy()


def target(k):
    start = (COLUMNS + k) * total
    return everything[start : start + rows].copy()


def create_estimator():
    if library == "LightGBM":
        import lightgbm

        own = case["lightgbm"]
        threads = int(os.environ["OMP_NUM_THREADS"])
        return getattr(lightgbm, own["class"])(**own["params"], n_jobs=threads, random_state=0, verbose=-1)
    estimator_class = getattr(importlib.import_module("sklearn." + case["module"]), case["class"])
    params = dict(case.get("params", {}))
    if "random_state" in inspect.signature(estimator_class).parameters:
        params["random_state"] = 0
    return estimator_class(**params)


y = {
    "binary": lambda: target(0).astype(int),
    "multiclass": lambda: target(1).astype(int),
    "regression": lambda: target(2),
}.get(case["task"], lambda: None)()
times = []
while not times or (len(times) < 20 and sum(times) < budget * (5 if len(times) < 3 else 1)):
    estimator = create_estimator()
    started = time.perf_counter()
    estimator.fit(X, y)
    if case.get("predict", 0) > 0:
        estimator.predict(X[: case["predict"]])
    times.append((time.perf_counter() - started) * 1000)
print(json.dumps(times))
