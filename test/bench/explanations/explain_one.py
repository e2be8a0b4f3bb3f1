"""Times explanations by shap in a new process. Usage: python explain_one.py DATA ROWS.

Prints the milliseconds for one row (median of 200 calls) and for ROWS rows at once (one call), as JSON.
"""

import json
import statistics
import sys
import time

import numpy
import shap
from sklearn.ensemble import RandomForestClassifier

COLUMNS = 20
everything = numpy.fromfile(sys.argv[1])
rows = everything.size // (COLUMNS + 3)
X = everything[: rows * COLUMNS].reshape(rows, COLUMNS)
y = everything[rows * COLUMNS : rows * (COLUMNS + 1)].astype(int)
model = RandomForestClassifier(n_estimators=100, max_depth=8, random_state=0).fit(X, y)
explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")


def milliseconds(first, end):
    started = time.perf_counter()
    explainer.shap_values(X[first:end], check_additivity=False)
    return (time.perf_counter() - started) * 1000


one = [milliseconds(i, i + 1) for i in range(220)][20:]
many = milliseconds(0, int(sys.argv[2]))
nodes = sum(tree.tree_.node_count // 2 for tree in model.estimators_)
print(json.dumps({"one": statistics.median(one), "many": many, "splits": nodes}))
