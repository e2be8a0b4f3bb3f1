/** The rows in the examples of the OpenAPI document. */
export const EXAMPLE_FEATURES = [
  { age: 31, plan: "basic" },
  { age: 58, plan: null },
];

/** The failures of every operation with a body, for `Operation.failures`. */
export const BODY_FAILURES = {
  408: "The body did not arrive within BODY_TIMEOUT_SECONDS",
  413: "The body is larger than MAX_BODY_BYTES",
  415: "The Content-Encoding of the body is not gzip",
} as const;
