type Chunk = Uint8Array<ArrayBuffer>;

/** Chunks are sent once they add up to this: a message costs as much as some ten thousand bytes. */
const BATCH_BYTES = 524_288;
/** So many bytes may be on their way to the thread; more wait for it, and with them their sender. */
const MOST_UNREAD_BYTES = 8_388_608;

/** The chunks of a body on their way to another thread, which reads them in its own time. */
export class ChunkQueue {
  readonly #send: (chunks: readonly Chunk[], transfer: ArrayBuffer[]) => void;
  #batch: Chunk[] = [];
  #batchBytes = 0;
  #unreadBytes = 0;
  #room: PromiseWithResolvers<void> | undefined;
  #ended: Error | undefined;

  /** `send` posts a message with these chunks, whose buffers are to be transferred. */
  constructor(send: (chunks: readonly Chunk[], transfer: ArrayBuffer[]) => void) {
    this.#send = send;
  }

  /**
   * Hands over a chunk, whose bytes are gone afterwards; resolves when there is room for more. Throws what the queue was
   * ended with.
   */
  async write(chunk: Chunk): Promise<void> {
    if (this.#ended !== undefined) throw this.#ended;
    this.#batch.push(chunk);
    this.#batchBytes += chunk.length;
    this.#unreadBytes += chunk.length;
    if (this.#batchBytes >= BATCH_BYTES) this.flush();
    if (this.#unreadBytes <= MOST_UNREAD_BYTES) return;
    this.#room ??= Promise.withResolvers<void>();
    await this.#room.promise;
  }

  /** Sends what is left over, once there is no more. */
  flush(): void {
    const chunks = this.#batch.splice(0);
    this.#batchBytes = 0;
    const buffers = chunks.map(({ buffer }) => buffer);
    if (chunks.length > 0) this.#send(chunks, buffers);
  }

  /** The thread has read `bytes` more. */
  consume(bytes: number): void {
    this.#unreadBytes -= bytes;
    if (this.#unreadBytes > MOST_UNREAD_BYTES) return;
    this.#room?.resolve();
    this.#room = undefined;
  }

  /** The thread reads no more: who waits for room, or writes later, gets `reason`. */
  end(reason: Error): void {
    this.#ended ??= reason;
    this.#room?.reject(reason);
    this.#room = undefined;
  }
}
