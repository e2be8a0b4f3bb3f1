import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { ProjectCopy } from "../project-copy.ts";
import { runCommand } from "../service-process.ts";
import { write } from "./evaluate.ts";

/** A model with columns of its own whose step does, when it is fitted, what the parameter `fails` says. */
const MODEL = `
import { choice, defineParameters, notNegative, Pipeline, Regressor, Ridge, Transformer } from "mlsvc";

const fails = choice(["never", "throws", "loops", "exits"], "never", "How");
const parameters = defineParameters({ alpha: notNegative(1, "Strength"), fails });

export class Failing extends Transformer {
  static readonly type = "Failing";
  static readonly parameters = defineParameters({ fails });
  fit(X) {
    const { fails } = this.parameters;
    if (fails === "throws") throw new RangeError("not these rows");
    if (fails === "exits") process.exit(3);
    if (fails === "loops") console.error("it loops");
    while (fails === "loops");
    this.fitted = {};
    return this;
  }
  transform(X) { return X; }
}

export class Moody extends Regressor {
  name = "moody";
  description = "Fails as it is told";
  featureNames = ["x"];
  labelNames = ["y"];
  parameters = parameters;
  createPipeline({ alpha, fails }) {
    return new Pipeline([new Failing({ fails }), new Ridge({ alpha })]);
  }
}
`;

const ROWS = write("rows.csv", ["x,y", ...Array.from({ length: 20 }, (_, i) => `${i},${2 * i}`)].join("\n"));
const WORDS = ["--evaluate", "moody", ROWS];

let copy: ProjectCopy;
beforeAll(async () => {
  copy = new ProjectCopy();
  copy.drop("moody.ts", MODEL);
  await copy.build();
}, 60_000);
afterAll(() => copy.remove());

const run = (words: string[], environment: Record<string, string> = {}) =>
  runCommand([...WORDS, ...words], environment, undefined, copy.executable);

describe("a model that fails is one line with its place, and exit code 1", () => {
  test.each([
    ["throws", {}, 'the model "moody" fails with RangeError: not these rows (statistical/moody.ts:12)'],
    [
      "exits",
      {},
      'the model "moody" fails with worker_crashed: the training thread ended before it was done',
    ],
    [
      "loops",
      { TRAIN_TIMEOUT_SECONDS: "1" },
      'the model "moody" fails with timeout: the training took longer than 1 s (TRAIN_TIMEOUT_SECONDS)',
    ],
  ])("%s", async (fails, environment, message) => {
    const { code, stdout, stderr } = await run(["--parameters", JSON.stringify({ fails })], environment);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(`mlsvc: ${message}`);
  });
});

test("combinations that fail do not end a search, and are listed with their reasons", async () => {
  const search = '[{"fails": ["throws", "exits", "loops", "never"]}, {"alpha": [5]}]';
  const { code, stdout } = await run(["--search", search, "--json"], { TRAIN_TIMEOUT_SECONDS: "1" });
  expect(code).toBe(0);
  const { cv_results, best_params } = JSON.parse(stdout).search;
  expect(cv_results.map(({ error }: { error: string | null }) => error)).toEqual([
    "RangeError: not these rows (statistical/moody.ts:12)",
    "worker_crashed: the training thread ended before it was done",
    "timeout: the training took longer than 1 s (TRAIN_TIMEOUT_SECONDS)",
    null,
    null,
  ]);
  expect(best_params).toEqual({ fails: "never" });
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s ends it at once, even inside an endless loop",
  async (signal) => {
    const words = [copy.executable, ...WORDS, "--parameters", '{"fails": "loops"}'];
    const child = Bun.spawn(words, { env: {}, stdout: "pipe", stderr: "pipe" });
    const reader = child.stderr.getReader();
    const decoder = new TextDecoder();
    for (let text = ""; !text.includes("it loops"); ) text += decoder.decode((await reader.read()).value);
    child.kill(signal);
    await child.exited;
    expect(child.signalCode).toBe(signal);
    expect(await new Response(child.stdout).text()).toBe("");
  },
);
