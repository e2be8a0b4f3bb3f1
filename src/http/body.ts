import { DeadlineError, withDeadline } from "../deadline.ts";
import { Failure } from "../errors.ts";
import { refuse } from "./problem.ts";

/** What a body may cost. */
export interface BodyLimits {
  readonly maxBodyBytes: number;
  readonly bodyTimeoutSeconds: number;
}

/**
 * The whole body of a request in one buffer of its own. Its Content-Type is not looked at: callers get it wrong,
 * and there is only one thing it can be.
 * Throws `Failure`: `too_large` above the limit, declared or not; `timeout` when it does not arrive in time;
 * `unsupported` when it is compressed; `invalid` when the connection broke off.
 */
export async function readRequestBody(
  request: Request,
  limits: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const encoding = request.headers.get("content-encoding")?.toLowerCase() ?? "identity";
  if (encoding !== "identity" && encoding !== "") {
    throw refuse("unsupported", "Content-Encoding", "must be left out: compressed bodies are not read");
  }
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > limits.maxBodyBytes) throw tooLarge(limits);
  if (request.body === null) return new Uint8Array(0);
  const reader = request.body.getReader();
  try {
    return await withDeadline(collect(reader, limits), limits.bodyTimeoutSeconds * 1000, "the body");
  } catch (error) {
    await reader.cancel().catch(() => {});
    if (error instanceof Failure) throw error;
    if (error instanceof DeadlineError) {
      throw new Failure(
        "timeout",
        `the body did not arrive within ${limits.bodyTimeoutSeconds} s (BODY_TIMEOUT_SECONDS)`,
      );
    }
    throw new Failure("invalid", "the body broke off before its end", [], { cause: error });
  }
}

async function collect(
  reader: { read(): Promise<{ done: boolean; value?: Uint8Array }> },
  limits: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || value === undefined) break;
    length += value.length;
    if (length > limits.maxBodyBytes) throw tooLarge(limits);
    chunks.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function tooLarge({ maxBodyBytes }: BodyLimits): Failure {
  return new Failure("too_large", `the body is over ${maxBodyBytes} bytes (MAX_BODY_BYTES)`);
}
