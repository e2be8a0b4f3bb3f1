import { expect, test } from "bun:test";
import { type Outcome, Outcomes } from "../../src/training/outcomes.ts";

const outcome = (runId: number, status: Outcome["run_status"] = "SUCCESS"): Outcome => ({
  model_name: "ridge",
  model_run_id: runId,
  run_status: status,
  error_type: null,
  error_message: null,
  elapsed_seconds: 1,
});

test("the latest outcomes are remembered, and the oldest is forgotten first", () => {
  const outcomes = new Outcomes(3);
  for (const runId of [1, 2, 3]) outcomes.remember(outcome(runId));
  expect([1, 2, 3].map((runId) => outcomes.get(runId)?.model_run_id)).toEqual([1, 2, 3]);
  outcomes.remember(outcome(4));
  expect([1, 2, 3, 4].map((runId) => outcomes.get(runId)?.model_run_id)).toEqual([undefined, 2, 3, 4]);
});

test("a run that ended again has its latest outcome, and is forgotten last", () => {
  const outcomes = new Outcomes(2);
  outcomes.remember(outcome(1, "FAILED"));
  outcomes.remember(outcome(2));
  outcomes.remember(outcome(1));
  outcomes.remember(outcome(3));
  expect(outcomes.get(1)?.run_status).toBe("SUCCESS");
  expect(outcomes.get(2)).toBeUndefined();
});

test("a thousand are remembered by default", () => {
  const outcomes = new Outcomes();
  for (let runId = 1; runId <= 1001; runId++) outcomes.remember(outcome(runId));
  expect([outcomes.get(1), outcomes.get(2)?.model_run_id]).toEqual([undefined, 2]);
});
