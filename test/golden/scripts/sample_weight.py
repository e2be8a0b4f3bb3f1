"""Fits with sample_weight. Usage: python sample_weight.py; writes ../figures/sample_weight.json.

Estimators that draw random numbers are given parameters with which these do not matter. Thresholds take weights by metadata
routing: the fits request them, the scores do not.
"""

import warnings

import numpy
import sklearn
from made_up import Numbers, write
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans
from sklearn.compose import TransformedTargetRegressor
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.metrics import balanced_accuracy_score, f1_score, make_scorer
from sklearn.model_selection import FixedThresholdClassifier, TunedThresholdClassifierCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import QuantileTransformer, StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.simplefilter("ignore")
sklearn.set_config(enable_metadata_routing=True)
# Estimators without random_state draw from these.
numpy.random.seed(0)

ROWS = 240
TEST_ROWS = 40
COLUMNS = 4


def table(seed, rows):
    """Columns, numbers, positive numbers, two and three classes, and weights of which a tenth are 0."""
    random = Numbers(seed)
    X = numpy.zeros((rows, COLUMNS))
    number = numpy.zeros(rows)
    three = numpy.zeros(rows, dtype=int)
    weights = numpy.zeros(rows)
    for i in range(rows):
        for j in range(COLUMNS):
            X[i, j] = random.next() * 4 - 2
        number[i] = 3 * X[i, 0] - X[i, 1] + X[i, 2] * X[i, 2] + random.next()
        three[i] = int(3 * random.next()) if random.next() < 0.15 else (0 if X[i, 0] < -0.6 else 1 if X[i, 1] < 0 else 2)
        u = random.next()
        weights[i] = 0 if u < 0.1 else 5 * u * u
    positive = numpy.exp(number / 4)
    return X, {"number": number, "positive": positive, "two": (three > 0).astype(int), "three": three}, weights


X, targets, weights = table(7, ROWS)
X_test, _, _ = table(8, TEST_ROWS)

EXACT = {"tol": 1e-12, "max_iter": 100_000}
ALL = {"bootstrap": False, "max_features": None, "n_estimators": 2}
MLP = {"solver": "lbfgs", "hidden_layer_sizes": [], "alpha": 0.5, "tol": 1e-10, "max_iter": 10_000, "max_fun": 100_000}

