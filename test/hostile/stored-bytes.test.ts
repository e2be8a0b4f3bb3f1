import { afterAll, expect, test } from "bun:test";
import type { MutationOrder, MutationReport } from "./mutation-worker.ts";

/** Number of threads; the other tests need cores too. */
const PARTS = 2;
/** After this time a read is considered to hang. */
const DEADLINE_MS = 10_000;
/** Number of bit flips per pipeline. */
const BIT_FLIPS = process.env.SOAK ? 20_000 : 200;

const workers: Worker[] = [];
afterAll(() => {
  for (const worker of workers) worker.terminate();
});

interface Result {
  readonly tried: number;
  readonly refused: number;
  readonly faults: readonly string[];
}

/** Tries every change of its part of the pipelines. Rejects, naming the change, if one of them hangs. */
function tryChanges(part: number): Promise<Result> {
  const worker = new Worker(new URL("mutation-worker.ts", import.meta.url));
  workers.push(worker);
  const faults: string[] = [];
  let trying = "the first";
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`no outcome within ${DEADLINE_MS} ms: ${trying}`));
    let watchdog = setTimeout(fail, DEADLINE_MS);
    worker.onerror = ({ message }) => reject(new Error(`${trying}: ${message}`));
    worker.onmessage = ({ data }: MessageEvent<MutationReport>) => {
      clearTimeout(watchdog);
      if (data.type === "done") {
        worker.terminate();
        resolve({ ...data, faults });
        return;
      }
      watchdog = setTimeout(fail, DEADLINE_MS);
      if (data.type === "trying") trying = data.what;
      else faults.push(`${data.what} → ${data.found}`);
    };
    worker.postMessage({ part, parts: PARTS, bitFlips: BIT_FLIPS } satisfies MutationOrder);
  });
}

test(
  "a stored pipeline of any estimator, changed at any place, is refused or has complete predictions, in time",
  async () => {
    const results = await Promise.all(Array.from({ length: PARTS }, (_, part) => tryChanges(part)));
    expect(results.flatMap(({ faults }) => faults)).toEqual([]);
    const sum = (of: (result: Result) => number) => results.reduce((total, result) => total + of(result), 0);
    const tried = sum((result) => result.tried);
    const refused = sum((result) => result.refused);
    expect(tried).toBeGreaterThan(40_000);
    expect(refused).toBeGreaterThan(tried / 3);
    if (process.env.SOAK)
      console.log(`stored bytes: ${tried} changes tried, ${refused} refused, the rest answered`);
  },
  process.env.SOAK ? 1_800_000 : 120_000,
);
