import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { freePort } from "../../scripts/embedded-postgres.ts";
import { runCommand, ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { TestBed } from "./test-bed.ts";

const PASSWORD = "s3cr3t-W0rd";
let bed: TestBed;
let unusedPort: number;

beforeAll(async () => {
  bed = await TestBed.create(["iris"]);
  unusedPort = await freePort();
});
afterAll(() => bed.close());

/** Returns the URL of the test database with the password and other changes. */
function address(other: Partial<Pick<URL, "port" | "username" | "pathname">>): string {
  const url = new URL(bed.database.url);
  return Object.assign(url, { password: PASSWORD, ...other }).href;
}

/** Valid URLs of databases that cannot be used. */
const UNUSABLE: [what: string, url: () => string][] = [
  ["where unusedPort listens", () => address({ port: String(unusedPort) })],
  ["of a user that does not exist", () => address({ username: "nobody" })],
  ["of a database there is none of", () => address({ pathname: "/nothing" })],
  ["in SQLAlchemy's spelling", () => `postgresql+psycopg2://u:${PASSWORD}@127.0.0.1:${unusedPort}/db`],
  ["in JDBC's spelling", () => `jdbc:postgresql://127.0.0.1:${unusedPort}/db?user=u&password=${PASSWORD}`],
];

describe("the password of a database that cannot be used", () => {
  for (const [what, url] of UNUSABLE) {
    test(`${what} is in no response and no line of the log`, async () => {
      const service = await ServiceProcess.start({ DATABASE_URL: url(), LOG_LEVEL: "debug" }, false);
      const body = { features: [{ a: 1 }], labels: [{ b: 1 }] };
      await waitFor("a first attempt", () => service.log.find(({ level }) => level === "warn"));
      const answers = await Promise.all([
        service.get("/api/health"),
        service.get("/api/health/ready"),
        service.get("/metrics"),
        service.train("iris", 1, body),
        service.train("unknown", 1, body),
        service.post("/api/predict?model_run_id=1", body),
      ]);
      const texts = await Promise.all(answers.map((answer) => answer.text()));
      expect(await service.stop()).toBe(0);
      const everything = [...texts, ...service.log.map((line) => JSON.stringify(line))].join("\n");
      expect(everything).not.toContain(PASSWORD);
      expect(everything).not.toMatch(/\.ts:\d|node_modules/);
    });
  }
});

describe("a command that fails", () => {
  const URLS = [
    ...UNUSABLE.slice(0, 3).map(([, url]) => url),
    () => `postgres://u:${PASSWORD}@127.0.0.1:port/db`,
    () => `postgres://u:${PASSWORD}@[/db`,
    () => `mysql://u:${PASSWORD}@127.0.0.1/db`,
    () => `postgres://u:${PASSWORD}@127.0.0.1/db?sslmode=maybe`,
    () => `postgres://u:${PASSWORD}@127.0.0.1/db?sslrootcert=/no/such/file&sslmode=verify-full`,
    () => `jdbc:mysql://127.0.0.1/db?user=u&password=${PASSWORD}`,
    () => `jdbc:postgresql://127.0.0.1:x/db?user=u&password=${PASSWORD}`,
    () => `${PASSWORD}`,
  ];

  test("reports the reason on one line, without the password", async () => {
    for (const url of URLS) {
      const { code, stdout, stderr } = await runCommand(["--inspect", "1"], { DATABASE_URL: url() });
      expect([stderr, code]).toEqual([expect.stringMatching(/^mlsvc: .+\n$/), code === 2 ? 2 : 1]);
      expect(stdout + stderr).not.toContain(PASSWORD);
    }
  });
});
