import { ChunkQueue } from "../ingest/chunk-queue.ts";
import type { ReceivedBody } from "../ingest/received-body.ts";
import type { WireLimits } from "../ingest/sent-body.ts";
import { ValueError } from "../learn/core/errors.ts";
import { Table } from "../learn/core/table.ts";
import type { PipelineSchema } from "../learn/pipeline.ts";
import { TABLE_WORKER_URL } from "../worker-url.ts";
import { clientDisconnected } from "./failures.ts";
import type { TableReply, TableRequest } from "./table-protocol.ts";

/** The last message about a body. */
type Answer = Exclude<TableReply, { type: "consumed" }>;

/**
 * The main thread's side of a worker thread that reads large bodies into columns, one after another. Its creator must
 * call `end`.
 */
export class TableThread {
  readonly #worker = new Worker(TABLE_WORKER_URL);
  readonly #queue = new ChunkQueue((chunks, transfer) => this.#send({ type: "chunks", chunks }, transfer));
  #answer: PromiseWithResolvers<Answer> | undefined;
  #ended: Error | undefined;

  constructor() {
    // An idle thread must not keep the process alive.
    this.#worker.unref();
    this.#worker.onmessage = ({ data }: MessageEvent<TableReply>) => {
      if (data.type === "consumed") this.#queue.consume(data.bytes);
      else this.#answer?.resolve(data);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(new Error(`the thread that read a body failed: ${event.message}`));
    };
    this.#worker.addEventListener("close", () => this.#fail(new Error("the thread that read a body ended")));
  }

  /** Whether the thread is alive and not reading a body. */
  get isFree(): boolean {
    return this.#ended === undefined && this.#answer === undefined;
  }

  /**
   * Reads a body to its end and returns its columns. Throws `ValueError` if the body is wrong, `Failure` if `signal` is
   * aborted, and whatever the chunks of the body throw; after the last two the thread must be ended.
   */
  async read(
    body: ReceivedBody,
    { featureNames: names, featureKinds: kinds }: PipelineSchema,
    limits: WireLimits,
    signal?: AbortSignal,
  ): Promise<Table> {
    const { promise } = this.#expectAnswer();
    const onAbort = () => this.#fail(clientDisconnected());
    signal?.addEventListener("abort", onAbort);
    try {
      if (signal?.aborted) onAbort();
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
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Ends the thread; `read` throws from now on. */
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

  #send(request: TableRequest, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(request, transfer);
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    this.#queue.end(error);
    this.#answer?.reject(error);
  }
}

/** An idle thread is ended after this time, to free its memory. */
const IDLE_MS = 60_000;

/**
 * Reads large bodies, each in a thread of its own. One idle thread is kept for a while, because a new one takes time to start
 * and runs code that is not compiled yet.
 */
export class TableThreads {
  readonly #idleMs: number;
  #idle: TableThread | undefined;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;

  /** An idle thread is kept for `idleMs` milliseconds. */
  constructor(idleMs = IDLE_MS) {
    this.#idleMs = idleMs;
  }

  /** Whether there is an idle thread. */
  get isWarm(): boolean {
    return this.#idle !== undefined;
  }

  /** See `TableThread.read`. */
  async read(...args: Parameters<TableThread["read"]>): Promise<Table> {
    const thread = this.#take() ?? new TableThread();
    try {
      return await thread.read(...args);
    } finally {
      if (thread.isFree && this.#idle === undefined) this.#keep(thread);
      else thread.end();
    }
  }

  #take(): TableThread | undefined {
    const idle = this.#idle;
    clearTimeout(this.#idleTimer);
    this.#idle = undefined;
    return idle?.isFree ? idle : undefined;
  }

  #keep(thread: TableThread): void {
    this.#idle = thread;
    this.#idleTimer = setTimeout(() => {
      this.#idle = undefined;
      thread.end();
    }, this.#idleMs);
    this.#idleTimer.unref();
  }
}
