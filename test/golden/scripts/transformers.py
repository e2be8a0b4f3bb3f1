"""Fitted values and results of transformers of columns and labels. Usage: python transformers.py; writes
../figures/transformers.json, which contains the tables. None stands for NaN, and "Infinity" and "-Infinity" for infinite numbers."""

import warnings

import numpy
import sklearn
from made_up import Numbers, write
from scipy import stats
from sklearn.compose import TransformedTargetRegressor
from sklearn.feature_selection import SelectKBest, VarianceThreshold, chi2, f_classif, f_regression, r_regression
from sklearn.linear_model import Ridge
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    MinMaxScaler,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)
from sklearn.tree import DecisionTreeRegressor

warnings.simplefilter("ignore")


def plain(value):
    """Returns what JSON can represent."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, numpy.ndarray)):
        return [plain(entry) for entry in value]
    if isinstance(value, (float, numpy.floating)):
        if numpy.isnan(value):
            return None
        return float(value) if numpy.isfinite(value) else "Infinity" if value > 0 else "-Infinity"
    return value.item() if isinstance(value, numpy.generic) else value


def columns_of(rows, seed):
    """Columns of different shapes, all of numbers that are written with few digits."""
    random = Numbers(seed)
    draw = lambda: sum(random.next() for _ in range(12)) - 6
    normal = numpy.array([draw() for _ in range(rows)])
    return {
        "normal": numpy.round(normal, 4),
        "skewed": numpy.round(numpy.exp(1.5 * numpy.array([draw() for _ in range(rows)])), 4),
        "ties": numpy.array([float(int(5 * random.next() ** 2)) for _ in range(rows)]),
        "constant": numpy.full(rows, 4.2),
        "shifted": numpy.round(1e6 + 10 * numpy.array([draw() for _ in range(rows)]), 3),
        "huge": numpy.round(1e12 * numpy.exp(numpy.array([draw() for _ in range(rows)])), -3),
        "negative": numpy.round(-5 - numpy.exp(numpy.array([draw() for _ in range(rows)])), 4),
        "zeros": numpy.round(numpy.maximum(0, numpy.array([draw() for _ in range(rows)])), 3),
    }


def with_holes(values, every, first):
    holed = values.copy()
    holed[first::every] = numpy.nan
    return holed


def tables():
    result = {}
    for name, rows, seed in [("60 rows", 60, 11), ("7 rows", 7, 5), ("2 rows", 2, 3), ("3000 rows", 3000, 17)]:
        columns = columns_of(rows, seed)
        if rows == 60:
            columns["holes"] = with_holes(columns["skewed"] * 2, 7, 3)
            columns["ties and holes"] = with_holes(columns["ties"], 5, 1)
        # Of the large table, the shapes that differ from quantile to quantile.
        if rows == 3000:
            columns = {key: columns[key] for key in ["skewed", "ties"]}
        result[name] = columns
    return result


TABLES = tables()


def matrix(table, names):
    return numpy.column_stack([TABLES[table][name] for name in names])


def queries(X):
    """Some of the rows, and values within, beyond and far beyond those of the training."""
    low, high = numpy.nanmin(X, axis=0), numpy.nanmax(X, axis=0)
    steps = [low + (high - low) * step for step in (-0.5, 0.1234, 0.5, 0.777, 1.5)]
    return numpy.vstack([X[:12], *steps])


def positive(X):
    """The rows without those that are not greater than 0."""
    return X[~(X <= 0).any(axis=1)]


def transform_case(transformer, table, names, fitted, inverse=None, keep=lambda X: X):
    X = matrix(table, names)
    transformer.fit(X)
    rows = keep(queries(X))
    case = {
        "step": type(transformer).__name__,
        "params": {key: value for key, value in transformer.get_params().items() if key in GIVEN[type(transformer)]},
        "table": table,
        "columns": names,
        "fitted": fitted(transformer, X, names),
        "rows": rows,
        "result": numpy.asarray(transformer.transform(rows)),
    }
    if inverse is not None:
        case["inverse"] = {"of": inverse, "result": transformer.inverse_transform(inverse)}
    return case


GIVEN = {
    QuantileTransformer: ["n_quantiles", "output_distribution", "subsample"],
    PowerTransformer: ["method", "standardize"],
    KBinsDiscretizer: ["n_bins", "encode", "strategy", "quantile_method"],
    VarianceThreshold: ["threshold"],
    StandardScaler: [],
    MinMaxScaler: [],
    RobustScaler: [],
}

ALL = list(TABLES["7 rows"])
VARYING = [name for name in ALL if name != "constant"]
HOLED = [*ALL, "holes", "ties and holes"]


def likelihoods(transformer, X):
    """The likelihood of each λ, which another one may only exceed."""
    of = stats.yeojohnson_llf if transformer.method == "yeo-johnson" else stats.boxcox_llf
    present = [column[~numpy.isnan(column)] for column in X.T]
    return [
        0.0 if (column == column[0]).all() else of(own, column) for own, column in zip(transformer.lambdas_, present)
    ]


def powers(transformer, X, _):
    return {"lambdas": transformer.lambdas_, "likelihoods": likelihoods(transformer, X)}


quantiles = lambda transformer, X, _: {"quantiles": transformer.quantiles_.T}
edges = lambda transformer, X, names: {
    "bin_edges": list(transformer.bin_edges_),
    "names": list(transformer.get_feature_names_out(names)) if transformer.encode != "ordinal" else None,
}
nothing = lambda transformer, X, _: {}

grid = lambda p: numpy.linspace(-6, 6, 25)[:, None].repeat(p, axis=1)
fractions = lambda p: numpy.linspace(-0.1, 1.1, 13)[:, None].repeat(p, axis=1)

transforms = []
for distribution, of in [("uniform", fractions), ("normal", grid)]:
    for table, names, number in [
        ("60 rows", HOLED, 1000),
        ("60 rows", HOLED, 7),
        ("60 rows", ALL, 1),
        ("7 rows", ALL, 1000),
        ("2 rows", ALL, 1000),
        ("3000 rows", ["skewed", "ties"], 100),
    ]:
        transformer = QuantileTransformer(n_quantiles=number, output_distribution=distribution)
        transforms.append(transform_case(transformer, table, names, quantiles, of(len(names))))
for standardize in [True, False]:
    # The best power of "shifted" is far beyond the largest one, near which a search depends on rounding.
    for table, names in [
        ("60 rows", [name for name in HOLED if name != "shifted"]),
        ("7 rows", [name for name in ALL if name != "shifted"]),
        ("2 rows", ["normal", "ties", "constant"]),
        ("3000 rows", ["skewed", "ties"]),
    ]:
        transformer = PowerTransformer(standardize=standardize)
        transforms.append(transform_case(transformer, table, names, powers, numpy.linspace(-2, 2, 9)[:, None].repeat(len(names), axis=1)))
    for table, names in [
        ("60 rows", ["skewed", "huge", "holes"] if standardize else ["skewed", "huge", "holes", "shifted"]),
        ("7 rows", ["skewed", "huge"]),
        ("3000 rows", ["skewed"]),
    ]:
        transformer = PowerTransformer(method="box-cox", standardize=standardize)
        of = numpy.linspace(-0.5, 0.5, 9)[:, None].repeat(len(names), axis=1)
        transforms.append(transform_case(transformer, table, names, powers, of, keep=positive))
for strategy in ["uniform", "quantile", "kmeans"]:
    for table, names, bins in [
        ("60 rows", ALL, 5),
        ("60 rows", ["normal", "skewed", "ties"], [3, 8, 10]),
        # Which of two centres is nearer to a value between them is a matter of rounding.
        ("7 rows", [name for name in ALL if name != "ties"] if strategy == "kmeans" else ALL, 3),
        ("2 rows", ALL, 2),
        ("3000 rows", ["skewed", "ties"], 10),
    ]:
        for encode in ["ordinal", "onehot-dense"]:
            methods = ["averaged_inverted_cdf", "inverted_cdf", "linear"] if strategy == "quantile" else ["averaged_inverted_cdf"]
            for method in methods:
                transformer = KBinsDiscretizer(n_bins=bins, encode=encode, strategy=strategy, quantile_method=method)
                transforms.append(transform_case(transformer, table, names, edges))
for table, names, threshold in [("60 rows", HOLED, 0.0), ("60 rows", HOLED, 2.5), ("7 rows", ALL, 0.0), ("7 rows", ALL, 1.0), ("2 rows", ALL, 0.0)]:
    fitted = lambda transformer, X, _: {"variances": transformer.variances_}
    transforms.append(transform_case(VarianceThreshold(threshold), table, names, fitted))
for transformer in [StandardScaler(), MinMaxScaler(), RobustScaler()]:
    transforms.append(transform_case(transformer, "60 rows", ALL, nothing, grid(len(ALL))))

FUNCTIONS = {
    "abs": numpy.abs,
    "arcsinh": numpy.arcsinh,
    "cos": numpy.cos,
    "exp": numpy.exp,
    "exp10": lambda x: numpy.power(10.0, x),
    "exp2": numpy.exp2,
    "expm1": numpy.expm1,
    "log": numpy.log,
    "log10": numpy.log10,
    "log1p": numpy.log1p,
    "log2": numpy.log2,
    "reciprocal": numpy.reciprocal,
    "sin": numpy.sin,
    "sinh": numpy.sinh,
    "sqrt": numpy.sqrt,
    "square": numpy.square,
}
ARGUMENTS = numpy.array([0.001, 0.25, 0.5, 1.0, 1.75, 2.0, 3.5, 20.0, numpy.nan])[:, None]
functions = [
    {"func": name, "of": ARGUMENTS, "result": FunctionTransformer(function).fit_transform(ARGUMENTS)}
    for name, function in FUNCTIONS.items()
]

SCORES = {"f_classif": f_classif, "chi2": chi2, "f_regression": f_regression, "r_regression": r_regression}


def selection_case(score_func, k, table, names, y):
    X = matrix(table, names)
    if score_func == "chi2":
        X = numpy.abs(X)
    # All scores but chi2 stay the same if a number is subtracted from a column. Far from 0, scikit-learn loses digits.
    near = X if score_func == "chi2" else X - X[0]
    selector = SelectKBest(SCORES[score_func], k=k).fit(near, y)
    return {
        "score_func": score_func,
        "k": k,
        "X": X,
        "y": y,
        "scores": selector.scores_,
        "support": selector.get_support(indices=True),
    }


def classes(table, names, number):
    """Classes that depend on some of the columns."""
    random = Numbers(23)
    total = matrix(table, names).sum(axis=1)
    noisy = numpy.argsort(numpy.argsort(total)) / len(total) + 0.3 * numpy.array([random.next() for _ in total])
    return numpy.digitize(noisy, numpy.quantile(noisy, numpy.linspace(0, 1, number + 1)[1:-1])).astype(float)


SELECTED = ["normal", "skewed", "ties", "zeros", "negative"]
y3 = classes("60 rows", ["normal", "ties"], 3)
y2 = classes("60 rows", ["skewed"], 2)
number = numpy.round(matrix("60 rows", ["normal"])[:, 0] * 3 + matrix("60 rows", ["zeros"])[:, 0] ** 2, 3)
selections = [
    selection_case("f_classif", 2, "60 rows", SELECTED, y3),
    selection_case("f_classif", 3, "60 rows", SELECTED, y2),
    selection_case("f_classif", "all", "60 rows", SELECTED, y2),
    selection_case("f_classif", 2, "60 rows", ["ties", "normal", "ties", "ties"], y3),
    selection_case("f_classif", 50, "7 rows", SELECTED, numpy.array([0.0, 1, 0, 1, 1, 0, 0])),
    selection_case("chi2", 2, "60 rows", SELECTED, y3),
    selection_case("chi2", 2, "60 rows", ["ties", "zeros", "constant"], y2),
    selection_case("f_regression", 2, "60 rows", [*SELECTED, "shifted", "huge", "constant"], number),
    selection_case("f_regression", 2, "60 rows", SELECTED, y2),
    selection_case("f_regression", 3, "2 rows", SELECTED, numpy.array([1.0, 2.0])),
    selection_case("f_regression", 2, "60 rows", SELECTED, numpy.full(60, 3.0)),
    selection_case("r_regression", 3, "60 rows", [*SELECTED, "constant"], number),
]


def target_case(name, params, regressor, y, **given):
    X = matrix("60 rows", ["normal", "skewed", "ties", "zeros"])
    model = TransformedTargetRegressor(regressor=regressor, **given).fit(X, y)
    rows = queries(X)
    return {"name": name, "params": params, "X": X, "y": y, "rows": rows, "predictions": model.predict(rows)}


price = numpy.round(numpy.exp(1 + 0.5 * matrix("60 rows", ["normal"])[:, 0] + 0.2 * matrix("60 rows", ["ties"])[:, 0]) * 1000, 2)
two = numpy.column_stack([price, number + 40])
targets = [
    target_case("log1p", {"func": "log1p"}, Ridge(), price, func=numpy.log1p, inverse_func=numpy.expm1),
    target_case("log", {"func": "log"}, Ridge(), price, func=numpy.log, inverse_func=numpy.exp),
    target_case("sqrt", {"func": "sqrt"}, Ridge(), price, func=numpy.sqrt, inverse_func=numpy.square),
    target_case("log, two labels", {"func": "log"}, Ridge(), two, func=numpy.log, inverse_func=numpy.exp),
    target_case("no transformation", {}, Ridge(), price),
    target_case("a linear regression", {"regressor": None, "func": "log"}, None, price, func=numpy.log, inverse_func=numpy.exp),
    target_case("standardised", {"transformer": "StandardScaler"}, Ridge(), two, transformer=StandardScaler()),
    target_case(
        "quantiles", {"transformer": "QuantileTransformer"}, Ridge(), price,
        transformer=QuantileTransformer(output_distribution="normal"),
    ),
    target_case("yeo-johnson", {"transformer": "PowerTransformer"}, Ridge(), two, transformer=PowerTransformer()),
    target_case(
        "a tree of logarithms", {"regressor": "DecisionTreeRegressor", "func": "log"},
        DecisionTreeRegressor(max_depth=3, random_state=0), price, func=numpy.log, inverse_func=numpy.exp,
    ),
]

write(
    "transformers",
    plain({
        "scikit-learn": sklearn.__version__,
        "tables": TABLES,
        "transforms": transforms,
        "functions": functions,
        "selections": selections,
        "targets": targets,
    }),
)
