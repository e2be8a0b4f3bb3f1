import { statSync } from "node:fs";
import { ValueError } from "../../learn/core/errors.ts";

/** The name that stands for standard input. */
export const STANDARD_INPUT = "-";

/** The bytes of a file, or of standard input. They can be read more than once: what cannot be opened again is kept in memory. */
export class ByteSource {
  readonly path: string;
  /** Size in bytes, as stored; null if it is not known. */
  readonly size: number | null;
  #kept: Uint8Array<ArrayBuffer>[] | undefined;
  readonly #isRegular: boolean;

  /** Throws `ValueError` if there is no such file. */
  constructor(path: string) {
    this.path = path;
    const stats = path === STANDARD_INPUT ? undefined : statOf(path);
    this.#isRegular = stats?.isFile() === true;
    this.size = this.#isRegular ? Number(stats!.size) : null;
  }

  /** The name for messages. */
  get name(): string {
    return this.path === STANDARD_INPUT ? "standard input" : this.path;
  }

  /**
   * Yields the bytes in chunks, decompressed if they are gzip. `onRead` is called with the number of bytes read so far, as stored.
   * Throws `ValueError` for a file that cannot be read, and for gzip that is damaged or incomplete.
   */
  async *read(onRead: (bytes: number) => void = () => {}): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const stored = this.#stored(onRead);
    const { value: first } = await stored.next();
    if (first === undefined) return;
    const all = prepend(first, stored);
    // Every gzip file begins with these bytes, and no text in UTF-8 does.
    const isGzip = first[0] === 0x1f && first[1] === 0x8b;
    yield* isGzip ? (await import("./gunzip.ts")).gunzip(all) : all;
  }

  /** Returns the first bytes, decompressed: at least `count`, or all there are. Throws as `read` does. */
  async head(count: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of this.read()) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= count) break;
    }
    return Buffer.concat(chunks);
  }

  async *#stored(onRead: (bytes: number) => void): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    if (this.#kept !== undefined) {
      yield* this.#kept;
      return;
    }
    if (this.#isRegular) {
      yield* this.#open(onRead);
      return;
    }
    const kept: Uint8Array<ArrayBuffer>[] = [];
    for await (const chunk of this.#open(onRead)) kept.push(chunk);
    this.#kept = kept;
    yield* kept;
  }

  async *#open(onRead: (bytes: number) => void): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    let bytes = 0;
    try {
      const file = this.path === STANDARD_INPUT ? Bun.stdin : Bun.file(this.path);
      for await (const chunk of file.stream()) {
        if (chunk.length === 0) continue;
        bytes += chunk.length;
        onRead(bytes);
        yield chunk;
      }
    } catch (error) {
      throw error instanceof ValueError ? error : notReadable(error);
    }
  }
}

async function* prepend<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

function statOf(path: string): ReturnType<typeof statSync> {
  try {
    const stats = statSync(path)!;
    if (stats.isDirectory()) throw new ValueError("is a folder, not a file");
    return stats;
  } catch (error) {
    if (error instanceof ValueError) throw error;
    throw notReadable(error);
  }
}

function notReadable(error: unknown): ValueError {
  const { code, message } = error as { code?: string; message: string };
  if (code === "ENOENT") return new ValueError("there is no such file");
  if (code === "EACCES" || code === "EPERM") return new ValueError("may not be read by this user");
  return new ValueError(`cannot be read: ${message}`);
}
