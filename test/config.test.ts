import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NUMBER_SETTINGS, readSettings } from "../src/config.ts";

test("settings have their defaults, and name the variable that is wrong", () => {
  expect(readSettings({})).toMatchObject({ host: "127.0.0.1", port: 5000, trainQueueLimit: 16 });
  expect(readSettings({ PORT: "", MAX_BODY_BYTES: "10" })).toMatchObject({ port: 5000, maxBodyBytes: 10 });
  for (const PORT of ["-1", "70000", "x", "1.5"]) {
    expect(() => readSettings({ PORT })).toThrow("PORT must be a whole number from 0 to 65535");
  }
  expect(() => readSettings({ LOG_LEVEL: "loud" })).toThrow("LOG_LEVEL");
});

test("the README and .env.example tell every setting with its default", () => {
  const [readme, example] = ["README.md", ".env.example"].map((file) =>
    readFileSync(join(import.meta.dir, "..", file), "utf8"),
  );
  for (const { variable, fallback } of Object.values(NUMBER_SETTINGS)) {
    expect(readme).toMatch(new RegExp(`\\| \`${variable}\` +\\| \`${fallback}\` `));
    expect(example).toContain(`# ${variable}=${fallback}\n`);
  }
});
