/**
 * Number of zero bytes after the bytes that are read: no JSON continues with a zero, and reads of several bytes at a time may
 * go past the end.
 */
export const PADDING = 16;
