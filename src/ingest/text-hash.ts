/** Returns the hash of the text `bytes[from..to)`: FNV-1a, as `scanText` computes it while it reads a text. */
export function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash;
}
