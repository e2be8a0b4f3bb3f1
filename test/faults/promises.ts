import { expect } from "bun:test";
import type { TestDatabase } from "../database.ts";
import type { ServiceProcess } from "../service-process.ts";
import type { Training } from "./trainings.ts";

/** A run that a service accepted, and its training. */
export interface AcceptedRun {
  readonly id: number;
  readonly training: Training;
}

/** Creates the row of a run as Spring Boot does, posts the run, and expects it to be accepted. */
export async function accept(
  database: TestDatabase,
  service: ServiceProcess,
  training: Training,
): Promise<AcceptedRun> {
  const id = await database.createRun(training.model);
  const answer = await service.train(training.model, id, training.body);
  expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
  return { id, training };
}

/** Predicts rows of a run's training. Returns the status of the answer. */
export async function predictStatus(service: ServiceProcess, { id, training }: AcceptedRun): Promise<number> {
  const answer = await service.post(`/api/predict?model_run_id=${id}`, { features: training.rows });
  await answer.text();
  return answer.status;
}

/**
 * Expects what is promised for an accepted run after its service was ended and another one started: SUCCESS with metrics and
 * a result that predicts, or FAILED with a reason. Returns which of them it is.
 */
export async function expectEnded(
  database: TestDatabase,
  service: ServiceProcess,
  run: AcceptedRun,
): Promise<"SUCCESS" | "FAILED"> {
  const status = await database.status(run.id);
  const metrics = await database.metrics(run.id);
  if (status === "SUCCESS") {
    expect(Number(metrics.n_rows)).toBe(run.training.body.features.length);
    expect(metrics.error_type).toBeUndefined();
    expect(await predictStatus(service, run)).toBe(200);
    return status;
  }
  expect({ run: run.id, status, metrics }).toMatchObject({
    status: "FAILED",
    metrics: { error_type: expect.any(String), error_message: expect.any(String) },
  });
  return "FAILED";
}
