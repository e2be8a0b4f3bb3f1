"""Trees, forests and boosting under monotonic constraints. Usage: python monotonic.py; writes ../figures/monotonic.json."""

import numpy
import pandas
import sklearn
from made_up import Numbers, write
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

ROWS = 500
SEED = 77
CONSTRAINTS = {"a": 1, "b": -1, "c": 0}
LIST = [1, -1, 0]
DEEP = {"min_samples_leaf": 5}


def table():
    """Three columns of numbers, one with missing values, one of texts; a label that is often against the constraints."""
    random = Numbers(SEED)
    rows = []
    for _ in range(ROWS):
        a, b, c, d = (random.next() * 4 for _ in range(4))
        missing = random.next() < 0.15
        word = "uvwxyz"[int(random.next() * 6)]
        waves = (a - 1) * (a - 2) * (a - 3.5) - (b - 0.5) * (b - 2.5) * (b - 3)
        y = waves + c * (2 - d) + ("uvwxyz".index(word) * 5 % 7) / 2 + 3 * random.next()
        rows.append({"a": a, "b": b, "c": c, "d": None if missing else d, "e": word, "y": y})
    return pandas.DataFrame(rows)


frame = table()
numbers = frame[["a", "b", "c"]].to_numpy()
y = frame["y"].to_numpy()
positive = y - y.min() + 0.01
above = numpy.where(y > numpy.median(y), "yes", "no")

TREES = [
    DecisionTreeRegressor(**DEEP),
    DecisionTreeRegressor(criterion="absolute_error", max_depth=6, **DEEP),
    DecisionTreeRegressor(criterion="poisson", max_depth=6, **DEEP),
    DecisionTreeRegressor(max_leaf_nodes=30, min_samples_leaf=3),
    DecisionTreeRegressor(min_weight_fraction_leaf=0.02, ccp_alpha=0.02, min_impurity_decrease=0.01),
    DecisionTreeClassifier(min_samples_leaf=25),
    DecisionTreeClassifier(criterion="entropy", max_leaf_nodes=20, min_samples_leaf=25),
    DecisionTreeClassifier(class_weight={"no": 1, "yes": 2.5}, min_samples_leaf=25),
    RandomForestRegressor(n_estimators=2, bootstrap=False, max_features=None, **DEEP),
    RandomForestClassifier(n_estimators=2, bootstrap=False, max_features=None, min_samples_leaf=25),
]
HISTOGRAMS = [
    HistGradientBoostingRegressor(max_iter=30),
    HistGradientBoostingRegressor(loss="poisson", max_iter=30, min_samples_leaf=5, l2_regularization=0.5),
    HistGradientBoostingRegressor(loss="gamma", max_iter=20, max_leaf_nodes=None, max_depth=4),
    HistGradientBoostingClassifier(max_iter=30),
    HistGradientBoostingClassifier(max_iter=20, class_weight="balanced", max_bins=16),
]


def given(estimator):
    """The parameters that differ from the defaults."""
    defaults = type(estimator)().get_params()
    return {name: value for name, value in estimator.get_params().items() if value != defaults[name]}


def outputs(estimator, X):
    if hasattr(estimator, "predict_proba"):
        return estimator.predict_proba(X)[:, 1]
    return estimator.predict(X)


cases = []


def record(estimator, columns, X, constraints):
    params = given(estimator)
    labels = above if hasattr(estimator, "predict_proba") else positive
    estimator.set_params(monotonic_cst=constraints, random_state=0).fit(X, labels)
    # The values of a tree must not depend on the order in which columns are tried: no two splits are equally good.
    again = sklearn.base.clone(estimator).set_params(random_state=1).fit(X, labels)
    predicted = outputs(estimator, X)
    assert numpy.allclose(predicted, outputs(again, X), rtol=0, atol=1e-12), estimator
    free = sklearn.base.clone(estimator).set_params(monotonic_cst=None).fit(X, labels)
    assert not numpy.allclose(predicted, outputs(free, X)), estimator
    cases.append(
        {
            "estimator": type(estimator).__name__,
            "params": params,
            "columns": columns,
            "constraints": dict(zip(columns, constraints)) if isinstance(constraints, list) else constraints,
            "predictions": predicted[::7].tolist(),
        }
    )


for estimator in TREES:
    record(estimator, ["a", "b", "c"], numbers, LIST)

mixed = frame.assign(d=frame["d"].astype(float), e=frame["e"].astype("category"))
for estimator in HISTOGRAMS:
    for columns in [["a", "b", "c"], ["a", "e", "b", "d"]]:
        constraints = {"a": 1, "b": -1, "d": 1} if "d" in columns else CONSTRAINTS
        record(sklearn.base.clone(estimator), columns, mixed[columns], constraints)

# GradientBoostingRegressor has no constraints in scikit-learn: the same by trees on residuals.
raw = numpy.full(ROWS, positive.mean())
for _ in range(20):
    tree = DecisionTreeRegressor(max_depth=3, monotonic_cst=LIST, random_state=0).fit(numbers, positive - raw)
    raw = raw + 0.1 * tree.predict(numbers)
cases.append(
    {
        "estimator": "GradientBoostingRegressor",
        "params": {"n_estimators": 20},
        "columns": ["a", "b", "c"],
        "constraints": CONSTRAINTS,
        "predictions": raw[::7].tolist(),
    }
)

write("monotonic", {"scikit-learn": sklearn.__version__, "seed": SEED, "rows": ROWS, "cases": cases})
