type Chunk = Uint8Array<ArrayBuffer>;

/** Chunks are sent when they have this many bytes together: a message takes as long as reading tens of kilobytes. */
const BATCH_BYTES = 524_288;
/** Above this number of bytes that are sent but not read yet, `write` waits, and with it the sender of the body. */
const MAX_UNREAD_BYTES = 8_388_608;

/** Sends the chunks of a body to another thread, no faster than that thread reads them. */
export class ChunkQueue {
  readonly #send: (chunks: readonly Chunk[], transfer: ArrayBuffer[]) => void;
  #batch: Chunk[] = [];
  #batchBytes = 0;
  #unreadBytes = 0;
  #room: PromiseWithResolvers<void> | undefined;
  #ended: Error | undefined;

  /** `send` posts a message with `chunks`; `transfer` lists their buffers. */
  constructor(send: (chunks: readonly Chunk[], transfer: ArrayBuffer[]) => void) {
    this.#send = send;
  }

  /**
   * Sends a chunk, which must not be used afterwards. Resolves when there is room for more. Throws the reason that the
   * queue was ended with.
   */
  async write(chunk: Chunk): Promise<void> {
    if (this.#ended !== undefined) throw this.#ended;
    this.#batch.push(chunk);
    this.#batchBytes += chunk.length;
    this.#unreadBytes += chunk.length;
    if (this.#batchBytes >= BATCH_BYTES) this.flush();
    if (this.#unreadBytes <= MAX_UNREAD_BYTES) return;
    this.#room ??= Promise.withResolvers<void>();
    await this.#room.promise;
  }

  /** Sends the chunks that have not been sent yet. To be called after the last one. */
  flush(): void {
    const chunks = this.#batch.splice(0);
    this.#batchBytes = 0;
    const buffers = chunks.map(({ buffer }) => buffer);
    if (chunks.length > 0) this.#send(chunks, buffers);
  }

  /** To be called when the thread has read `bytes` more bytes. */
  consume(bytes: number): void {
    this.#unreadBytes -= bytes;
    if (this.#unreadBytes > MAX_UNREAD_BYTES) return;
    this.#room?.resolve();
    this.#room = undefined;
  }

  /** To be called when the thread reads no more: `write` throws `reason` from now on, and while it waits. */
  end(reason: Error): void {
    this.#ended ??= reason;
    this.#room?.reject(reason);
    this.#room = undefined;
  }
}
