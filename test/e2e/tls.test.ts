import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, chownSync, mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { type PostgresServer, startPostgres } from "../../scripts/embedded-postgres.ts";
import { createTestDatabase, SCHEMA, type TestDatabase } from "../database.ts";
import { runCommand } from "../service-process.ts";

const OPENSSL = Bun.which("openssl");
const folder = mkdtempSync(join(tmpdir(), "mlsvc-tls-"));
const certificate = join(folder, "server.crt");
let server: PostgresServer;
let plain: TestDatabase;

/** Creates a self-signed certificate for localhost. */
async function makeCertificate(): Promise<void> {
  const key = join(folder, "server.key");
  const words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
  words.push("-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate);
  const made = Bun.spawn([OPENSSL!, ...words], { stdout: "ignore", stderr: "ignore" });
  expect(await made.exited).toBe(0);
  chmodSync(folder, 0o755);
  chmodSync(certificate, 0o644);
  // The server accepts a key that is owned by root and readable by its group.
  chmodSync(key, process.getuid?.() === 0 ? 0o640 : 0o600);
  if (process.getuid?.() === 0) chownSync(key, 0, await groupOfPostgres());
}

/** Returns the group of the system user postgres, as which the server runs under root. */
async function groupOfPostgres(): Promise<number> {
  const id = Bun.spawn(["id", "-g", "postgres"], { stdout: "pipe" });
  const group = Number(await new Response(id.stdout).text());
  return Number.isInteger(group) && group > 0 ? group : statSync(folder).gid;
}

/** Runs `--reconcile` with these parameters in the URL of the TLS server. */
function reconcile(host: string, query: string) {
  const url = new URL(server.url);
  return runCommand(["--inspect", "1"], {
    DATABASE_URL: `postgres://postgres:postgres@${host}:${url.port}/postgres?${query}`,
  });
}

describe.skipIf(OPENSSL === null)("a database over TLS", () => {
  beforeAll(async () => {
    // The first server creates the system user that must be able to read the key.
    const first = await startPostgres();
    await first.stop();
    await makeCertificate();
    server = await startPostgres(undefined, {
      ssl: "on",
      ssl_cert_file: certificate,
      ssl_key_file: join(folder, "server.key"),
    });
    const sql = postgres(server.url, { max: 1, onnotice() {} });
    await sql.unsafe(SCHEMA);
    await sql.end({ timeout: 5 });
    plain = await createTestDatabase([]);
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    await plain?.drop();
  });

  const works = /there is no run 1/;
  for (const [what, host, query, message] of [
    ["sslmode=require takes any certificate", "127.0.0.1", "sslmode=require", works],
    ["sslmode=prefer takes TLS where it is offered", "127.0.0.1", "sslmode=prefer", works],
    [
      "sslmode=verify-full takes a trusted certificate of that host",
      "localhost",
      `sslmode=verify-full&sslrootcert=${certificate}`,
      works,
    ],
    [
      "sslmode=verify-ca takes a trusted certificate of another host",
      "127.0.0.1",
      `sslmode=verify-ca&sslrootcert=${certificate}`,
      works,
    ],
    [
      "sslmode=verify-full refuses the certificate of another host",
      "127.0.0.1",
      `sslmode=verify-full&sslrootcert=${certificate}`,
      /database cannot be used/,
    ],
    [
      "sslmode=verify-full refuses an untrusted certificate",
      "localhost",
      "sslmode=verify-full",
      /database cannot be used: .*certificate/,
    ],
    [
      "a certificate file that is not there is named",
      "localhost",
      "sslmode=verify-full&sslrootcert=/nothing.pem",
      /\/nothing\.pem/,
    ],
  ] as const) {
    test(what, async () => {
      const { code, stderr } = await reconcile(host, query);
      expect([code, stderr.trim().split("\n").length, stderr]).toEqual([
        expect.any(Number),
        1,
        expect.stringMatching(message),
      ]);
    });
  }

  test("sslmode=require is not satisfied by a server without TLS; prefer is", async () => {
    const { code, stderr } = await runCommand(["--inspect", "1"], {
      DATABASE_URL: `${plain.url}?sslmode=require`,
    });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/database cannot be used/)]);
    const preferred = await runCommand(["--inspect", "1"], { DATABASE_URL: `${plain.url}?sslmode=prefer` });
    expect(preferred.stderr).toMatch(works);
  });
});
