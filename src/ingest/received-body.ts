type Chunk = Uint8Array<ArrayBuffer>;

/** A body as far as it has come. */
export interface ReceivedBody {
  /** All of it, or its beginning. */
  readonly chunks: readonly Chunk[];
  /** What has not arrived yet; undefined when all has. */
  readonly rest: AsyncIterable<Chunk> | undefined;
  /** How long it is said to be, in bytes; 0 where that is not known. */
  readonly expectedBytes: number;
}

/** Waits for a body until it is complete, or has more than `mostBytes`. Throws what `chunks` throws. */
export async function receive(
  arriving: AsyncIterable<Chunk>,
  expectedBytes: number,
  mostBytes: number,
): Promise<ReceivedBody> {
  const chunks: Chunk[] = [];
  let bytes = 0;
  const iterator = arriving[Symbol.asyncIterator]();
  while (bytes <= mostBytes) {
    const { done, value } = await iterator.next();
    if (done) return { chunks, rest: undefined, expectedBytes: bytes };
    chunks.push(value);
    bytes += value.length;
  }
  return { chunks, rest: { [Symbol.asyncIterator]: () => iterator }, expectedBytes };
}

/** A body that is there as a whole. */
export function received(bytes: Chunk): ReceivedBody {
  return { chunks: [bytes], rest: undefined, expectedBytes: bytes.length };
}

/** Hears out the sender of a body that is not wanted any more: one that still writes would miss the answer. */
export async function drain({ rest }: ReceivedBody): Promise<void> {
  if (rest === undefined) return;
  for await (const _ of rest);
}
