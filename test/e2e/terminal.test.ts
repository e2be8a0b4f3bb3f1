import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { runCommand } from "../service-process.ts";
import { runOnTerminal, startOnTerminal } from "../terminal.ts";
import { waitFor } from "../wait.ts";

const ESCAPE = "\u001b";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(["iris", "gone"]);
});
afterAll(() => database.drop());

describe("--help", () => {
  test.each([60, 80, 120, 200])("fits a terminal of %d columns, with aligned meanings", async (columns) => {
    const { code, lines, output } = await runOnTerminal(["--help"], columns);
    expect(code).toBe(0);
    expect(output).toContain(ESCAPE);
    for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(Math.min(columns, 120));
    const settings = lines.slice(lines.findIndex((line) => line.startsWith("  DATABASE_URL")));
    const starts = settings
      .slice(0, settings.indexOf(""))
      .map((line) => /^(?: {2}[A-Z_]+ +| +)(?=\S)/.exec(line)![0].length);
    expect(new Set(starts).size).toBe(1);
  });

  test("has colours on a terminal only, unless the environment decides otherwise", async () => {
    const shown = async (environment: Record<string, string>) =>
      (await runOnTerminal(["--help"], 80, environment)).output.includes(ESCAPE);
    const piped = async (environment: Record<string, string>) =>
      (await runCommand(["--help"], environment)).stdout.includes(ESCAPE);
    expect([await shown({}), await shown({ NO_COLOR: "1" }), await shown({ TERM: "dumb" })]).toEqual([
      true,
      false,
      false,
    ]);
    expect([await piped({}), await piped({ FORCE_COLOR: "1" })]).toEqual([false, true]);
  });

  test("is not wrapped in a pipe, so that a search finds whole lines", async () => {
    const { stdout } = await runCommand(["--help"]);
    expect(stdout).toMatch(/^ {2}PREDICT_TIMEOUT_SECONDS .* after it 503 \(60\)$/m);
  });
});

describe("--selftest", () => {
  test("shows a bar on a terminal, of which only the result remains", async () => {
    const { code, output, lines } = await runOnTerminal(["--selftest"], 100);
    expect(code).toBe(0);
    expect(Bun.stripANSI(output)).toMatch(/self-test █+░+ \d+ of \d+ models \(\w+\)/);
    expect(lines.join("")).toMatch(/^mlsvc [\d.]+: self-test passed \(\d+ models, .*predicted\)$/);
  }, 60_000);

  test("prints plain lines in a pipe, and one JSON object when asked", async () => {
    const { code, stdout, stderr } = await runCommand(["--selftest", "--json"]);
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toEqual({
      version: expect.any(String),
      models: expect.any(Number),
      trained: result.models,
      untrained: [],
    });
    expect(stderr).toMatch(/^(mlsvc: self-test: \d+ of \d+ models( \(.+\))?\n)+$/);
    expect(stderr).toEndWith(`mlsvc: self-test: ${result.models} of ${result.models} models\n`);
  }, 60_000);
});

describe("--reconcile", () => {
  test("prints an aligned table, coloured on a terminal", async () => {
    const environment = { DATABASE_URL: database.url };
    const { code, output, lines } = await runOnTerminal(["--reconcile"], 100, environment);
    expect(code).toBe(0);
    expect(output).toContain(`${ESCAPE}[32mavailable`);
    const table = lines.slice(0, lines.indexOf(""));
    const start = table[0]!.indexOf("state");
    expect(start).toBeGreaterThan(5);
    for (const line of table.slice(1))
      expect(line.slice(start)).toMatch(/^(available|unavailable|unregistered)\b/);
    expect(lines.at(-1)).toBe("no dead runs");
    const piped = await runCommand(["--reconcile"], environment);
    expect(piped.stdout.trimEnd().split("\n")).toEqual(lines);
  });

  test("prints one JSON object when asked", async () => {
    const { code, stdout } = await runCommand(["--json", "--reconcile"], { DATABASE_URL: database.url });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      available: ["iris"],
      unavailable: ["gone"],
      unregistered: expect.arrayContaining(["churn", "ridge"]),
      failed_runs: [],
      held_runs: [],
    });
  });

  test("shows on a terminal how long it has waited for the database", async () => {
    const environment = { DATABASE_URL: "postgres://me:hidden@127.0.0.1:1/app" };
    const { child, output } = startOnTerminal(["--reconcile"], 100, environment);
    await waitFor("the bar", () => /waiting for the database █+░+ \d+ of 30 s/.test(Bun.stripANSI(output())));
    child.kill("SIGKILL");
    await child.exited;
    expect(output()).toContain("mlsvc: waiting for the database, up to 30 s: ");
    expect(output()).not.toContain("hidden");
  });
});
