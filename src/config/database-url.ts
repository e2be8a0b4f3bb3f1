import { UsageError } from "../errors.ts";

/** The spellings of a database's URL, for messages. */
export const SPELLINGS =
  "postgres://user:password@host:5432/database, postgresql+psycopg2://… or jdbc:postgresql://host:5432/database?user=…&password=…";

/** A URL taken apart; every part but the hosts is decoded. */
export interface DatabaseUrl {
  /** The environment variable that holds it, for messages. */
  readonly variable: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** `host:port,host:port`, still encoded, for a socket's directory has slashes. */
  readonly authority: string;
  readonly database: string;
  readonly parameters: UrlParameters;
}

/** libpq's scheme, SQLAlchemy's with a driver, JDBC's. */
const SCHEME = /^(?:(jdbc:postgresql)|postgres(?:ql)?(\+[a-z0-9]+)?):/i;
/** Parameter names are identifiers, some with a dot. */
const NAME = /^[A-Za-z][\w.]*$/;

/**
 * Takes `text`, the value of `variable`, apart as libpq, SQLAlchemy or pgjdbc would.
 * Throws `UsageError`, which names the variable and never repeats any of its value: that may hold a password.
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
  // libpq takes a plus sign for itself; Python's and Java's decoders for a space.
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

/** The parameters of a URL. Whoever understands one takes it; those that nobody took are unknown. */
export class UrlParameters {
  readonly #values = new Map<string, string[]>();
  readonly #bare = new Set<string>();
  readonly #taken = new Set<string>();

  /** Throws `UsageError` where the "parameters" are the rest of a password. */
  constructor(query: string, plusIsSpace: boolean, variable: string) {
    for (const piece of query.split("&")) {
      if (piece === "") continue;
      const [name, value] = splitOnce(plusIsSpace ? piece.replaceAll("+", " ") : piece, "=");
      if (!NAME.test(name)) {
        if (query.includes("@")) throw unencoded(variable);
        throw new UsageError(`${variable} has a parameter whose name is none; give it as ${SPELLINGS}`);
      }
      if (value === undefined) this.#bare.add(name);
      this.#values.set(name, [...(this.#values.get(name) ?? []), decode(value ?? "", variable)]);
    }
  }

  /** The last value of the first of `names` that is given; all of them count as understood. */
  take(...names: readonly string[]): string | undefined {
    return this.takeAll(...names).at(-1);
  }

  /** Every value of the first of `names` that is given. */
  takeAll(...names: readonly string[]): readonly string[] {
    for (const name of names) this.#taken.add(name);
    return this.#values.get(names.find((name) => this.#values.has(name)) ?? "") ?? [];
  }

  /** The last value of `name`, which does not count as understood by that. */
  peek(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  /** The names of those that were given and never taken. */
  get unknown(): string[] {
    return [...this.#values.keys()].filter((name) => !this.#taken.has(name) && !this.#bare.has(name));
  }

  /** How many without a value were never taken: what follows an unencoded "&" in a password looks like that. */
  get unknownBare(): number {
    return [...this.#bare].filter((name) => !this.#taken.has(name)).length;
  }

  /** Whether a parameter that was never taken has an "@", as the rest of a password with a "?" has. */
  get unknownWithAt(): boolean {
    return this.unknown.some((name) => this.#values.get(name)!.some((value) => value.includes("@")));
  }
}

/** The complaint about a password whose special characters take the URL apart in the wrong places. */
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
    throw new UsageError(`${variable} has a "%" that encodes nothing; write a percent sign as %25`);
  }
  if (decoded.includes("\0"))
    throw new UsageError(`${variable} has a zero byte (%00), which nothing can hold`);
  return decoded;
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
