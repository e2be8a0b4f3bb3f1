"""Pipelines kept in memory by run; every request asks the database whether the row changed."""

import pickle
import threading
from collections import OrderedDict

import database

KEPT = 64
_kept = OrderedDict()
_lock = threading.Lock()


class NoPipeline(Exception):
    """The run cannot predict: why, and the HTTP status to say so."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def load(run_id):
    """Returns what is stored of the run as it is now. Raises NoPipeline."""
    tag, trained = _kept.get(run_id, ("", None))
    row = database.read_result(run_id, tag)
    if row is None:
        raise NoPipeline(404, f"there is no run {run_id}")
    status, new_tag, has_result, result = row
    if not has_result:
        raise NoPipeline(409, f"run {run_id} has no pipeline; its status is {status}")
    if result is None:
        return trained
    trained = pickle.loads(result)
    with _lock:
        _kept[run_id] = (new_tag, trained)
        _kept.move_to_end(run_id)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return trained
