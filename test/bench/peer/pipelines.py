"""The models of the peer: the same steps and defaults as the models of these names in `statistical/`."""

import math

from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

# Name of the model: the class of its estimator, the class of a step before it, and whether numbers are scaled.
MODELS = {
    "logistic_regression": (LogisticRegression, None, True),
    "pca_logistic_regression": (LogisticRegression, PCA, True),
    "ridge": (Ridge, None, True),
    "random_forest_classifier": (RandomForestClassifier, None, False),
    "hist_gradient_boosting_classifier": (HistGradientBoostingClassifier, None, None),
}

DEFAULTS = {"pca_logistic_regression": {"n_components": 0.95}}


def create_pipeline(model, parameters, numeric, categorical):
    """Returns the unfitted pipeline of a model. Raises ValueError that names parameters it does not have.

    numeric, categorical: the positions of the columns. A table of numbers alone needs no ColumnTransformer, which
    saves its copy and most of its overhead.
    """
    estimator_class, before, scale = MODELS[model]
    chosen = {**DEFAULTS.get(model, {}), **parameters}
    estimator = estimator_class()
    steps = [_preprocessing(numeric, categorical, scale)]
    if before is not None:
        step = before()
        steps.append(step.set_params(**{name: chosen.pop(name) for name in list(chosen) if name in step.get_params()}))
    known = estimator.get_params()
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise ValueError(f"unknown parameters: {', '.join(unknown)}")
    if "random_state" in known:
        chosen.setdefault("random_state", 0)
    if estimator_class is HistGradientBoostingClassifier and categorical:
        chosen["categorical_features"] = list(range(len(numeric), len(numeric) + len(categorical)))
    steps.append(estimator.set_params(**chosen))
    return Pipeline([(str(number), step) for number, step in enumerate(steps) if step is not None])


def _preprocessing(numeric, categorical, scale):
    if scale is None:
        # Boosting takes missing values as they are, and text as ordinal codes.
        if not categorical:
            return None
        codes = OrdinalEncoder(
            handle_unknown="use_encoded_value", unknown_value=math.nan, encoded_missing_value=math.nan
        )
        return ColumnTransformer([("numeric", "passthrough", numeric), ("categorical", codes, categorical)])
    numbers = [("median", SimpleImputer(strategy="median"))]
    if scale:
        numbers.append(("scale", StandardScaler()))
    if not categorical:
        return Pipeline(numbers)
    texts = [
        ("most_frequent", SimpleImputer(strategy="most_frequent", missing_values=None)),
        ("one_hot", OneHotEncoder(handle_unknown="ignore")),
    ]
    return ColumnTransformer(
        [("numeric", Pipeline(numbers), numeric), ("categorical", Pipeline(texts), categorical)]
    )

