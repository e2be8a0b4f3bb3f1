"""HashingVectorizer on texts in several languages. Usage: python hashing_vectorizer.py; writes ../figures/hashing_vectorizer.json."""

import sklearn
from made_up import write
from sklearn.feature_extraction.text import HashingVectorizer

TEXTS = [
    "The parcel arrived late, and the box was damaged.",
    "the parcel the parcel THE PARCEL",
    "a",
    "",
    "  spaces \t\t and\nlines\r\n\x1cend \u00a0\u3000wide\ufeffmark\x85next ",
    "Größe XL paßt nicht; bitte um Rückruf unter 0221/4711-0",
    "élève à l'école, cafe\u0301, I\u0307stanbul, \u0130STANBUL, ΣΊΣΥΦΟΣ",
    "注文した商品がまだ届いていません。 Bestellung 12",
    "हिन्दी में एक वाक्य",
    "emoji 😀😀 family 👩‍👩‍👧 end",
    "under_score x² ½ Ⅷ ª 1st 2nd a1 ab",
    "no no no no not not nothing",
    "x" * 70,
]
CASES = [
    {},
    {"n_features": 64},
    {"n_features": 100, "ngram_range": [1, 3]},
    {"n_features": 64, "ngram_range": [2, 2], "alternate_sign": False},
    {"n_features": 16, "binary": True, "ngram_range": [1, 2]},
    {"n_features": 16, "binary": True, "norm": None, "analyzer": "char", "ngram_range": [1, 2]},
    {"n_features": 128, "norm": "l1", "stop_words": ["the", "and"], "ngram_range": [1, 2]},
    {"n_features": 64, "analyzer": "char", "ngram_range": [2, 4], "lowercase": False},
    {"n_features": 64, "analyzer": "char_wb", "ngram_range": [3, 4]},
    {"n_features": 255, "analyzer": "char_wb", "ngram_range": [1, 6], "norm": None},
    {"n_features": 64, "strip_accents": "ascii"},
    {"n_features": 64, "strip_accents": "ascii", "analyzer": "char_wb", "ngram_range": [2, 3]},
]

cases = []
for params in CASES:
    given = {"n_features": 256, **params}
    if "ngram_range" in given:
        given["ngram_range"] = tuple(given["ngram_range"])
    rows = HashingVectorizer(**given).transform(TEXTS).toarray()
    # Only what is not 0: [row, column, value].
    entries = [[int(i), int(j), float(rows[i, j])] for i, j in zip(*rows.nonzero())]
    cases.append({"params": params, "shape": list(rows.shape), "entries": entries})
write("hashing_vectorizer", {"scikit-learn": sklearn.__version__, "texts": TEXTS, "cases": cases})
