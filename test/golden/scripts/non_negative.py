"""Non-negative least squares. Usage: python non_negative.py; writes ../figures/non_negative.json."""

import numpy
import sklearn
from made_up import one_hot_table, write
from sklearn.linear_model import LinearRegression

TABLES = [
    {"seed": 11, "rows": 1500, "categories": [150], "numbers": 4},
    {"seed": 12, "rows": 1200, "categories": [60, 40], "numbers": 10},
    {"seed": 13, "rows": 3000, "categories": [650], "numbers": 4},
]

cases = []
for table in TABLES:
    X, y = one_hot_table(**table)
    Y = numpy.column_stack([y, 3 - y, y * y, numpy.abs(y)])
    for fit_intercept in (True, False):
        predictions = LinearRegression(positive=True, fit_intercept=fit_intercept).fit(X, Y).predict(X)
        case = {
            "table": table,
            "fit_intercept": fit_intercept,
            "squares": ((Y - predictions) ** 2).sum(axis=0).tolist(),
        }
        # With an intercept the columns depend on one another, where SciPy's solver stops short of the minimum.
        if not fit_intercept:
            case["predictions"] = predictions[:: len(y) // 20].tolist()
        cases.append(case)
write("non_negative", {"scikit-learn": sklearn.__version__, "cases": cases})
