import { DeadlineError, nextTurn, withDeadline } from "../deadline.ts";
import { Failure } from "../errors.ts";
import { BYTES_PER_TURN } from "../ingest/received-body.ts";
import { bodyCutOff, bodyTooLate } from "./body-failures.ts";
import type { BodyMemory } from "./body-memory.ts";
import { refuse } from "./problem.ts";

type Chunk = Uint8Array<ArrayBuffer>;

/** The limits of one body; see the settings of the same names. */
export interface BodyLimits {
  readonly maxBodyBytes: number;
  readonly bodyTimeoutSeconds: number;
}

/** The body of one request. Its bytes count in `memory` until they are released. */
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

  /** Number of bytes that `chunks` will yield according to Content-Length; 0 if unknown. */
  get expectedBytes(): number {
    return this.#request.headers.has("content-encoding") ? 0 : this.#declaredBytes;
  }

  get #declaredBytes(): number {
    return Number(this.#request.headers.get("content-length") ?? 0);
  }

  /**
   * Yields the bytes as they arrive, decompressed if they are gzip. The consumer owns each chunk and its buffer. The
   * next bytes are read from the connection only when the consumer asks for them; the time that it takes in between does
   * not count towards the deadline. The Content-Type is ignored: clients often get it wrong, and a body can only be JSON.
   *
   * Throws `Failure`: `too_large` above the limit, whether the length was declared or not, before and after
   * decompression; `timeout` if the body does not arrive in time; `unsupported` for an encoding other than gzip; `invalid`
   * if the connection is lost or the body is not gzip; `unavailable` if the body does not fit into memory beside others.
   */
  async *chunks(): AsyncGenerator<Chunk, void> {
    let arriving: AsyncIterable<Chunk> = this.#arriving();
    // Imported by the first compressed body: the streams of Node take time to load.
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

  /** Yields the bytes as they are sent, compressed or not. */
  async *#arriving(): AsyncGenerator<Chunk, void> {
    const { body } = this.#request;
    const { maxBodyBytes, bodyTimeoutSeconds } = this.#limits;
    if (this.#declaredBytes > maxBodyBytes) throw tooLarge(this.#limits);
    if (body === null) return;
    const reader = body.getReader();
    let isDone = false;
    let length = 0;
    let bytesInTurn = 0;
    let remainingMs = bodyTimeoutSeconds * 1000;
    try {
      for (;;) {
        const startedAt = performance.now();
        const { done, value } = await withDeadline(readChunk(reader), Math.max(remainingMs, 0), "the body");
        remainingMs -= performance.now() - startedAt;
        isDone = done;
        if (done) return;
        length += value.length;
        if (length > maxBodyBytes) throw tooLarge(this.#limits);
        yield value;
        // A fast sender must not block other requests.
        bytesInTurn += value.length;
        if (bytesInTurn < BYTES_PER_TURN) continue;
        bytesInTurn = 0;
        await nextTurn();
      }
    } catch (error) {
      throw error instanceof DeadlineError ? bodyTooLate(bodyTimeoutSeconds) : error;
    } finally {
      if (!isDone) await reader.cancel().catch(() => {});
    }
  }

  /** Stops counting the bytes. Call it when they are not used any more; a second call has no effect. */
  release(): void {
    this.#memory.release(this.#taken);
    this.#taken = 0;
  }
}

/** Returns whether the body is gzip. Throws `Failure` (`unsupported`) for any other encoding. */
function isCompressed({ headers }: Request): boolean {
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  if (encoding === "" || encoding === "identity") return false;
  if (encoding === "gzip" || encoding === "x-gzip") return true;
  throw refuse("unsupported", "Content-Encoding", "must be gzip, or left out");
}

type Read = { done: false; value: Chunk } | { done: true; value?: undefined };

/** Reads the next chunk. Throws `Failure` (`invalid`) if the connection is lost. */
async function readChunk(reader: { read(): Promise<{ done: boolean; value?: Uint8Array }> }): Promise<Read> {
  try {
    const { done, value } = await reader.read();
    return done || value === undefined ? { done: true } : { done: false, value: value as Chunk };
  } catch (error) {
    throw bodyCutOff(error);
  }
}

function tooLarge({ maxBodyBytes }: BodyLimits): Failure {
  return new Failure("too_large", `the body is over ${maxBodyBytes} bytes (MAX_BODY_BYTES)`);
}
