import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { ignoredFiles, modelFiles, registrySource } from "../scripts/registry.ts";

const ROOT = join(import.meta.dir, "..");
const SRC = join(ROOT, "src");

/**
 * The folders of the program, from the bottom up, each with the folders that it may import from. A file directly in
 * `src` or `src/learn` counts as a folder of its own. A new folder needs a line here, and may import only from
 * folders above that line, so that there are no cycles.
 */
const ARROWS: Record<string, readonly string[]> = {
  // The library: it does not depend on mlsvc, HTTP, SQL, the time or random numbers of the system.
  "learn/threads": [],
  "learn/core": ["learn/threads"],
  "learn/simd": ["learn/core"],
  "learn/linalg": ["learn/core", "learn/simd"],
  "learn/validation": ["learn/core", "learn/simd"],
  "learn/pipeline.ts": ["learn/core", "learn/threads"],
  "learn/metrics": ["learn/core", "learn/linalg"],
  "learn/model-selection": [
    "learn/core",
    "learn/linalg",
    "learn/metrics",
    "learn/pipeline.ts",
    "learn/threads",
  ],
  "learn/calibration": [
    "learn/core",
    "learn/linalg",
    "learn/metrics",
    "learn/model-selection",
    "learn/threads",
  ],
  "learn/dummy": ["learn/core", "learn/linalg"],
  "learn/cluster": ["learn/core", "learn/linalg", "learn/simd", "learn/threads", "learn/validation"],
  "learn/preprocessing": [
    "learn/cluster",
    "learn/core",
    "learn/linalg",
    "learn/model-selection",
    "learn/validation",
  ],
  "learn/feature-extraction": ["learn/core", "learn/validation"],
  "learn/feature-selection": ["learn/core", "learn/preprocessing", "learn/validation"],
  "learn/inspection": [
    "learn/core",
    "learn/linalg",
    "learn/metrics",
    "learn/pipeline.ts",
    "learn/preprocessing",
  ],
  "learn/decomposition": ["learn/core", "learn/linalg", "learn/simd", "learn/validation"],
  "learn/linear-model": ["learn/core", "learn/linalg", "learn/simd", "learn/validation"],
  "learn/naive-bayes": ["learn/core", "learn/validation"],
  "learn/neighbors": ["learn/core", "learn/linalg", "learn/validation"],
  "learn/compose": ["learn/core", "learn/linear-model", "learn/preprocessing", "learn/threads"],
  "learn/svm": ["learn/core", "learn/linalg", "learn/linear-model", "learn/simd", "learn/validation"],
  "learn/neural-network": [
    "learn/core",
    "learn/linalg",
    "learn/linear-model",
    "learn/model-selection",
    "learn/validation",
  ],
  "learn/tree": ["learn/core", "learn/linalg", "learn/validation"],
  "learn/ensemble/forest": ["learn/core", "learn/linalg", "learn/threads", "learn/tree", "learn/validation"],
  "learn/ensemble/gradient-boosting": [
    "learn/core",
    "learn/linalg",
    "learn/model-selection",
    "learn/tree",
    "learn/validation",
  ],
  "learn/ensemble/hist-gradient-boosting": [
    "learn/core",
    "learn/linalg",
    "learn/model-selection",
    "learn/simd",
    "learn/threads",
    "learn/tree",
    "learn/validation",
  ],
  "learn/helper-programs.ts": [
    "learn/cluster",
    "learn/ensemble/forest",
    "learn/ensemble/hist-gradient-boosting",
    "learn/threads",
  ],
  "learn/steps.ts": [
    "learn/calibration",
    "learn/cluster",
    "learn/compose",
    "learn/core",
    "learn/decomposition",
    "learn/dummy",
    "learn/ensemble/forest",
    "learn/ensemble/gradient-boosting",
    "learn/ensemble/hist-gradient-boosting",
    "learn/feature-extraction",
    "learn/feature-selection",
    "learn/linear-model",
    "learn/model-selection",
    "learn/naive-bayes",
    "learn/neighbors",
    "learn/neural-network",
    "learn/preprocessing",
    "learn/svm",
    "learn/tree",
  ],
  "learn/index.ts": [
    "learn/calibration",
    "learn/cluster",
    "learn/compose",
    "learn/core",
    "learn/decomposition",
    "learn/dummy",
    "learn/ensemble/forest",
    "learn/ensemble/gradient-boosting",
    "learn/ensemble/hist-gradient-boosting",
    "learn/feature-extraction",
    "learn/feature-selection",
    "learn/inspection",
    "learn/linear-model",
    "learn/metrics",
    "learn/model-selection",
    "learn/naive-bayes",
    "learn/neighbors",
    "learn/neural-network",
    "learn/pipeline.ts",
    "learn/preprocessing",
    "learn/svm",
    "learn/tree",
    "learn/validation",
  ],
  // The service.
  "version.ts": [],
  "run-id.ts": [],
  "worker-url.ts": [],
  "deadline.ts": [],
  "errors.ts": ["learn/core"],
  monitoring: [],
  config: ["errors.ts"],
  logging: ["config", "version.ts"],
  tracing: ["config", "deadline.ts", "errors.ts", "logging", "version.ts"],
  ingest: ["learn/core", "learn/simd"],
  database: ["config", "deadline.ts", "errors.ts", "monitoring", "run-id.ts", "tracing"],
  models: [
    "deadline.ts",
    "ingest",
    "learn/calibration",
    "learn/compose",
    "learn/core",
    "learn/feature-extraction",
    "learn/metrics",
    "learn/model-selection",
    "learn/pipeline.ts",
    "learn/preprocessing",
    "learn/steps.ts",
    "learn/tree",
  ],
  insight: [
    "learn/compose",
    "learn/core",
    "learn/dummy",
    "learn/inspection",
    "learn/linalg",
    "learn/metrics",
    "learn/model-selection",
    "learn/pipeline.ts",
    "models",
    "version.ts",
  ],
  drift: ["errors.ts", "insight", "learn/core", "logging", "models", "monitoring"],
  runs: ["database", "deadline.ts", "errors.ts", "logging", "models", "tracing"],
  reports: ["database", "deadline.ts", "errors.ts", "insight", "learn/core", "worker-url.ts"],
  prediction: [
    "database",
    "deadline.ts",
    "drift",
    "errors.ts",
    "ingest",
    "learn/core",
    "learn/inspection",
    "learn/model-selection",
    "learn/pipeline.ts",
    "models",
    "monitoring",
    "tracing",
    "worker-url.ts",
  ],
  training: [
    "config",
    "database",
    "deadline.ts",
    "errors.ts",
    "ingest",
    "insight",
    "learn/core",
    "learn/helper-programs.ts",
    "learn/model-selection",
    "learn/pipeline.ts",
    "learn/preprocessing",
    "learn/threads",
    "logging",
    "models",
    "monitoring",
    "runs",
    "tracing",
    "version.ts",
    "worker-url.ts",
  ],
  offline: [
    "config",
    "errors.ts",
    "ingest",
    "insight",
    "learn/core",
    "learn/model-selection",
    "models",
    "training",
  ],
  // What authors of models import as "mlsvc".
  "testing.ts": ["ingest", "learn/core", "learn/pipeline.ts", "models", "prediction", "training"],
  "index.ts": ["learn/index.ts", "models", "prediction", "testing.ts"],
  "service.ts": ["config", "database", "drift", "logging", "prediction", "reports", "runs", "training"],
  http: [
    "deadline.ts",
    "drift",
    "errors.ts",
    "ingest",
    "insight",
    "learn/core",
    "logging",
    "models",
    "monitoring",
    "prediction",
    "run-id.ts",
    "service.ts",
    "tracing",
    "training",
    "version.ts",
  ],
  commands: [
    "config",
    "database",
    "deadline.ts",
    "errors.ts",
    "http",
    "ingest",
    "insight",
    "learn/core",
    "learn/model-selection",
    "logging",
    "models",
    "offline",
    "prediction",
    "run-id.ts",
    "runs",
    "service.ts",
    "tracing",
    "training",
    "version.ts",
  ],
  "main.ts": ["commands", "errors.ts", "models"],
};

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => join(folder, name));
}

