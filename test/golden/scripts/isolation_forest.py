"""Scores of isolation forests, over many seeds. Usage: python isolation_forest.py; writes ../figures/isolation_forest.json."""

import numpy
import sklearn
from made_up import Numbers, write
from sklearn.ensemble import IsolationForest

SEEDS = 40
ROWS = 300
CASES = [
    {"bootstrap": True},
    {"bootstrap": True, "max_samples": 64},
    {"bootstrap": True, "max_samples": 300, "max_features": 0.5},
    {"bootstrap": False},
]


def table(seed):
    """A cloud of four columns, and every 50th row far from it."""
    random = Numbers(seed)
    X = numpy.zeros((ROWS, 4))
    for i in range(ROWS):
        for j in range(4):
            X[i, j] = random.next() + random.next() + random.next() + (3 if i % 50 == 0 else 0)
    return X


X = table(21)
cases = []
for params in CASES:
    scores = numpy.array([IsolationForest(random_state=s, **params).fit(X).score_samples(X) for s in range(SEEDS)])
    cases.append(
        {
            "params": params,
            "mean": scores.mean(axis=0)[::15].tolist(),
            "deviation": scores.std(axis=0, ddof=1)[::15].tolist(),
            "outliers": float((scores < -0.5).mean()),
        }
    )
write("isolation_forest", {"scikit-learn": sklearn.__version__, "seeds": SEEDS, "cases": cases})
