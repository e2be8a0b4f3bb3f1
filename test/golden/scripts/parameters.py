"""Writes test/golden/parameters.json: names and defaults of the parameters of each general-purpose model's estimator.

Run it with a Python that has scikit-learn: python test/golden/scripts/parameters.py
"""

import json
from pathlib import Path

from sklearn.cluster import KMeans
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

ESTIMATORS = {
    "decision_tree_classifier": DecisionTreeClassifier,
    "decision_tree_regressor": DecisionTreeRegressor,
    "elastic_net": ElasticNet,
    "extra_trees_classifier": ExtraTreesClassifier,
    "extra_trees_regressor": ExtraTreesRegressor,
    "gaussian_nb": GaussianNB,
    "gradient_boosting_classifier": GradientBoostingClassifier,
    "gradient_boosting_regressor": GradientBoostingRegressor,
    "hist_gradient_boosting_classifier": HistGradientBoostingClassifier,
    "hist_gradient_boosting_regressor": HistGradientBoostingRegressor,
    "isolation_forest": IsolationForest,
    "kmeans": KMeans,
    "knn_classifier": KNeighborsClassifier,
    "knn_regressor": KNeighborsRegressor,
    "lasso": Lasso,
    "linear_regression": LinearRegression,
    "linear_svc": LinearSVC,
    "logistic_regression": LogisticRegression,
    "mlp_classifier": MLPClassifier,
    "mlp_regressor": MLPRegressor,
    "random_forest_classifier": RandomForestClassifier,
    "random_forest_regressor": RandomForestRegressor,
    "ridge": Ridge,
    "svc": SVC,
}

parameters = {name: estimator().get_params() for name, estimator in ESTIMATORS.items()}
target = Path(__file__).parent.parent / "parameters.json"
target.write_text(json.dumps(parameters, sort_keys=True))
