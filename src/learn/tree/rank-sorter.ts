/** Up to this size a node is sorted by insertion alone. */
const INSERTION = 12;
/** Up to this size, by one scatter into buckets and insertion afterwards; the size bounds its worst case. */
const BUCKETS = 400;
const DIGIT_BITS = 10;

/**
 * Sorts the rows of one node by their rank in one column, `payloads` along with `keys`. Fill the first n
 * entries of both, call `sort`, then read `keys` and `payloads` again: they are swapped with spare arrays.
 * Equal keys keep their order. Cost O(n); nothing is allocated.
 */
export class RankSorter {
  keys: Uint32Array;
  payloads: Uint32Array;
  #spareKeys: Uint32Array;
  #sparePayloads: Uint32Array;
  readonly #counts: Uint32Array;

  /** `capacity`: the largest number of rows of a node. */
  constructor(capacity: number) {
    this.keys = new Uint32Array(capacity);
    this.payloads = new Uint32Array(capacity);
    this.#spareKeys = new Uint32Array(capacity);
    this.#sparePayloads = new Uint32Array(capacity);
    this.#counts = new Uint32Array(Math.max(1 << DIGIT_BITS, 2 * capacity, 4 * BUCKETS));
  }

  /** Sorts the first `n` entries; every key is in `low … low + range − 1`. */
  sort(n: number, low: number, range: number): void {
    if (n <= INSERTION) {
      insert(this.keys, this.payloads, n);
    } else if (range <= 2 * n) {
      this.#scatter(n, low, 0, -1, range);
    } else if (n <= BUCKETS) {
      let shift = 0;
      while ((range - 1) >>> shift >= 2 * n) shift++;
      this.#scatter(n, low, shift, -1, ((range - 1) >>> shift) + 1);
      insert(this.keys, this.payloads, n);
    } else {
      const bits = 32 - Math.clz32(range - 1);
      const passes = Math.ceil(bits / DIGIT_BITS);
      const width = Math.ceil(bits / passes);
      for (let shift = 0; shift < bits; shift += width) {
        this.#scatter(n, low, shift, (1 << width) - 1, 1 << width);
      }
    }
  }

  /** One pass of a counting sort by the digit `((key − low) >>> shift) & mask`. */
  #scatter(n: number, low: number, shift: number, mask: number, digits: number): void {
    const counts = this.#counts;
    const keys = this.keys;
    const payloads = this.payloads;
    const toKeys = this.#spareKeys;
    const toPayloads = this.#sparePayloads;
    for (let d = 0; d < digits; d++) counts[d] = 0;
    for (let i = 0; i < n; i++) counts[((keys[i]! - low) >>> shift) & mask]!++;
    let sum = 0;
    for (let d = 0; d < digits; d++) {
      const count = counts[d]!;
      counts[d] = sum;
      sum += count;
    }
    for (let i = 0; i < n; i++) {
      const key = keys[i]!;
      const at = counts[((key - low) >>> shift) & mask]!++;
      toKeys[at] = key;
      toPayloads[at] = payloads[i]!;
    }
    this.keys = toKeys;
    this.payloads = toPayloads;
    this.#spareKeys = keys;
    this.#sparePayloads = payloads;
  }
}

function insert(keys: Uint32Array, payloads: Uint32Array, n: number): void {
  for (let i = 1; i < n; i++) {
    const key = keys[i]!;
    if (keys[i - 1]! <= key) continue;
    const payload = payloads[i]!;
    let j = i;
    do {
      keys[j] = keys[j - 1]!;
      payloads[j] = payloads[j - 1]!;
      j--;
    } while (j > 0 && keys[j - 1]! > key);
    keys[j] = key;
    payloads[j] = payload;
  }
}
