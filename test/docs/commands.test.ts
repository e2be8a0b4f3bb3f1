import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as face from "../../src/index.ts";
import { PAGES, ROOT, readPage } from "./pages.ts";

const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** The options that `./mlsvc` reads. */
const OPTIONS = [...readFileSync(join(ROOT, "src/main.ts"), "utf8").matchAll(/case "(--[a-z-]+)"/g)].map(
  ([, option]) => option!,
);

/** The names that model files and their tests can import. Types are not among them. */
const EXPORTED = Object.keys(face);

test.each(PAGES)("every `bun run …` of %s is a script of package.json", (path) => {
  const names = [...readPage(path).matchAll(/\bbun run ([\w:-]+)/g)].map(([, name]) => name!);
  expect(names.filter((name) => !(name in scripts))).toEqual([]);
});

test.each(PAGES)("every `mlsvc --…` of %s is an option of the executable", (path) => {
  const options = [...readPage(path).matchAll(/\bmlsvc["`,]? *"?(--[a-z-]+)/g)].map(([, name]) => name!);
  expect(options.filter((option) => !OPTIONS.includes(option))).toEqual([]);
});

test.each(PAGES)("the TypeScript of %s imports from mlsvc what it exports, and can be parsed", (path) => {
  const blocks = [...readPage(path).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);
  const imported = blocks.flatMap((code) => {
    if (/^import /m.test(code)) new Bun.Transpiler({ loader: "ts" }).scan(code);
    return [...code.matchAll(/import \{([^}]*)\} from "mlsvc"/g)].flatMap(([, names]) => names!.split(","));
  });
  const values = imported
    .map((name) => name.trim())
    .filter((name) => name !== "" && !name.startsWith("type "));
  expect(values.filter((name) => !EXPORTED.includes(name))).toEqual([]);
});
