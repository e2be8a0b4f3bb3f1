import { Failure } from "../../src/errors.ts";
import { received } from "../../src/ingest/received-body.ts";
import { StateError } from "../../src/learn/core/errors.ts";
import type { Table } from "../../src/learn/core/table.ts";
import { restoreStep } from "../../src/models/registry.ts";
import { decodePipeline, type StoredPipeline } from "../../src/models/stored-pipeline.ts";
import { predict } from "../../src/prediction/predict.ts";
import type { Predictions } from "../../src/prediction/predictions.ts";
import { readTable } from "../../src/prediction/read-table.ts";
import { changedBytes, type Specimen, specimens } from "./mutated-pipelines.ts";

/** A thread, so that the test can end it in an endless loop. */
declare const self: Worker;

/** The fraction of the specimens to process: part number `part` of `parts`. */
export interface MutationOrder {
  readonly part: number;
  readonly parts: number;
  readonly bitFlips: number;
}

/** The messages of a worker: the next change, a fault, and the end. */
export type MutationReport =
  | { readonly type: "trying"; readonly what: string }
  | { readonly type: "fault"; readonly what: string; readonly found: string }
  | { readonly type: "done"; readonly tried: number; readonly refused: number };

const LIMITS = { maxRows: 1000, maxColumns: 1000 };
/** Memory that reading may take in addition to ten times the bytes read. */
const MAX_GROWTH_BYTES = 200_000_000;

self.onmessage = async ({ data: { part, parts, bitFlips } }: MessageEvent<MutationOrder>) => {
  let tried = 0;
  let refused = 0;
  for (const [index, specimen] of specimens().entries()) {
    if (index % parts !== part) continue;
    for (const { what, bytes } of changedBytes(specimen, bitFlips)) {
      const named = `${specimen.name}: ${what}`;
      send({ type: "trying", what: named });
      const before = process.memoryUsage.rss();
      const found = await outcome(specimen, bytes, what);
      tried++;
      if (found === "refused") refused++;
      else if (found !== "answered") send({ type: "fault", what: named, found });
      if (process.memoryUsage.rss() - before > MAX_GROWTH_BYTES + 10 * bytes.length)
        send({ type: "fault", what: named, found: "took memory out of proportion" });
    }
  }
  send({ type: "done", tried, refused });
};

/**
 * Returns "refused" if the bytes are refused, "answered" if their predictions are complete, and otherwise a
 * description of the fault.
 */
async function outcome({ rows }: Specimen, bytes: Uint8Array, what: string): Promise<string> {
  try {
    const stored = decodePipeline(bytes, restoreStep);
    const { hasProbabilities: probabilities, hasScores: scores } = stored.pipeline;
    const body = new TextEncoder().encode(JSON.stringify({ features: rows }));
    const table = await readTable(received(body), stored.pipeline.schema, LIMITS);
    const answer = await predict(stored, 1, table, { probabilities, scores });
    const fault = faultOf(JSON.parse(JSON.stringify(answer)), rows.length);
    return (
      fault ?? (await explanationFault(stored, table)) ?? (await intervalFault(stored, table)) ?? "answered"
    );
  } catch (error) {
    if (error instanceof StateError) return "refused";
    if (error instanceof Failure && error.kind === "invalid" && mayBeSaid(error.message, what))
      return "answered";
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

/** Returns a description of the fault in the explanations, which may also be refused; undefined if there is none. */
async function explanationFault(stored: StoredPipeline, table: Table): Promise<string | undefined> {
  try {
    const answer = await predict(stored, 1, table, { probabilities: false, scores: false, explain: true });
    if (/\bnull\b/.test(JSON.stringify(answer.explanations))) return "null in the explanations";
    return answer.explanations!.length === table.rows ? undefined : "an explanation is missing";
  } catch (error) {
    if (error instanceof Failure && ["invalid", "conflict"].includes(error.kind)) return undefined;
    throw error;
  }
}

/** Returns a description of the fault in the intervals, which may also be refused; undefined if there is none. */
async function intervalFault(stored: StoredPipeline, table: Table): Promise<string | undefined> {
  try {
    const answer = await predict(stored, 1, table, { probabilities: false, scores: false, interval: 0.6 });
    if (/\bnull\b/.test(JSON.stringify(answer.intervals))) return "null in the intervals";
    return answer.intervals!.length === table.rows ? undefined : "an interval is missing";
  } catch (error) {
    if (error instanceof Failure && ["invalid", "conflict"].includes(error.kind)) return undefined;
    throw error;
  }
}

/** Returns whether this is a permitted error of a changed pipeline for rows that the unchanged one accepts. */
function mayBeSaid(message: string, what: string): boolean {
  // A column has another name or kind, or a category is unknown.
  if (/missing columns|must be|unknown categories|text where a number is expected/.test(message)) return true;
  // A changed pipeline may contain huge finite numbers, which overflow later.
  return /too large|contains NaN/.test(message) && !/NaN|Infinity/.test(what);
}

/** Returns a description of the fault in a response; undefined if there is none. */
function faultOf(answer: Predictions, rows: number): string | undefined {
  const { predictions, probabilities = [], scores = [], label_names: labels } = answer;
  if (predictions.length !== rows) return `${predictions.length} predictions for ${rows} rows`;
  if (/\bnull\b/.test(JSON.stringify([predictions, probabilities, scores]))) return "null in the answer";
  const width = Array.isArray(predictions[0]) ? predictions[0].length : 1;
  if (labels.length > 0 && width !== labels.length) return `${width} predictions for ${labels.length} labels`;
  const isProbability = (p: number) => p >= 0 && p <= 1 + 1e-6;
  if (!probabilities.every((row) => Object.values(row).every(isProbability)))
    return "a probability outside 0 … 1";
  return undefined;
}

function send(report: MutationReport): void {
  self.postMessage(report);
}
