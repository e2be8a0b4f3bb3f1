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

  /**
   * The whole body in one buffer of its own. Its Content-Type is not looked at: callers get it wrong, and there is
   * only one thing it can be.
   * Throws `Failure`: `too_large` above the limit, declared or not; `timeout` when it does not arrive in time;
   * `unsupported` when it is compressed; `invalid` when the connection broke off; `unavailable` when the bodies of
   * other requests leave no room for it.
   */
  async read(): Promise<Uint8Array<ArrayBuffer>> {
    const { headers, body } = this.#request;
    const encoding = headers.get("content-encoding")?.toLowerCase() ?? "identity";
    if (encoding !== "identity" && encoding !== "") {
      throw refuse("unsupported", "Content-Encoding", "must be left out: compressed bodies are not read");
    }
    const declared = Number(headers.get("content-length") ?? 0);
    if (declared > this.#limits.maxBodyBytes) throw tooLarge(this.#limits);
    if (body === null) return new Uint8Array(0);
    const { bodyTimeoutSeconds } = this.#limits;
    const reader = body.getReader();
    try {
      return await withDeadline(this.#collect(reader), bodyTimeoutSeconds * 1000, "the body");
    } catch (error) {
      await reader.cancel().catch(() => {});
      if (error instanceof Failure) throw error;
      if (error instanceof DeadlineError) {
        throw new Failure(
          "timeout",
          `the body did not arrive within ${bodyTimeoutSeconds} s (BODY_TIMEOUT_SECONDS)`,
        );
      }
      throw new Failure("invalid", "the body broke off before its end", [], { cause: error });
    }
  }

  /** To be called once nobody needs the bytes any more. */
  release(): void {
    this.#memory.release(this.#taken);
    this.#taken = 0;
  }

  async #collect(reader: {
    read(): Promise<{ done: boolean; value?: Uint8Array }>;
  }): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done || value === undefined) break;
      length += value.length;
      if (length > this.#limits.maxBodyBytes) throw tooLarge(this.#limits);
      this.#memory.take(value.length);
      this.#taken += value.length;
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
}

function tooLarge({ maxBodyBytes }: BodyLimits): Failure {
  return new Failure("too_large", `the body is over ${maxBodyBytes} bytes (MAX_BODY_BYTES)`);
}
