"""Permutation importance, partial dependence, calibration and dummy estimators on the golden data sets.

Usage: python inspection.py; writes ../figures/inspection.json. Needs pandas.
"""

import json
import pathlib

import numpy
import pandas
import sklearn
from made_up import write
from sklearn.calibration import calibration_curve
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    confusion_matrix,
    precision_recall_curve,
    roc_auc_score,
    roc_curve,
)
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

DATASETS = pathlib.Path(__file__).parent.parent / "datasets"
REPEATS = 5
EXACT = {"tol": 1e-12, "max_iter": 10_000}


def read(name, rows=None):
    data = json.loads((DATASETS / f"{name}.json").read_text())
    X = pandas.DataFrame(data["features"][:rows])
    y = pandas.DataFrame(data["labels"][:rows]).iloc[:, 0]
    return X, y


def permutations(rows, random_state):
    """For each repeat, the row whose value each row gets: permutation_importance shuffles what it has shuffled before."""
    seed = numpy.random.RandomState(random_state).randint(numpy.iinfo(numpy.int32).max + 1)
    random = numpy.random.RandomState(seed)
    order = numpy.arange(rows)
    source = numpy.arange(rows)
    result = []
    for _ in range(REPEATS):
        random.shuffle(order)
        source = source[order]
        result.append(source.tolist())
    return result


def importance(name, dataset, model, measured):
    """`measured` is the number of rows, from the first on, that are shuffled; all of them are learnt."""
    X, y = read(dataset)
    fitted = model.fit(X, y)
    X, y = X.iloc[:measured], y.iloc[:measured]
    result = permutation_importance(fitted, X, y, n_repeats=REPEATS, random_state=0)
    return {
        "name": name,
        "dataset": dataset,
        "rows": len(X),
        "permutations": permutations(len(X), 0),
        "baseline": fitted.score(X, y),
        "importances": result.importances.tolist(),
        "importances_mean": result.importances_mean.tolist(),
        "importances_std": result.importances_std.tolist(),
    }


def dependence(name, dataset, model, column, measured, **options):
    X, y = read(dataset)
    fitted = model.fit(X, y)
    X = X.iloc[:measured]
    result = partial_dependence(fitted, X, [column], kind="average", method="brute", **options)
    return {
        "name": name,
        "dataset": dataset,
        "rows": len(X),
        "column": column,
        "grid_resolution": options.get("grid_resolution", 100),
        "grid_values": result["grid_values"][0].tolist(),
        "average": result["average"].tolist(),
    }


