"""GridSearchCV on the golden data sets, prepared as the models of any columns prepare them.

Usage: python grid_search.py; writes ../figures/grid_search.json. Needs pandas.
"""

import json
import pathlib

import numpy
import pandas
import sklearn
from made_up import write
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

DATASETS = pathlib.Path(__file__).parent.parent / "datasets"
EXACT = {"tol": 1e-10, "max_iter": 10_000}


def read(name):
    data = json.loads((DATASETS / f"{name}.json").read_text())
    features = pandas.DataFrame(data["features"])
    for column in features:
        kinds = {type(value) for value in features[column] if value is not None and value == value}
        if kinds == {str}:
            features[column] = pandas.Series(
                [value if isinstance(value, str) else numpy.nan for value in features[column]], dtype=object
            )
        elif kinds == {bool}:
            features[column] = [numpy.nan if value is None else float(value) for value in features[column]]
        else:
            features[column] = features[column].astype(float)
    [label] = data["labels"][0]
    return features, numpy.array([row[label] for row in data["labels"]])


def prepared(features, estimator):
    text = [column for column in features if features[column].dtype == object]
    flags = [
        column
        for column in features
        if column not in text and set(features[column].dropna().unique()) <= {0.0, 1.0}
    ]
    numbers = [column for column in features if column not in text and column not in flags]
    preprocess = ColumnTransformer(
        [
            ("numeric", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
            (
                "categorical",
                make_pipeline(
                    SimpleImputer(strategy="most_frequent"),
                    OneHotEncoder(handle_unknown="ignore"),
                ),
                text,
            ),
            ("boolean", SimpleImputer(strategy="most_frequent"), flags),
        ]
    )
    return make_pipeline(preprocess, estimator)


SEARCHES = [
    ("iris", "logistic_regression", LogisticRegression(**EXACT), EXACT, {"C": [0.01, 0.1, 1, 10]}, "accuracy"),
    ("iris", "gaussian_nb", GaussianNB(), {}, {"var_smoothing": [1e-9, 0.1, 1]}, "neg_log_loss"),
    (
        "breast_cancer",
        "knn_classifier",
        KNeighborsClassifier(),
        {},
        {"n_neighbors": [1, 5, 15], "weights": ["uniform", "distance"]},
        "balanced_accuracy",
    ),
    ("churn", "logistic_regression", LogisticRegression(**EXACT), EXACT, {"C": [0.01, 1], "fit_intercept": [True, False]}, "roc_auc"),
    ("diabetes", "ridge", Ridge(), {}, {"alpha": [0.1, 1, 10, 100]}, "r2"),
    (
        "diabetes",
        "elastic_net",
        ElasticNet(**EXACT),
        EXACT,
        {"alpha": [0.1, 1], "l1_ratio": [0.2, 0.8]},
        "neg_root_mean_squared_error",
    ),
]


def search(dataset, model, estimator, parameters, grid, scoring):
    features, labels = read(dataset)
    pipeline = prepared(features, estimator)
    step = pipeline.steps[-1][0]
    prefix = f"{step}__"
    fitted = GridSearchCV(
        pipeline, {prefix + name: values for name, values in grid.items()}, scoring=scoring, cv=5
    ).fit(features, labels)
    results = fitted.cv_results_
    sign = -1 if scoring.startswith("neg_") else 1
    strip = lambda params: {name.removeprefix(prefix): value for name, value in params.items()}
    return {
        "dataset": dataset,
        "model": model,
        "parameters": parameters,
        "grid": grid,
        "score": {"neg_log_loss": "log_loss", "neg_root_mean_squared_error": "rmse"}.get(scoring, scoring),
        "params": [strip(params) for params in results["params"]],
        "mean_test_score": [sign * float(score) for score in results["mean_test_score"]],
        "std_test_score": [float(score) for score in results["std_test_score"]],
        "rank_test_score": [int(rank) for rank in results["rank_test_score"]],
        "best_params": strip(fitted.best_params_),
    }


write("grid_search", {"scikit-learn": sklearn.__version__, "searches": [search(*each) for each in SEARCHES]})