# The estimator, its parameters, the target, and the relative tolerance of what it predicts.
CASES = [
    (LinearRegression, {}, "number", 1e-9),
    (LinearRegression, {"fit_intercept": False}, "number", 1e-9),
    (LinearRegression, {"positive": True}, "number", 1e-9),
    (Ridge, {"alpha": 3.5}, "number", 1e-9),
    (Ridge, {"alpha": 3.5, "positive": True}, "number", 1e-5),
    (Lasso, {"alpha": 0.3, **EXACT}, "number", 1e-7),
    (ElasticNet, {"alpha": 0.3, "l1_ratio": 0.4, **EXACT}, "number", 1e-7),
    (LogisticRegression, {"C": 0.3, **EXACT}, "two", 1e-5),
    (LogisticRegression, {"C": 0.3, **EXACT}, "three", 1e-5),
    (LogisticRegression, {"C": 0.3, "class_weight": "balanced", "solver": "newton-cholesky", **EXACT}, "three", 1e-5),
    (LogisticRegression, {"C": 2, "class_weight": {"0": 2, "1": 0.5}, "fit_intercept": False, **EXACT}, "two", 1e-5),
    (LinearSVC, {"C": 0.2, "dual": False, "tol": 1e-10, "max_iter": 100_000}, "two", 1e-5),
    (LinearSVC, {"C": 0.2, "dual": True, "loss": "hinge", "tol": 1e-10, "max_iter": 1_000_000}, "two", 1e-4),
    (LinearSVC, {"C": 0.2, "dual": False, "class_weight": "balanced", "tol": 1e-10, "max_iter": 100_000}, "three", 1e-5),
    (LinearSVC, {"C": 0.1, "dual": False, "penalty": "l1", "tol": 1e-10, "max_iter": 100_000}, "three", 1e-5),
    (SVC, {"C": 0.7, "tol": 1e-9}, "two", 1e-6),
    (SVC, {"C": 0.7, "tol": 1e-9, "kernel": "linear", "class_weight": "balanced"}, "three", 1e-5),
    (DecisionTreeClassifier, {"max_depth": 5, "random_state": 0}, "two", 1e-9),
    (DecisionTreeClassifier, {"max_depth": 5, "criterion": "entropy", "class_weight": "balanced", "random_state": 0}, "three", 1e-9),
    (DecisionTreeClassifier, {"min_weight_fraction_leaf": 0.1, "random_state": 0}, "three", 1e-9),
    (DecisionTreeRegressor, {"max_depth": 5, "min_samples_leaf": 5, "random_state": 0}, "number", 1e-9),
    (DecisionTreeRegressor, {"max_leaf_nodes": 9, "random_state": 0}, "number", 1e-9),
    (DecisionTreeRegressor, {"max_depth": 4, "criterion": "absolute_error", "random_state": 0}, "number", 1e-9),
    (DecisionTreeRegressor, {"max_depth": 4, "criterion": "poisson", "random_state": 0}, "positive", 1e-9),
    (RandomForestClassifier, {"max_depth": 4, **ALL, "random_state": 0}, "three", 1e-9),
    (RandomForestRegressor, {"max_depth": 4, **ALL, "random_state": 0}, "number", 1e-9),
    (GradientBoostingClassifier, {"n_estimators": 20, "random_state": 0}, "two", 1e-7),
    (GradientBoostingClassifier, {"n_estimators": 20, "loss": "exponential", "random_state": 0}, "two", 1e-7),
    (GradientBoostingClassifier, {"n_estimators": 10, "random_state": 0}, "three", 1e-7),
    (GradientBoostingRegressor, {"n_estimators": 20, "random_state": 0}, "number", 1e-7),
    (GradientBoostingRegressor, {"n_estimators": 20, "loss": "absolute_error", "random_state": 0}, "number", 1e-7),
    (GradientBoostingRegressor, {"n_estimators": 20, "loss": "huber", "random_state": 0}, "number", 1e-7),
    (GradientBoostingRegressor, {"n_estimators": 20, "loss": "quantile", "alpha": 0.3, "random_state": 0}, "number", 1e-7),
    (HistGradientBoostingClassifier, {"max_iter": 20, "max_bins": 40}, "two", 1e-5),
    (HistGradientBoostingClassifier, {"max_iter": 10, "class_weight": "balanced"}, "three", 1e-5),
    (HistGradientBoostingRegressor, {"max_iter": 20, "max_bins": 40}, "number", 1e-5),
    (HistGradientBoostingRegressor, {"max_iter": 20, "loss": "absolute_error"}, "number", 1e-5),
    (HistGradientBoostingRegressor, {"max_iter": 20, "loss": "quantile", "quantile": 0.3}, "number", 1e-5),
    (HistGradientBoostingRegressor, {"max_iter": 20, "loss": "poisson"}, "positive", 1e-5),
    (HistGradientBoostingRegressor, {"max_iter": 20, "loss": "gamma"}, "positive", 1e-5),
    (GaussianNB, {}, "three", 1e-9),
    (GaussianNB, {"var_smoothing": 0.1}, "two", 1e-9),
    (MLPClassifier, MLP, "two", 1e-4),
    (MLPClassifier, MLP, "three", 1e-4),
    (MLPRegressor, MLP, "number", 1e-4),
    (DummyClassifier, {}, "three", 1e-12),
    (DummyRegressor, {}, "number", 1e-12),
    (DummyRegressor, {"strategy": "median"}, "number", 1e-12),
    (DummyRegressor, {"strategy": "quantile", "quantile": 0.8}, "number", 1e-12),
]

LOGISTIC = (LogisticRegression, {"C": 0.3, **EXACT})
SVM = (LinearSVC, {"C": 0.2, "dual": False, "tol": 1e-10, "max_iter": 100_000})
# Many rows have the same probability.
TREE = (DecisionTreeClassifier, {"max_depth": 2, "random_state": 0})