/** Returns the folder, as in `ARROWS`, of a path below `src`. AssemblyScript belongs to the folder of its kernels. */
function roomOf(path: string): string {
  const parts = path.replace("/assembly/", "/").split("/");
  if (parts.length === 1 || (parts[0] === "learn" && parts.length === 2)) return path;
  return parts[0] === "learn" ? parts.slice(0, -1).join("/") : parts[0]!;
}

/** Returns the files of the program that each of its files imports, statically or dynamically, as paths below `src`. */
function importsOfFiles(): Map<string, string[]> {
  const imports = new Map<string, string[]>();
  for (const file of files(SRC)) {
    const targets = readFileSync(file, "utf8").matchAll(/(?:from|import\() ?"(\.[^"]+)"/g);
    const inside = [...targets].map(([, target]) => relative(SRC, resolve(dirname(file), target!)));
    imports.set(
      relative(SRC, file),
      inside.filter((path) => !path.startsWith("..")),
    );
  }
  return imports;
}

const IMPORTS = importsOfFiles();

test("every import follows a listed arrow between two folders, and every arrow is needed", () => {
  const wrong: string[] = [];
  const needed = new Set<string>();
  for (const [file, imported] of IMPORTS) {
    for (const path of imported) {
      const [from, to] = [roomOf(file), roomOf(path)];
      if (from === to) continue;
      needed.add(`${from} → ${to}`);
      if (!ARROWS[from]?.includes(to)) wrong.push(`${file} → ${path}`);
    }
  }
  expect(wrong).toEqual([]);
  const arrows = Object.entries(ARROWS).flatMap(([from, to]) => to.map((room) => `${from} → ${room}`));
  expect(arrows.filter((arrow) => !needed.has(arrow))).toEqual([]);
  expect(new Set([...IMPORTS.keys()].map(roomOf))).toEqual(new Set(Object.keys(ARROWS)));
});

