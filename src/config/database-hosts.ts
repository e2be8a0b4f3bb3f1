import { UsageError } from "../errors.ts";
import { type DatabaseUrl, decode, SPELLINGS, unencoded } from "./database-url.ts";

/** One server of the database. */
export interface DatabaseHost {
  /** A name, an IP address, or the directory of a Unix-domain socket (it begins with "/"). */
  readonly host: string;
  readonly port: number;
  /** libpq's `hostaddr`: the IP address to connect to. The certificate must still be for the name `host`. */
  readonly address: string | undefined;
}

const DEFAULT_PORT = 5432;
/** `[::1]:5432`, `db.local:5432`, `%2Fvar%2Frun%2Fpostgresql:5432`, each with or without the port. */
const HOST_AND_PORT = /^(\[[0-9a-fA-F:.%]+\]|[^:[\]]*)(?::(\d{1,5}))?$/;

/**
 * Returns the servers of a URL: those of its authority, or of the parameters `host`, `hostaddr` and `port` (lists with commas),
 * which take precedence as in libpq. Throws `UsageError`.
 */
export function readHosts(url: DatabaseUrl): DatabaseHost[] {
  const { parameters, variable } = url;
  const named = splitList(parameters.takeAll("host"));
  const addresses = splitList(parameters.takeAll("hostaddr"));
  const ports = splitList(parameters.takeAll("port"));
  const pairs =
    named.length > 0
      ? named.map((text) => readNamed(text, variable))
      : url.authority === "" && addresses.length > 0
        ? addresses.map((host) => ({ host, port: undefined }))
        : url.authority.split(",").map((text) => readPair(text, url));
  if (addresses.length > 0 && addresses.length !== pairs.length)
    throw new UsageError(`${variable} has ${addresses.length} hostaddr for ${pairs.length} hosts`);
  if (ports.length > 1 && ports.length !== pairs.length)
    throw new UsageError(`${variable} has ${ports.length} ports for ${pairs.length} hosts`);
  return pairs.map(({ host, port }, i) => ({
    host: host || "localhost",
    port: readPort(ports[i] ?? ports[0] ?? port, variable),
    address: addresses[i],
  }));
}

/** Returns hosts and ports as text, IPv6 addresses in brackets. */
export function describeHosts(hosts: readonly DatabaseHost[]): string {
  return hosts.map(({ host, port }) => `${bracketed(host)}:${port}`).join(",");
}

/** Returns a host as it is written in a URL: an IPv6 address in brackets. */
export function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** Whether a host is the directory of a Unix-domain socket. */
export function isSocketDirectory(host: string): boolean {
  return host.startsWith("/");
}

interface HostAndPort {
  readonly host: string;
  readonly port: string | undefined;
}

/** Reads one host of the authority. */
function readPair(text: string, { variable, parameters }: DatabaseUrl): HostAndPort {
  const match = HOST_AND_PORT.exec(text);
  if (match === null) {
    // In `postgres://me:pa?ss@host/db` the hosts seem to end in the middle of the password.
    if (parameters.unknownWithAt) throw unencoded(variable);
    throw invalidHost(variable);
  }
  return { host: decode(match[1]!.replace(/^\[|\]$/g, ""), variable), port: match[2] };
}

/** Reads one host of the parameter `host`. It has no port in libpq, and may have one in SQLAlchemy. */
function readNamed(text: string, variable: string): HostAndPort {
  const isBareIpv6 = text.split(":").length > 2 && !text.startsWith("[");
  if (isSocketDirectory(text) || isBareIpv6) return { host: text, port: undefined };
  const match = HOST_AND_PORT.exec(text);
  if (match === null) throw invalidHost(variable);
  return { host: match[1]!.replace(/^\[|\]$/g, ""), port: match[2] };
}

function readPort(text: string | undefined, variable: string): number {
  if (text === undefined || text === "") return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw invalidHost(variable);
  return port;
}

function invalidHost(variable: string): UsageError {
  return new UsageError(`${variable} has no valid host and port; give it as ${SPELLINGS}`);
}

function splitList(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(","));
}
