import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NUMBER_SETTINGS } from "../../src/config/config.ts";
import { runProgram } from "../run-program.ts";
import { EXECUTABLE } from "../service-process.ts";
import { findTool, readText } from "./tools.ts";

const ANALYZE = findTool("systemd-analyze", "Debian's package systemd");
const unit = await readText("deploy/systemd/mlsvc.service");

/** Returns the values of an entry of the unit. */
function entries(name: string): string[] {
  return [...unit.matchAll(new RegExp(`^${name}=(.*)$`, "gm"))].map(([, value]) => value!);
}

test("the service has the time that a shutdown may take", () => {
  const { shutdownGraceSeconds, databaseTimeoutSeconds } = NUMBER_SETTINGS;
  const needed = shutdownGraceSeconds.fallback + databaseTimeoutSeconds.fallback;
  expect(Number(entries("TimeoutStopSec")[0])).toBeGreaterThan(needed);
});

test("a training is ended before systemd ends the service", () => {
  const megabytes = Number(entries("MemoryMax")[0]!.match(/^(\d+)M$/)![1]);
  expect(entries("Environment")).toEqual([`MAX_MEMORY_BYTES=${megabytes * 2 ** 20 * 0.8}`]);
});

test("a wrong configuration is not tried again", () => {
  expect(entries("RestartPreventExitStatus")).toEqual(["2"]);
  expect(entries("MemoryDenyWriteExecute")).toEqual([]);
});

test("the file of settings has only settings that mlsvc reads", async () => {
  const known = await readText(".env.example");
  const names = [...(await readText("deploy/systemd/mlsvc.env")).matchAll(/^(?:# )?([A-Z_]+)=/gm)];
  expect(names.length).toBeGreaterThan(1);
  expect(names.filter(([, name]) => !known.includes(`${name}=`))).toEqual([]);
});

const folder = mkdtempSync(join(tmpdir(), "mlsvc-systemd-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `systemd-analyze` on a copy of the unit with the executable of this project. */
function analyze(words: readonly string[], text = unit) {
  const file = join(folder, "mlsvc.service");
  writeFileSync(file, text.replace("/usr/local/bin/mlsvc", EXECUTABLE));
  return runProgram([ANALYZE!, ...words, file]);
}

describe.skipIf(ANALYZE === null)("as systemd reads it", () => {
  test("the unit has no mistake, and one would be found", async () => {
    expect(await analyze(["verify"])).toEqual({ code: 0, stdout: "", stderr: "" });
    const wrong = await analyze(["verify"], unit.replace("DynamicUser=", "DynamicUsers="));
    expect(wrong.stderr).toMatch(/Unknown key .*'DynamicUsers'/);
  });

  test("little is exposed: at most 1.5 of 10", async () => {
    const words = ["security", "--offline=true", "--threshold=15", "--no-pager"];
    expect(await analyze(words)).toMatchObject({ code: 0 });
    expect((await analyze(words, unit.replace("DynamicUser=yes", ""))).code).not.toBe(0);
  });
});
