"""Split conformal intervals of MAPIE. Usage: python split_conformal.py; writes ../figures/split_conformal.json."""

import mapie
import numpy
from made_up import Numbers, write
from mapie.regression import SplitConformalRegressor
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import LinearRegression

LEVELS = [0.5, 0.55, 0.8, 0.9, 0.95, 0.98, 0.99]
SIZES = [10, 37, 100, 499, 2000]


class First(RegressorMixin, BaseEstimator):
    """Predicts the first column."""

    def fit(self, X, y):
        self.n_features_in_ = X.shape[1]
        return self

    def predict(self, X):
        return X[:, 0]


def draws(seed, rows):
    """Predictions, and labels that are off by skewed amounts."""
    random = Numbers(seed)
    predicted = numpy.zeros(rows)
    labels = numpy.zeros(rows)
    for i in range(rows):
        predicted[i] = random.next() * 10
        u = random.next()
        labels[i] = predicted[i] + (u * u * 6 - 1)
    return predicted, labels


def intervals(estimator, level, X, y, probes):
    """The intervals of `probes`; null if MAPIE asks for more rows."""
    conformal = SplitConformalRegressor(estimator, confidence_level=level, prefit=True)
    try:
        return conformal.conformalize(X, y).predict_interval(probes)[1][:, :, 0].tolist()
    except ValueError as error:
        assert "too low" in str(error), error
        return None


probes = numpy.array([[0.0], [3.25], [-7.5]])
cases = []
for rows in SIZES:
    predicted, y = draws(rows, rows)
    X = predicted.reshape(-1, 1)
    first = First().fit(X, y)
    for level in LEVELS:
        cases.append({"rows": rows, "level": level, "intervals": intervals(first, level, X, y, probes)})

# A model that has learnt from one half of the rows, and is held to the other half.
predicted, y = draws(5, 300)
X = numpy.stack([predicted, predicted**2, numpy.arange(300) % 7], axis=1)
linear = LinearRegression().fit(X[:150], y[:150])
fitted = [
    {"level": level, "intervals": intervals(linear, level, X[150:], y[150:], X[:5])} for level in LEVELS
]
write(
    "split_conformal",
    {"mapie": mapie.__version__, "probes": probes[:, 0].tolist(), "cases": cases, "linear": fitted},
)
