"""Dates and times by skrub's ToDatetime and DatetimeEncoder. Usage: python datetime_encoder.py; writes ../figures/datetime_encoder.json."""

import pandas
import skrub
from made_up import write
from skrub import DatetimeEncoder, ToDatetime

# Texts of one format each, because ToDatetime detects one for a column.
COLUMNS = {
    "dates": ["2024-02-29", "2023-12-31", None, "1969-07-20", "2000-01-01", "2024-05-17", "1900-03-01", "2100-02-28"],
    "times": [
        "2024-05-17T10:15:30",
        "2024-02-29T23:59:59",
        None,
        "1969-12-31T00:00:01",
        "2023-01-01T07:00:00",
        "2023-12-31T18:30:15",
    ],
    "fractions": ["2024-05-17T10:15:30.123456", "2024-05-18T00:00:00.000001", "1969-12-31T23:59:59.999999"],
    "offsets": [
        "2024-05-17T23:30:00+02:00",
        "2024-05-17T23:30:00-05:00",
        "2024-01-01T00:15:00+01:00",
        "2024-02-29T12:00:00+00:00",
        "2023-12-31T20:00:00-09:30",
        None,
    ],
}
PARAMETERS = [
    {},
    {"resolution": "day", "add_weekday": True},
    {"resolution": "nanosecond", "add_total_seconds": False},
    {"resolution": None, "add_weekday": True, "add_day_of_year": True},
    {"resolution": "second", "add_weekday": True, "add_day_of_year": True, "periodic_encoding": "circular"},
    {"resolution": "hour", "add_weekday": True, "add_total_seconds": False, "periodic_encoding": "spline"},
]


def encode(texts, parameters):
    """Returns the names and the rows of the result; missing values as None."""
    column = ToDatetime().fit_transform(pandas.Series(texts, name="when"))
    frame = DatetimeEncoder(**parameters).fit_transform(column)
    rows = [[None if pandas.isna(value) else float(value) for value in row] for row in frame.to_numpy(dtype=float)]
    return {"parameters": parameters, "names": list(frame.columns), "rows": rows}


cases = [
    {"column": name, "texts": texts, **encode(texts, parameters)}
    for name, texts in COLUMNS.items()
    for parameters in PARAMETERS
]
write("datetime_encoder", {"skrub": skrub.__version__, "pandas": pandas.__version__, "cases": cases})
