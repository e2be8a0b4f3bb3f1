const PAGE = 65_536;
/** As much as addresses of 32 bits reach. */
const MOST_PAGES = 65_536;
/** What is taken begins at a multiple of it: a line of a processor's cache. */
const LINE = 64;

/** Memory that kernels and threads work on, handed out piece by piece. Addresses are in bytes; 0 stands for none. */
export class SharedMemory {
  readonly memory: WebAssembly.Memory;
  #end = LINE;

  /** At first room for `bytes`, later for no more than `mostBytes`. Throws `RangeError` where there is not so much. */
  constructor(bytes: number, mostBytes: number) {
    const initial = pagesOf(bytes + LINE);
    const maximum = Math.min(Math.max(initial, pagesOf(mostBytes + LINE)), MOST_PAGES);
    this.memory = new WebAssembly.Memory({ initial, maximum, shared: true });
  }

  /** Room for `bytes`, all 0. Throws `RangeError` where there is no more. */
  take(bytes: number): number {
    const at = this.#end;
    this.#end += roundUp(bytes);
    const missing = this.#end - this.memory.buffer.byteLength;
    // By a quarter of what there is, so that it happens seldom.
    if (missing > 0) this.#grow(pagesOf(missing));
    return at;
  }

  #grow(pages: number): void {
    const quarter = Math.ceil(this.memory.buffer.byteLength / PAGE / 4);
    try {
      this.memory.grow(Math.max(pages, quarter));
    } catch {
      this.memory.grow(pages);
    }
  }
}

/** What `take` takes for `bytes`. */
export function roundUp(bytes: number): number {
  return Math.ceil(bytes / LINE) * LINE;
}

function pagesOf(bytes: number): number {
  return Math.ceil(bytes / PAGE);
}
