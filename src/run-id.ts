/**
 * Largest id of a run: 2^53 - 1. A `bigint` column can hold more, but a JSON number that Java or JavaScript reads as
 * a double cannot.
 */
export const MAX_RUN_ID = Number.MAX_SAFE_INTEGER;
