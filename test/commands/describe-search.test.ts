import { expect, test } from "bun:test";
import { describeSearch } from "../../src/commands/evaluate/describe-search.ts";
import type { Terminal } from "../../src/commands/terminal/terminal.ts";
import { REGISTRY } from "../../src/models/registry.ts";
import type { SearchResults } from "../../src/offline/search-parameters.ts";

const PLAIN: Terminal = {
  isInteractive: false,
  width: Number.POSITIVE_INFINITY,
  style: (_, text) => text,
};

test("the calls have the parameters that all combinations have, as they are written, and the best of the search", () => {
  const search: SearchResults = {
    score: "r2",
    greater_is_better: true,
    is_cv: true,
    cv_results: [
      {
        params: { max_depth: 3 },
        metrics: {},
        mean_test_score: 0.5,
        std_test_score: 0.1,
        mean_fit_time: 0.01,
        error: null,
        rank_test_score: 1,
      },
    ],
    best_index: 0,
    warnings: [],
  };
  const given = '{"sample_weight": "w", "cv_time": null, "max_features": 1.0, "max_depth": 9}';
  const text = describeSearch(REGISTRY.get("random_forest_regressor")!.model, search, given, PLAIN);
  expect(text).toContain('\nBest parameters: {"max_depth":3}\n');
  expect(text).toContain(
    '-d \'{"parameters": {"sample_weight":"w","cv_time":null,"max_features":1.0,"max_depth":3}, ',
  );
  expect(text).toContain('Map.of("sample_weight", "w", "max_features", 1.0, "max_depth", 3)');
});
