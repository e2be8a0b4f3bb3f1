import { ChunkQueue } from "../ingest/chunk-queue.ts";
import type { WireLimits } from "../ingest/plain-reader.ts";
import type { ReceivedBody } from "../ingest/received-body.ts";
import { ValueError } from "../learn/core/errors.ts";
import { Table } from "../learn/core/table.ts";
import type { PipelineSchema } from "../learn/pipeline.ts";
import { TABLE_WORKER_URL } from "../worker-url.ts";
import { callerWentAway } from "./failures.ts";
import type { TableAnswer, TableOrder } from "./table-protocol.ts";

type Answer = Exclude<TableAnswer, { type: "consumed" }>;

/** A thread that reads one large body after another into columns, seen from the main thread. Whoever makes one ends it. */
export class TableThread {
  readonly #worker = new Worker(TABLE_WORKER_URL);
  readonly #queue = new ChunkQueue((chunks, transfer) => this.#send({ type: "chunks", chunks }, transfer));
  #answer: PromiseWithResolvers<Answer> | undefined;
  #ended: Error | undefined;

  constructor() {
    // An idle thread is no reason for the process to go on.
    this.#worker.unref();
    this.#worker.onmessage = ({ data }: MessageEvent<TableAnswer>) => {
      if (data.type === "consumed") this.#queue.consume(data.bytes);
      else this.#answer?.resolve(data);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(new Error(`the thread that read a body failed: ${event.message}`));
    };
    this.#worker.addEventListener("close", () => this.#fail(new Error("the thread that read a body ended")));
  }

  /** Whether it has read all that it was given, and can be given more. */
  get isFree(): boolean {
    return this.#ended === undefined && this.#answer === undefined;
  }

  /**
   * Reads a body to its end. Throws `ValueError` for what is wrong with it, `Failure` when `signal` says that the caller
   * went away, and what the body's chunks throw; after the last two the thread is of no more use.
   */
  async read(
    body: ReceivedBody,
    { featureNames: names, featureKinds: kinds }: PipelineSchema,
    limits: WireLimits,
    signal?: AbortSignal,
  ): Promise<Table> {
    const { promise } = this.#expectAnswer();
    const leave = () => this.#fail(callerWentAway());
    signal?.addEventListener("abort", leave);
    try {
      if (signal?.aborted) leave();
      const { maxRows, maxColumns } = limits;
      const { expectedBytes } = body;
      this.#send({ type: "begin", names, kinds, limits: { maxRows, maxColumns }, expectedBytes });
      for (const chunk of body.chunks) await this.#queue.write(chunk);
      if (body.rest !== undefined) for await (const chunk of body.rest) await this.#queue.write(chunk);
      this.#queue.flush();
      this.#send({ type: "finish" });
      const answer = await promise;
      this.#answer = undefined;
      if (answer.type === "rejected") throw new ValueError(answer.message, answer.issues);
      return Table.fromColumns(names, answer.columns, answer.rows);
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  end(): void {
    this.#fail(new Error("the thread that read a body was ended"));
    this.#worker.terminate();
  }

  #expectAnswer(): PromiseWithResolvers<Answer> {
    const answer = Promise.withResolvers<Answer>();
    answer.promise.catch(() => {});
    if (this.#ended !== undefined) answer.reject(this.#ended);
    this.#answer = answer;
    return answer;
  }

  #send(order: TableOrder, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(order, transfer);
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    this.#queue.end(error);
    this.#answer?.reject(error);
  }
}

/** An idle thread is ended after this much quiet, so that an idle service stays small. */
const QUIET_MS = 60_000;

/** Reads large bodies, each by a thread; one that is done is kept for a while, for a new one has to start and runs cold code. */
export class TableThreads {
  readonly #quietMs: number;
  #idle: TableThread | undefined;
  #quiet: ReturnType<typeof setTimeout> | undefined;

  /** `quietMs` is how long a thread is kept idle. */
  constructor(quietMs = QUIET_MS) {
    this.#quietMs = quietMs;
  }

  /** Whether a thread is kept idle. */
  get isWarm(): boolean {
    return this.#idle !== undefined;
  }

  /** See `TableThread.read`. */
  async read(...request: Parameters<TableThread["read"]>): Promise<Table> {
    const thread = this.#take() ?? new TableThread();
    try {
      return await thread.read(...request);
    } finally {
      if (thread.isFree && this.#idle === undefined) this.#keep(thread);
      else thread.end();
    }
  }

  #take(): TableThread | undefined {
    const idle = this.#idle;
    clearTimeout(this.#quiet);
    this.#idle = undefined;
    return idle?.isFree ? idle : undefined;
  }

  #keep(thread: TableThread): void {
    this.#idle = thread;
    this.#quiet = setTimeout(() => {
      this.#idle = undefined;
      thread.end();
    }, this.#quietMs);
    this.#quiet.unref();
  }
}
