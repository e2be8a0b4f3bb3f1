import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { COMMANDS } from "../../src/commands/commands.ts";
import { PAGES, ROOT, readPage } from "./pages.ts";

const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** The options that `./mlsvc` reads. */
const OPTIONS = COMMANDS.flatMap(({ name, options }) => [name, ...options.map((option) => option.name)]).map(
  (name) => `--${name}`,
);

test.each(PAGES)("every `bun run …` on %s is a script of package.json", (path) => {
  const names = [...readPage(path).matchAll(/\bbun run ([\w:-]+)/g)].map(([, name]) => name!);
  expect(names.filter((name) => !(name in scripts))).toEqual([]);
});

test.each(PAGES)("every `mlsvc --…` on %s is an option of the executable", (path) => {
  const options = [...readPage(path).matchAll(/\bmlsvc["`,]? *"?(--[a-z-]+)/g)].map(([, name]) => name!);
  expect(options.filter((option) => !OPTIONS.includes(option))).toEqual([]);
});
