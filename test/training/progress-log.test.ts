import { expect, test } from "bun:test";
import type { Logger } from "../../src/logging/logger.ts";
import type { Claim } from "../../src/training/claim.ts";
import { UNOBSERVED } from "../../src/training/fit-worker.ts";
import { logProgress } from "../../src/training/progress-log.ts";
import { Run } from "../../src/training/run.ts";
import { TrainingFailure } from "../../src/training/training-failure.ts";
import { waitFor } from "../wait.ts";
import { FakeThread } from "./fake-thread.ts";

type Line = Record<string, unknown>;

function runningRun(): Run {
  const run = new Run({ runId: 5, modelName: "ridge", requestId: "request-5" });
  run.accept({ thread: new FakeThread(UNOBSERVED), claim: {} as Claim, rows: 7, acceptedAt: 1000 });
  run.startFit();
  return run;
}

/** A log that keeps its information lines. */
function keeping(lines: Line[]): Logger {
  return { info: (fields: Line, msg: string) => void lines.push({ ...fields, msg }) } as unknown as Logger;
}

test("a fit is logged again and again until the log is ended, with what is known of it", async () => {
  const lines: Line[] = [];
  const run = runningRun();
  const log = logProgress(run, keeping(lines), { first: 1, longest: 4 });
  await waitFor("a line", () => lines.length > 0);
  expect(lines[0]).toEqual({
    msg: "still training",
    run_id: 5,
    model: "ridge",
    request_id: "request-5",
    stage: "fit",
    elapsed_seconds: expect.any(Number),
  });
  run.reportIteration({ done: 3, maximum: 10, loss: 0.5 });
  const seen = lines.length;
  await waitFor("further lines", () => lines.length > seen + 2);
  expect(lines.at(-1)).toMatchObject({ iteration: 3, max_iterations: 10, loss: 0.5 });
  log.end();
  const ended = lines.length;
  await Bun.sleep(20);
  expect(lines.length).toBe(ended);
});

test("a run whose end is being stored is not logged as still training", async () => {
  const lines: Line[] = [];
  const run = runningRun();
  run.store({ failure: new TrainingFailure("cancelled", "the training was cancelled") });
  const log = logProgress(run, keeping(lines), { first: 1, longest: 1 });
  await Bun.sleep(20);
  log.end();
  expect(lines).toEqual([]);
});
