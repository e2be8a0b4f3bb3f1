/** Rows as the examples of the OpenAPI document send them. */
export const EXAMPLE_FEATURES = [
  { age: 31, plan: "basic" },
  { age: 58, plan: null },
];

/** When a request with a body is refused, whatever the body is for: for `Operation.failures`. */
export const BODY_FAILURES = {
  408: "The body did not arrive within BODY_TIMEOUT_SECONDS",
  413: "The body is larger than MAX_BODY_BYTES",
  415: "The Content-Encoding of the body is not gzip",
} as const;
