import { DeadlineError, withDeadline } from "../deadline.ts";
import { Failure } from "../errors.ts";
import type { BodyMemory } from "./body-memory.ts";
import { refuse } from "./problem.ts";

/** What a body may cost. */
export interface BodyLimits {
  readonly maxBodyBytes: number;
  readonly bodyTimeoutSeconds: number;
}

/** The bytes of one request's body, in `memory` until they are released. */
export class RequestBody {
  readonly #request: Request;
  readonly #limits: BodyLimits;
  readonly #memory: BodyMemory;
  #taken = 0;

  constructor(request: Request, limits: BodyLimits, memory: BodyMemory) {
    this.#request = request;
    this.#limits = limits;
    this.#memory = memory;
  }

  /** How long the request says that its body is, in bytes; 0 where it does not say so. */
  get declaredBytes(): number {
    return Number(this.#request.headers.get("content-length") ?? 0);
  }

  /** Returns the whole body in one buffer of its own. Throws as `chunks`. */
  async read(): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.chunks()) chunks.push(chunk);
    return concatenate(chunks);
  }

  /**
   * Yields the bytes as they arrive, in buffers of their own, and asks the sender for more only when the next ones are
   * wanted. The Content-Type is not looked at: callers get it wrong, and there is only one thing the body can be. The
   * time that the consumer takes does not count towards the deadline.
   * Throws `Failure`: `too_large` above the limit, declared or not; `timeout` when it does not arrive in time;
   * `unsupported` when it is compressed; `invalid` when the connection broke off; `unavailable` when the bodies of
   * other requests leave no room for it.
   */
  async *chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    const { headers, body } = this.#request;
    const encoding = headers.get("content-encoding")?.toLowerCase() ?? "identity";
    if (encoding !== "identity" && encoding !== "") {
      throw refuse("unsupported", "Content-Encoding", "must be left out: compressed bodies are not read");
    }
    if (this.declaredBytes > this.#limits.maxBodyBytes) throw tooLarge(this.#limits);
    if (body === null) return;
    const reader = body.getReader();
    let isDone = false;
    let length = 0;
    let patienceMs = this.#limits.bodyTimeoutSeconds * 1000;
    try {
      for (;;) {
        const asked = performance.now();
        const { done, value } = await withDeadline(next(reader), patienceMs, "the body");
        patienceMs -= performance.now() - asked;
        isDone = done;
        if (done) return;
        length += value.length;
        if (length > this.#limits.maxBodyBytes) throw tooLarge(this.#limits);
        this.#memory.take(value.length);
        this.#taken += value.length;
        yield value;
      }
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      const { bodyTimeoutSeconds } = this.#limits;
      throw new Failure(
        "timeout",
        `the body did not arrive within ${bodyTimeoutSeconds} s (BODY_TIMEOUT_SECONDS)`,
      );
    } finally {
      if (!isDone) await reader.cancel().catch(() => {});
    }
  }

  /** To be called once nobody needs the bytes any more. */
  release(): void {
    this.#memory.release(this.#taken);
    this.#taken = 0;
  }
}

type Read = { done: false; value: Uint8Array<ArrayBuffer> } | { done: true; value?: undefined };

/** Reads the next bytes. Throws `Failure` (`invalid`) when the connection broke off. */
async function next(reader: { read(): Promise<{ done: boolean; value?: Uint8Array }> }): Promise<Read> {
  try {
    const { done, value } = await reader.read();
    return done || value === undefined
      ? { done: true }
      : { done: false, value: value as Uint8Array<ArrayBuffer> };
  } catch (error) {
    throw new Failure("invalid", "the body broke off before its end", [], { cause: error });
  }
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
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
