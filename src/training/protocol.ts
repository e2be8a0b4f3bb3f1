import * as v from "valibot";
import type { WireLimits } from "../wire.ts";

/** Main thread → worker: parse and check this body for that model. The bytes are handed over, not copied. */
export interface PrepareMessage {
  readonly type: "prepare";
  readonly body: ArrayBuffer;
  readonly modelName: string;
  readonly limits: WireLimits;
}

/** Main thread → worker: fit what was prepared. */
export interface FitMessage {
  readonly type: "fit";
  /** ISO 8601; goes into the provenance. */
  readonly time: string;
  /** How many threads may work on the fit, this one included. */
  readonly threads: number;
}

/** Main thread → worker: let go of what the latest run left. */
export interface RestMessage {
  readonly type: "rest";
}

const issues = v.array(v.object({ path: v.string(), message: v.string() }));

/** Worker → main thread. Checked on arrival: a model is somebody else's code, and may send anything. */
export const workerMessageSchema = v.variant("type", [
  v.object({ type: v.literal("prepared"), rows: v.number(), columns: v.number() }),
  v.object({ type: v.literal("rejected"), message: v.string(), issues }),
  v.object({ type: v.literal("progress"), done: v.number(), maximum: v.number() }),
  v.object({ type: v.literal("warning"), message: v.string() }),
  v.object({ type: v.literal("rested"), bytes: v.number() }),
  v.object({
    type: v.literal("fitted"),
    bytes: v.instance(ArrayBuffer),
    metrics: v.array(v.tuple([v.string(), v.string()])),
  }),
  v.object({
    type: v.literal("failed"),
    errorType: v.string(),
    message: v.string(),
    stack: v.string(),
    /** The model's file, and the line in it where the stack passes through it. */
    origin: v.string(),
  }),
]);

export type WorkerMessage = v.InferOutput<typeof workerMessageSchema>;
