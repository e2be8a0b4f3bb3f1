"""The metrics of a fitted pipeline on its training rows: those that mlsvc writes, in as few passes as possible."""

import math

import numpy
from sklearn.metrics import log_loss, mean_absolute_error, mean_squared_error, r2_score, roc_auc_score


def measure(pipeline, X, y):
    """Returns numbers by name; the undefined ones are left out."""
    values = _of_classes(pipeline, X, y) if hasattr(pipeline, "classes_") else _of_numbers(pipeline, X, y)
    estimator = pipeline[-1]
    iterations = getattr(estimator, "n_iter_", None)
    if iterations is not None:
        values["n_iter"] = int(numpy.max(iterations))
        values["converged"] = int(values["n_iter"] < estimator.max_iter)
    return {name: value for name, value in values.items() if math.isfinite(value)}


def _of_classes(pipeline, X, y):
    probabilities = pipeline.predict_proba(X)
    classes = pipeline.classes_
    truth = numpy.searchsorted(classes, y)
    predicted = probabilities.argmax(axis=1)
    count = len(classes)
    confusion = numpy.bincount(truth * count + predicted, minlength=count * count).reshape(count, count)
    hits = confusion.diagonal()
    actual, told = confusion.sum(axis=1), confusion.sum(axis=0)
    with numpy.errstate(invalid="ignore", divide="ignore"):
        precision = numpy.nan_to_num(hits / told)
        recall = numpy.nan_to_num(hits / actual)
        f1 = numpy.nan_to_num(2 * hits / (actual + told))
    values = {
        "accuracy": hits.sum() / len(y),
        "balanced_accuracy": recall.mean(),
        "precision_macro": precision.mean(),
        "recall_macro": recall.mean(),
        "f1_macro": f1.mean(),
        "log_loss": log_loss(truth, probabilities, labels=range(count)),
    }
    if count == 2:
        values["roc_auc"] = roc_auc_score(truth, probabilities[:, 1])
    else:
        values["roc_auc_ovr_macro"] = roc_auc_score(truth, probabilities, multi_class="ovr")
    return values


def _of_numbers(pipeline, X, y):
    predicted = pipeline.predict(X)
    return {
        "r2": r2_score(y, predicted),
        "rmse": math.sqrt(mean_squared_error(y, predicted)),
        "mae": mean_absolute_error(y, predicted),
    }
