import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PAGES, ROOT, readPage } from "./pages.ts";

const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** The options that `./mlsvc` reads. */
const OPTIONS = [...readFileSync(join(ROOT, "src/main.ts"), "utf8").matchAll(/case "(--[a-z-]+)"/g)].map(
  ([, option]) => option!,
);

test.each(PAGES)("every `bun run …` on %s is a script of package.json", (path) => {
  const names = [...readPage(path).matchAll(/\bbun run ([\w:-]+)/g)].map(([, name]) => name!);
  expect(names.filter((name) => !(name in scripts))).toEqual([]);
});

test.each(PAGES)("every `mlsvc --…` on %s is an option of the executable", (path) => {
  const options = [...readPage(path).matchAll(/\bmlsvc["`,]? *"?(--[a-z-]+)/g)].map(([, name]) => name!);
  expect(options.filter((option) => !OPTIONS.includes(option))).toEqual([]);
});
