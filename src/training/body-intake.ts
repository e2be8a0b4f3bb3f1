import type { TrainingThread } from "./fit-worker.ts";
import { awaitMemory, LIMIT_CHECKS, type MemoryWatch, watchMemory } from "./memory-watch.ts";
import type { TrainingFailure } from "./training-failure.ts";

/** A body of at least this many bytes is read by a thread while it arrives; a smaller one when it has arrived completely. */
export const STREAMED_BYTES = 1_048_576;

/** Maximum number of bodies that threads read while they arrive, so that slow senders do not occupy too many threads. */
const MAX_STREAMED = 4;

/** The intakes of this process whose bodies are being read while they arrive. */
export class StreamedIntakes {
  readonly #open = new Set<BodyIntake>();

  /** Whether there are as many as permitted. */
  get isFull(): boolean {
    return this.#open.size >= MAX_STREAMED;
  }

  add(intake: BodyIntake): void {
    this.#open.add(intake);
  }

  delete(intake: BodyIntake): void {
    this.#open.delete(intake);
  }
}

/** The options of an intake. */
export interface IntakeOptions {
  /** Starts the thread that is to read the body. */
  readonly begin: () => TrainingThread;
  readonly streamed: StreamedIntakes;
  /** Resident memory in bytes above which the intake is abandoned. */
  readonly memoryLimit: number;
}

/**
 * Receives a body and passes it to a thread. A small body is kept here until it is complete; the chunks of a large one are
 * passed on as they arrive. The caller ends an intake by `finish` or `abandon`.
 */
export class BodyIntake {
  readonly #options: IntakeOptions;
  #held: Uint8Array<ArrayBuffer>[] = [];
  #heldBytes = 0;
  #thread: TrainingThread | undefined;
  #watch: MemoryWatch | undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /**
   * Takes the next bytes; their buffer is transferred. Resolves when there is room for more. Throws `TrainingFailure` when
   * the thread has ended.
   */
  async write(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.#thread !== undefined) return this.#thread.write(chunk);
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    const { streamed, memoryLimit } = this.#options;
    if (this.#heldBytes < STREAMED_BYTES || streamed.isFull) return;
    streamed.add(this);
    await awaitMemory(memoryLimit);
    this.#watch = watchMemory(memoryLimit, LIMIT_CHECKS.preparing, (reason) => this.abandon(reason));
    await this.#passOn();
  }

  /** Passes the remaining bytes to the thread and returns it. Throws as `write` does. */
  async finish(): Promise<TrainingThread> {
    this.#close();
    return this.#passOn();
  }

  /** Ends the thread, if there is one. Its promises reject with `reason`. */
  abandon(reason?: TrainingFailure): void {
    this.#close();
    this.#held = [];
    this.#thread?.terminate(reason);
  }

  async #passOn(): Promise<TrainingThread> {
    this.#thread ??= this.#options.begin();
    for (const chunk of this.#held.splice(0)) await this.#thread.write(chunk);
    return this.#thread;
  }

  #close(): void {
    this.#watch?.end();
    this.#options.streamed.delete(this);
  }
}
