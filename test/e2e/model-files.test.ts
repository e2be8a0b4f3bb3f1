import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { ProjectCopy } from "../project-copy.ts";
import { runCommand, ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";

const IMPORTS = `
import { defineParameters, KMeans, Pipeline, Regressor, Ridge, StandardScaler, Table, Transformer, v, ValueError } from "mlsvc";
`;

/**
 * Returns a model file with the class `House`, which is valid except for the members in `body`. `beside` is written
 * before the class.
 */
function modelFile(name: string, body = "", beside = ""): string {
  return `${IMPORTS}
export class House extends Regressor {
  name = ${JSON.stringify(name)};
  description = "A house";
  featureNames = ["x", "z"];
  labelNames = ["y"];
  parameters = defineParameters({});
  createPipeline() {
    return new Pipeline([new Ridge()]);
  }
  ${body}
}
${beside}`;
}

/** Returns a model file whose pipeline begins with an exported step that has these members. */
function stepFile(name: string, members: string): string {
  const pipeline = `createPipeline() { return new Pipeline([new Step_${name}(null), new Ridge()]); }`;
  const step = `export class Step_${name} extends Transformer {
  static type = "Step_${name}";
  fit() { this.fitted = {}; return this; }
  transform(X) { return X; }
  ${members}
}`;
  return modelFile(name, pipeline, step);
}

const copies: ProjectCopy[] = [];
afterAll(() => {
  for (const copy of copies) copy.remove();
});

/** Compiles a copy of the project with these files in `statistical/`. */
async function build(files: Record<string, string>): Promise<string> {
  const copy = new ProjectCopy();
  copies.push(copy);
  for (const [name, source] of Object.entries(files)) copy.drop(`${name}.ts`, source);
  await copy.build();
  return copy.executable;
}

describe("mistakes that are found without a training", () => {
  let executable: string;
  const told = [
    'statistical/examples/iris.ts: class Iris: its name "iris" is taken by statistical/another_iris.ts: class House; names must be unique',
    "statistical/default_missing.ts: class House: its parameter C has no default; give it one, such as count(10) or v.optional(schema, 10)",
    "statistical/exports_nothing.ts: it exports nothing; write `export` before its classes",
    "statistical/misspelt.ts: class House: it has no featureNames; rename its featureName to featureNames",
    'statistical/nameless.ts: class House: it has no name; write readonly name = "house_price"',
    'statistical/replaces.ts: class Scaler: its type "StandardScaler" is that of a step of the library; give it another',
    'statistical/same_type.ts: class Other: its type "Step_first" is that of statistical/first.ts: class Step_first; give it another',
    "statistical/throws.ts: class House: its constructor throws RangeError: not today (statistical/throws.ts:13)",
  ];

  beforeAll(async () => {
    executable = await build({
      another_iris: modelFile("iris"),
      default_missing: modelFile("default_missing", "parameters = defineParameters({ C: v.number() });"),
      exports_nothing: "class House {}",
      first: stepFile("first", ""),
      misspelt: modelFile("misspelt", 'featureNames = undefined; featureName = ["x"];'),
      nameless: modelFile("", "name = undefined;"),
      replaces: modelFile(
        "replaces",
        "",
        'export class Scaler extends Transformer { static type = "StandardScaler"; }',
      ),
      same_type: modelFile(
        "same_type",
        "",
        'export class Other extends Transformer { static type = "Step_first"; }',
      ),
      throws: modelFile("throws", 'constructor() { super(); throw new RangeError("not today"); }'),
    });
  }, 60_000);

  test.each(["--selftest", "--register-sql", "--reconcile", "serve"])(
    "stop %s, and all are reported at once",
    async (command) => {
      const environment = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/nothing", PORT: "0" };
      const { code, stdout, stderr } = await runCommand(
        command === "serve" ? [] : [command],
        environment,
        undefined,
        executable,
      );
      expect([code, stdout]).toEqual([1, ""]);
      const lines = stderr.trim().split("\n");
      expect(lines.sort()).toEqual(told.map((line) => `mlsvc: ${line}`).sort());
    },
  );
});

test("a file that throws while it is loaded stops the program with file and line", async () => {
  const executable = await build({ loads: 'export const x = 1;\nthrow new RangeError("not today");\n' });
  const { code, stdout, stderr } = await runCommand(["--register-sql"], {}, undefined, executable);
  expect([code, stdout, stderr]).toEqual([1, "", "mlsvc: statistical/loads.ts:2: RangeError: not today\n"]);
}, 60_000);

describe("mistakes that are found when a model is used", () => {
  let executable: string;
  const FAILS = "training on made-up rows fails with";
  const MEND =
    "keep everything that fit learns in this.fitted, as plain data, and let transform and predict read nothing else";
  const cases: [name: string, source: (name: string) => string, told: string][] = [
    [
      "build_throws",
      (name) => modelFile(name, 'createPipeline() { throw new RangeError("not today"); }'),
      `${FAILS} RangeError: not today (statistical/build_throws.ts:13)`,
    ],
    [
      "build_nothing",
      (name) => modelFile(name, "createPipeline() { new Pipeline([new Ridge()]); }"),
      "createPipeline returns nothing (undefined); it must return new Pipeline([…])",
    ],
    [
      "build_list",
      (name) => modelFile(name, "createPipeline() { return [new Ridge()]; }"),
      "createPipeline returns a list; it must return new Pipeline([…])",
    ],
    [
      "build_promise",
      (name) => modelFile(name, "async createPipeline() { return new Pipeline([new Ridge()]); }"),
      "createPipeline returns a Promise (is the method async?); it must return new Pipeline([…])",
    ],
    [
      "wrong_kind",
      (name) => modelFile(name, "createPipeline() { return new Pipeline([new KMeans()]); }"),
      "its pipeline ends in KMeans, a clusterer; a model of type regression needs a regressor there",
    ],
    [
      "not_exported",
      (name) =>
        modelFile(
          name,
          "createPipeline() { return new Pipeline([new HiddenStep(null), new Ridge()]); }",
          'class HiddenStep extends Transformer { static type = "HiddenStep"; fit() { return this; } transform(X) { return X; } }',
        ),
      "its step HiddenStep is not exported, so that it could not be restored; write export class HiddenStep",
    ],
    [
      "no_type",
      (name) =>
        modelFile(
          name,
          "createPipeline() { return new Pipeline([new UntypedStep(null), new Ridge()]); }",
          "class UntypedStep extends Transformer { fit() { return this; } transform(X) { return X; } }",
        ),
      'its step UntypedStep has no type to be stored under; write static readonly type = "UntypedStep"',
    ],
    [
      "option_misspelt",
      (name) => modelFile(name, "createPipeline() { return new Pipeline([new Ridge({ alfa: 3 })]); }"),
      `${FAILS} TypeError: alfa is not a parameter of this step (did you mean alpha?); it has alpha, `,
    ],
    [
      "keeps_map",
      (name) => stepFile(name, "fit() { this.fitted = { a: [new Map()] }; return this; }"),
      "the step Step_keeps_map keeps a Map in fitted.a[0], which cannot be stored: keep an object",
    ],
    [
      "keeps_set",
      (name) => stepFile(name, "fit() { this.fitted = new Set(); return this; }"),
      "the step Step_keeps_set keeps a Set in fitted, which cannot be stored: keep a list ([...set])",
    ],
    [
      "keeps_bigint",
      (name) => stepFile(name, "fit() { this.fitted = { n: 3n }; return this; }"),
      "the step Step_keeps_bigint keeps a BigInt in fitted.n, which cannot be stored: keep a number, or text (String)",
    ],
    [
      "keeps_function",
      (name) => stepFile(name, "fit() { this.fitted = { f: () => 1 }; return this; }"),
      "the step Step_keeps_function keeps a function in fitted.f, which cannot be stored: keep the data it works with",
    ],
    [
      "keeps_instance",
      (name) => stepFile(name, "fit() { this.fitted = { box: new StandardScaler() }; return this; }"),
      "the step Step_keeps_instance keeps an instance of StandardScaler in fitted.box, which cannot be stored: keep its fields",
    ],
    [
      "keeps_nothing",
      (name) => stepFile(name, "fit() { return this; }"),
      "the fit of the step Step_keeps_nothing keeps nothing in this.fitted; what it learns must be kept there, as plain data",
    ],
    [
      "keeps_elsewhere",
      (name) =>
        stepFile(
          name,
          `fit() { this.fitted = {}; this.factor = 3; return this; }
  transform(X) {
    const { data, ...shape } = X.toMatrix();
    return Table.fromMatrix({ ...shape, data: data.map((value) => value * (this.factor ?? 1)) }, X.names);
  }`,
        ),
      `the step Step_keeps_elsewhere does not restore: once stored and restored, it returns other values in the column "x"; ${MEND}`,
    ],
    [
      "changes_input",
      (name) => stepFile(name, "fit(X) { this.fitted = {}; X.toMatrix().data[3] = 7; return this; }"),
      "its step Step_changes_input changes its input in fit; work on a copy, such as X.toMatrix().data.slice()",
    ],
    [
      "own_exception",
      (name) => stepFile(name, "fit() { return null.x; }"),
      `${FAILS} TypeError: null is not an object (evaluating 'null.x') (statistical/own_exception.ts:19)`,
    ],
    [
      "metrics_text",
      (name) => modelFile(name, 'extractMetrics() { return { a: "many" }; }'),
      'extractMetrics returns the text "many" as "a"; every metric must be a number, NaN where it is undefined',
    ],
    [
      "metrics_reserved",
      (name) => modelFile(name, "extractMetrics() { return { converged: 1 }; }"),
      'extractMetrics returns "converged", which the service writes itself; give it another name',
    ],
    [
      "samples_refused",
      (name) =>
        modelFile(
          name,
          "validateFeatures() { return false; } sampleRows() { return { features: [{ x: 1, z: 2 }], labels: [{ y: 3 }] }; }",
        ),
      'it refuses its sampleRows: features: the model "samples_refused" does not take these rows',
    ],
    [
      "samples_throw",
      (name) => modelFile(name, 'sampleRows() { throw new RangeError("no rows"); }'),
      "its sampleRows throws RangeError: no rows (statistical/samples_throw.ts:13)",
    ],
    [
      "fit_refuses",
      (name) => stepFile(name, 'fit() { throw new ValueError("dates only"); }'),
      `${FAILS} ValueError: dates only (statistical/fit_refuses.ts:19); if it takes other rows only, give it a method sampleRows()`,
    ],
    [
      "exits",
      (name) => stepFile(name, "fit() { process.exit(0); }"),
      `${FAILS} worker_crashed: the training thread ended before it was done`,
    ],
  ];

  beforeAll(async () => {
    executable = await build({
      ...Object.fromEntries(cases.map(([name, source]) => [name, source(name)])),
      picky: modelFile("picky", "validateFeatures() { return false; }"),
      picky_with_samples: modelFile(
        "picky_with_samples",
        `validateFeatures({ rows }) { if (rows > 9) throw new ValueError("nine at most"); return true; }
  sampleRows() { return { features: Array.from({ length: 9 }, (_, i) => ({ x: i, z: i % 3 })), labels: Array.from({ length: 9 }, (_, y) => ({ y })) }; }`,
      ),
    });
  }, 60_000);

  test("all fail the self-test, each with its file, class and remedy, but a model that only refuses synthetic rows passes", async () => {
    const { code, stdout, stderr } = await runCommand(["--selftest"], {}, undefined, executable);
    expect([code, stdout]).toEqual([1, ""]);
    const lines = stderr
      .trim()
      .split("\n")
      .filter((line) => !line.startsWith("mlsvc: self-test: "));
    for (const [name, , message] of cases) {
      const line = lines.find((text) => text.startsWith(`mlsvc: statistical/${name}.ts: class House: `));
      expect(line).toStartWith(`mlsvc: statistical/${name}.ts: class House: ${message}`);
    }
    expect(lines.filter((line) => line.includes("picky"))).toEqual([
      'mlsvc: not trained: statistical/picky.ts: class House: it refuses made-up rows: features: the model "picky" does not take these rows; if it takes other rows only, give it a method sampleRows()',
    ]);
    expect(lines.length).toBe(cases.length + 1);
  }, 60_000);

  test("a pipeline that cannot be built stops the service at startup as well", async () => {
    const environment = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/nothing", PORT: "0" };
    const { code, stderr } = await runCommand([], environment, undefined, executable);
    expect(code).toBe(1);
    for (const name of [
      "build_throws",
      "build_nothing",
      "build_list",
      "build_promise",
      "wrong_kind",
      "not_exported",
      "no_type",
    ])
      expect(stderr).toContain(`mlsvc: statistical/${name}.ts: class House: `);
    expect(stderr).toContain("createPipeline throws RangeError: not today (statistical/build_throws.ts:13)");
  });
});

describe("a model file that prints, with a test beside it", () => {
  let executable: string;
  let database: TestDatabase;

  beforeAll(async () => {
    executable = await build({
      chatty: modelFile(
        "chatty",
        `constructor() { super(); console.log("constructed"); }
  validateFeatures() { console.info("validated"); return true; }
  extractMetrics(...measured) { console.log({ measured: measured.length }); return super.extractMetrics(...measured); }`,
        'console.log("loaded"); console.table([{ tabulated: 1 }]); console.dir({ b: 2 }); console.write("written");',
      ),
      "chatty.test": 'throw new Error("a test was taken for a model");',
      "chatty.d": "export declare const nothing: number;",
    });
    database = await createTestDatabase([]);
  }, 60_000);
  afterAll(() => database.drop());

  test("prints to standard error, so that --register-sql prints only SQL, and the log only JSON", async () => {
    const { code, stdout, stderr } = await runCommand(["--register-sql"], {}, undefined, executable);
    expect(code).toBe(0);
    for (const word of ["loaded", "constructed", "tabulated", "b: 2", "written"]) {
      expect(stderr).toContain(word);
      expect(stdout).not.toContain(word);
    }
    await database.sql.unsafe(stdout);
    // A line of the log that is not JSON fails the test.
    const service = await ServiceProcess.start({ DATABASE_URL: database.url }, true, executable);
    try {
      const id = await database.createRun("chatty");
      const features = Array.from({ length: 9 }, (_, i) => ({ x: i, z: i % 3 }));
      const labels = features.map(({ x }) => ({ y: x }));
      expect((await service.train("chatty", id, { features, labels })).status).toBe(200);
      await waitFor("the run", async () => (await database.status(id)) === "SUCCESS");
      expect((await service.post(`/api/predict?model_run_id=${id}`, { features })).status).toBe(200);
      await waitFor("the line of the log", () => service.logged("training done"));
      expect(await service.stop()).toBe(0);
    } finally {
      await service.stop("SIGKILL");
    }
  });
});
