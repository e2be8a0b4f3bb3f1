/** Zeros that stand behind bytes that are read: no JSON goes on with one, and reads of several bytes may touch them. */
export const PADDING = 16;
