import type { TestDatabase } from "../../database.ts";
import { type HttpConnection, type RequestBytes, requestBytes } from "../http-connection.ts";

/** The times of a run, in milliseconds since the start of its request. */
export interface RunTimes {
  readonly runId: number;
  readonly acceptedMs: number;
  /** The time at which a query of the database returned SUCCESS; one is sent every millisecond. */
  readonly successMs: number;
}

/** The time limit of a training. */
const DEADLINE_MS = 300_000;

/** Inserts a run of the model and returns the request that trains it. */
export async function newRun(
  database: TestDatabase,
  model: string,
  body: Uint8Array,
): Promise<{ runId: number; request: RequestBytes }> {
  const runId = await database.createRun(model);
  return { runId, request: requestBytes(trainPath(model, runId), body) };
}

/** Returns the path of the call that trains a run. */
export function trainPath(model: string, runId: number): string {
  return `/api/train?model_name=${model}&model_run_id=${runId}`;
}

/** Trains a model by one call and waits for SUCCESS. Throws if the call is refused or the run fails. */
export async function trainRun(
  connection: HttpConnection,
  database: TestDatabase,
  model: string,
  body: Uint8Array,
): Promise<RunTimes> {
  const { runId, request } = await newRun(database, model, body);
  const started = performance.now();
  const { status, body: text } = await connection.send(request);
  const acceptedMs = performance.now() - started;
  if (status !== 200) throw new Error(`training ${model} was answered ${status}: ${text}`);
  await untilSuccess(database, runId);
  return { runId, acceptedMs, successMs: performance.now() - started };
}

/** Waits until the run has succeeded, with a query every millisecond. Throws if it failed. */
export async function untilSuccess(database: TestDatabase, runId: number): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (performance.now() < deadline) {
    const status = await database.status(runId);
    if (status === "SUCCESS") return;
    if (status === "FAILED") {
      throw new Error(`run ${runId} failed: ${JSON.stringify(await database.metrics(runId))}`);
    }
    await Bun.sleep(1);
  }
  throw new Error(`run ${runId} did not end within ${DEADLINE_MS / 1000} s`);
}