test("folders import only from folders above them in the list", () => {
  const order = Object.keys(ARROWS);
  for (const [from, to] of Object.entries(ARROWS)) {
    for (const room of to)
      expect([from, room, order.indexOf(room) < order.indexOf(from)]).toEqual([from, room, true]);
  }
});

test("there are no import cycles between files", () => {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(" → "));
    else if (!done.has(file)) for (const next of IMPORTS.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of IMPORTS.keys()) visit(file, []);
  expect(cycles).toEqual([]);
});

test("model files import only from mlsvc and from one another", () => {
  for (const name of modelFiles()) {
    const source = readFileSync(join(ROOT, "statistical", `${name}.ts`), "utf8");
    for (const [, target] of source.matchAll(/(?:from|import\() ?"([^"]+)"/g)) {
      expect([name, target]).toEqual([name, expect.stringMatching(/^(mlsvc$|\.{1,2}\/(?!.*src\/))/)]);
    }
  }
});

test("OpenTelemetry is imported in one folder, which is loaded by `import()`, except for its interface", () => {
  for (const file of IMPORTS.keys()) {
    const source = readFileSync(join(SRC, file), "utf8");
    const isLoadedOnDemand = file.startsWith("tracing/") && file !== "tracing/tracer.ts";
    if (isLoadedOnDemand) continue;
    expect([file, source]).toEqual([
      file,
      expect.not.stringMatching(/from "(@opentelemetry\/|.*\/tracing\/(?!tracer\.ts"))/),
    ]);
  }
  expect(IMPORTS.get("tracing/tracer.ts")).toEqual([]);
});

test("every file that sends a statement traces it", () => {
  for (const file of [...IMPORTS.keys()].filter((path) => path.startsWith("database/"))) {
    const source = readFileSync(join(SRC, file), "utf8");
    if (!/\bsql(<.*>)?`|\.unsafe\b/.test(source)) continue;
    expect([file, source]).toEqual([file, expect.stringContaining("traced(")]);
  }
});

test("the library does not mention the service", () => {
  for (const file of files(join(SRC, "learn"))) {
    const source = readFileSync(file, "utf8");
    expect([file, source]).toEqual([
      file,
      expect.not.stringMatching(/mlsvc|\blabel_names\b|\bHTTP\b|train the run/),
    ]);
  }
});

test("the program prints only by `print`: console.log is for models, and goes to standard error", () => {
  for (const file of files(SRC).filter((path) => !path.endsWith("/console.ts"))) {
    expect([file, readFileSync(file, "utf8")]).toEqual([
      file,
      expect.not.stringMatching(/console\.(log|info|debug)\(/),
    ]);
  }
});

test("tests and declarations beside a model are not models, models may be in subfolders, and file names are unique", () => {
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
    "general/deep/f.ts",
  ];
  mkdirSync(join(folder, "general", "deep"), { recursive: true });
  for (const name of names) writeFileSync(join(folder, name), "");
  expect(modelFiles(folder)).toEqual(["1st", "a-b", "a_b", "class", "general/deep/f"]);
  expect(ignoredFiles(folder)).toEqual(["e.js"]);
  const source = registrySource(modelFiles(folder));
  rmSync(folder, { recursive: true });
  expect(source.match(/import \* as \w+ from "[^"]+"/g)).toEqual([
    'import * as _1st from "./1st.ts"',
    'import * as a_b from "./a-b.ts"',
    'import * as a_b_ from "./a_b.ts"',
    'import * as class_ from "./class.ts"',
    'import * as general_deep_f from "./general/deep/f.ts"',
  ]);
});

test("the library uses neither the time nor random numbers of the system", () => {
  for (const file of files(join(SRC, "learn"))) {
    expect(readFileSync(file, "utf8")).not.toMatch(/Math\.random|Date\.now|new Date|performance\.now/);
  }
});

test("the committed registry is the one that `bun run registry` writes", () => {
  expect(readFileSync(join(ROOT, "statistical", "index.ts"), "utf8")).toBe(registrySource(modelFiles()));
});
