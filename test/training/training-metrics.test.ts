import { afterEach, expect, test } from "bun:test";
import type { Outcome } from "../../src/training/outcomes.ts";
import { TrainingMetrics } from "../../src/training/training-metrics.ts";
import { closeBeds, createBed } from "./queue-bed.ts";

afterEach(closeBeds);

const ended = (outcome: Partial<Outcome>): Outcome => ({
  model_name: "ridge",
  model_run_id: 1,
  run_status: "FAILED",
  error_type: null,
  error_message: null,
  elapsed_seconds: 2,
  ...outcome,
});

test("runs are counted by model and outcome, and the names of exceptions of models count as one", () => {
  const metrics = new TrainingMetrics();
  metrics.count(ended({ run_status: "SUCCESS" }), true);
  metrics.count(ended({ run_status: "SUCCESS", model_name: "lasso" }), true);
  metrics.count(ended({ error_type: "cancelled", elapsed_seconds: 7000 }), false);
  metrics.count(ended({ error_type: "ValueError" }), true);
  metrics.count(ended({ error_type: "MyError1" }), true);
  metrics.count(ended({ error_type: "MyError2" }), true);
  metrics.count(ended({ run_status: null }), true);
  const [runs, seconds] = metrics.metrics;
  expect(runs!.samples().map(({ labels, value }) => [...Object.values(labels), value])).toEqual([
    ["ridge", "success", 1],
    ["lasso", "success", 1],
    ["ridge", "cancelled", 1],
    ["ridge", "ValueError", 1],
    ["ridge", "other", 2],
    ["ridge", "not_stored", 1],
  ]);
  // A run that was cancelled while it waited had no duration.
  const sums = seconds!.samples().filter(({ suffix }) => suffix === "_sum");
  expect(sums.map(({ labels, value }) => [labels.model, value])).toEqual([
    ["ridge", 10],
    ["lasso", 2],
  ]);
});

test("the queue tells whether the fit of a run had begun", async () => {
  const bed = await createBed();
  const [first, second] = [await bed.accept(), await bed.accept()];
  await bed.untilFitting(first);
  await bed.queue.cancel(second);
  (await bed.untilFitting(first)).succeed();
  await bed.untilEnded(first);
  expect(bed.outcomes.map(({ model_run_id }) => model_run_id)).toEqual([second, first]);
  expect(bed.begun).toEqual([first]);
});
