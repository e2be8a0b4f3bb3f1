"""Losses of regressors that predict a quantile. Usage: python quantile_metrics.py; writes ../figures/quantile_metrics.json."""

import json
import pathlib

import numpy
import sklearn
from made_up import write
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingRegressor
from sklearn.metrics import make_scorer, mean_pinball_loss
from sklearn.model_selection import KFold, cross_validate

DATASET = pathlib.Path(__file__).parent.parent / "datasets" / "diabetes.json"
FOLDS = 5

data = json.loads(DATASET.read_text())
NAMES = list(data["features"][0])
[label] = data["labels"][0]
y = numpy.array([row[label] for row in data["labels"]], dtype=float)


def losses(estimator, X, alpha):
    """The loss on the training rows, and its mean and deviation over the folds."""
    scorer = make_scorer(mean_pinball_loss, alpha=alpha)
    scores = cross_validate(estimator, X, y, cv=KFold(FOLDS), scoring=scorer)["test_score"]
    training = mean_pinball_loss(y, estimator.fit(X, y).predict(X), alpha=alpha)
    return {"training": training, "cv_mean": scores.mean(), "cv_std": scores.std()}


HIST = {"max_iter": 30, "max_leaf_nodes": 7}
EXACT = {"n_estimators": 10, "max_depth": 1}
# Of deeper trees on more columns, splits are equally good so often that rounding and random numbers decide between them.
MODELS = {
    "hist_gradient_boosting_regressor": (HistGradientBoostingRegressor, "quantile", HIST, NAMES),
    "gradient_boosting_regressor": (GradientBoostingRegressor, "alpha", EXACT, ["bmi"]),
}
cases = []
for model, (Estimator, name, own, columns) in MODELS.items():
    X = numpy.array([[row[column] for column in columns] for row in data["features"]], dtype=float)
    for alpha in (0.05, 0.5, 0.95):
        params = {"loss": "quantile", name: alpha, **own}
        cases.append(
            {
                "model": model,
                "params": params,
                "columns": columns,
                "losses": losses(Estimator(random_state=0, **params), X, alpha),
                "baseline": losses(DummyRegressor(strategy="quantile", quantile=alpha), X, alpha),
            }
        )
write("quantile_metrics", {"scikit-learn": sklearn.__version__, "folds": FOLDS, "cases": cases})
