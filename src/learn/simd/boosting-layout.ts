/** Bytes of scratch that `addRows` is to be given. */
export const SCRATCH_BYTES = 256 * (32 + 8) + 64;
/** How far beyond the last row's bytes `addRows` reads. */
export const ROW_OVERHANG = 32;
/** Doubles of a record, which `scanFeatures` reads and writes. */
export const RECORD_DOUBLES = 7;
/** Bytes from one record to the next. */
export const RECORD_BYTES = 64;
