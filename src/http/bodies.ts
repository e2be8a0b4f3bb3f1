import { Deadlines } from "../deadline.ts";
import { drain, type ReceivedBody, receive, received } from "../ingest/received-body.ts";
import { type BodyLimits, RequestBody } from "./body.ts";
import { BodyMemory } from "./body-memory.ts";
import { readSmallBody, smallBodyLength } from "./small-body.ts";

/** Reads the bodies of requests, within the limits of each body and of all bodies together. */
export class Bodies {
  readonly #limits: BodyLimits;
  readonly #memory: BodyMemory;
  readonly #deadlines: Deadlines;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
    this.#memory = new BodyMemory(limits.maxBodyBytes);
    this.#deadlines = new Deadlines(limits.bodyTimeoutSeconds * 1000);
  }

  /** Bytes of all bodies that are being read or worked on. */
  get bytes(): number {
    return this.#memory.bytes;
  }

  /** Returns the body of `request` as a stream of chunks. The caller must release it. */
  stream(request: Request): RequestBody {
    return new RequestBody(request, this.#limits, this.#memory);
  }

  /**
   * Calls `work` with the body of `request` and returns its result; the body counts as in memory until `work` is done.
   * A body of more than `largeBytes` bytes is passed on while the rest of it still arrives. Throws `Failure` as
   * `RequestBody.chunks` does, and whatever `work` throws.
   */
  async use<T>(request: Request, largeBytes: number, work: (body: ReceivedBody) => Promise<T>): Promise<T> {
    const length = smallBodyLength(request, this.#limits.maxBodyBytes);
    if (length === undefined) {
      const body = this.stream(request);
      try {
        const arrived = await receive(body.chunks(), body.expectedBytes, largeBytes);
        return await work(arrived).catch(async (error) => {
          // A client reads the answer only after it has sent the whole body.
          await drain(arrived);
          throw error;
        });
      } finally {
        body.release();
      }
    }
    this.#memory.take(length);
    try {
      return await work(received(await readSmallBody(request, this.#deadlines)));
    } finally {
      this.#memory.release(length);
    }
  }
}
