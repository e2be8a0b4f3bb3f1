import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type RulesetDefinition, Spectral } from "@stoplight/spectral-core";
import { oas } from "@stoplight/spectral-rulesets";
import { runProgram } from "../run-program.ts";
import { ServiceProcess } from "../service-process.ts";

/** What a linter reports about a place in the document. */
interface Finding {
  readonly rule: string;
  readonly place: string;
}

/**
 * The rules that are not followed, with the reason. They are warnings: a finding of any other rule, or an error, fails
 * the tests.
 */
const EXCEPTIONS: Readonly<Record<string, { readonly places: RegExp; readonly reason: string }>> = {
  "info-contact": { places: /^info$/, reason: "each installation has a contact of its own" },
  "operation-4xx-response": {
    places: /^#\/paths\/~1(api~1models|api~1health(~1live|~1ready)?|metrics)\/get\/responses$/,
    reason: "these operations have no parameters, so that no request for them is wrong",
  },
  "no-unused-components": {
    places: /^#\/components\/schemas\/Training\/properties\/parameters\/\$defs\/\w+$/,
    reason: "which of them applies depends on model_name, which no reference can say",
  },
  "no-required-schema-properties-undefined": {
    places: /^#\/components\/schemas\/(TrainingStatus|Report)\/.*then\/required\/\d+$/,
    reason: "the members are defined in the object whose condition this is",
  },
};

const REDOCLY = join(
  dirname(createRequire(import.meta.url).resolve("@redocly/cli/package.json")),
  "bin/cli.js",
);

let folder: string;
let text: string;
beforeAll(async () => {
  // The document needs no database.
  const service = await ServiceProcess.start({ DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" }, false);
  text = await (await service.get("/openapi.json")).text();
  expect(await service.stop()).toBe(0);
  folder = mkdtempSync(join(tmpdir(), "mlsvc-openapi-"));
  writeFileSync(join(folder, "openapi.json"), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Returns the findings that `EXCEPTIONS` does not explain. */
function unexplained(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ rule, place }) => EXCEPTIONS[rule]?.places.test(place) !== true);
}

/** Returns the findings of Redocly's rules, and how many of them are errors. */
async function redocly(document: string): Promise<{ errors: number; findings: Finding[] }> {
  writeFileSync(join(folder, "openapi.json"), document);
  writeFileSync(join(folder, "redocly.yaml"), "extends:\n  - recommended\n");
  const program = [
    process.execPath,
    REDOCLY,
    "lint",
    "openapi.json",
    "--format",
    "json",
    "--max-problems",
    "1000",
  ];
  const { stdout } = await runProgram(program, {
    cwd: folder,
    env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
  });
  const { totals, problems } = JSON.parse(stdout) as {
    totals: { errors: number };
    problems: { ruleId: string; location: { pointer: string }[] }[];
  };
  const findings = problems.map(({ ruleId, location }) => ({ rule: ruleId, place: location[0]!.pointer }));
  return { errors: totals.errors, findings };
}

/** Returns the findings of Spectral's rules, and how many of them are errors. */
async function spectral(document: string): Promise<{ errors: number; findings: Finding[] }> {
  const linter = new Spectral();
  linter.setRuleset({ extends: [[oas as RulesetDefinition, "recommended"]], rules: {} });
  const results = await linter.run(document);
  const findings = results.map(({ code, path }) => ({ rule: String(code), place: path.join(".") }));
  return { errors: results.filter(({ severity }) => severity === 0).length, findings };
}

test.each([
  ["Redocly", redocly],
  ["Spectral", spectral],
] as const)(
  "the document passes the recommended rules of %s",
  async (_name, lint) => {
    const { errors, findings } = await lint(text);
    expect([errors, unexplained(findings)]).toEqual([0, []]);
    // The linter did read the document.
    const broken = JSON.parse(text);
    broken.paths["/api/predict"].post.operationId = broken.paths["/api/train"].post.operationId;
    expect((await lint(JSON.stringify(broken))).errors).toBeGreaterThan(0);
  },
  60_000,
);

test("every exception is still needed", async () => {
  const findings = [...(await redocly(text)).findings, ...(await spectral(text)).findings];
  for (const rule of Object.keys(EXCEPTIONS)) expect(findings.map((finding) => finding.rule)).toContain(rule);
}, 60_000);
