import * as v from "valibot";
import type { WireLimits } from "../ingest/sent-body.ts";
import type { SentColumns } from "../ingest/sent-columns.ts";

/** Main thread → worker: the body of a training of this model begins. */
export interface BeginMessage {
  readonly type: "begin";
  readonly modelName: string;
  readonly limits: WireLimits;
  /** The announced length of the body in bytes; 0 when it is not known. */
  readonly expectedBytes: number;
}

/** Main thread → worker: the next bytes of the body. Their buffers are transferred, not copied. */
export interface ChunksMessage {
  readonly type: "chunks";
  readonly chunks: readonly Uint8Array<ArrayBuffer>[];
}

/** Main thread → worker: the rows of the following trainings of this model, in place of a body. */
export interface ColumnsMessage {
  readonly type: "columns";
  readonly modelName: string;
  readonly limits: WireLimits;
  readonly columns: SentColumns;
}

/** Main thread → worker: the body is complete; check it and prepare the fit. */
export interface PrepareMessage {
  readonly type: "prepare";
  /** The JSON of the parameters, for columns, which come without; else undefined. */
  readonly parametersText: string | undefined;
  /** Whether the report of the run will be stored with the pipeline. */
  readonly storesReport: boolean;
}

/** Main thread → worker: fit what was prepared. */
export interface FitMessage {
  readonly type: "fit";
  /** ISO 8601; goes into the provenance. */
  readonly time: string;
  /** The most threads that may work on the fit, this one included. */
  readonly threads: number;
  /** The URL of the other threads' program, which only code of the main thread can determine in an executable. */
  readonly helperUrl: string;
}

/** Main thread → worker: measure the model on the columns by its `cv` and `validation_fraction`, without a pipeline to keep. */
export interface MeasureMessage {
  readonly type: "measure";
  readonly parametersText: string;
  readonly threads: number;
  readonly helperUrl: string;
  /** About how long a fit takes; 0 if that is not known. */
  readonly secondsOfFit: number;
}

/** Main thread → worker: drop the data of the latest run. */
export interface TidyMessage {
  readonly type: "tidy";
}

/** Main thread → worker: collect garbage and report what remains. */
export interface CollectMessage {
  readonly type: "collect";
}

/** Main thread → worker: any message. */
export type OrderMessage =
  | BeginMessage
  | ChunksMessage
  | ColumnsMessage
  | PrepareMessage
  | FitMessage
  | MeasureMessage
  | TidyMessage
  | CollectMessage;

const issues = v.array(v.object({ path: v.string(), message: v.string() }));

/** Worker → main thread: any message. It is checked on arrival, because the code of a model may send messages too. */
export const workerMessageSchema = v.variant("type", [
  /** This many bytes of the body were read, and their memory is free. */
  v.object({ type: v.literal("consumed"), bytes: v.number() }),
  v.object({ type: v.literal("prepared"), rows: v.number(), columns: v.number() }),
  v.object({ type: v.literal("rejected"), message: v.string(), issues }),
  v.object({
    type: v.literal("stage"),
    name: v.string(),
    rows: v.number(),
    rowsBefore: v.number(),
    rowsAfter: v.number(),
  }),
  v.object({
    type: v.literal("progress"),
    done: v.number(),
    maximum: v.number(),
    loss: v.nullable(v.number()),
  }),
  v.object({ type: v.literal("warning"), message: v.string() }),
  /** The data of the latest run is dropped: the thread can serve another one. */
  v.object({ type: v.literal("tidied") }),
  /** Garbage is collected; `bytes` is what the thread still holds. */
  v.object({ type: v.literal("collected"), bytes: v.number() }),
  v.object({
    type: v.literal("fitted"),
    bytes: v.instance(ArrayBuffer),
    metrics: v.array(v.tuple([v.string(), v.string()])),
    /** Whether the model started work that may outlive its run. */
    hasBackgroundWork: v.boolean(),
  }),
  v.object({
    type: v.literal("measured"),
    metrics: v.array(v.tuple([v.string(), v.number()])),
    /** How long each fit took. */
    fitSeconds: v.array(v.number()),
  }),
  v.object({
    type: v.literal("failed"),
    errorType: v.string(),
    message: v.string(),
    stack: v.string(),
    /** The model's file, and the line in it when the stack passes through it. */
    origin: v.string(),
  }),
]);

/** The value of `workerMessageSchema`. */
export type WorkerMessage = v.InferOutput<typeof workerMessageSchema>;
