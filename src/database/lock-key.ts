/**
 * The key of a run's advisory lock, a 64-bit integer, is this number plus the run's id. The upper bits are those of "mlsv" in
 * ASCII, so that no other program uses the same keys by chance; the lower 53 bits hold an id of up to `MAX_RUN_ID`. A string,
 * because a JavaScript number cannot represent it.
 */
export const LOCK_KEY_BASE: string = String(BigInt(0x6d6c7376 >> 22) << 53n);
