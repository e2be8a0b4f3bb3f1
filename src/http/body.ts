import { DeadlineError, withDeadline } from "../deadline.ts";
import { Failure } from "../errors.ts";
import { bodyBrokeOff, bodyTooLate } from "./body-failures.ts";
import type { BodyMemory } from "./body-memory.ts";
import { refuse } from "./problem.ts";

type Chunk = Uint8Array<ArrayBuffer>;

/** A sender that is quick enough would keep the event loop to itself: others have their turn after so many bytes. */
const TURN_BYTES = 524_288;

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

  /** How many bytes `chunks` will yield, as the request has it; 0 where it does not say so. */
  get expectedBytes(): number {
    return this.#request.headers.has("content-encoding") ? 0 : this.#declaredBytes;
  }

  get #declaredBytes(): number {
    return Number(this.#request.headers.get("content-length") ?? 0);
  }

  /**
   * Yields the bytes as they arrive, decompressed where they are gzip, in buffers of their own, and asks the sender for more
   * only when the next ones are wanted. The Content-Type is not looked at: callers get it wrong, and there is only one
   * thing the body can be. The time that the consumer takes does not count towards the deadline.
   * Throws `Failure`: `too_large` above the limit, declared or not, compressed or not; `timeout` when the body does not
   * arrive in time; `unsupported` for another encoding; `invalid` when the connection broke off or the gzip is none;
   * `unavailable` when the bodies of other requests leave no room for it.
   */
  async *chunks(): AsyncGenerator<Chunk, void> {
    let arriving: AsyncIterable<Chunk> = this.#arriving();
    // Loaded by the first body that is compressed: a start need not wait for Node's streams.
    if (isCompressed(this.#request)) arriving = (await import("./gunzip.ts")).gunzip(arriving);
    let length = 0;
    for await (const chunk of arriving) {
      length += chunk.length;
      if (length > this.#limits.maxBodyBytes) throw tooLarge(this.#limits);
      this.#memory.take(chunk.length);
      this.#taken += chunk.length;
      yield chunk;
    }
  }

  /** Yields the bytes as they are sent. */
  async *#arriving(): AsyncGenerator<Chunk, void> {
    const { body } = this.#request;
    const { maxBodyBytes, bodyTimeoutSeconds } = this.#limits;
    if (this.#declaredBytes > maxBodyBytes) throw tooLarge(this.#limits);
    if (body === null) return;
    const reader = body.getReader();
    let isDone = false;
    let length = 0;
    let bytesInTurn = 0;
    let patienceMs = bodyTimeoutSeconds * 1000;
    try {
      for (;;) {
        const asked = performance.now();
        const { done, value } = await withDeadline(next(reader), Math.max(patienceMs, 0), "the body");
        patienceMs -= performance.now() - asked;
        isDone = done;
        if (done) return;
        length += value.length;
        if (length > maxBodyBytes) throw tooLarge(this.#limits);
        yield value;
        bytesInTurn += value.length;
        if (bytesInTurn < TURN_BYTES) continue;
        bytesInTurn = 0;
        await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      throw error instanceof DeadlineError ? bodyTooLate(bodyTimeoutSeconds) : error;
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

/** Whether the body is gzip. Throws `Failure` (`unsupported`) for any other encoding. */
function isCompressed({ headers }: Request): boolean {
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  if (encoding === "" || encoding === "identity") return false;
  if (encoding === "gzip" || encoding === "x-gzip") return true;
  throw refuse("unsupported", "Content-Encoding", "must be gzip, or left out");
}

type Read = { done: false; value: Chunk } | { done: true; value?: undefined };

/** Reads the next bytes. Throws `Failure` (`invalid`) when the connection broke off. */
async function next(reader: { read(): Promise<{ done: boolean; value?: Uint8Array }> }): Promise<Read> {
  try {
    const { done, value } = await reader.read();
    return done || value === undefined ? { done: true } : { done: false, value: value as Chunk };
  } catch (error) {
    throw bodyBrokeOff(error);
  }
}

function tooLarge({ maxBodyBytes }: BodyLimits): Failure {
  return new Failure("too_large", `the body is over ${maxBodyBytes} bytes (MAX_BODY_BYTES)`);
}
