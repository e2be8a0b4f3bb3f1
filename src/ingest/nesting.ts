/** Records which of the values that enclose a position are objects and which are lists: a bit per depth, 1 for an object. */
export class Nesting {
  #bits = new Uint8Array(64);

  /** Records the value that begins at `depth`, which is at most one more than the greatest depth recorded so far. */
  enter(depth: number, isObject: boolean): void {
    const at = depth >> 3;
    if (at === this.#bits.length) {
      const longer = new Uint8Array(2 * at);
      longer.set(this.#bits);
      this.#bits = longer;
    }
    const bit = 1 << (depth & 7);
    if (isObject) this.#bits[at]! |= bit;
    else this.#bits[at]! &= ~bit;
  }

  /** Whether the value recorded last at `depth` is an object. */
  isObject(depth: number): boolean {
    return (this.#bits[depth >> 3]! & (1 << (depth & 7))) !== 0;
  }
}
