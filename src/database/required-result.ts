import { Failure } from "../errors.ts";
import type { StoredResult } from "./statements/read-result.ts";

/** The stored result of a run that has one. */
export type RequiredResult = StoredResult & { readonly bytes: Uint8Array };

/**
 * Returns what `readResult` read of a run, if that is a stored pipeline. Throws `Failure`: `not_found` if there is no such run,
 * `conflict` if it has no pipeline, or one of more than `maxBytes` bytes.
 */
export function requiredResult(result: StoredResult | null, runId: number, maxBytes: number): RequiredResult {
  if (result === null) throw new Failure("not_found", `there is no run ${runId}`);
  const { status, size, bytes } = result;
  if (size === null) throw new Failure("conflict", `run ${runId} has no pipeline; its status is ${status}`);
  if (bytes === null) {
    throw new Failure(
      "conflict",
      `the pipeline of run ${runId} has ${size} bytes, more than ${maxBytes} (MAX_RESULT_BYTES)`,
    );
  }
  return { ...result, bytes };
}
