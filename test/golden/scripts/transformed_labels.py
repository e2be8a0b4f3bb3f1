"""Transformers and intervals with a transformed label. Usage: python transformed_labels.py; writes ../figures/transformed_labels.json."""

import mapie
import numpy
import sklearn
from made_up import Numbers, category_table, write
from mapie.regression import SplitConformalRegressor
from sklearn.compose import TransformedTargetRegressor
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PowerTransformer, StandardScaler, TargetEncoder

TABLE = {"seed": 41, "rows": 300, "categories": [80, 12]}
X, score = category_table(**TABLE)
amounts = numpy.round(numpy.exp(4 + score / 3), 2)

functions = {
    "log1p": {"func": numpy.log1p, "inverse_func": numpy.expm1},
    "sqrt": {"func": numpy.sqrt, "inverse_func": numpy.square},
    "yeo-johnson": {"transformer": PowerTransformer()},
}
encoded = []
for name, given in functions.items():
    # The transformers are inside, so that they see the transformed labels.
    regressor = make_pipeline(TargetEncoder(cv=KFold(5)), StandardScaler(), Ridge(alpha=0.1))
    model = TransformedTargetRegressor(regressor=regressor, **given).fit(X, amounts)
    encoded.append({"name": name, "predictions": model.predict(X).tolist()})

# Raw labels depend most on the first column, because of one large one; their logarithms on the second.
random = Numbers(7)
numbers = numpy.array([[random.next(), random.next(), random.next()] for _ in range(80)])
spread = numpy.exp(6 * numbers[:, 1] + numbers[:, 2])
numbers[0, 0] = 30.0
spread[0] = 50_000.0
regressor = make_pipeline(SelectKBest(f_regression, k=1), LinearRegression())
selecting = TransformedTargetRegressor(regressor=regressor, func=numpy.log, inverse_func=numpy.exp).fit(numbers, spread)
selected = {
    "X": numbers.tolist(),
    "y": spread.tolist(),
    "support": selecting.regressor_[0].get_support(indices=True).tolist(),
    "predictions": selecting.predict(numbers).tolist(),
}

# Split conformal intervals of the logarithms, whose ends are transformed back.
random = Numbers(11)
rows = numpy.array([[random.next() * 4, random.next()] for _ in range(300)])
prices = numpy.exp(2 + rows[:, 0] + 0.3 * rows[:, 1] + 0.4 * numpy.array([random.next() - 0.5 for _ in rows]))
linear = LinearRegression().fit(rows[:150], numpy.log1p(prices[:150]))
intervals = []
for level in [0.5, 0.8, 0.9, 0.95]:
    conformal = SplitConformalRegressor(linear, confidence_level=level, prefit=True)
    conformal.conformalize(rows[150:], numpy.log1p(prices[150:]))
    ends = conformal.predict_interval(rows[:12])[1][:, :, 0]
    intervals.append({"level": level, "intervals": numpy.expm1(ends).tolist()})

write(
    "transformed_labels",
    {
        "scikit-learn": sklearn.__version__,
        "mapie": mapie.__version__,
        "table": TABLE,
        "amounts": amounts.tolist(),
        "encoded": encoded,
        "selected": selected,
        "conformal": {"X": rows.tolist(), "y": prices.tolist(), "learnt": 150, "intervals": intervals},
    },
)
