"""Contributions by the package shap. Usage: python explanations.py; writes ../figures/explanations.json.

Needs scikit-learn 1.9.1 and shap 0.54.1. Trees are written with their splits, in the form in which the library stores
them, because other random numbers would grow other trees; linear models are fitted anew by the test.
"""

import json
import pathlib

import numpy
import pandas
import shap
import sklearn
from made_up import write
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.ensemble._iforest import _average_path_length
from sklearn.impute import SimpleImputer
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

GOLDEN = pathlib.Path(__file__).parent.parent
SPLITS = json.loads((GOLDEN / "splits.json").read_text())
ROWS = 6
EXACT = {"tol": 1e-10, "max_iter": 100_000}


class Dataset:
    """The training rows of a data set, and the first test rows, which are explained."""

    def __init__(self, name, columns=None):
        data = json.loads((GOLDEN / "datasets" / f"{name}.json").read_text())
        split = SPLITS[name]
        self.name = name
        self.columns = columns or split["columns"]
        frame = pandas.DataFrame(data["features"])[self.columns]
        labels = numpy.array([row[split["targets"][0]] for row in data["labels"]])
        held = numpy.zeros(len(frame), dtype=bool)
        held[split["test_rows"]] = True
        self.shown = split["test_rows"][:ROWS]
        self.train, self.y = frame[~held], labels[~held]
        self.rows = frame.iloc[self.shown]
        self.numeric = [c for c in self.columns if split["column_kinds"][c] == "numeric"]
        self.categorical = [c for c in self.columns if split["column_kinds"][c] == "categorical"]


def rounded(values):
    """Twelve digits are enough, and half as long."""
    return [float(f"{value:.12g}") for value in numpy.asarray(values, dtype=float).ravel()]


def case(name, dataset, base, contributions, **more):
    """`contributions`: rows × columns, or rows × columns × outputs as shap returns them; written as rows × outputs × columns."""
    values = numpy.asarray(contributions)
    values = values[:, None, :] if values.ndim == 2 else values.transpose(0, 2, 1)
    return {
        "name": name,
        "dataset": dataset.name,
        "columns": dataset.columns,
        "rows": dataset.shown,
        "base": rounded(base),
        "contributions": rounded(values),
        **more,
    }


def rounded_down(thresholds):
    """The greatest single-precision number that is not above a threshold."""
    single = thresholds.astype(numpy.float32)
    return numpy.where(single > thresholds, numpy.nextafter(single, numpy.float32(-numpy.inf)), single)


def stored_forest(trees, features, value_of, columns_of=None):
    """Trees of scikit-learn as a StoredForest; `value_of` returns the value of a leaf of a tree."""
    forest = {"roots": [], "feature": [], "threshold": [], "children": [], "values": [], "leaf_weights": []}

    def add(t, tree, node, depth):
        if tree.children_left[node] < 0:
            value = value_of(t, tree, node, depth)
            forest["leaf_weights"].append(float(tree.weighted_n_node_samples[node]))
            forest["values"].extend(value)
            return -len(forest["leaf_weights"])
        at = len(forest["feature"])
        column = int(tree.feature[node])
        forest["feature"].append(column if columns_of is None else int(columns_of[t][column]))
        forest["threshold"].append(float(rounded_down(tree.threshold)[node]))
        forest["children"].extend([0, 0])
        for side, child in enumerate((tree.children_left[node], tree.children_right[node])):
            forest["children"][2 * at + side] = add(t, tree, child, depth + 1)
        return at

    for t, tree in enumerate(trees):
        forest["roots"].append(add(t, tree, 0, 0))
    width = len(forest["values"]) // len(forest["leaf_weights"])
    return {"features": features, "width": width, **forest}


def mean_state(trees, features, normalised):
    def value_of(_, tree, node, __):
        value = tree.value[node].ravel() if normalised else tree.value[node][:, 0]
        return (value / value.sum() if normalised else value).tolist()

    return {
        "forest": stored_forest(trees, features, value_of),
        "feature_importances": [0.0] * features,
    }


def boosting_state(model, features):
    trees = [tree.tree_ for tree in model.estimators_.ravel()]
    state = {
        "forest": stored_forest(trees, features, lambda _, tree, node, __: [float(model.learning_rate * tree.value[node][0, 0])]),
        "feature_importances": [0.0] * features,
        "n_estimators": len(model.estimators_),
        "init": rounded(model._raw_predict_init(numpy.zeros((1, features)))[0]),
    }
    return {**state, "is_exponential": False} if sklearn.base.is_classifier(model) else state


