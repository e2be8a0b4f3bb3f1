import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AnyColumns } from "../src/models/any-columns.ts";
import { REGISTRY } from "../src/models/registry.ts";
import { readGolden } from "./learn/golden/cases.ts";

/** Names and defaults of scikit-learn's parameters, by the model with the same estimator. */
const RECORDED = readGolden("parameters.json") as Record<string, Record<string, unknown>>;

const page = readFileSync(join(import.meta.dir, "..", "docs", "coming-from-scikit-learn.md"), "utf8");
const leftOut = page.slice(
  page.indexOf("<!-- parameters left out"),
  page.indexOf("<!-- end of parameters left out -->"),
);

/** Defaults that are written differently here and have the same meaning. */
const WRITTEN_OTHERWISE: Readonly<Record<string, unknown>> = {
  // scikit-learn has deprecated the parameter; its default means l2.
  "logistic_regression.penalty": "l2",
  // Likewise; its default means the squared error, which this is an older name of.
  "gradient_boosting_classifier.criterion": "friedman_mse",
  "gradient_boosting_regressor.criterion": "friedman_mse",
  "random_forest_regressor.max_features": "1.0",
  "extra_trees_regressor.max_features": "1.0",
  "isolation_forest.max_features": "1.0",
  // Columns are chosen by their type: `from_dtype`.
  "hist_gradient_boosting_classifier.categorical_features": null,
  "hist_gradient_boosting_regressor.categorical_features": null,
};

describe("every parameter of scikit-learn exists in the model, with the same default, or is listed in docs/coming-from-scikit-learn.md", () => {
  for (const [name, recorded] of Object.entries(RECORDED)) {
    test(name, () => {
      const defaults = REGISTRY.get(name)!.model.getDefaultParameters() as Record<string, unknown>;
      for (const [parameter, value] of Object.entries(recorded)) {
        if (parameter === "random_state") continue;
        if (!(parameter in defaults)) {
          expect(leftOut).toContain(`\`${parameter}\``);
          continue;
        }
        const key = `${name}.${parameter}`;
        const expected = key in WRITTEN_OTHERWISE ? WRITTEN_OTHERWISE[key] : value;
        expect([parameter, defaults[parameter]]).toEqual([parameter, expected]);
      }
    });
  }
});

test("no model has a parameter that its scikit-learn estimator lacks, except those for columns", () => {
  const ours = Object.keys(AnyColumns.parameters);
  for (const [name, recorded] of Object.entries(RECORDED)) {
    const defaults = REGISTRY.get(name)!.model.getDefaultParameters() as object;
    const further = Object.keys(defaults).filter((key) => !(key in recorded) && !ours.includes(key));
    expect([name, further]).toEqual([name, []]);
  }
});
