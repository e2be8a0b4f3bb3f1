"""TargetEncoder on skewed categories. Usage: python target_encoder.py; writes ../figures/target_encoder.json.

Cross-fitted rows depend on the folds. Those of scikit-learn's shuffled folds are recorded together with the folds.
"""

import numpy
import sklearn
from made_up import category_table, write
from sklearn.model_selection import KFold, PredefinedSplit, StratifiedKFold
from sklearn.preprocessing import TargetEncoder

TABLE = {"seed": 97, "rows": 400, "categories": [120, 15]}
OTHER = {"seed": 5, "rows": 40, "categories": [160, 20]}
EVERY = 9

X, y = category_table(**TABLE)
other, _ = category_table(**OTHER)
targets = {
    "binary": numpy.where(y > 3, "yes", "no"),
    "multiclass": numpy.where(y > 3, "high", numpy.where(y > -4, "middle", "low")),
    "continuous": y,
}


def splitter(kind, **options):
    return (KFold if kind == "continuous" else StratifiedKFold)(n_splits=4, **options)


cases = []
for kind, target in targets.items():
    test_fold = numpy.empty(len(y), dtype=int)
    for fold, (_, test) in enumerate(splitter(kind, shuffle=True, random_state=3).split(X, target)):
        test_fold[test] = fold
    for smooth in ["auto", 0, 7.5]:
        ordered = TargetEncoder(smooth=smooth, cv=splitter(kind))
        shuffled = TargetEncoder(smooth=smooth, cv=PredefinedSplit(test_fold))
        cases.append(
            {
                "target": kind,
                "smooth": smooth,
                "names": ordered.fit(X, target).get_feature_names_out(["a", "b"]).tolist(),
                "target_mean": numpy.atleast_1d(ordered.target_mean_).tolist(),
                "transformed": ordered.transform(other).tolist(),
                "ordered_folds": ordered.fit_transform(X, target)[::EVERY].tolist(),
                "test_fold": test_fold.tolist(),
                "shuffled_folds": shuffled.fit_transform(X, target)[::EVERY].tolist(),
            }
        )
write(
    "target_encoder",
    {"scikit-learn": sklearn.__version__, "table": TABLE, "other": OTHER, "every": EVERY, "cases": cases},
)
