import type { PostgresError } from "postgres";
import { Failure, messageOf } from "../errors.ts";

/** Whether the server said it. By its name: the class is loaded with the first session only. */
function isOfServer(error: unknown): error is PostgresError {
  return error instanceof Error && error.name === "PostgresError" && "code" in error;
}

/** Whether the server itself answered with an error: the connection is sound. */
export function isRefusal(error: unknown): boolean {
  if (!isOfServer(error)) return false;
  // 57P0x: the server goes down or starts; 25P03: the session was idle in a transaction; 25006: the server cannot be
  // written to (any more); class 08: the connection is broken; 53300, classes 28 and 3D: there was no place, no
  // leave or no database for it.
  return !/^(57P0|25P03|25006|08|53300|28|3D)/.test(error.code);
}

/** Whether the server refused to write because it is a standby, or read-only: nothing was written. */
export function isReadOnlyServer(error: unknown): boolean {
  return isOfServer(error) && error.code === "25006";
}

/** Whether no other server of the same database would say anything else: a wrong user, password or database. */
export function isSameEverywhere(error: unknown): boolean {
  return isOfServer(error) && /^(28|3D)/.test(error.code);
}

/**
 * Whether trying again cannot mend the error: a statement that does not go with the tables, a privilege, a wrong
 * password, a database that is not there. Takes what the server said or the `Failure` made of it.
 */
export function isPermanent(error: unknown): boolean {
  const cause = error instanceof Failure ? error.cause : error;
  // Classes 0A: not supported, 22: data, 23: constraints, 28: authorization, 3D and 3F: no such database or schema,
  // 42: syntax and privileges.
  return isOfServer(cause) && /^(0A|22|23|28|3D|3F|42)/.test(cause.code);
}

/** What went wrong, for a person; the server's own words with their SQLSTATE. Takes the `Failure` made of it too. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Failure && error.cause !== undefined ? error.cause : error;
  return isOfServer(cause) ? `${cause.message} (SQLSTATE ${cause.code})` : messageOf(cause);
}

/** Any error of the database as a `Failure` that names the cause, never a value. */
export function asUnavailable(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure("unavailable", `the database cannot be used: ${reasonOf(error)}`, [], { cause: error });
}
