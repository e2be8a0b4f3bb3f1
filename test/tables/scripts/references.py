"""Scores of skrub's tabular_pipeline on the tables, on the folds that the tests use.

Usage: python references.py; writes ../references.json. Needs scikit-learn 1.9.1 and skrub 0.11.0.

Folds: of an ordered table, whose rows are in the order of time, the rows are cut into six blocks of equal size, and
fold k learns from the blocks up to k and is tested on the next one. Of other tables, fold k tests row i where
i % 5 == k, and learns from the others.
"""

import gzip
import json
import pathlib
import sys
import time
import warnings

import numpy
import pandas
import sklearn
import skrub
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, r2_score, roc_auc_score

ROOT = pathlib.Path(__file__).parent.parent
FOLDS = 5
warnings.filterwarnings("ignore")


def folds(n_rows, ordered):
    rows = numpy.arange(n_rows)
    for fold in range(FOLDS):
        if ordered:
            edges = [n_rows * block // (FOLDS + 1) for block in (fold + 1, fold + 2)]
            yield rows[: edges[0]], rows[edges[0] : edges[1]]
        else:
            yield rows[rows % FOLDS != fold], rows[rows % FOLDS == fold]


def pipelines(metric):
    """Returns the default pipeline, one with a linear model, and a baseline; every random number is seeded."""
    regression = metric == "r2"
    linear = Ridge() if regression else LogisticRegression(max_iter=1000)
    built = {
        "tabular_pipeline": skrub.tabular_pipeline("regressor" if regression else "classifier"),
        "tabular_pipeline_linear": skrub.tabular_pipeline(linear),
    }
    for pipeline in built.values():
        seeded = {name: 0 for name in pipeline.get_params() if name.endswith("random_state")}
        pipeline.set_params(**seeded)
    built["dummy"] = DummyRegressor() if regression else DummyClassifier()
    return built


def score(metric, pipeline, features, labels):
    if metric == "r2":
        return r2_score(labels, pipeline.predict(features))
    if metric == "accuracy":
        return accuracy_score(labels, pipeline.predict(features))
    return roc_auc_score(labels == pipeline.classes_[1], pipeline.predict_proba(features)[:, 1])


def measure(name, label, metric, ordered, **_):
    columns = json.loads(gzip.decompress((ROOT / "data" / f"{name}.json.gz").read_bytes()))
    features = pandas.DataFrame(columns)
    labels = features.pop(label).to_numpy()
    scores = {}
    for train, test in folds(len(labels), ordered):
        for kind, pipeline in pipelines(metric).items():
            pipeline.fit(features.iloc[train], labels[train])
            scores.setdefault(kind, []).append(round(score(metric, pipeline, features.iloc[test], labels[test]), 6))
    return {"rows": len(labels), "columns": features.shape[1], "scores": scores}


if __name__ == "__main__":
    tables = json.loads((ROOT / "tables.json").read_text())
    result = {"scikit-learn": sklearn.__version__, "skrub": skrub.__version__, "tables": {}}
    for table in tables:
        start = time.monotonic()
        result["tables"][table["name"]] = measure(**table)
        means = {k: round(float(numpy.mean(v)), 4) for k, v in result["tables"][table["name"]]["scores"].items()}
        print(table["name"], means, f"{time.monotonic() - start:.0f} s", file=sys.stderr)
    (ROOT / "references.json").write_text(json.dumps(result, indent=1) + "\n")
