"""LinearSVC on wide one-hot tables, converged. Usage: python linear_svc.py; writes ../figures/linear_svc.json."""

import numpy
import sklearn
from made_up import one_hot_table, write
from sklearn.svm import LinearSVC

TABLE = {"seed": 31, "rows": 700, "categories": [150, 60], "numbers": 3}
CASES = [
    {"dual": True, "C": 1},
    {"dual": True, "C": 0.2, "loss": "hinge"},
    {"dual": False, "C": 1},
    {"dual": False, "C": 0.3, "penalty": "l1"},
]

X, y = one_hot_table(**TABLE)
cases = []
for params in CASES:
    fitted = LinearSVC(tol=1e-9, max_iter=1_000_000, random_state=0, **params).fit(X, y > 0)
    cases.append(
        {
            "params": params,
            "decisions": fitted.decision_function(X)[::35].tolist(),
            "length": float(numpy.linalg.norm(fitted.coef_)),
        }
    )
write("linear_svc", {"scikit-learn": sklearn.__version__, "table": TABLE, "cases": cases})
