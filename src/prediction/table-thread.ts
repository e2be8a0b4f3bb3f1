import { Failure } from "../errors.ts";
import { ChunkQueue } from "../ingest/chunk-queue.ts";
import type { ReceivedBody } from "../ingest/received-body.ts";
import { ValueError } from "../learn/errors.ts";
import type { PipelineSchema } from "../learn/pipeline.ts";
import { Table } from "../learn/table.ts";
import type { WireLimits } from "../wire.ts";
import { TABLE_WORKER_URL } from "../worker-url.ts";
import type { TableAnswer, TableOrder } from "./table-protocol.ts";

/** A thread that reads a large body into columns, seen from the main thread. Whoever makes one ends it. */
export class TableThread {
  readonly #worker = new Worker(TABLE_WORKER_URL);
  readonly #queue = new ChunkQueue((chunks, transfer) => this.#send({ type: "chunks", chunks }, transfer));
  readonly #answer = Promise.withResolvers<Exclude<TableAnswer, { type: "consumed" }>>();

  constructor() {
    this.#answer.promise.catch(() => {});
    this.#worker.onmessage = ({ data }: MessageEvent<TableAnswer>) => {
      if (data.type === "consumed") this.#queue.consume(data.bytes);
      else this.#answer.resolve(data);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(new Error(`the thread that read a body failed: ${event.message}`));
    };
    this.#worker.addEventListener("close", () => this.#fail(new Error("the thread that read a body ended")));
  }

  /**
   * Reads a body to its end: the only one of this thread. Throws `ValueError` for what is wrong with it, `Failure` when `signal` says that the caller
   * went away, and what the body's chunks throw.
   */
  async read(
    body: ReceivedBody,
    { featureNames: names, featureKinds: kinds }: PipelineSchema,
    limits: WireLimits,
    signal?: AbortSignal,
  ): Promise<Table> {
    const leave = () => this.#fail(new Failure("invalid", "the caller went away"));
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
      const answer = await this.#answer.promise;
      if (answer.type === "rejected") throw new ValueError(answer.message, answer.issues);
      return Table.fromColumns(names, answer.columns, answer.rows);
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  end(): void {
    this.#worker.terminate();
  }

  #send(order: TableOrder, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(order, transfer);
  }

  #fail(error: Error): void {
    this.#queue.end(error);
    this.#answer.reject(error);
  }
}
