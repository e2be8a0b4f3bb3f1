"""Encoders that group infrequent categories. Usage: python infrequent_categories.py; writes ../figures/infrequent_categories.json."""

import numpy
import sklearn
from made_up import category_table, write
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

TABLE = {"seed": 41, "rows": 500, "categories": [90, 12]}
OTHER = {"seed": 6, "rows": 60, "categories": [110, 14]}
GROUPINGS = [
    {"min_frequency": 8},
    {"min_frequency": 0.03},
    {"max_categories": 6},
    {"min_frequency": 4, "max_categories": 20},
    {"min_frequency": 1000},
]


def with_nan(table):
    """OrdinalEncoder takes only NaN, not None, as a missing value that no category may be grouped with."""
    return numpy.where(table == None, numpy.nan, table)  # noqa: E711


X, _ = category_table(**TABLE)
other, _ = category_table(**OTHER)
cases = []
for grouping in GROUPINGS:
    for handle_unknown in ["ignore", "infrequent_if_exist"]:
        encoder = OneHotEncoder(handle_unknown=handle_unknown, **grouping).fit(X)
        rows = encoder.transform(other).toarray()
        cases.append(
            {
                "encoder": "OneHotEncoder",
                "params": {"handle_unknown": handle_unknown, **grouping},
                "names": encoder.get_feature_names_out(["a", "b"]).tolist(),
                # The columns that are 1 in each row.
                "ones": [numpy.flatnonzero(row).tolist() for row in rows],
            }
        )
    params = {"handle_unknown": "use_encoded_value", "unknown_value": -1, "encoded_missing_value": -2, **grouping}
    encoder = OrdinalEncoder(**params).fit(with_nan(X))
    cases.append({"encoder": "OrdinalEncoder", "params": params, "rows": encoder.transform(with_nan(other)).tolist()})
write("infrequent_categories", {"scikit-learn": sklearn.__version__, "table": TABLE, "other": OTHER, "cases": cases})
