"""Trainings: accepted in any order, fitted one at a time on a thread of their own."""

import logging
import pickle
import queue
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timezone

import database
import measure
from sklearn.pipeline import Pipeline

QUEUE_LIMIT = 16
log = logging.getLogger("training")


@dataclass
class Trained:
    """What is stored of a run."""

    model: str
    trained_at: str
    feature_names: list
    label_name: str
    pipeline: Pipeline


@dataclass
class Job:
    run_id: int
    model: str
    feature_names: list
    label_name: str
    pipeline: Pipeline
    X: object
    y: object


_jobs = queue.Queue(QUEUE_LIMIT)
_active = set()
_lock = threading.Lock()


class Busy(Exception):
    """The run is being trained or waits already."""


def submit(job):
    """Sets the run to RUNNING and queues it. Raises Busy, and queue.Full."""
    with _lock:
        if job.run_id in _active:
            raise Busy
        _active.add(job.run_id)
    try:
        if _jobs.full():
            raise queue.Full
        database.mark_running(job.run_id)
        _jobs.put_nowait(job)
    except BaseException:
        _active.discard(job.run_id)
        raise


def _train(job):
    started = time.perf_counter()
    job.pipeline.fit(job.X, job.y)
    seconds = time.perf_counter() - started
    metrics = {
        **measure.measure(job.pipeline, job.X, job.y),
        "n_rows": job.X.shape[0],
        "n_features": job.X.shape[1],
        "train_seconds": seconds,
    }
    trained_at = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    trained = Trained(job.model, trained_at, job.feature_names, job.label_name, job.pipeline)
    database.finish(job.run_id, "SUCCESS", pickle.dumps(trained, protocol=5), metrics)


def _work():
    while True:
        job = _jobs.get()
        run_id = job.run_id
        try:
            _train(job)
        except Exception as error:
            log.exception("run %s failed", run_id)
            reason = {"error_type": type(error).__name__, "error_message": str(error)}
            try:
                database.finish(run_id, "FAILED", None, reason)
            except Exception:
                log.exception("run %s could not be set to FAILED", run_id)
        finally:
            _active.discard(run_id)
            # The rows must not stay in memory until the next job comes.
            del job


def start():
    threading.Thread(target=_work, name="training", daemon=True).start()