def histogram_state(model, features):
    ensemble = {"starts": [0], "feature": [], "split": [], "right": [], "flags": [], "categories": [], "leaf_weights": []}

    def add(nodes, node):
        own = nodes[node]
        at = len(ensemble["feature"])
        is_leaf = bool(own["is_leaf"])
        ensemble["feature"].append(-1 if is_leaf else int(own["feature_idx"]))
        ensemble["split"].append(float(own["value"] if is_leaf else own["num_threshold"]))
        ensemble["right"].append(0)
        ensemble["flags"].append(0 if is_leaf else int(own["missing_go_to_left"]))
        if is_leaf:
            ensemble["leaf_weights"].append(int(own["count"]))
            return
        add(nodes, own["left"])
        ensemble["right"][at] = len(ensemble["feature"])
        add(nodes, own["right"])

    for iteration in model._predictors:
        for predictor in iteration:
            add(predictor.nodes, 0)
            ensemble["starts"].append(len(ensemble["feature"]))
    own = {"classes": len(model.classes_)} if sklearn.base.is_classifier(model) else {"log_link": False}
    return {
        **own,
        "categories": [None] * features,
        "baseline": numpy.ravel(model._baseline_prediction).tolist(),
        "n_iter": len(model._predictors),
        "trees": ensemble,
        "train_score": [],
        "validation_score": [],
    }


def isolation_state(model, features):
    def path_length(_, tree, node, depth):
        return [depth + float(_average_path_length(numpy.array([tree.n_node_samples[node]]))[0])]

    trees = [tree.tree_ for tree in model.estimators_]
    forest = stored_forest(trees, features, path_length, model.estimators_features_)
    return {"forest": forest, "max_samples": int(model.max_samples_), "offset": -0.5}


def tree_case(name, dataset, model, unit):
    X = dataset.train.to_numpy(dtype=float)
    rows = dataset.rows.to_numpy(dtype=float)
    features = X.shape[1]
    model.fit(X, dataset.y)
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    values = numpy.asarray(explainer.shap_values(rows, check_additivity=False))
    base = numpy.ravel(explainer.expected_value)
    if unit == "probability" and values.shape[-1] == 2:
        values, base = values[:, :, 1], base[1:]
    if isinstance(model, IsolationForest):
        # With bootstrap, shap's expected value counts each row once but its contributions count it as often as it was
        # drawn, so that they do not add up. The base value here is the one with which they do.
        length = -numpy.log2(-model.score_samples(rows[:1])) * _average_path_length([model.max_samples_])
        base = length - values[0].sum()
        state = isolation_state(model, features)
    elif isinstance(model, (GradientBoostingClassifier, GradientBoostingRegressor)):
        state = boosting_state(model, features)
    elif hasattr(model, "_predictors"):
        state = histogram_state(model, features)
    else:
        trees = [model.tree_] if hasattr(model, "tree_") else [tree.tree_ for tree in model.estimators_]
        state = mean_state(trees, features, unit == "probability")
    return case(name, dataset, base, values, unit=unit, type=type(model).__name__, state=state)


def linear_case(name, dataset, pipeline, unit, mapped=None):
    """`mapped` maps contributions of the columns that the estimator takes to those of the data set."""
    pipeline.fit(dataset.train, dataset.y)
    before, model = pipeline[:-1], pipeline[-1]
    train = before.transform(dataset.train) if len(pipeline) > 1 else dataset.train
    rows = before.transform(dataset.rows) if len(pipeline) > 1 else dataset.rows
    train, rows = numpy.asarray(train, dtype=float), numpy.asarray(rows, dtype=float)
    coef, intercept = model.coef_, model.intercept_
    if mapped == "pca":
        # The sum over the components is one over the scaled columns before them.
        pca = before[-1]
        scaler = before[:-1]
        train, rows = scaler.transform(dataset.train), scaler.transform(dataset.rows)
        coef, intercept = coef @ pca.components_, intercept - coef @ pca.components_ @ pca.mean_
    if numpy.ndim(coef) > 1 and coef.shape[0] == 1:
        coef, intercept = coef[0], intercept[0]
    masker = shap.maskers.Independent(train, max_samples=len(train))
    explainer = shap.LinearExplainer((coef, intercept), masker)
    values = numpy.asarray(explainer.shap_values(rows))
    if mapped == "columns":
        names = before.get_feature_names_out()
        sums = numpy.zeros((len(rows), len(dataset.columns)))
        for j, name_out in enumerate(names):
            source = next(c for c in dataset.columns if name_out.split("__")[1] == c or name_out.split("__")[1].startswith(c + "_"))
            sums[:, dataset.columns.index(source)] += values[:, j]
        values = sums
    return case(name, dataset, numpy.ravel(explainer.expected_value), values, unit=unit)


