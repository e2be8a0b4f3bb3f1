import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { usageOf } from "../../src/commands/command.ts";
import { COMMANDS } from "../../src/commands/commands.ts";
import { createTestApp } from "../http/app.ts";
import { ALERT_NAMES, ALERTS } from "../monitoring/deployed.ts";
import { readMetricsTable } from "./metrics-table.ts";
import { ROOT, readPage } from "./pages.ts";

const page = readPage("docs/operations.md");

/** Returns the code in backticks in the first cell of each row of a section. */
function firstCells(heading: string): string[] {
  const section = page.slice(page.indexOf(`\n## ${heading}\n`)).split(/\n## /)[1]!;
  const cells = [...section.matchAll(/^\| (`[^|]*`) +\|/gm)].map(([, cell]) => cell!);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!));
}

/** Returns the source of all files below a folder of the project. */
function sourceOf(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(ROOT, folder, name), "utf8"))
    .join("\n");
}

test("docs/operations.md lists every metric, with its type", async () => {
  const text = await (await createTestApp()(new Request("http://test/metrics"))).text();
  const written = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`);
  expect(written.length).toBeGreaterThan(15);
  expect(
    readMetricsTable()
      .map(({ name, type }) => `${name} ${type}`)
      .sort(),
  ).toEqual(written.sort());
});

test("docs/operations.md lists every operation of the database", () => {
  const source = readFileSync(join(ROOT, "src/database/database-errors.ts"), "utf8");
  const operations = [.../OPERATIONS = \[([^\]]+)\]/.exec(source)![1]!.matchAll(/"(\w+)"/g)];
  const listed = firstCells("Metrics").filter((cell) => !/^(mlsvc|process)_/.test(cell));
  expect(listed).toEqual(["operation", ...operations.map(([, operation]) => operation!)]);
});

test("docs/operations.md lists every alert in its order, with its severity", () => {
  const section = page.slice(page.indexOf("\n## Alerts\n")).split(/\n## /)[1]!;
  const rows = [...section.matchAll(/^\| `(\w+)` +\| (\w+)/gm)].map(([, name, severity]) => [
    name!,
    severity!,
  ]);
  const rules = ALERTS.split("- alert: ").slice(1);
  const severities = rules.map((rule) => /severity: (\w+)/.exec(rule)![1]!);
  expect(rows).toEqual(ALERT_NAMES.map((name, index) => [name, severities[index]!]));
});

test("the log lines in docs/operations.md are written by the program", () => {
  const source = sourceOf("src");
  const messages = firstCells("Log").filter((message) => message !== "msg");
  expect(messages.length).toBeGreaterThan(10);
  expect(messages.filter((message) => !source.includes(message.replace("…", "")))).toEqual([]);
});

test("docs/operations.md lists every command of the executable, and the options of each", () => {
  const listed = firstCells("Command line");
  for (const command of COMMANDS) expect(listed).toContain(`./${usageOf(command)}`);
  const options = COMMANDS.flatMap((command) => command.options.map(({ name }) => `--${name}`));
  for (const option of options) expect(page).toContain(`\`${option}`);
});
