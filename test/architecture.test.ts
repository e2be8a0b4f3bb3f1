import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { modelFiles, passedOver, registrySource } from "../scripts/registry.ts";

const ROOT = join(import.meta.dir, "..");
const SRC = join(ROOT, "src");

/** Each room, and the rooms it may not look into. Files that stand in `src` itself are the root room. */
const FORBIDDEN: Record<string, readonly string[]> = {
  learn: ["root", "ingest", "http", "training", "prediction", "database", "commands"],
  ingest: ["root", "models", "http", "training", "prediction", "database", "commands"],
  database: ["ingest", "http", "training", "prediction", "commands"],
  models: ["http", "training", "prediction", "database", "commands"],
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

/** The room of a path below the folder of the rooms. */
function roomOf(path: string): string {
  const [first, second] = path.split("/");
  return second === undefined ? "root" : first!;
}

/** The imports of all files below `folder` from files below it that `isWrong` finds, as `file → imported`. */
function importsThat(folder: string, isWrong: (file: string, imported: string) => boolean): string[] {
  const found: string[] = [];
  for (const file of files(folder)) {
    for (const [, target] of readFileSync(file, "utf8").matchAll(/from "(\.[^"]+)"/g)) {
      const imported = resolve(dirname(file), target!);
      if (!imported.startsWith(folder)) continue;
      const arrow = [relative(folder, file), relative(folder, imported)] as const;
      if (isWrong(...arrow)) found.push(arrow.join(" → "));
    }
  }
  return found;
}

test("every import follows the arrows between the rooms", () => {
  const isWrong = (file: string, imported: string) =>
    FORBIDDEN[roomOf(file)]?.includes(roomOf(imported)) ?? false;
  expect(importsThat(SRC, isWrong)).toEqual([]);
});

/** Each room of the library, and the other rooms it may look into: a new room needs a line here. */
const LIBRARY_ARROWS: Record<string, readonly string[]> = {
  simd: [],
  kernels: ["simd"],
  metrics: ["kernels"],
  validation: [],
  preprocessing: ["kernels"],
  decomposition: ["kernels", "simd"],
  linear: ["kernels", "simd"],
  bayes: ["kernels"],
  neighbors: ["kernels"],
  cluster: ["kernels", "simd"],
  svm: ["kernels", "simd", "linear"],
  neural: ["kernels", "linear", "validation"],
  trees: ["kernels", "validation"],
  boosting: ["kernels", "simd", "validation"],
  root: ["kernels", "simd"],
};
/** What stands above the rooms: it puts their steps together. */
const ABOVE_THE_ROOMS = ["helper-programs.ts", "pipeline.ts", "steps.ts", "stored-pipeline.ts"];

test("inside the library, kernels stand below, pipelines above, and estimators know neither each other nor metrics", () => {
  const wrong = importsThat(join(SRC, "learn"), (file, imported) => {
    if (ABOVE_THE_ROOMS.includes(file)) return false;
    if (file === "validation/cross-validate.ts" && imported === "pipeline.ts") return false;
    if (ABOVE_THE_ROOMS.includes(imported) || imported === "validation/cross-validate.ts") return true;
    const [from, to] = [roomOf(file), roomOf(imported)];
    return from !== to && to !== "root" && !LIBRARY_ARROWS[from]!.includes(to);
  });
  expect(wrong).toEqual([]);
});

test("kernels know numbers and matrices, and no table, label or parameter", () => {
  const wrong = importsThat(
    join(SRC, "learn"),
    (file, imported) =>
      ["kernels", "simd"].includes(roomOf(file)) &&
      !["kernels", "simd"].includes(roomOf(imported)) &&
      imported !== "matrix.ts",
  );
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

test("the program prints by print alone: a console.log goes to standard error, where those of models belong", () => {
  for (const file of files(SRC).filter((path) => !path.endsWith("/console.ts"))) {
    expect([file, readFileSync(file, "utf8")]).toEqual([
      file,
      expect.not.stringMatching(/console\.(log|info|debug)\(/),
    ]);
  }
});

test("tests and declarations beside a model are no models, and every file has a name of its own", () => {
  const folder = mkdtempSync(join(tmpdir(), "mlsvc-models-"));
  const names = [
    "a-b.ts",
    "a_b.ts",
    "class.ts",
    "1st.ts",
    "b.test.ts",
    "c.spec.ts",
    "d.d.ts",
    "e.js",
    "index.ts",
  ];
  for (const name of names) writeFileSync(join(folder, name), "");
  expect(modelFiles(folder)).toEqual(["1st", "a-b", "a_b", "class"]);
  expect(passedOver(folder)).toEqual(["e.js"]);
  const source = registrySource(modelFiles(folder));
  rmSync(folder, { recursive: true });
  expect(source.match(/import \* as \w+ from "[^"]+"/g)).toEqual([
    'import * as _1st from "./1st.ts"',
    'import * as a_b from "./a-b.ts"',
    'import * as a_b_ from "./a_b.ts"',
    'import * as class_ from "./class.ts"',
  ]);
});

test("the library uses no clock and no chance", () => {
  for (const file of files(join(SRC, "learn"))) {
    expect(readFileSync(file, "utf8")).not.toMatch(/Math\.random|Date\.now|new Date|performance\.now/);
  }
});

test("the committed registry is what `bun run registry` writes", () => {
  expect(readFileSync(join(ROOT, "statistical", "index.ts"), "utf8")).toBe(registrySource(modelFiles()));
});
