"""The peer: the two calls of mlsvc's contract as a careful Flask service with scikit-learn answers them."""

import queue
import time

import orjson
import pipelines
import prediction
import psycopg
import sklearn
import tables
import training
from database import lookup
from flask import Flask, Response, request

# The values were checked when they were read, and what the estimators were built from is checked by their own `fit`.
sklearn.set_config(assume_finite=True)

app = Flask("peer", static_folder=None)
started = time.monotonic()
training.start()


class Problem(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


@app.errorhandler(Problem)
@app.errorhandler(prediction.NoPipeline)
def _problem(error):
    return _answer({"status": error.status, "detail": str(error)}, error.status, "application/problem+json")


@app.errorhandler(tables.BadRows)
def _bad_rows(error):
    return _problem(Problem(400, str(error)))


@app.errorhandler(psycopg.OperationalError)
def _unreachable(_):
    return _problem(Problem(503, "the database cannot be reached"))


def _answer(value, status=200, kind="application/json"):
    return Response(orjson.dumps(value), status, content_type=kind)


def _run_id():
    text = request.args.get("model_run_id", "")
    if not text.isascii() or not text.isdigit():
        raise Problem(400, "model_run_id must be a whole number")
    return int(text)


def _body():
    try:
        body = orjson.loads(request.get_data(cache=False))
    except orjson.JSONDecodeError as error:
        raise Problem(400, f"the body is not JSON: {error}") from None
    if not isinstance(body, dict) or not isinstance(body.get("features"), list):
        raise Problem(400, "the body must be an object with a list of features")
    return body


@app.get("/api/health")
def health():
    return _answer({"status": "UP", "uptime_seconds": time.monotonic() - started})


@app.post("/api/train")
def train():
    model, run_id = request.args.get("model_name"), _run_id()
    if model not in pipelines.MODELS:
        raise Problem(400, f"unknown model {model}")
    body = _body()
    features, labels, parameters = body["features"], body.get("labels"), body.get("parameters") or {}
    if not features or not isinstance(labels, list) or len(labels) != len(features):
        raise Problem(400, "features and labels must be lists of one length, not empty")
    registered, available, exists, belongs = lookup(model, run_id)
    if not registered or not available:
        raise Problem(400, f"the model {model} is not available")
    if not exists or not belongs:
        raise Problem(400, f"run {run_id} does not belong to the model {model}")
    names, X, text = tables.learn_columns(features)
    label_name = next(iter(labels[0]), None) if isinstance(labels[0], dict) else None
    y = tables.one_label(labels, label_name)
    # The objects of the body are let go before the fit begins.
    del body, features, labels
    numeric = [position for position in range(len(names)) if position not in text]
    try:
        pipeline = pipelines.create_pipeline(model, parameters, numeric, text)
    except ValueError as error:
        raise Problem(400, str(error)) from None
    try:
        training.submit(training.Job(run_id, model, names, label_name, pipeline, X, y))
    except training.Busy:
        raise Problem(409, f"run {run_id} is being trained already") from None
    except queue.Full:
        raise Problem(503, "too many trainings wait") from None
    return _answer(
        {"status": "success", "message": "Training initiated", "model_name": model, "model_run_id": run_id}
    )


@app.post("/api/predict")
def predict():
    run_id = _run_id()
    rows = _body()["features"]
    trained = prediction.load(run_id)
    predictions = []
    if rows:
        X = tables.known_columns(rows, trained.feature_names)
        predictions = trained.pipeline.predict(X).tolist()
    return _answer(
        {
            "status": "success",
            "model_name": trained.model,
            "model_run_id": run_id,
            "trained_at": trained.trained_at,
            "label_names": [trained.label_name],
            "predictions": predictions,
        }
    )
