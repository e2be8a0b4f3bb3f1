"""From the rows of a JSON body to arrays."""

from itertools import chain
from operator import itemgetter

import numpy


class BadRows(ValueError):
    """What the caller is to be told about the rows."""


def learn_columns(rows):
    """Returns the names of the columns, the table (rows × columns) and the positions of the columns that hold text.

    The table is float64 when every value is there and is a number, otherwise objects with None for missing text.
    """
    if isinstance(rows[0], dict):
        names = list(rows[0])
        table = _numbers(rows, names)
        # As many keys as columns in every row: no row has a further one.
        if table is not None and sum(map(len, rows)) == table.size:
            return names, table, []
    names = _all_names(rows)
    return names, *_columns(rows, names)


def known_columns(rows, names):
    """Returns the table of the columns that a pipeline learnt. Raises BadRows when one is in no row."""
    table = _numbers(rows, names)
    if table is not None:
        return table
    present = _all_names(rows)
    missing = [name for name in names if name not in present]
    if missing:
        raise BadRows(f"columns are missing: {', '.join(missing[:5])}")
    return _columns(rows, names)[0]


def one_label(rows, name):
    """Returns the labels as an array. Raises BadRows when one is missing."""
    try:
        labels = list(map(itemgetter(name), rows))
    except (KeyError, TypeError):
        raise BadRows(f"label {name} is missing in some rows") from None
    if None in labels:
        raise BadRows(f"label {name} is null in some rows")
    return numpy.array(labels)


def _numbers(rows, names):
    """Returns the table when each value is there and is a number, otherwise None. The loops are C's, none is Python's."""
    try:
        # fromiter would read numbers out of text as well.
        if not names or any(isinstance(rows[0][name], str) for name in names):
            return None
        values = map(itemgetter(*names), rows)
        flat = values if len(names) == 1 else chain.from_iterable(values)
        return numpy.fromiter(flat, numpy.float64, len(rows) * len(names)).reshape(len(rows), len(names))
    except (KeyError, TypeError, ValueError):
        return None


def _all_names(rows):
    names = {}
    for number, row in enumerate(rows):
        if type(row) is not dict:
            raise BadRows(f"features[{number}] must be an object")
        names.update(dict.fromkeys(row))
    return list(names)


def _columns(rows, names):
    columns = [[row.get(name) for row in rows] for name in names]
    text = []
    for position, (column, name) in enumerate(zip(columns, names)):
        kinds = {type(value) for value in column} - {type(None)}
        if kinds == {str}:
            text.append(position)
        elif not kinds <= {int, float, bool}:
            raise BadRows(f"column {name} must hold numbers or text, not both")
    if not text:
        return numpy.array(columns, dtype=numpy.float64).T.copy(), []
    table = numpy.empty((len(rows), len(names)), dtype=object)
    for position, column in enumerate(columns):
        table[:, position] = column if position in text else numpy.array(column, dtype=numpy.float64)
    return table, text