# scikit-learn's minimisers of the calibration stop before the last digits.
CALIBRATED = [
    (CalibratedClassifierCV, {"estimator": inner, "method": method, "ensemble": ensemble}, target, 1e-6)
    for inner in (SVM, TREE, (GaussianNB, {}))
    for method in ("sigmoid", "isotonic", "temperature")
    for ensemble in (True, False)
    for target in ("two", "three")
]
THRESHOLDS = [
    (FixedThresholdClassifier, {"estimator": LOGISTIC, "threshold": 0.7}, "two", 1e-5),
    (FixedThresholdClassifier, {"estimator": SVM, "threshold": -0.4}, "two", 1e-5),
    (TunedThresholdClassifierCV, {"estimator": LOGISTIC}, "two", 1e-5),
    (TunedThresholdClassifierCV, {"estimator": (GaussianNB, {}), "scoring": "f1", "cv": 4}, "two", 1e-9),
    (TunedThresholdClassifierCV, {"estimator": SVM, "thresholds": 30}, "two", 1e-5),
    (
        TunedThresholdClassifierCV,
        {"estimator": (CalibratedClassifierCV, {"estimator": SVM, "method": "isotonic", "cv": 3}), "scoring": "f1"},
        "two",
        1e-6,
    ),
]
TRANSFORMED = [
    (TransformedTargetRegressor, {"regressor": (Ridge, {"alpha": 3.5}), "func": "log1p", "inverse_func": "expm1"}, "positive", 1e-9),
    (TransformedTargetRegressor, {"func": "log", "inverse_func": "exp"}, "positive", 1e-9),
    (
        TransformedTargetRegressor,
        {"regressor": (Lasso, {"alpha": 0.1, **EXACT}), "transformer": (StandardScaler, {})},
        "number",
        1e-7,
    ),
    (
        TransformedTargetRegressor,
        {
            "regressor": (DecisionTreeRegressor, {"max_depth": 4, "random_state": 0}),
            "transformer": (QuantileTransformer, {"n_quantiles": 50, "output_distribution": "normal"}),
        },
        "number",
        1e-7,
    ),
]

SCORES = {"balanced_accuracy": balanced_accuracy_score, "f1": f1_score}


def value_of(name, value):
    """The value that scikit-learn takes for a parameter."""
    if isinstance(value, tuple):
        return made(*value)
    if name in ("func", "inverse_func"):
        return getattr(numpy, value)
    if name == "scoring":
        return make_scorer(SCORES[value]).set_score_request(sample_weight=False)
    if name == "class_weight" and isinstance(value, dict):
        return {int(label): weight for label, weight in value.items()}
    return value


def made(kind, params):
    """An estimator or a transformer."""
    if kind is TunedThresholdClassifierCV:
        params = {"scoring": "balanced_accuracy", **params}
    step = kind(**{name: value_of(name, value) for name, value in params.items()})
    takes_weights = hasattr(step, "set_fit_request") and not hasattr(step, "transform")
    return step.set_fit_request(sample_weight=True) if takes_weights else step


def written(params):
    """The parameters as they are stored: steps by type and parameters."""
    return {
        name: {"type": value[0].__name__, "params": written(value[1])} if isinstance(value, tuple) else value
        for name, value in params.items()
    }


def case(estimator, params, target, tolerance):
    fitted = made(estimator, params).fit(X, targets[target], sample_weight=weights)
    figures = {"predict": fitted.predict(X_test).tolist()}
    if estimator is TunedThresholdClassifierCV:
        figures["threshold"] = [fitted.best_threshold_, fitted.best_score_]
    if hasattr(fitted, "decision_function"):
        figures["decision_function"] = fitted.decision_function(X_test).tolist()
    elif hasattr(fitted, "predict_proba"):
        figures["predict_proba"] = fitted.predict_proba(X_test).tolist()
    return {"type": estimator.__name__, "params": written(params), "target": target, "tolerance": tolerance, **figures}


def clusters():
    """KMeans from the first rows; only its sum of weighted distances and its centres are compared, in any order."""
    fitted = KMeans(3, init=X[[1, 5, 9]], n_init=1, tol=0).fit(X, sample_weight=weights)
    many = KMeans(3, n_init=50, random_state=0, tol=0).fit(X, sample_weight=weights)
    return {
        "start": [1, 5, 9],
        "centers": fitted.cluster_centers_.tolist(),
        "inertia": fitted.inertia_,
        "best_inertia": many.inertia_,
    }


def leaf_weights():
    """The weights of the leaves of a tree, which explanations use."""
    tree = DecisionTreeRegressor(max_depth=3, random_state=0).fit(X, targets["number"], sample_weight=weights).tree_
    return sorted(tree.weighted_n_node_samples[tree.children_left < 0].tolist())


write(
    "sample_weight",
    {
        "scikit-learn": sklearn.__version__,
        "table": {"train": {"seed": 7, "rows": ROWS}, "test": {"seed": 8, "rows": TEST_ROWS}, "columns": COLUMNS},
        "cases": [case(*each) for each in CASES + CALIBRATED + THRESHOLDS + TRANSFORMED],
        "clusters": clusters(),
        "leaf_weights": leaf_weights(),
    },
)
