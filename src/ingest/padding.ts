/**
 * Number of zero bytes after the bytes that are read. No JSON continues with a zero byte, and a read of several bytes at a time
 * may go past the end.
 */
export const PADDING = 16;
