/** The numbers that a function takes, or returns. */
export interface Domain {
  /** To follow "numbers": `greater than 0`. */
  readonly words: string;
  includes(value: number): boolean;
  /** The number below which it has none, and comes near to or includes; undefined if there is none. */
  readonly lowest?: number;
}

/** Numbers greater than `bound`. */
export function above(bound: number): Domain {
  return { words: `greater than ${bound}`, includes: (value) => value > bound, lowest: bound };
}

/** Numbers of at least 0. */
export const AT_LEAST_0: Domain = { words: "of at least 0", includes: (value) => value >= 0, lowest: 0 };

/** All numbers but 0. */
export const NOT_0: Domain = { words: "other than 0", includes: (value) => value !== 0 };

/** Numbers from -1 to 1. */
export const UP_TO_1: Domain = { words: "from -1 to 1", includes: (value) => value >= -1 && value <= 1 };
