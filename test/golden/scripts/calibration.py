"""Calibrated probabilities and chosen thresholds on the golden data sets.

Usage: python calibration.py; writes ../figures/calibration.json. Needs pandas.

Columns are scaled and encoded on all training rows, before the folds. Random numbers would differ, so the forest has
none: its trees see all rows and the only column, so that no two splits are equally good.
"""

import json
import pathlib

import numpy
import pandas
import sklearn
from made_up import write
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import FixedThresholdClassifier, TunedThresholdClassifierCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC

GOLDEN = pathlib.Path(__file__).parent.parent
SPLITS = json.loads((GOLDEN / "splits.json").read_text())
# Every so many test rows are written.
STEP = 3

ESTIMATORS = {
    "LinearSVC": (LinearSVC, {"C": 0.5, "dual": False, "tol": 1e-10, "max_iter": 100_000}),
    "LogisticRegression": (LogisticRegression, {"tol": 1e-10, "max_iter": 10_000}),
    "SVC": (SVC, {"tol": 1e-9}),
    "GaussianNB": (GaussianNB, {}),
    "KNeighborsClassifier": (KNeighborsClassifier, {"n_neighbors": 9}),
    "RandomForestClassifier": (
        RandomForestClassifier,
        {"n_estimators": 3, "max_depth": 3, "min_samples_leaf": 4, "bootstrap": False, "max_features": None},
    ),
    "HistGradientBoostingClassifier": (HistGradientBoostingClassifier, {"max_iter": 20, "max_leaf_nodes": 5}),
}


def made(name):
    estimator, params = ESTIMATORS[name]
    seed = {"random_state": 0} if "random_state" in estimator().get_params() else {}
    return estimator(**params, **seed)


class Dataset:
    """The numeric columns of a data set without missing values, or one of them, scaled by the training rows."""

    def __init__(self, name, column=None):
        data = json.loads((GOLDEN / "datasets" / f"{name}.json").read_text())
        split = SPLITS[name]
        frame = pandas.DataFrame(data["features"])
        self.name = name
        self.columns = [
            c
            for c in split["columns"]
            if split["column_kinds"][c] == "numeric" and frame[c].notna().all() and column in (None, c)
        ]
        labels = numpy.array([row[split["targets"][0]] for row in data["labels"]])
        held = numpy.zeros(len(frame), dtype=bool)
        held[split["test_rows"]] = True
        X = frame[self.columns].astype(float).to_numpy()
        scaler = StandardScaler().fit(X[~held])
        self.X, self.y = scaler.transform(X[~held]), labels[~held]
        self.shown = split["test_rows"][::STEP]
        self.rows = scaler.transform(X[self.shown])


def case(dataset, name, method, ensemble, cv=5):
    fitted = CalibratedClassifierCV(made(name), method=method, ensemble=ensemble, cv=cv).fit(dataset.X, dataset.y)
    return {
        "dataset": dataset.name,
        "columns": dataset.columns,
        "rows": dataset.shown,
        "estimator": name,
        "params": ESTIMATORS[name][1],
        "method": method,
        "ensemble": ensemble,
        "cv": cv,
        "probabilities": [float(f"{p:.12g}") for p in fitted.predict_proba(dataset.rows).ravel()],
    }


def threshold(dataset, name, calibrate=None, **params):
    y = (dataset.y == numpy.unique(dataset.y)[1]).astype(int)
    inner = made(name) if calibrate is None else CalibratedClassifierCV(made(name), method=calibrate)
    fitted = TunedThresholdClassifierCV(inner, **params).fit(dataset.X, y)
    return {
        "dataset": dataset.name,
        "columns": dataset.columns,
        "rows": dataset.shown,
        "estimator": name,
        "params": ESTIMATORS[name][1],
        "calibrate": calibrate,
        "tuned": params,
        "threshold": float(fitted.best_threshold_),
        "score": float(fitted.best_score_),
        "predictions": fitted.predict(dataset.rows).tolist(),
    }


def fixed(dataset, name, **params):
    y = (dataset.y == numpy.unique(dataset.y)[1]).astype(int)
    fitted = FixedThresholdClassifier(made(name), **params).fit(dataset.X, y)
    return {
        "dataset": dataset.name,
        "columns": dataset.columns,
        "rows": dataset.shown,
        "estimator": name,
        "params": ESTIMATORS[name][1],
        "fixed": params,
        "predictions": fitted.predict(dataset.rows).tolist(),
    }


def isotonic(seed, rows, step):
    """Noisy numbers that rise, at places that repeat."""
    random = numpy.random.default_rng(seed)
    x = numpy.round(random.uniform(-3, 3, rows) / step) * step
    y = x + random.normal(0, 2, rows)
    at = numpy.linspace(-4, 4, 33)
    fitted = IsotonicRegression(out_of_bounds="clip").fit(x, y)
    return {"x": x.tolist(), "y": y.tolist(), "at": at.tolist(), "values": fitted.predict(at).tolist()}


iris, cancer, churn = (Dataset(name) for name in ("iris", "breast_cancer", "churn"))
METHODS = ("sigmoid", "isotonic", "temperature")
cases = []
for dataset, single in ((iris, Dataset("iris", "sepal_length_cm")), (cancer, Dataset("breast_cancer", "mean_radius"))):
    for name in ESTIMATORS:
        for method in METHODS:
            cases.append(case(single if name == "RandomForestClassifier" else dataset, name, method, True))
for dataset in (iris, cancer):
    for name in ("LinearSVC", "SVC", "GaussianNB"):
        for method in METHODS:
            cases.append(case(dataset, name, method, False, cv=3))
thresholds = [
    threshold(cancer, "LogisticRegression"),
    threshold(cancer, "LogisticRegression", scoring="f1"),
    threshold(cancer, "GaussianNB", scoring="accuracy", cv=3),
    threshold(cancer, "KNeighborsClassifier", scoring="f1_macro", thresholds=20),
    threshold(cancer, "LinearSVC", scoring="matthews_corrcoef"),
    threshold(cancer, "SVC", scoring="balanced_accuracy", thresholds=[-0.5, -0.2, 0.0, 0.1, 0.4]),
    threshold(cancer, "LogisticRegression", response_method="decision_function"),
    threshold(cancer, "LinearSVC", calibrate="sigmoid", scoring="f1"),
    threshold(churn, "LogisticRegression", scoring="f1"),
    threshold(churn, "GaussianNB"),
    threshold(churn, "HistGradientBoostingClassifier", scoring="f1_macro"),
]
fixeds = [
    fixed(churn, "LogisticRegression", threshold=0.2),
    fixed(churn, "GaussianNB"),
    fixed(churn, "LinearSVC", threshold=-0.5),
    fixed(churn, "LogisticRegression", threshold=-1, response_method="decision_function"),
]
write(
    "calibration",
    {
        "scikit-learn": sklearn.__version__,
        "cases": cases,
        "thresholds": thresholds,
        "fixed": fixeds,
        "isotonic": [isotonic(1, 60, 0.001), isotonic(2, 200, 0.5), isotonic(3, 1, 1)],
    },
)
