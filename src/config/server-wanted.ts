import { UsageError } from "../errors.ts";
import type { UrlParameters } from "./database-url.ts";

/**
 * Which servers may be used: the values of libpq's `target_session_attrs`, and `prefer-read-write`, the default. With that, a
 * read-only server is used when no other answers: predictions work there.
 */
export type ServerWanted =
  | "any"
  | "read-write"
  | "read-only"
  | "primary"
  | "standby"
  | "prefer-standby"
  | "prefer-read-write";

const LIBPQ: readonly string[] = ["any", "read-write", "read-only", "primary", "standby", "prefer-standby"];

/** The values of pgjdbc's `targetServerType`, in lower case. Its `primary` is any server that can be written to. */
const JDBC: Readonly<Record<string, ServerWanted>> = {
  any: "any",
  primary: "read-write",
  master: "read-write",
  secondary: "read-only",
  slave: "read-only",
  preferprimary: "prefer-read-write",
  prefersecondary: "prefer-standby",
  preferslave: "prefer-standby",
};

/** Reads `target_session_attrs` or `targetServerType`. Throws `UsageError` for any other value. */
export function readServerWanted(parameters: UrlParameters, variable: string): ServerWanted {
  const attributes = parameters.take("target_session_attrs");
  const type = parameters.take("targetServerType");
  if (attributes) {
    if (LIBPQ.includes(attributes)) return attributes as ServerWanted;
    throw new UsageError(
      `${variable} has an unknown target_session_attrs; it must be one of ${LIBPQ.join(", ")}`,
    );
  }
  if (!type) return "prefer-read-write";
  const wanted = Object.hasOwn(JDBC, type.toLowerCase()) ? JDBC[type.toLowerCase()] : undefined;
  if (wanted !== undefined) return wanted;
  throw new UsageError(
    `${variable} has an unknown targetServerType; it must be one of any, primary, secondary, preferPrimary, preferSecondary`,
  );
}

/** Returns a warning if the address asks for servers on which nothing can be trained; otherwise an empty list. */
export function readOnlyWarning(wanted: ServerWanted, variable: string): string[] {
  return wanted === "read-only" || wanted === "standby" || wanted === "prefer-standby"
    ? [`${variable} asks for a standby or read-only server: mlsvc can predict there, and train nothing`]
    : [];
}

/** What a server says about itself. */
export interface ServerState {
  /** It follows another server (`pg_is_in_recovery()`). */
  readonly standby: boolean;
  /** Transactions begin read-only: always on a standby, elsewhere by `default_transaction_read_only`. */
  readonly readOnly: boolean;
}

/** Whether a server may be used: always, only when there is no better one, or never. */
export function suits(
  { standby, readOnly }: ServerState,
  wanted: ServerWanted,
): "yes" | "as a fallback" | "no" {
  switch (wanted) {
    case "any":
      return "yes";
    case "read-write":
      return readOnly ? "no" : "yes";
    case "read-only":
      return readOnly ? "yes" : "no";
    case "primary":
      return standby ? "no" : "yes";
    case "standby":
      return standby ? "yes" : "no";
    case "prefer-standby":
      return standby ? "yes" : "as a fallback";
    case "prefer-read-write":
      return readOnly ? "as a fallback" : "yes";
  }
}
