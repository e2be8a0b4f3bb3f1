import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FLAG_SETTINGS, NUMBER_SETTINGS, readSettings } from "../../src/config/config.ts";

test("a setting that is true or false takes either in any case, and nothing else", () => {
  expect(readSettings({})).toHaveProperty("storeReport", true);
  expect(readSettings({ STORE_REPORT: " False " })).toHaveProperty("storeReport", false);
  expect(readSettings({ STORE_REPORT: "TRUE" })).toHaveProperty("storeReport", true);
  for (const STORE_REPORT of ["0", "no", "falsch"]) {
    expect(() => readSettings({ STORE_REPORT })).toThrow(
      `STORE_REPORT must be true or false, got "${STORE_REPORT}"`,
    );
  }
});

test("settings have defaults, and an error names the variable", () => {
  expect(readSettings({})).toMatchObject({ host: "127.0.0.1", port: 5000, trainQueueLimit: 16 });
  expect(readSettings({ PORT: "", MAX_BODY_BYTES: "10" })).toMatchObject({ port: 5000, maxBodyBytes: 10 });
  for (const PORT of ["-1", "70000", "x", "1.5"]) {
    expect(() => readSettings({ PORT })).toThrow("PORT must be a whole number from 0 to 65535");
  }
  expect(() => readSettings({ LOG_LEVEL: "loud" })).toThrow("LOG_LEVEL");
});

test("every setting accepts the ends of its range, and nothing beyond", () => {
  for (const [key, { variable, minimum, maximum }] of Object.entries(NUMBER_SETTINGS)) {
    for (const value of [minimum, maximum])
      expect(readSettings({ [variable]: ` ${value} ` })).toHaveProperty(key, value);
    for (const value of [minimum - 1, maximum + 1])
      expect(() => readSettings({ [variable]: String(value) })).toThrow(
        `${variable} must be a whole number from ${minimum} to ${maximum}, got "${value}"`,
      );
  }
});

test("the settings that accept 0 are known; all others are at least 1", () => {
  const atLeastOne = Object.values(NUMBER_SETTINGS).filter(({ minimum }) => (minimum as number) !== 0);
  expect(new Set(atLeastOne.map(({ minimum }) => minimum as number))).toEqual(new Set([1]));
  const mayBeZero = Object.values(NUMBER_SETTINGS).filter(({ minimum }) => (minimum as number) === 0);
  expect(mayBeZero.map(({ variable }) => variable as string).sort()).toEqual([
    "MAX_MEMORY_BYTES",
    "PORT",
    "PREDICT_CACHE_BYTES",
    "SHUTDOWN_GRACE_SECONDS",
    "TRAIN_QUEUE_LIMIT",
    "TRAIN_THREADS",
  ]);
});

test("docs/configuration.md and .env.example list every setting with its default and its range", () => {
  const [page, example] = ["docs/configuration.md", ".env.example"].map((file) =>
    readFileSync(join(import.meta.dir, "..", "..", file), "utf8"),
  );
  const cell = (text: string) => `\\| +${text} +`;
  for (const { variable, fallback, minimum, maximum } of Object.values(NUMBER_SETTINGS)) {
    const range = `${minimum} to ${maximum.toLocaleString("en-US")}`;
    expect(page).toMatch(
      new RegExp(cell(`\`${variable}\``) + cell(`\`${fallback}\``) + cell(range) + cell("\\S.*")),
    );
    expect(example).toContain(`# ${variable}=${fallback}\n`);
  }
  for (const { variable, fallback } of Object.values(FLAG_SETTINGS)) {
    expect(page).toMatch(
      new RegExp(cell(`\`${variable}\``) + cell(`\`${fallback}\``) + cell("`true`, `false`") + cell("\\S.*")),
    );
    expect(example).toContain(`# ${variable}=${fallback}\n`);
  }
});
