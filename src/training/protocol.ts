import * as v from "valibot";
import type { WireLimits } from "../ingest/plain-reader.ts";

/** Main thread → worker: the body of a training of that model begins. */
export interface BeginMessage {
  readonly type: "begin";
  readonly modelName: string;
  readonly limits: WireLimits;
  /** How long the body is said to be, in bytes; 0 where that is not known. */
  readonly expectedBytes: number;
}

/** Main thread → worker: the next bytes of the body. Their buffers are handed over, not copied. */
export interface ChunksMessage {
  readonly type: "chunks";
  readonly chunks: readonly Uint8Array<ArrayBuffer>[];
}

/** Main thread → worker: the body is complete; check it, and get ready to fit. */
export interface PrepareMessage {
  readonly type: "prepare";
}

/** Main thread → worker: fit what was prepared. */
export interface FitMessage {
  readonly type: "fit";
  /** ISO 8601; goes into the provenance. */
  readonly time: string;
  /** How many threads may work on the fit, this one included. */
  readonly threads: number;
  /** Where the program of the others is: only the main thread's part of the executable can tell. */
  readonly helperUrl: string;
}

/** Main thread → worker: let go of what the latest run left. */
export interface RestMessage {
  readonly type: "rest";
}

const issues = v.array(v.object({ path: v.string(), message: v.string() }));

/** What the main thread sends. */
export type OrderMessage = BeginMessage | ChunksMessage | PrepareMessage | FitMessage | RestMessage;

/** Worker → main thread. Checked on arrival: a model is somebody else's code, and may send anything. */
export const workerMessageSchema = v.variant("type", [
  /** So many bytes of the body were read, and their memory is free. */
  v.object({ type: v.literal("consumed"), bytes: v.number() }),
  v.object({ type: v.literal("prepared"), rows: v.number(), columns: v.number() }),
  v.object({ type: v.literal("rejected"), message: v.string(), issues }),
  v.object({ type: v.literal("progress"), done: v.number(), maximum: v.number() }),
  v.object({ type: v.literal("warning"), message: v.string() }),
  v.object({ type: v.literal("rested"), bytes: v.number() }),
  v.object({
    type: v.literal("fitted"),
    bytes: v.instance(ArrayBuffer),
    metrics: v.array(v.tuple([v.string(), v.string()])),
    /** Whether the model started work that may outlive its run. */
    hasLaterWork: v.boolean(),
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
