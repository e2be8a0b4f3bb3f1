/**
 * The advisory lock of a run has one 64-bit key: this number plus the run's id. Its upper ten bits are those of
 * "mlsv" in ASCII, the other 53 hold an id of up to `MAX_RUN_ID`, so that keys of other programs are not met by
 * chance. A string, because a JavaScript number cannot hold it.
 */
export const LOCK_KEY_BASE: string = String(BigInt(0x6d6c7376 >> 22) << 53n);
