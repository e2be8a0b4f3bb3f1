import { UsageError } from "../errors.ts";
import type { UrlParameters } from "./database-url.ts";

/**
 * Which servers will do: libpq's `target_session_attrs`, and `prefer-read-write`, the default, which takes a server
 * that cannot be written to only where no other answers (it can still predict).
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

/** pgjdbc's `targetServerType`, in lower case. To pgjdbc a primary is a server that takes writes. */
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

/** Reads `target_session_attrs` or `targetServerType`. Throws `UsageError` for another word than theirs. */
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

/** A warning for an address that asks for servers on which nothing can be trained. */
export function unableToWrite(wanted: ServerWanted, variable: string): string[] {
  return wanted === "read-only" || wanted === "standby" || wanted === "prefer-standby"
    ? [`${variable} asks for a standby or read-only server: mlsvc can predict there, and train nothing`]
    : [];
}

/** What a server says of itself. */
export interface ServerState {
  /** It follows another server (`pg_is_in_recovery()`). */
  readonly standby: boolean;
  /** Transactions begin read-only: always on a standby, elsewhere by `default_transaction_read_only`. */
  readonly readOnly: boolean;
}

/** Whether a server will do, will do where there is no better one, or will not. */
export function suits({ standby, readOnly }: ServerState, wanted: ServerWanted): "yes" | "at a pinch" | "no" {
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
      return standby ? "yes" : "at a pinch";
    case "prefer-read-write":
      return readOnly ? "at a pinch" : "yes";
  }
}