def naive_bayes_case(name, dataset):
    X = dataset.train.to_numpy(dtype=float)
    model = GaussianNB().fit(X, dataset.y)
    masker = shap.maskers.Independent(X, max_samples=len(X))
    explained = shap.explainers.ExactExplainer(model._joint_log_likelihood, masker)(dataset.rows.to_numpy(dtype=float))
    return case(name, dataset, explained.base_values[0], explained.values, unit="log_likelihood")


iris, breast, diabetes = Dataset("iris"), Dataset("breast_cancer"), Dataset("diabetes")
sensors, churn = Dataset("sensors"), Dataset("churn")
churn_numbers = Dataset("churn", churn.numeric)
small = {"max_depth": 4, "random_state": 0}
few = {"n_estimators": 5, **small}

trees = [
    tree_case("decision tree, three classes", iris, DecisionTreeClassifier(random_state=0), "probability"),
    tree_case("decision tree, two classes", breast, DecisionTreeClassifier(**small), "probability"),
    tree_case("decision tree, numbers", diabetes, DecisionTreeRegressor(**small), "label"),
    tree_case("random forest, two classes", breast, RandomForestClassifier(**few), "probability"),
    tree_case("random forest, weighted", iris, RandomForestClassifier(class_weight="balanced", **few), "probability"),
    tree_case("random forest, numbers", diabetes, RandomForestRegressor(n_estimators=3, max_depth=7, random_state=0), "label"),
    tree_case("extra trees, three classes", iris, ExtraTreesClassifier(**few), "probability"),
    tree_case("extra trees, numbers", diabetes, ExtraTreesRegressor(**few), "label"),
    tree_case("gradient boosting, two classes", breast, GradientBoostingClassifier(n_estimators=8, random_state=0), "log_odds"),
    tree_case("gradient boosting, numbers", diabetes, GradientBoostingRegressor(n_estimators=8, subsample=0.7, random_state=0), "label"),
    tree_case(
        "histogram gradient boosting, two classes, missing values",
        churn_numbers,
        HistGradientBoostingClassifier(max_iter=4, max_leaf_nodes=15),
        "log_odds",
    ),
    tree_case("histogram gradient boosting, three classes", iris, HistGradientBoostingClassifier(max_iter=3), "score"),
    tree_case("histogram gradient boosting, numbers", diabetes, HistGradientBoostingRegressor(max_iter=5), "label"),
    tree_case("isolation forest", sensors, IsolationForest(n_estimators=3, max_samples=64, random_state=0), "path_length"),
    tree_case(
        "isolation forest, bootstrap",
        sensors,
        IsolationForest(n_estimators=4, max_samples=48, max_features=0.5, bootstrap=True, random_state=0),
        "path_length",
    ),
]
prepared = ColumnTransformer(
    [
        ("numeric", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), churn.numeric),
        (
            "categorical",
            make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(sparse_output=False, handle_unknown="ignore")),
            churn.categorical,
        ),
        ("boolean", "passthrough", ["paperless_billing"]),
    ]
)
linear = [
    linear_case("least squares", diabetes, make_pipeline(LinearRegression()), "label"),
    linear_case("ridge", diabetes, make_pipeline(StandardScaler(), Ridge(alpha=2)), "label"),
    linear_case("lasso", diabetes, make_pipeline(Lasso(alpha=0.1, **EXACT)), "label"),
    linear_case("elastic net", diabetes, make_pipeline(ElasticNet(alpha=0.01, **EXACT)), "label"),
    linear_case("logistic regression, two classes", breast, make_pipeline(StandardScaler(), LogisticRegression(**EXACT)), "log_odds"),
    linear_case("logistic regression, three classes", iris, make_pipeline(LogisticRegression(**EXACT)), "score"),
    linear_case("linear SVC", iris, make_pipeline(StandardScaler(), LinearSVC(dual=False, **EXACT)), "score"),
    linear_case("SVC", breast, make_pipeline(StandardScaler(), SVC(kernel="linear", tol=1e-9)), "score"),
    linear_case(
        "principal components",
        breast,
        make_pipeline(StandardScaler(), PCA(n_components=5, svd_solver="full"), LogisticRegression(**EXACT)),
        "log_odds",
        mapped="pca",
    ),
    linear_case(
        "imputed, scaled and one-hot encoded",
        churn,
        make_pipeline(prepared, LogisticRegression(C=0.5, **EXACT)),
        "log_odds",
        mapped="columns",
    ),
    naive_bayes_case("naive Bayes", iris),
]
write("explanations", {"scikit-learn": sklearn.__version__, "shap": shap.__version__, "trees": trees, "refitted": linear})
