import { describe, expect, test } from "bun:test";
import type { Claim } from "../../src/training/claim.ts";
import { FitProgress } from "../../src/training/fit-progress.ts";
import { UNOBSERVED } from "../../src/training/fit-worker.ts";
import type { Outcome } from "../../src/training/outcomes.ts";
import { type Accepted, Run, type RunState } from "../../src/training/run.ts";
import { TrainingFailure } from "../../src/training/training-failure.ts";
import { runningStatus } from "../../src/training/training-status.ts";
import { FakeThread } from "./fake-thread.ts";

const ACCEPTED: Accepted = {
  thread: new FakeThread(UNOBSERVED),
  claim: {} as Claim,
  rows: 7,
  acceptedAt: 1000,
};
const ENDING = { failure: new TrainingFailure("cancelled", "the training was cancelled") };
const OUTCOME: Outcome = {
  model_name: "ridge",
  model_run_id: 5,
  run_status: "FAILED",
  error_type: "cancelled",
  error_message: "the training was cancelled",
  elapsed_seconds: 1,
};

const newRun = () => new Run({ runId: 5, modelName: "ridge", requestId: "request-5" });

type Arrow = "refuse" | "accept" | "startFit" | "store" | "end";
const ARROWS: Record<Arrow, (run: Run) => void> = {
  refuse: (run) => run.refuse(),
  accept: (run) => run.accept(ACCEPTED),
  startFit: (run) => run.startFit(),
  store: (run) => run.store(ENDING),
  end: (run) => run.end(OUTCOME),
};

/** Returns a new run after these transitions. */
function runAfter(...path: readonly Arrow[]): Run {
  const run = newRun();
  for (const arrow of path) ARROWS[arrow](run);
  return run;
}

/** For each state, a path of transitions to it, and the target of each legal transition from there. */
const STATES: Record<RunState["name"], { path: Arrow[]; legal: Partial<Record<Arrow, RunState["name"]>> }> = {
  accepting: { path: [], legal: { refuse: "refused", accept: "waiting" } },
  refused: { path: ["refuse"], legal: {} },
  waiting: { path: ["accept"], legal: { startFit: "fitting", store: "storing" } },
  fitting: { path: ["accept", "startFit"], legal: { store: "storing" } },
  storing: { path: ["accept", "startFit", "store"], legal: { end: "ended" } },
  ended: { path: ["accept", "startFit", "store", "end"], legal: {} },
};

describe.each(Object.entries(STATES))("a run that is %s", (name, { path, legal }) => {
  test.each(Object.keys(ARROWS) as Arrow[])("%s", (arrow) => {
    const run = runAfter(...path);
    expect(run.state.name).toBe(name as RunState["name"]);
    const next = legal[arrow];
    if (next === undefined) {
      expect(() => ARROWS[arrow](run)).toThrow(`run 5 is ${name}, not `);
      expect(run.state.name).toBe(name as RunState["name"]);
    } else {
      ARROWS[arrow](run);
      expect(run.state.name).toBe(next);
    }
  });
});

test("each state holds what it needs, and no more", () => {
  const run = newRun();
  expect(run.state).toEqual({ name: "accepting" });
  run.accept(ACCEPTED);
  expect(run.state).toEqual({ name: "waiting", ...ACCEPTED });
  run.startFit();
  const fit = expect.any(FitProgress);
  expect(run.state).toEqual({ name: "fitting", ...ACCEPTED, fit });
  run.store(ENDING);
  expect(run.state).toEqual({ name: "storing", ...ACCEPTED, fit, ending: ENDING });
  run.end(OUTCOME);
  expect(run.state).toEqual({ name: "ended", outcome: OUTCOME });
  expect(runAfter("accept", "store").state).toEqual({
    name: "storing",
    ...ACCEPTED,
    fit: null,
    ending: ENDING,
  });
});

test("a run keeps its place, waiting or in training, until its end is stored", () => {
  const places = (...path: Arrow[]) => {
    const { isQueued, isTraining } = runAfter(...path);
    return [isQueued, isTraining];
  };
  expect(places()).toEqual([false, false]);
  expect(places("accept")).toEqual([true, false]);
  expect(places("accept", "store")).toEqual([true, false]);
  expect(places("accept", "startFit")).toEqual([false, true]);
  expect(places("accept", "startFit", "store")).toEqual([false, true]);
  expect(places("accept", "startFit", "store", "end")).toEqual([false, false]);
});

test("`left` resolves when the run is refused or has ended, and not before", async () => {
  const hasLeft = async (...path: Arrow[]) => {
    const { left } = runAfter(...path);
    return Promise.race([left.then(() => true), Promise.resolve(false).then((no) => no)]);
  };
  expect(await hasLeft("accept", "startFit", "store")).toBe(false);
  expect(await hasLeft("refuse")).toBe(true);
  expect(await hasLeft("accept", "startFit", "store", "end")).toBe(true);
});

describe("the progress of a run", () => {
  test("is available from the start of its fit until its end", () => {
    const run = runAfter("accept");
    run.reportIteration({ done: 1, maximum: 10, loss: null });
    expect(runningStatus(run)).toBeUndefined();
    run.startFit();
    expect(runningStatus(run)).toMatchObject({ iteration: null, estimated_remaining_seconds: null });
    run.reportIteration({ done: 0, maximum: 10, loss: null });
    expect(runningStatus(run)).toMatchObject({ iteration: 0, estimated_remaining_seconds: null });
    run.reportIteration({ done: 4, maximum: 10, loss: null });
    expect(runningStatus(run)).toMatchObject({
      state: "running",
      model_name: "ridge",
      model_run_id: 5,
      iteration: 4,
      max_iterations: 10,
    });
    run.store(ENDING);
    run.reportIteration({ done: 9, maximum: 10, loss: null });
    expect(runningStatus(run)).toMatchObject({ state: "running", iteration: 4 });
    run.end(OUTCOME);
    expect(runningStatus(run)).toBeUndefined();
  });

  test("does not exist for a run that ends before its turn", () => {
    expect(runningStatus(runAfter("accept", "store"))).toBeUndefined();
  });
});
