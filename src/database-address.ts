import { UsageError } from "./errors.ts";

/** How a connection is secured: libpq's `sslmode`. */
export type SslMode = "disable" | "allow" | "prefer" | "require" | "verify-ca" | "verify-full";
const SSL_MODES: readonly string[] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/** Where the database is and who asks. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | undefined;
  readonly sslMode: SslMode;
  /** File with the certificates to trust, for `verify-ca` and `verify-full`. */
  readonly sslRootCertificate: string | undefined;
  /** JDBC's `currentSchema`: where the tables are, when not on the user's search path. */
  readonly schema: string | undefined;
}

const SPELLINGS =
  "postgres://user:password@host:5432/database, postgresql+psycopg2://… or jdbc:postgresql://host:5432/database?user=…&password=…";

/** scheme (libpq's, SQLAlchemy's with a driver, JDBC's), user and password, host and port, database, query */
const URL_PARTS =
  /^(?:jdbc:postgresql|postgres(?:ql)?(?:\+[a-z0-9]+)?):(?:\/\/(?:([^/?#]*)@)?([^/?#@]*)\/?)?([^?#/]*)(?:\?([^#]*))?$/i;

/**
 * Reads `DATABASE_URL`, or `SPRING_DATASOURCE_URL` where that is not set; a user and password that the URL does
 * not name come from `SPRING_DATASOURCE_USERNAME` and `SPRING_DATASOURCE_PASSWORD`.
 * Throws `UsageError`, which names the variable and never repeats its value, for that may hold a password.
 */
export function readDatabaseAddress(
  environment: Readonly<Record<string, string | undefined>>,
): DatabaseAddress {
  const variable = environment.DATABASE_URL?.trim() ? "DATABASE_URL" : "SPRING_DATASOURCE_URL";
  const text = environment[variable]?.trim();
  if (!text) throw new UsageError(`DATABASE_URL is not set; give it as ${SPELLINGS}`);
  const parts = URL_PARTS.exec(text);
  if (parts === null)
    throw new UsageError(`${variable} is not the URL of a PostgreSQL database; give it as ${SPELLINGS}`);
  const [, login, authority = "", path = "", queryText = ""] = parts;
  const query = new URLSearchParams(queryText);
  const [urlUser, urlPassword] = splitOnce(login ?? "", ":");
  const { host, port } = readAuthority(authority, variable);
  const user =
    decode(urlUser, variable) || query.get("user") || environment.SPRING_DATASOURCE_USERNAME?.trim();
  if (!user) {
    throw new UsageError(
      `${variable} names no user; write it into the URL or set SPRING_DATASOURCE_USERNAME`,
    );
  }
  const sslMode =
    query.get("sslmode") ?? (/^(true|)$/.test(query.get("ssl") ?? "no") ? "verify-full" : "prefer");
  if (!SSL_MODES.includes(sslMode)) {
    throw new UsageError(`${variable} has an unknown sslmode; it must be one of ${SSL_MODES.join(", ")}`);
  }
  return {
    host,
    port,
    user,
    password:
      (urlPassword === undefined ? undefined : decode(urlPassword, variable)) ??
      query.get("password") ??
      environment.SPRING_DATASOURCE_PASSWORD ??
      undefined,
    database: decode(path, variable) || user,
    sslMode: sslMode as SslMode,
    sslRootCertificate: query.get("sslrootcert") ?? undefined,
    schema: query.get("currentSchema") ?? undefined,
  };
}

/** The address for a person to read: everything but the password. */
export function describeAddress({ host, port, database, user }: DatabaseAddress): string {
  return `${user}@${bracketed(host)}:${port}/${database}`;
}

/** A host as a URL writes it: an IPv6 address in brackets. */
export function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function readAuthority(authority: string, variable: string): { host: string; port: number } {
  if (authority.includes(",")) {
    throw new UsageError(`${variable} names several hosts; name one (a proxy can stand for several)`);
  }
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]*)(?::(\d{1,5}))?$/.exec(authority);
  const port = Number(match?.[2] ?? 5432);
  if (match === null || port < 1 || port > 65_535) {
    throw new UsageError(`${variable} has no valid host and port; give it as ${SPELLINGS}`);
  }
  return { host: decode(match[1]!.replace(/^\[|\]$/g, ""), variable) || "localhost", port };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string, variable: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UsageError(`${variable} has a "%" that encodes nothing; write a percent sign as %25`);
  }
}
