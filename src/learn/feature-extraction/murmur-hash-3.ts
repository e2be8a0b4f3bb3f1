/**
 * Returns the 32-bit MurmurHash3 (x86) of the bytes `start` … `end` − 1 as a signed integer, with the seed 0, as scikit-learn's
 * hashers compute it. Reference: Appleby, SMHasher, https://github.com/aappleby/smhasher.
 */
export function murmurHash3(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  const whole = start + (length & ~3);
  let hash = 0;
  for (let at = start; at < whole; at += 4) {
    const block = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    hash ^= mixed(block);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let at = end - 1; at >= whole; at--) tail = (tail << 8) | bytes[at]!;
  if (whole < end) hash ^= mixed(tail);
  hash ^= length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function mixed(block: number): number {
  const product = Math.imul(block, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}
