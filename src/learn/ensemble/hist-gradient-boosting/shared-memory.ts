const PAGE = 65_536;
/** The maximum number of pages that 32-bit addresses can reach. */
const MOST_PAGES = 65_536;
/** Every piece starts at a multiple of this: a cache line. */
const LINE = 64;

/** Allocates pieces of memory for kernels and threads. Addresses are in bytes; 0 stands for none. */
export class SharedMemory {
  readonly memory: WebAssembly.Memory;
  #end = LINE;

  /**
   * Allocates `bytes` at first; the memory can grow to `mostBytes`. Throws `RangeError` if there is not enough
   * memory.
   */
  constructor(bytes: number, mostBytes: number) {
    const initial = pagesOf(bytes + LINE);
    const maximum = Math.min(Math.max(initial, pagesOf(mostBytes + LINE)), MOST_PAGES);
    this.memory = new WebAssembly.Memory({ initial, maximum, shared: true });
  }

  /** Returns the address of `bytes` new bytes, all 0. Throws `RangeError` if there is no more room. */
  take(bytes: number): number {
    const at = this.#end;
    this.#end += roundUp(bytes);
    const missing = this.#end - this.memory.buffer.byteLength;
    // Grow by a quarter at a time, so that it happens rarely.
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

/** Returns the number of bytes that `take` reserves for `bytes`. */
function roundUp(bytes: number): number {
  return Math.ceil(bytes / LINE) * LINE;
}

function pagesOf(bytes: number): number {
  return Math.ceil(bytes / PAGE);
}
