import type { PostgresError } from "postgres";
import { Failure, messageOf } from "../errors.ts";

/** Whether the server sent the error. Tested by name, because the class is loaded with the first session. */
function isServerError(error: unknown): error is PostgresError {
  return error instanceof Error && error.name === "PostgresError" && "code" in error;
}

/** Whether the server answered with an error that concerns the statement: the connection can still be used. */
export function isRefusal(error: unknown): boolean {
  if (!isServerError(error)) return false;
  // Not these: 57P0x, the server starts or shuts down; 25P03, the session was idle in a transaction; 25006, the server is
  // read-only; class 08, the connection is broken; 53300, too many connections; 28, authorization; 3D, no such database.
  return !/^(57P0|25P03|25006|08|53300|28|3D)/.test(error.code);
}

/** Whether the server refused to write because it is read-only or a standby. Nothing was written then. */
export function isReadOnlyServer(error: unknown): boolean {
  return isServerError(error) && error.code === "25006";
}

/** Whether every other server of the database would answer with the same error: a wrong user, password or database. */
export function isSameEverywhere(error: unknown): boolean {
  return isServerError(error) && /^(28|3D)/.test(error.code);
}

/**
 * Whether trying again would fail in the same way: the statement does not fit the tables, a privilege is missing, the password
 * is wrong, or the database does not exist. Accepts the error of the server, or the `Failure` made from it.
 */
export function isPermanent(error: unknown): boolean {
  const cause = error instanceof Failure ? error.cause : error;
  // Classes 0A: not supported, 22: data, 23: constraints, 28: authorization, 3D and 3F: no such database or schema,
  // 42: syntax and privileges.
  return isServerError(cause) && /^(0A|22|23|28|3D|3F|42)/.test(cause.code);
}

/** Returns the message of the server with its SQLSTATE, or of any other error. Accepts the `Failure` made from it too. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Failure && error.cause !== undefined ? error.cause : error;
  return isServerError(cause) ? `${cause.message} (SQLSTATE ${cause.code})` : messageOf(cause);
}

/** Returns any error of the database as a `Failure` (`unavailable`) with its cause. The message contains no value. */
export function asUnavailable(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure("unavailable", `the database cannot be used: ${reasonOf(error)}`, [], { cause: error });
}
