import { accessSync, constants } from "node:fs";
import { UsageError } from "../errors.ts";
import { type DatabaseHost, describeHosts, readHosts } from "./database-hosts.ts";
import { SPELLINGS, splitDatabaseUrl, type UrlParameters, unencoded } from "./database-url.ts";
import { readServerSettings } from "./server-settings.ts";
import { readOnlyWarning, readServerWanted, type ServerWanted } from "./server-wanted.ts";

/** How a connection is secured: libpq's `sslmode`. */
export type SslMode = "disable" | "allow" | "prefer" | "require" | "verify-ca" | "verify-full";
const SSL_MODES: readonly string[] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/** The servers of the database, and how to connect to them. */
export interface DatabaseAddress {
  /** The servers, in the order in which they are tried. At least one. */
  readonly hosts: readonly DatabaseHost[];
  /** Which of the servers may be used. */
  readonly wanted: ServerWanted;
  readonly database: string;
  readonly user: string;
  readonly password: string | undefined;
  readonly sslMode: SslMode;
  /** The file with the trusted certificates, for `verify-ca` and `verify-full`. */
  readonly sslRootCertificate: string | undefined;
  /** The server settings of every session, such as `search_path`. */
  readonly settings: Readonly<Record<string, string>>;
  /** The name in `pg_stat_activity`; by default `mlsvc`. */
  readonly applicationName: string;
  /** Longest wait for a connection to one server; undefined for the deadline of a statement. */
  readonly connectTimeoutMs: number | undefined;
  /** Warnings about parts of the URL that have no effect, for the log. They contain no values. */
  readonly warnings: readonly string[];
}

/**
 * Reads `DATABASE_URL`, or `SPRING_DATASOURCE_URL` if that is not set. A user or password that is missing in the URL comes from
 * `SPRING_DATASOURCE_USERNAME` or `SPRING_DATASOURCE_PASSWORD`.
 * Throws `UsageError` with the name of the variable. It never contains the value, which may hold a password.
 */
export function readDatabaseAddress(
  environment: Readonly<Record<string, string | undefined>>,
): DatabaseAddress {
  const variable = environment.DATABASE_URL?.trim() ? "DATABASE_URL" : "SPRING_DATASOURCE_URL";
  const text = environment[variable]?.trim();
  if (!text) throw new UsageError(`DATABASE_URL is not set; give it as ${SPELLINGS}`);
  const url = splitDatabaseUrl(text, variable);
  const { parameters } = url;
  const userParameter = parameters.take("user");
  const passwordParameter = parameters.take("password");
  const user = url.user ?? (userParameter || environment.SPRING_DATASOURCE_USERNAME?.trim());
  const databaseParameter = parameters.take("dbname");
  const ssl = readSsl(parameters, variable);
  const wanted = readServerWanted(parameters, variable);
  const address = {
    wanted,
    password: url.password ?? passwordParameter ?? environment.SPRING_DATASOURCE_PASSWORD,
    ...ssl,
    settings: readSettings(parameters, variable),
    applicationName: readApplicationName(parameters),
    connectTimeoutMs: readConnectTimeout(parameters, variable),
  };
  ignoreIrrelevant(parameters);
  const hosts = readHosts(url);
  // In `postgres://me:12?34=5@host/db` the apparent host and port are a user and a part of the password.
  if (url.user === undefined && userParameter === undefined && parameters.unknownWithAt)
    throw unencoded(variable);
  if (!user) {
    throw new UsageError(
      `${variable} names no user; write it into the URL or set SPRING_DATASOURCE_USERNAME`,
    );
  }
  return {
    ...address,
    hosts,
    user,
    database: databaseParameter || url.database || user,
    warnings: [...unknownParameters(parameters, variable), ...readOnlyWarning(wanted, variable)],
  };
}

/** Returns the address as text, without the password. */
export function describeAddress({ hosts, database, user }: DatabaseAddress): string {
  return `${user}@${describeHosts(hosts)}/${database}`;
}

