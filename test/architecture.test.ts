import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { modelFiles, registrySource } from "../scripts/registry.ts";

const ROOT = join(import.meta.dir, "..");
const SRC = join(ROOT, "src");

/** Each room, and the rooms it may not look into. Files that stand in `src` itself are the root room. */
const FORBIDDEN: Record<string, readonly string[]> = {
  learn: ["root", "http", "training", "prediction", "database", "commands"],
  database: ["http", "training", "prediction", "commands"],
  training: ["http", "prediction", "commands"],
  prediction: ["http", "training", "commands"],
  http: ["database", "commands"],
  root: [],
};

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => join(folder, name));
}

function roomOf(path: string): string {
  const [first, second] = relative(SRC, path).split("/");
  return second === undefined ? "root" : first!;
}

test("every import follows the arrows between the rooms", () => {
  const wrong: string[] = [];
  for (const file of files(SRC)) {
    for (const [, target] of readFileSync(file, "utf8").matchAll(/from "(\.[^"]+)"/g)) {
      const imported = resolve(dirname(file), target!);
      if (!imported.startsWith(SRC)) continue;
      if (FORBIDDEN[roomOf(file)]?.includes(roomOf(imported))) {
        wrong.push(`${relative(ROOT, file)} → ${relative(ROOT, imported)}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test("models look into src/learn, src/model.ts, src/any-columns.ts and the kinds of parameters only", () => {
  for (const name of modelFiles()) {
    const source = readFileSync(join(ROOT, "statistical", `${name}.ts`), "utf8");
    for (const [, target] of source.matchAll(/from "(\.\.[^"]+)"/g)) {
      expect(target).toMatch(
        /^\.\.\/src\/(learn\/|model\.ts|any-columns\.ts|parameter-(schemas|groups)\.ts)/,
      );
    }
  }
});

test("the library uses no clock and no chance", () => {
  for (const file of files(join(SRC, "learn"))) {
    expect(readFileSync(file, "utf8")).not.toMatch(/Math\.random|Date\.now|new Date|performance\.now/);
  }
});

test("the committed registry is what `bun run registry` writes", () => {
  expect(readFileSync(join(ROOT, "statistical", "index.ts"), "utf8")).toBe(registrySource(modelFiles()));
});
