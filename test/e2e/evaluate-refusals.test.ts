import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { CHURN, DIABETES, refusal, write } from "./evaluate.ts";

describe("wrong usage is one line with exit code 2", () => {
  test.each([
    [["chrun", CHURN], 'there is no model "chrun"; did you mean churn?'],
    [["ridge"], "FILE is missing: mlsvc --evaluate MODEL FILE"],
    [
      ["logistic_regression", CHURN],
      '--label COLUMN is missing: which column is to be predicted? There are "customer_id", "tenure_months", "monthly_charges", "total_charges", "support_calls" and 10 more',
    ],
    [
      ["logistic_regression", CHURN, "--label", "churn"],
      '--label: there is no column "churn"; did you mean "churned"?',
    ],
    [["churn", CHURN, "--label", "region"], '--label "region": the model "churn" has the label "churned"'],
    [["kmeans", CHURN, "--label", "region"], '--label "region": the model "kmeans" learns without labels'],
    [["churn", CHURN, "--exclude", "region"], '--exclude "region": the model "churn" needs this column'],
    [
      ["ridge", DIABETES, "--label", "progression", "--exclude", "agee"],
      '--exclude: there is no column "agee"; did you mean "age"?',
    ],
    [
      ["ridge", DIABETES, "--label", "progression", "--parameters", "{alpha: 1}"],
      `--parameters is not JSON: "{alpha: 1}"; the shell takes double quotes away, and divides what is not quoted: put the JSON in single quotes, as in --parameters '{"C": 0.5}'`,
    ],
    [
      ["ridge", DIABETES, "--label", "progression", "--parameters", "{alpha:", "1}"],
      `--parameters is not JSON: "{alpha:"; the shell takes double quotes away, and divides what is not quoted: put the JSON in single quotes, as in --parameters '{"C": 0.5}'`,
    ],
    [
      ["ridge", DIABETES, "--label", "progression", "--parameters", "{'alpha': \"1\"}"],
      `--parameters is not JSON: "{'alpha': \\"1\\"}"; names and texts must be in double quotes, as in --parameters '{"C": 0.5}'`,
    ],
    [
      ["ridge", DIABETES, "--label", "progression", "--parameters", "[1]"],
      `--parameters must be a JSON object, such as '{"C": 0.5}'`,
    ],
    [
      ["ridge", DIABETES, "--label", "progression", "--parameters", '{"alpha": -1}'],
      "--parameters: parameters.alpha must be a finite number of at least 0; got -1",
    ],
    [
      ["ridge", DIABETES, "--label", "progression", "--cv", "1"],
      "--cv takes a number of folds from 2 to 1000, or none; got 1",
    ],
    [["ridge", DIABETES, "--label", "progression", "--cv", "five"], '--cv takes a whole number, got "five"'],
    [["ridge", DIABETES, "--label", "progression", "--tries", "5"], "--tries belongs to --search"],
    [["ridge", DIABETES, "--label", "progression", "--score", "r2"], "--score belongs to --search"],
    [
      ["ridge", DIABETES, "--label", "progression", "--search", '{"alpha": [1]}', "--cv", "none"],
      "--search needs --cv N, or a validation_fraction, and enough rows for it",
    ],
    [
      ["ridge", DIABETES, "--label", "progression", "--search", '{"alpha": [1]}', "--score", "r3"],
      '--score: there is no "r3" of this model on these rows; did you mean "r2"? There are r2, rmse, mae',
    ],
    [
      ["isolation_forest", DIABETES, "--search", '{"max_samples": [10]}'],
      "--search needs --score NAME: a model of this type has no metric to choose parameters by",
    ],
    [
      ["ridge", DIABETES, "--label", "progression", "--report", "/nowhere/report.html"],
      "--report /nowhere/report.html: cannot be written: ENOENT: no such file or directory, access '/nowhere'",
    ],
  ])("%p", async (words, message) => {
    expect(await refusal(...words)).toEqual([2, message]);
  });

  test("a label for a body, which has its own", async () => {
    const path = write("body.json", '{"features": [{"x": 1}], "labels": [{"y": 1}]}');
    expect(await refusal("ridge", path, "--label", "y")).toEqual([
      2,
      "--label: the file has labels of its own, as the body of a training",
    ]);
  });
});

describe("a file that cannot be learnt from is one line with exit code 1, which names the line of the file", () => {
  test.each([
    ["rows.csv", "x,y\n1,2\n3\n", [], "line 3: has 1 value, but the header has 2 columns"],
    ["rows.csv", "x,y\n", [], "the table must hold at least one row"],
    ["rows.csv", "x,y\n1,2\n\n3,\n", [], 'label "y" is null in line 4; every row needs its label'],
    [
      "rows.csv",
      "x,y\n1,2\n3,b\n",
      [],
      'label "y" holds text; a regressor needs numbers (use a classifier?)',
    ],
    [
      "rows.json",
      '[{"x": 1, "y": 2}, {"x": [3], "y": 4}]',
      [],
      "[1].x must be a number, a string, a boolean or null; a list must be a date such as [2024,5,17]",
    ],
    [
      "rows.ndjson",
      '{"x": 1, "y": 2}\n{"x": {}, "y": 4}',
      [],
      "line 2: x must be a number, a string, a boolean or null",
    ],
    [
      "body.json",
      '{"features": [{"x": 1}], "labels": [{"y": 1}], "parameters": []}',
      null,
      "parameters must be an object of name: value",
    ],
    [
      "body.json",
      '{"features": [{"x": 1}], "labels": [{"y": 1}], "parameters": {"alpa": 1}}',
      null,
      'parameters.alpa is not a parameter of this model; did you mean "alpha"? known: random_state, cv, validation_fraction, cv_groups, cv_time, sample_weight, alpha, fit_intercept, positive, solver, tol, max_iter, transform_label, feature_names, label_names, numeric_features, categorical_features, datetime_features, text_features, cardinality_threshold, min_frequency, max_categories, n_text_features',
    ],
    ["body.json", '{"features": [{"x": 1}]}', null, "labels is missing; it must be a list of rows"],
  ])("%s %p", async (name, contents, labels, message) => {
    const path = write(name, contents);
    const words = labels === null ? [] : ["--label", "y"];
    expect(await refusal("ridge", path, ...words)).toEqual([1, `${path}: ${message}`]);
  });

  test("or the column that is missing, with the nearest one", async () => {
    const path = write("rows.csv", readFileSync(CHURN, "utf8").replace("support_calls", "support_cals"));
    const message =
      'there is no column "support_calls", which the model "churn" needs; did you mean "support_cals"?';
    expect(await refusal("churn", path)).toEqual([1, `${path}: ${message}`]);
    expect(await refusal("churn", "/nowhere/rows.csv")).toEqual([
      1,
      "/nowhere/rows.csv: there is no such file",
    ]);
  });
});
