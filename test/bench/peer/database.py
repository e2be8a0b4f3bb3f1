"""The statements of the peer. Each thread keeps one connection, with prepared statements, and opens it anew when lost."""

import os
import threading

import psycopg

URL = os.environ["DATABASE_URL"]
_local = threading.local()


def query(statement, values=()):
    """Runs one statement and returns its rows; tries once more on a new connection."""
    for attempt in (1, 2):
        connection = _connection()
        try:
            return connection.execute(statement, values, binary=True).fetchall()
        except psycopg.OperationalError:
            connection.close()
            if attempt == 2:
                raise


def _connection():
    connection = getattr(_local, "connection", None)
    if connection is None or connection.closed:
        connection = psycopg.connect(URL, autocommit=True, prepare_threshold=0)
        _local.connection = connection
    return connection


def lookup(model, run_id):
    """Returns (model registered, its pipeline_ok, run exists, run belongs to the model)."""
    return query(
        """select m.id is not null, coalesce(m.pipeline_ok, false), r.id is not null, coalesce(r.model_id = m.id, false)
           from (select 1) as one
           left join models m on m.name = %s left join model_runs r on r.id = %s""",
        (model, run_id),
    )[0]


def mark_running(run_id):
    query("update model_runs set run_status = 'RUNNING' where id = %s returning id", (run_id,))


def read_result(run_id, known_tag):
    """Returns (status, version of the row, whether it has a result, the bytes unless the version is known), or None."""
    rows = query(
        """select run_status, tag, run_result is not null, case when tag <> %s then run_result end from (
             select run_status, run_result, xmin::text || ':' || ctid::text as tag from model_runs where id = %s
           ) as run""",
        (known_tag, run_id),
    )
    return rows[0] if rows else None


def finish(run_id, status, result, metrics):
    """Writes the end of a run, its metrics in place of earlier ones, in one transaction."""
    connection = _connection()
    with connection.transaction():
        connection.execute(
            "update model_runs set run_status = %s, run_result = coalesce(%b, run_result) where id = %s",
            (status, result, run_id),
        )
        connection.execute("delete from model_run_metrics where model_run_id = %s", (run_id,))
        names = list(metrics)
        connection.execute(
            """insert into model_run_metrics (model_run_id, metric_name, metric_value)
               select %s, * from unnest(%s::text[], %s::text[])""",
            (run_id, names, [str(metrics[name])[:255] for name in names]),
        )
