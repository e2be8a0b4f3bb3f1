import { describe, expect, test } from "bun:test";
import type { Failure } from "../../src/errors.ts";
import { QueryReader, readQuery } from "../../src/http/query.ts";
import { getModels } from "../../src/http/routes/models.ts";
import { predictQuery } from "../../src/http/routes/predict.ts";
import { runQuery } from "../../src/http/routes/schemas.ts";
import { trainQuery } from "../../src/http/routes/train.ts";

const URL = "http://127.0.0.1/api/train?";

function refusalOf(read: () => unknown): Pick<Failure, "kind" | "message" | "issues"> {
  try {
    read();
  } catch (error) {
    return error as Failure;
  }
  throw new Error("it was taken");
}

describe("the id of a run", () => {
  const runId = (text: string) => readQuery(`${URL}model_run_id=${text}`, runQuery).model_run_id;

  test("is a whole number from 1 to 2^53 - 1", () => {
    expect(["1", "0042", "2147483648", "9007199254740991"].map(runId)).toEqual([
      1, 42, 2147483648, 9007199254740991,
    ]);
  });

  test("is refused otherwise, with the range", () => {
    const range = "must be a whole number from 1 to 9007199254740991";
    for (const text of [
      "",
      "0",
      "-1",
      "%2B1",
      "1.5",
      "1e3",
      "0x1",
      "%201",
      "abc",
      "9007199254740992",
      "9".repeat(17),
    ]) {
      expect(refusalOf(() => runId(text))).toMatchObject({
        kind: "invalid",
        issues: [{ path: "model_run_id", message: range }],
      });
    }
  });
});

describe("a query", () => {
  test("is refused with the names of all missing parameters", () => {
    expect(refusalOf(() => readQuery(URL, trainQuery))).toMatchObject({
      kind: "invalid",
      message: "query parameter model_name is missing; query parameter model_run_id is missing",
      issues: [
        { path: "model_name", message: "is missing" },
        { path: "model_run_id", message: "is missing" },
      ],
    });
  });

  test("is refused if a parameter is given twice or the name of the model is empty", () => {
    expect(refusalOf(() => readQuery(`${URL}model_run_id=1&model_run_id=1`, runQuery)).message).toBe(
      "query parameter model_run_id is given twice",
    );
    expect(refusalOf(() => readQuery(`${URL}model_name=&model_run_id=1`, trainQuery)).message).toBe(
      "query parameter model_name must not be empty",
    );
  });

  test("is refused with the names of all unknown parameters, each with the nearest known one", () => {
    expect(
      refusalOf(() => readQuery(`${URL}model_run_id=1&intervall=0.9&probabilites=true`, predictQuery)),
    ).toMatchObject({
      kind: "invalid",
      message:
        "query parameter intervall is unknown; did you mean interval?; query parameter probabilites is unknown; did you mean probabilities?",
      issues: [
        { path: "intervall", message: "is unknown; did you mean interval?" },
        { path: "probabilites", message: "is unknown; did you mean probabilities?" },
      ],
    });
    expect(refusalOf(() => readQuery(`${URL}model_runid=1`, runQuery)).message).toBe(
      "query parameter model_runid is unknown; did you mean model_run_id?; query parameter model_run_id is missing",
    );
    expect(refusalOf(() => readQuery(`${URL}model_run_id=1&verbose=1`, runQuery)).message).toBe(
      "query parameter verbose is unknown; known: model_run_id",
    );
    expect(refusalOf(() => readQuery(`${URL}page=1`, getModels.query!)).message).toBe(
      "query parameter page is unknown; this route has none",
    );
  });

  test("is refused for names that every object has, and for many or long names, of which few are repeated", () => {
    for (const name of ["__proto__", "constructor", "toString"]) {
      expect(refusalOf(() => readQuery(`${URL}model_run_id=1&${name}=1`, runQuery)).issues).toEqual([
        { path: name, message: "is unknown; known: model_run_id" },
      ]);
    }
    const many = Array.from({ length: 1000 }, (_, i) => `${"x".repeat(100)}${i}=1`).join("&");
    const { message, issues } = refusalOf(() => readQuery(`${URL}model_run_id=1&${many}`, runQuery));
    expect(issues).toHaveLength(20);
    expect(message.length).toBeLessThan(20 * 150);
  });

  test("has flags that are false by default, and only true or false", () => {
    const flags = (text: string) => {
      const { probabilities, scores } = readQuery(`${URL}model_run_id=1${text}`, predictQuery);
      return [probabilities, scores];
    };
    expect(flags("")).toEqual([false, false]);
    expect(flags("&probabilities=true&scores=false")).toEqual([true, false]);
    expect(flags("&scores=true")).toEqual([false, true]);
    for (const value of ["1", "TRUE", "yes", ""]) {
      expect(refusalOf(() => flags(`&scores=${value}`)).message).toBe(
        "query parameter scores must be true or false",
      );
    }
  });
});

describe("the level of intervals", () => {
  const level = (text: string) => readQuery(`${URL}model_run_id=1${text}`, predictQuery).interval;

  test("is a number between 0 and 1, however it is written, and may be left out", () => {
    expect(
      ["0.9", ".5", "5e-1", "0.999999", "1e-300", "9.5E-01"].map((text) => level(`&interval=${text}`)),
    ).toEqual([0.9, 0.5, 0.5, 0.999999, 1e-300, 0.95]);
    expect(level("")).toBeUndefined();
  });

  test("is refused otherwise, with the range", () => {
    for (const text of [
      "",
      "0",
      "1",
      "0.0",
      "1.0",
      "90",
      "-0.5",
      "%2B0.5",
      "0.9%20",
      "90%25",
      "0,9",
      "NaN",
      "true",
      "1e-400",
    ]) {
      expect(refusalOf(() => level(`&interval=${text}`))).toMatchObject({
        kind: "invalid",
        issues: [{ path: "interval", message: "must be a number between 0 and 1, such as 0.9" }],
      });
    }
  });
});

describe("a reader of queries", () => {
  test("returns the same for the same URL again, and refuses it again", () => {
    const reader = new QueryReader(predictQuery);
    for (const query of [
      "model_run_id=7",
      "scores=true&model_run_id=7",
      "model_run_id=8&probabilities=true",
    ]) {
      for (let time = 0; time < 2; time++)
        expect(reader.read(URL + query)).toEqual(readQuery(URL + query, predictQuery));
    }
    for (let time = 0; time < 2; time++)
      expect(refusalOf(() => reader.read(`${URL}model_run_id=0`)).kind).toBe("invalid");
  });

  test("reads any number of different queries", () => {
    const reader = new QueryReader(runQuery);
    for (let id = 1; id <= 2000; id++) expect(reader.read(`${URL}model_run_id=${id}`).model_run_id).toBe(id);
    // Longer than the URLs that are remembered.
    const long = `http://127.0.0.1/${"x".repeat(1000)}?model_run_id=7`;
    expect(reader.read(long)).toEqual({ model_run_id: 7 });
  });
});
