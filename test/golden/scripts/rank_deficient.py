"""Least squares on wide one-hot tables. Usage: python rank_deficient.py; writes ../figures/rank_deficient.json."""

import numpy
import sklearn
from made_up import one_hot_table, write
from sklearn.linear_model import LinearRegression, Ridge

TABLES = [
    {"seed": 1, "rows": 2000, "categories": [250], "numbers": 3},
    {"seed": 2, "rows": 2000, "categories": [200], "numbers": 0},
    {"seed": 3, "rows": 900, "categories": [300, 250, 40], "numbers": 5},
    {"seed": 4, "rows": 500, "categories": [450, 400], "numbers": 2},
    {"seed": 5, "rows": 1800, "categories": [1497], "numbers": 3},
]
ESTIMATORS = [
    ("LinearRegression", {}, LinearRegression),
    ("LinearRegression", {"fit_intercept": False}, LinearRegression),
    # The direct solvers add the rounding of singular values of 0, divided by them; this one converges to the truth.
    ("Ridge", {"alpha": 0}, lambda alpha: Ridge(alpha=alpha, solver="lsqr", tol=1e-13)),
]

cases = []
for table in TABLES:
    X, y = one_hot_table(**table)
    for name, params, make in ESTIMATORS:
        fitted = make(**params).fit(X, y)
        predictions = fitted.predict(X)
        cases.append(
            {
                "table": table,
                "estimator": name,
                "params": params,
                "predictions": predictions[:: len(y) // 20].tolist(),
                "length": float(numpy.linalg.norm(fitted.coef_)),
            }
        )
write("rank_deficient", {"scikit-learn": sklearn.__version__, "cases": cases})
