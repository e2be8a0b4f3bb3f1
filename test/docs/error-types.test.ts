import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FAILURES } from "../../src/errors.ts";
import { StateError, ValueError } from "../../src/learn/core/errors.ts";
import { ModelError } from "../../src/models/model-error.ts";
import { ERROR_TYPES, EXCEPTION_TYPES } from "../../src/training/training-failure.ts";
import { ROOT, readPage } from "./pages.ts";

/** Returns the error types in the table of docs/runs.md, in its order. */
function documented(): string[] {
  const table = /<!-- error types -->([\s\S]*)<!-- end of error types -->/.exec(
    readPage("docs/runs.md"),
  )![1]!;
  return [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name!);
}

/** Returns the error types that are literals in the code. */
function written(): Set<string> {
  const found = new Set<string>();
  const folder = join(ROOT, "src");
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const source = readFileSync(join(folder, name), "utf8");
    const literals = /new TrainingFailure\(\s*"(\w+)"|\('error_type', '(\w+)'\)/g;
    for (const [, thrown, stored] of source.matchAll(literals)) found.add((thrown ?? stored)!);
  }
  return found;
}

test("docs/runs.md lists every error type of mlsvc, and its exceptions", () => {
  const exceptions = [ValueError, ModelError, StateError].map((type) => new type("").name);
  expect<readonly string[]>(EXCEPTION_TYPES).toEqual(exceptions);
  expect(documented().sort()).toEqual([...ERROR_TYPES, ...exceptions].sort());
});

test("the list of error types has exactly the literals in the code and the kinds of failures", () => {
  const listed: readonly string[] = ERROR_TYPES;
  expect([...written()].filter((type) => !listed.includes(type))).toEqual([]);
  expect(ERROR_TYPES.filter((type) => !written().has(type) && !(type in FAILURES))).toEqual([]);
});