function readSsl(
  parameters: UrlParameters,
  variable: string,
): Pick<DatabaseAddress, "sslMode" | "sslRootCertificate"> {
  const given = parameters.take("sslmode");
  // JDBC's `ssl=true` or just `ssl`, asyncpg's `ssl=require`.
  const flag = parameters.take("ssl");
  const factory = parameters.take("sslfactory");
  const modeOfTrue = factory?.endsWith(".NonValidatingFactory") ? "require" : "verify-full";
  const fromFlag =
    flag === undefined || flag === "false" ? "prefer" : flag === "true" || flag === "" ? modeOfTrue : flag;
  const sslMode = given ?? fromFlag;
  if (!SSL_MODES.includes(sslMode)) {
    throw new UsageError(`${variable} has an unknown sslmode; it must be one of ${SSL_MODES.join(", ")}`);
  }
  const file = parameters.take("sslrootcert");
  // With "system", libpq trusts the certificates of the operating system, which is the default here.
  if (file === undefined || file === "" || file === "system")
    return {
      sslMode: file === "system" ? "verify-full" : (sslMode as SslMode),
      sslRootCertificate: undefined,
    };
  try {
    accessSync(file, constants.R_OK);
  } catch {
    throw new UsageError(
      `${variable} names a file of certificates (sslrootcert) that cannot be read: ${file}`,
    );
  }
  // As in libpq, a file of trusted certificates implies that the certificate is verified.
  return { sslMode: sslMode === "require" ? "verify-ca" : (sslMode as SslMode), sslRootCertificate: file };
}

function readSettings(parameters: UrlParameters, variable: string): Record<string, string> {
  const schema = parameters.take("currentSchema");
  return {
    ...readServerSettings(parameters.take("options") ?? "", variable),
    ...(schema ? { search_path: schema } : {}),
  };
}

/** Returns the name in printable ASCII, since the server replaces anything else, and short enough for a suffix. */
function readApplicationName(parameters: UrlParameters): string {
  const name = parameters.take("application_name", "ApplicationName", "fallback_application_name");
  return name?.replace(/[^ -~]/g, "?").slice(0, 40) || "mlsvc";
}

function readConnectTimeout(parameters: UrlParameters, variable: string): number | undefined {
  const text = parameters.take("connect_timeout", "connectTimeout", "loginTimeout");
  if (text === undefined) return undefined;
  if (!/^\d{1,6}$/.test(text.trim()))
    throw new UsageError(`${variable} has a connect_timeout that is not a whole number of seconds`);
  // 0 means that there is none.
  return Number(text) * 1000 || undefined;
}

/**
 * Parameters of pgjdbc and libpq for features that mlsvc does not have or handles itself: prepared statements, batches, types and
 * logs of a driver, TCP keep-alive. They are harmless, so they are ignored without a warning.
 */
const IRRELEVANT = [
  ...[
    "prepareThreshold",
    "preparedStatementCacheQueries",
    "preparedStatementCacheSizeMiB",
    "preferQueryMode",
  ],
  ...["defaultRowFetchSize", "adaptiveFetch", "adaptiveFetchMinimum", "adaptiveFetchMaximum", "stringtype"],
  ...["reWriteBatchedInserts", "binaryTransfer", "binaryTransferEnable", "binaryTransferDisable", "autosave"],
  ...["cleanupSavepoints", "disableColumnSanitiser", "assumeMinServerVersion", "escapeSyntaxCallMode"],
  ...["databaseMetadataCacheFields", "databaseMetadataCacheFieldsMiB", "unknownLength", "maxResultBuffer"],
  ...["quoteReturningIdentifiers", "convertBooleanToNumeric", "hideUnprivilegedObjects", "xmlFactoryFactory"],
  ...["groupStartupParameters", "allowEncodingChanges", "logUnclosedConnections", "logServerErrorDetail"],
  ...["loggerLevel", "loggerFile", "protocolVersion", "client_encoding", "tcpKeepAlive", "tcpNoDelay"],
  ...["keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"],
  ...["socketTimeout", "cancelSignalTimeout", "sslResponseTimeout", "gssResponseTimeout", "sendBufferSize"],
  ...[
    "receiveBufferSize",
    "maxSendBufferSize",
    "hostRecheckSeconds",
    "loadBalanceHosts",
    "load_balance_hosts",
  ],
];
/** These are irrelevant too, unless their value is `require`: that asks for a feature that mlsvc does not have. */
const GSS = ["gssEncMode", "gssencmode"];
const CHANNEL_BINDING = ["channelBinding", "channel_binding"];

function ignoreIrrelevant(parameters: UrlParameters): void {
  parameters.take(...IRRELEVANT);
  for (const names of [GSS, CHANNEL_BINDING])
    for (const name of names) if (parameters.peek(name) !== "require") parameters.take(name);
}

function unknownParameters(parameters: UrlParameters, variable: string): string[] {
  const names = parameters.unknown;
  const bare = parameters.unknownBare;
  if (bare > 0) names.push(`${bare} without a value (write "&" in a password as %26)`);
  return names.length === 0
    ? []
    : [`${variable} has parameters that mlsvc does not understand and ignores: ${names.join(", ")}`];
}
