type Chunk = Uint8Array<ArrayBuffer>;

/** Number of bytes of a body that are handled in one turn of the event loop: one or two milliseconds of work. */
export const BYTES_PER_TURN = 524_288;

/** A body that has arrived in whole or in part. */
export interface ReceivedBody {
  /** The bytes that have arrived. */
  readonly chunks: readonly Chunk[];
  /** The bytes that have not arrived yet; undefined if there are none. */
  readonly rest: AsyncIterable<Chunk> | undefined;
  /** Declared length in bytes; 0 if unknown. */
  readonly expectedBytes: number;
}

/** Waits until a body is complete or more than `maxBytes` of it have arrived. Throws whatever `arriving` throws. */
export async function receive(
  arriving: AsyncIterable<Chunk>,
  expectedBytes: number,
  maxBytes: number,
): Promise<ReceivedBody> {
  const chunks: Chunk[] = [];
  let bytes = 0;
  const iterator = arriving[Symbol.asyncIterator]();
  while (bytes <= maxBytes) {
    const { done, value } = await iterator.next();
    if (done) return { chunks, rest: undefined, expectedBytes: bytes };
    chunks.push(value);
    bytes += value.length;
  }
  return { chunks, rest: { [Symbol.asyncIterator]: () => iterator }, expectedBytes };
}

/** Returns the body that consists of `bytes`. */
export function received(bytes: Chunk): ReceivedBody {
  return { chunks: [bytes], rest: undefined, expectedBytes: bytes.length };
}

/** Reads and drops the rest of a body that is not needed any more: a client reads the answer only after it has sent all. */
export async function drain({ rest }: ReceivedBody): Promise<void> {
  if (rest === undefined) return;
  for await (const _ of rest);
}
