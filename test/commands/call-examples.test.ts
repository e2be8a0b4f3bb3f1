import { expect, test } from "bun:test";
import { curlCall, javaCall } from "../../src/commands/evaluate/call-examples.ts";
import { REGISTRY } from "../../src/models/registry.ts";

const model = (name: string) => REGISTRY.get(name)!.model;
const java = (name: string, parameters: Record<string, unknown>) =>
  javaCall(model(name), parameters).replace(
    /^mlsvc\.train\(.*?, runId, Training\.ofRows\((.*), features, labels\)\);$/,
    "$1",
  );

test("the call for a shell keeps its quotes", () => {
  expect(curlCall(model("ridge"), { solver: "it's" })).toBe(
    `curl -X POST 'http://127.0.0.1:5000/api/train?model_name=ridge&model_run_id=RUN_ID' \\\n  -H 'Content-Type: application/json' -d '{"parameters": {"solver":"it'\\''s"}, "features": […], "labels": […]}'`,
  );
});

test("the call in Java writes every kind of value, and leaves out nulls that are the default", () => {
  const parameters = { hidden_layer_sizes: [50, 20], alpha: 0.1, early_stopping: true, solver: "adam" };
  expect(java("mlp_classifier", parameters)).toBe(
    'Map.of("hidden_layer_sizes", List.of(50, 20), "alpha", 0.1, "early_stopping", true, "solver", "adam")',
  );
  expect(java("logistic_regression", { C: 1, class_weight: null })).toBe('Map.of("C", 1)');
  expect(java("logistic_regression", { class_weight: { yes: 2, no: 1 } })).toBe(
    'Map.of("class_weight", Map.of("yes", 2, "no", 1))',
  );
  expect(java("random_forest_classifier", { max_features: null })).toBe(
    'new HashMap<>() {{ put("max_features", null); }}',
  );
  const many = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`p${i}`, i]));
  expect(java("ridge", many)).toStartWith('Map.ofEntries(Map.entry("p0", 0), Map.entry("p1", 1)');
});
