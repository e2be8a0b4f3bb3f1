"""Intercepts of SVC if few or no support vectors are free. Usage: python svc.py; writes ../figures/svc.json."""

import math

import numpy
import sklearn
from made_up import Numbers, write
from sklearn.svm import SVC


def overlapping_classes(seed, rows, columns, classes, even):
    """Overlapping classes of equal or different sizes; the same as in test/learn/svm/intercepts.test.ts."""
    random = Numbers(seed)
    X = numpy.zeros((rows, columns))
    y = numpy.zeros(rows, dtype=int)
    for i in range(rows):
        y[i] = i % classes if even else math.floor(classes * random.next() ** 2)
        for j in range(columns):
            X[i, j] = (random.next() + random.next() + random.next() - 1.5) * 2 + (1 if j % classes == y[i] else 0)
    return X, y


def case(seed, rows, columns, classes, even, **params):
    table = {"seed": seed * 7919, "rows": rows, "columns": columns, "classes": classes, "even": even}
    X, y = overlapping_classes(**table)
    fitted = SVC(**params).fit(X, y)
    return {
        "table": table,
        "params": params,
        "intercept": fitted.intercept_.tolist(),
        "n_support": fitted.n_support_.tolist(),
        "predictions": fitted.predict(X).tolist(),
    }


cases = [
    case(217, 60, 4, 3, False, kernel="rbf", C=0.01, class_weight="balanced"),
    case(247, 140, 4, 3, False, kernel="rbf", C=0.01, class_weight="balanced"),
    case(95, 220, 2, 3, False, kernel="sigmoid", C=0.01, class_weight="balanced"),
    case(305, 220, 2, 3, False, kernel="sigmoid", C=0.01, class_weight="balanced"),
    case(341, 260, 3, 3, False, kernel="sigmoid", C=0.01, class_weight="balanced"),
    case(301, 101, 3, 3, True, kernel="sigmoid", C=1),
    case(346, 66, 3, 2, True, kernel="sigmoid", C=1),
    case(196, 76, 3, 2, True, kernel="sigmoid", C=1),
    case(145, 105, 2, 3, True, kernel="linear", C=0.1),
]
write("svc", {"scikit-learn": sklearn.__version__, "cases": cases})
