import { describe, expect, test } from "bun:test";
import {
  type DatabaseAddress,
  describeAddress,
  readDatabaseAddress,
} from "../../src/config/database-address.ts";
import { UsageError } from "../../src/errors.ts";

function read(url: string, others: Record<string, string> = {}): DatabaseAddress {
  return readDatabaseAddress({ DATABASE_URL: url, ...others });
}

/** Returns the hosts as `host:port` or `host:port@address`. */
function hostsOf(url: string): string[] {
  return read(url).hosts.map(({ host, port, address }) => `${host}:${port}${address ? `@${address}` : ""}`);
}

/** Returns the message with which `url` is refused. Fails when it is accepted. */
function refusal(url: string, others: Record<string, string> = {}): string {
  try {
    read(url, others);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error("the URL was accepted");
}

describe("the spelling of", () => {
  const same = { database: "app", user: "me", password: "p@s/s" };
  const spellings: Record<string, Record<string, string>> = {
    libpq: { DATABASE_URL: "postgres://me:p%40s%2Fs@db.local:6543/app?sslmode=require" },
    "libpq, long": { DATABASE_URL: "postgresql://me:p%40s%2Fs@db.local:6543/app" },
    "libpq, all in parameters": {
      DATABASE_URL: "postgresql:///?host=db.local&port=6543&dbname=app&user=me&password=p%40s/s",
    },
    SQLAlchemy: { DATABASE_URL: "postgresql+psycopg2://me:p%40s%2Fs@db.local:6543/app" },
    "SQLAlchemy, the host as a parameter": {
      DATABASE_URL: "postgresql+psycopg2://me:p%40s%2Fs@/app?host=db.local:6543",
    },
    JDBC: { DATABASE_URL: "jdbc:postgresql://db.local:6543/app?user=me&password=p%40s%2Fs" },
    "JDBC, not encoded": { DATABASE_URL: "jdbc:postgresql://db.local:6543/app?user=me&password=p@s/s" },
    Spring: {
      SPRING_DATASOURCE_URL: "jdbc:postgresql://db.local:6543/app",
      SPRING_DATASOURCE_USERNAME: "me",
      SPRING_DATASOURCE_PASSWORD: "p@s/s",
    },
    "libpq with Spring's password": {
      DATABASE_URL: "postgres://me@db.local:6543/app",
      SPRING_DATASOURCE_PASSWORD: "p@s/s",
    },
  };
  for (const [name, environment] of Object.entries(spellings)) {
    test(`${name} is understood`, () => {
      const address = readDatabaseAddress(environment);
      expect(address).toMatchObject({ ...same, warnings: [] });
      expect(address.hosts).toEqual([{ host: "db.local", port: 6543, address: undefined }]);
    });
  }

  test.each([
    ["jdbc:postgresql:app?user=me", "me@localhost:5432/app"],
    ["jdbc:postgresql:///app?user=me", "me@localhost:5432/app"],
    ["jdbc:postgresql:/?user=me", "me@localhost:5432/me"],
    ["jdbc:postgresql://db.local?user=me", "me@db.local:5432/me"],
    ["jdbc:postgresql://db.local:6543/?user=me", "me@db.local:6543/me"],
    ["postgres://me@/app", "me@localhost:5432/app"],
    ["postgres://me@db.local", "me@db.local:5432/me"],
    ["postgres://me@[::1]:6543/app", "me@[::1]:6543/app"],
    ["postgres://me@[fe80::1]/app", "me@[fe80::1]:5432/app"],
  ])("%s may omit parts", (url, described) => {
    expect(describeAddress(read(url))).toBe(described);
  });

  test("a password may contain characters that have no special meaning in a URL", () => {
    expect(read("postgres://me:a:b+c&d=e!$'()*,;@db/app")).toMatchObject({ password: "a:b+c&d=e!$'()*,;" });
    expect(read("postgres://me@db/app?password=a+b").password).toBe("a+b");
    expect(read("jdbc:postgresql://db/app?user=me&password=a+b%2Bc#d").password).toBe("a b+c#d");
  });
});

describe("hosts", () => {
  test.each([
    ["postgres://me@a:1,b:2,c/app", ["a:1", "b:2", "c:5432"]],
    ["jdbc:postgresql://a:1,[2001:db8::2]:2/app?user=me", ["a:1", "2001:db8::2:2"]],
    ["postgres://me@/app?host=a,b&port=1,2", ["a:1", "b:2"]],
    ["postgres://me@/app?host=a,b&port=7", ["a:7", "b:7"]],
    ["postgres://me@x:9/app?host=a", ["a:5432"]],
    ["postgres://me@a,b/app?port=7", ["a:7", "b:7"]],
    ["postgres://me@/app?host=::1", ["::1:5432"]],
    ["postgresql+psycopg2://me@/app?host=a:1&host=b:2", ["a:1", "b:2"]],
    ["postgres://me@/app?host=/var/run/postgresql", ["/var/run/postgresql:5432"]],
    ["postgres://me@%2Fvar%2Frun%2Fpostgresql:6543/app", ["/var/run/postgresql:6543"]],
    ["postgres://me@a,b/app?hostaddr=10.0.0.1,10.0.0.2", ["a:5432@10.0.0.1", "b:5432@10.0.0.2"]],
    ["postgres://me@/app?hostaddr=10.0.0.1", ["10.0.0.1:5432@10.0.0.1"]],
  ])("%s", (url, hosts) => {
    expect(hostsOf(url)).toEqual(hosts);
  });

  test("are described without the password, IPv6 addresses in brackets", () => {
    const url = "postgres://me:secret@a:1,[::1]:2/app?password=secret";
    expect(describeAddress(read(url))).toBe("me@a:1,[::1]:2/app");
    const socket = read("postgres://me:secret@/app?host=/run/postgresql");
    expect(describeAddress(socket)).toBe("me@/run/postgresql:5432/app");
  });

  test.each([
    ["postgres://me:secret@db:99999/app", /no valid host and port/],
    ["postgres://me:secret@db:0/app", /no valid host and port/],
    ["postgres://me:secret@db:x/app", /no valid host and port/],
    ["postgres://me:secret@a,b:/app?port=x", /no valid host and port/],
    ["postgres://me:secret@a,b,c/app?port=1,2", /2 ports for 3 hosts/],
    ["postgres://me:secret@a,b/app?hostaddr=1.1.1.1", /1 hostaddr for 2 hosts/],
  ])("%s is refused", (url, message) => {
    expect(refusal(url)).toMatch(message);
    expect(refusal(url)).not.toContain("secret");
  });
});

describe("which server is wanted", () => {
  test.each([
    ["", "prefer-read-write"],
    ["?target_session_attrs=any", "any"],
    ["?target_session_attrs=read-write", "read-write"],
    ["?target_session_attrs=primary", "primary"],
    ["?targetServerType=any", "any"],
    ["?targetServerType=primary", "read-write"],
    ["?targetServerType=master", "read-write"],
    ["?targetServerType=preferPrimary", "prefer-read-write"],
  ] as const)("%p means %s", (query, wanted) => {
    expect(read(`postgres://me@a,b/app${query}`)).toMatchObject({ wanted, warnings: [] });
  });

  test.each([
    ["target_session_attrs=read-only", "read-only"],
    ["target_session_attrs=standby", "standby"],
    ["target_session_attrs=prefer-standby", "prefer-standby"],
    ["targetServerType=secondary", "read-only"],
    ["targetServerType=slave", "read-only"],
    ["targetServerType=preferSecondary", "prefer-standby"],
    ["targetServerType=preferSlave", "prefer-standby"],
  ] as const)("%s gives a warning that nothing can be trained there", (query, wanted) => {
    expect(read(`postgres://me@a,b/app?${query}`)).toMatchObject({
      wanted,
      warnings: [expect.stringContaining("train nothing")],
    });
  });

  test("another value is refused with the permitted ones", () => {
    expect(refusal("postgres://me@a/app?target_session_attrs=leader")).toMatch(/one of any, read-write/);
    expect(refusal("postgres://me@a/app?targetServerType=toString")).toMatch(/one of any, primary/);
  });
});

describe("server settings", () => {
  test.each([
    ["options=-c%20search_path=app", { search_path: "app" }],
    ["options=-csearch_path%3Dapp", { search_path: "app" }],
    ["options=--search-path%3Dapp", { search_path: "app" }],
    [
      "options=-c%20search_path=app,public%20%20-c%20work_mem=64MB%20--app.tenant=x",
      { search_path: "app,public", work_mem: "64MB", "app.tenant": "x" },
    ],
    ["options=-c%20search_path=%22my%5C%20app%22,a%5C%5Cb", { search_path: '"my app",a\\b' }],
    ["options=-c%20a=b=c%20-c%20d=", { a: "b=c", d: "" }],
    ["currentSchema=app", { search_path: "app" }],
    ["options=-c%20search_path=other&currentSchema=app", { search_path: "app" }],
  ])("%s", (query, settings) => {
    const { settings: found, warnings } = read(`postgres://me@db/app?${query}`);
    expect(found).toEqual(settings as Record<string, string>);
    expect(warnings).toEqual([]);
  });

  test("are separated by a plus sign only in a URL of JDBC", () => {
    const query = "options=-c+search_path=app";
    expect(read(`jdbc:postgresql://db/app?user=me&${query}`).settings).toEqual({ search_path: "app" });
    expect(refusal(`postgres://me@db/app?${query}`)).toContain("-c name=value");
  });

  test.each(["-d%205", "-c", "-c%20search_path", "search_path=app", "-c%20=x", "--"])(
    "options=%s are refused",
    (options) => {
      expect(refusal(`postgres://me:secret@db/app?options=${options}`)).toMatch(
        /^DATABASE_URL has options of another kind than "-c name=value"/,
      );
    },
  );
});

describe("the other parameters", () => {
  test("name the application, for libpq, JDBC and by default", () => {
    expect(read("postgres://me@db/app?application_name=shop").applicationName).toBe("shop");
    expect(read("postgres://me@db/app?ApplicationName=shop").applicationName).toBe("shop");
    expect(read("postgres://me@db/app").applicationName).toBe("mlsvc");
    const long = read(`postgres://me@db/app?application_name=caf%C3%A9${"x".repeat(100)}`).applicationName;
    expect(long).toBe(`caf?${"x".repeat(36)}`);
  });

  test("set the timeout of a connection", () => {
    expect(read("postgres://me@db/app?connect_timeout=3").connectTimeoutMs).toBe(3000);
    expect(read("postgres://me@db/app?connectTimeout=4").connectTimeoutMs).toBe(4000);
    expect(read("postgres://me@db/app?loginTimeout=5").connectTimeoutMs).toBe(5000);
    expect(read("postgres://me@db/app?connect_timeout=0").connectTimeoutMs).toBeUndefined();
    expect(read("postgres://me@db/app").connectTimeoutMs).toBeUndefined();
    expect(refusal("postgres://me@db/app?connect_timeout=soon")).toMatch(/connect_timeout/);
  });

  test.each([
    ["", "prefer"],
    ["?sslmode=disable", "disable"],
    ["?ssl=true", "verify-full"],
    ["?ssl", "verify-full"],
    ["?ssl=false", "prefer"],
    ["?ssl=require", "require"],
    ["?ssl=true&sslmode=require", "require"],
    ["?ssl=true&sslfactory=org.postgresql.ssl.NonValidatingFactory", "require"],
    ["?sslmode=require&sslrootcert=system", "verify-full"],
    [`?sslmode=require&sslrootcert=${import.meta.path}`, "verify-ca"],
    [`?sslmode=verify-full&sslrootcert=${import.meta.path}`, "verify-full"],
  ] as const)("%p secure the connection: %s", (query, sslMode) => {
    expect(read(`postgres://me@db/app${query}`)).toMatchObject({ sslMode, warnings: [] });
  });

  test("are refused when their value is invalid, or not a file", () => {
    expect(refusal("postgres://me@db/app?sslmode=maybe")).toMatch(/unknown sslmode.*verify-full/);
    expect(refusal("postgres://me@db/app?ssl=maybe")).toMatch(/unknown sslmode/);
    expect(refusal("postgres://me@db/app?sslrootcert=/no/such.pem")).toContain("/no/such.pem");
    expect(refusal("postgres://me@db/app?options=-c%20a=%00")).toMatch(/zero byte/);
  });

  test("of a driver are ignored without a warning", () => {
    const url =
      "jdbc:postgresql://db/app?user=me&prepareThreshold=0&reWriteBatchedInserts=true&stringtype=unspecified&socketTimeout=30&tcpKeepAlive&defaultRowFetchSize=100&gssEncMode=disable&channelBinding=prefer";
    expect(read(url).warnings).toEqual([]);
  });

  test("that are not understood are named without their values", () => {
    const url =
      "jdbc:postgresql://db/app?user=me&pgbouncer=secret1&socketFactory=secret2&channel_binding=require&password=a&secret3";
    expect(read(url).warnings).toEqual([
      'DATABASE_URL has parameters that mlsvc does not understand and ignores: pgbouncer, socketFactory, channel_binding, 1 without a value (write "&" in a password as %26)',
    ]);
  });
});

describe("a password that is not percent-encoded", () => {
  test.each([
    "postgres://me:se@cret@db/app",
    "postgres://me:se/cret@db/app",
    "postgres://me:se?cret@db/app",
    "postgres://me:se#cret@db/app",
    "postgres://me:se@c/ret@db/app",
    "postgres://me:se/c@ret@db/app",
    "postgres://me:12/34cret@db/app",
    "postgres://me:12?34cret@db/app",
    "postgres://me:12?cret=5@db/app",
    "postgres://me:se?cret=5@db:6543/app?sslmode=require",
    "postgresql+psycopg2://me:se@cret@db/app",
    "jdbc:postgresql://me:se/cret@db/app",
    "postgres://me:cret@db/app@other",
  ])("%s gets advice, and is not repeated", (url) => {
    for (const others of [{}, { SPRING_DATASOURCE_USERNAME: "me" }] as Record<string, string>[]) {
      const message = refusal(url, others);
      expect(message).toMatch(
        /^DATABASE_URL has an unencoded "@".* percent-encode it .*SPRING_DATASOURCE_PASSWORD$/,
      );
      expect(message).not.toContain("cret");
    }
  });
});

describe("an invalid URL", () => {
  test.each([
    "mysql://me:secret@db/app",
    "postgres://me:se%zzcret@db/app",
    "postgres://me:secret@db/app/more",
    "postgres://:secret@db/app",
    "postgres://me:secret@db/app?=1",
    "secret",
    "jdbc:mysql://db/app?user=me&password=secret",
  ])("%s is refused, and its password is not repeated", (url) => {
    expect(refusal(url)).toMatch(/^DATABASE_URL /);
    expect(refusal(url)).not.toContain("cret");
  });

  test("is named by its variable", () => {
    expect(() => readDatabaseAddress({ SPRING_DATASOURCE_URL: "mysql://db" })).toThrow(
      /^SPRING_DATASOURCE_URL is not the URL/,
    );
    expect(() => readDatabaseAddress({})).toThrow("DATABASE_URL is not set");
  });
});
