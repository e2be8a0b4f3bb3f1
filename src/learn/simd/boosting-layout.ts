/** Bytes of working space that `addRows` needs. */
export const SCRATCH_BYTES = 256 * (32 + 8) + 64;
/** Number of bytes beyond the last row that `addRows` may read. */
export const ROW_OVERHANG = 32;
/** Number of doubles in a split record, which `scanFeatures` reads and writes. */
export const RECORD_DOUBLES = 7;
/** Bytes from one split record to the next. */
export const RECORD_BYTES = 64;