def churn():
    numbers = [
        "tenure_months", "monthly_charges", "total_charges", "support_calls", "avg_session_minutes", "data_usage_gb",
    ]
    words = ["contract", "internet_service", "plan_type", "payment_method", "region", "device_type"]
    prepare = ColumnTransformer([
        ("numeric", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
        ("categorical", make_pipeline(
            SimpleImputer(strategy="most_frequent"),
            OneHotEncoder(handle_unknown="ignore"),
        ), words),
    ])
    return make_pipeline(prepare, LogisticRegression(**EXACT))


def iris_logistic():
    return make_pipeline(StandardScaler(), LogisticRegression(**EXACT))


def pca():
    return make_pipeline(StandardScaler(), PCA(n_components=5), LogisticRegression(**EXACT))


def ridge():
    return make_pipeline(StandardScaler(), Ridge(alpha=1.0))


def boosting():
    return HistGradientBoostingRegressor(max_iter=20, min_samples_leaf=40)


def two_classes():
    """The curves of a classifier on its training rows."""
    X, y = read("breast_cancer")
    fitted = iris_logistic().fit(X, y)
    positive = fitted.classes_[1]
    p = fitted.predict_proba(X)[:, 1]
    truth = y == positive
    fpr, tpr, _ = roc_curve(truth, p, drop_intermediate=False)
    precision, recall, _ = precision_recall_curve(truth, p)
    curve = calibration_curve(truth, p, n_bins=10)
    dummy = DummyClassifier().fit(X, y)
    return {
        "dataset": "breast_cancer",
        "confusion_matrix": confusion_matrix(y, fitted.predict(X)).tolist(),
        "roc": {"fpr": fpr.tolist(), "tpr": tpr.tolist(), "auc": roc_auc_score(truth, p)},
        "precision_recall": {
            "precision": precision.tolist(),
            "recall": recall.tolist(),
            "average_precision": average_precision_score(truth, p),
        },
        "calibration": {"prob_true": curve[0].tolist(), "prob_pred": curve[1].tolist(), "brier": brier_score_loss(truth, p)},
        "baseline": {
            "accuracy": dummy.score(X, y),
            "roc_auc": roc_auc_score(truth, dummy.predict_proba(X)[:, 1]),
            "log_loss": sklearn.metrics.log_loss(y, dummy.predict_proba(X)),
        },
    }


def calibration():
    random = numpy.random.RandomState(3)
    p = numpy.round(random.uniform(size=120), 2)
    # Values on the edges of bins.
    p[:6] = [0.0, 0.1, 0.2, 0.30000000000000004, 0.5, 1.0]
    truth = (random.uniform(size=120) < p**1.5).astype(int)
    cases = []
    for strategy in ["uniform", "quantile"]:
        for bins in [1, 3, 5, 10, 50]:
            true, predicted = calibration_curve(truth, p, n_bins=bins, strategy=strategy)
            cases.append({"strategy": strategy, "n_bins": bins, "prob_true": true.tolist(), "prob_pred": predicted.tolist()})
    return {"truth": truth.tolist(), "probabilities": p.tolist(), "cases": cases}


def dummies():
    cases = []
    for dataset in ["iris", "breast_cancer", "churn"]:
        X, y = read(dataset)
        for strategy in ["prior", "most_frequent"]:
            fitted = DummyClassifier(strategy=strategy).fit(X, y)
            cases.append({
                "dataset": dataset,
                "params": {"strategy": strategy},
                "prediction": fitted.predict(X[:1])[0],
                "probabilities": fitted.predict_proba(X[:1])[0].tolist(),
            })
    X, y = read("diabetes")
    for params in [{}, {"strategy": "median"}, {"strategy": "quantile", "quantile": 0.3}, {"strategy": "quantile", "quantile": 1.0}]:
        fitted = DummyRegressor(**params).fit(X, y)
        cases.append({"dataset": "diabetes", "params": params, "prediction": float(numpy.ravel(fitted.predict(X[:1]))[0])})
    return cases


write("inspection", {
    "scikit-learn": sklearn.__version__,
    "importance": [
        importance("logistic", "iris", iris_logistic(), 150),
        importance("logistic", "breast_cancer", iris_logistic(), 200),
        importance("pca", "breast_cancer", pca(), 200),
        importance("churn", "churn", churn(), 300),
        importance("ridge", "diabetes", ridge(), 442),
        importance("tree", "diabetes", DecisionTreeRegressor(max_depth=3, random_state=0), 442),
        importance("tree", "breast_cancer", DecisionTreeClassifier(max_depth=2, random_state=0), 200),
        importance("boosting", "diabetes", boosting(), 442),
        importance("neighbors", "iris", KNeighborsClassifier(), 150),
    ],
    "dependence": [
        dependence("logistic", "iris", iris_logistic(), "petal_length_cm", 150, grid_resolution=10),
        dependence("logistic", "breast_cancer", iris_logistic(), "mean_texture", 200),
        dependence("pca", "breast_cancer", pca(), "worst_area", 200, grid_resolution=7),
        dependence("churn", "churn", churn(), "contract", 300, categorical_features=["contract"]),
        dependence("ridge", "diabetes", ridge(), "bmi", 442, grid_resolution=12),
        dependence("tree", "diabetes", DecisionTreeRegressor(max_depth=3, random_state=0), "s5", 442, grid_resolution=20),
        dependence("boosting", "diabetes", boosting(), "bmi", 442, grid_resolution=20),
        dependence("neighbors", "breast_cancer", KNeighborsClassifier(), "mean_texture", 200, grid_resolution=10),
    ],
    "two_classes": two_classes(),
    "calibration": calibration(),
    "dummies": dummies(),
})
