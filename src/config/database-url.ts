import { UsageError } from "../errors.ts";

/** The spellings of a database URL, for messages. */
export const SPELLINGS =
  "postgres://user:password@host:5432/database, postgresql+psycopg2://… or jdbc:postgresql://host:5432/database?user=…&password=…";

/** The parts of a URL. All but the hosts are decoded. */
export interface DatabaseUrl {
  /** The environment variable that contains the URL, for messages. */
  readonly variable: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** `host:port,host:port`, still encoded, because the directory of a socket contains slashes. */
  readonly authority: string;
  readonly database: string;
  readonly parameters: UrlParameters;
}

/** The schemes of JDBC, of libpq, and of SQLAlchemy, which names a driver. */
const SCHEME = /^(?:(jdbc:postgresql)|postgres(?:ql)?(\+[a-z0-9]+)?):/i;
/** A parameter name: an identifier, possibly with dots. */
const NAME = /^[A-Za-z][\w.]*$/;

/**
 * Splits `text`, the value of `variable`, into its parts, as libpq, SQLAlchemy or pgjdbc would.
 * Throws `UsageError` with the name of the variable. It never contains any of the value, which may hold a password.
 */
export function splitDatabaseUrl(text: string, variable: string): DatabaseUrl {
  const scheme = SCHEME.exec(text);
  if (scheme === null)
    throw new UsageError(`${variable} is not the URL of a PostgreSQL database; give it as ${SPELLINGS}`);
  const [head, query] = splitOnce(text.slice(scheme[0].length), "?");
  const [authorityAndLogin, path] = head.startsWith("//") ? splitOnce(head.slice(2), "/") : ["", head];
  const [login, authority] = authorityAndLogin.includes("@")
    ? splitOnce(authorityAndLogin, "@")
    : [undefined, authorityAndLogin];
  if (/[@#]/.test(authority!) || /[@#]/.test(path ?? "") || login?.includes("#")) throw unencoded(variable);
  if (/\//.test(path ?? "") && !/^\/*$/.test(path!))
    throw new UsageError(`${variable} has more than one "/" before its parameters; give it as ${SPELLINGS}`);
  const [user, password] = splitOnce(login ?? "", ":");
  // libpq leaves a plus sign as it is; the decoders of Python and Java turn it into a space.
  const plusIsSpace = scheme[1] !== undefined || scheme[2] !== undefined;
  return {
    variable,
    user: decode(user, variable) || undefined,
    password: password === undefined ? undefined : decode(password, variable),
    authority: authority!,
    database: decode((path ?? "").replaceAll("/", ""), variable),
    parameters: new UrlParameters(query ?? "", plusIsSpace, variable),
  };
}

/** The parameters of a URL. A reader takes those that it understands; the ones that were never taken are unknown. */
export class UrlParameters {
  readonly #values = new Map<string, string[]>();
  readonly #bare = new Set<string>();
  readonly #taken = new Set<string>();

  /** Throws `UsageError` when the parameters seem to be the rest of a password. */
  constructor(query: string, plusIsSpace: boolean, variable: string) {
    for (const piece of query.split("&")) {
      if (piece === "") continue;
      const [name, value] = splitOnce(plusIsSpace ? piece.replaceAll("+", " ") : piece, "=");
      if (!NAME.test(name)) {
        if (query.includes("@")) throw unencoded(variable);
        throw new UsageError(`${variable} has a parameter without a valid name; give it as ${SPELLINGS}`);
      }
      if (value === undefined) this.#bare.add(name);
      this.#values.set(name, [...(this.#values.get(name) ?? []), decode(value ?? "", variable)]);
    }
  }

  /** Returns the last value of the first of `names` that is given. All of `names` count as understood. */
  take(...names: readonly string[]): string | undefined {
    return this.takeAll(...names).at(-1);
  }

  /** Returns all values of the first of `names` that is given. All of `names` count as understood. */
  takeAll(...names: readonly string[]): readonly string[] {
    for (const name of names) this.#taken.add(name);
    return this.#values.get(names.find((name) => this.#values.has(name)) ?? "") ?? [];
  }

  /** Returns the last value of `name`, which does not count as understood. */
  peek(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  /** The names of the parameters that were never taken. */
  get unknown(): string[] {
    return [...this.#values.keys()].filter((name) => !this.#taken.has(name) && !this.#bare.has(name));
  }

  /** The number of parameters without a value that were never taken. The rest of a password after an unencoded "&" is one. */
  get unknownBare(): number {
    return [...this.#bare].filter((name) => !this.#taken.has(name)).length;
  }

  /** Whether a parameter that was never taken contains an "@", as the rest of a password after an unencoded "?" does. */
  get unknownWithAt(): boolean {
    return this.unknown.some((name) => this.#values.get(name)!.some((value) => value.includes("@")));
  }
}

/** Returns the error for a user or password with unencoded special characters, which split the URL in the wrong places. */
export function unencoded(variable: string): UsageError {
  return new UsageError(
    `${variable} has an unencoded "@", "/", "?" or "#" in its user or password: percent-encode it (%40, %2F, %3F, %23), or use SPRING_DATASOURCE_PASSWORD`,
  );
}

/** Decodes percent-encoding. Throws `UsageError`. */
export function decode(text: string, variable: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw new UsageError(`${variable} has an invalid percent-encoding; write a percent sign as %25`);
  }
  if (decoded.includes("\0"))
    throw new UsageError(`${variable} contains a zero byte (%00), which PostgreSQL does not accept`);
  return decoded;
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
