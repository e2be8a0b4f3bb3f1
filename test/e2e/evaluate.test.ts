import { describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Report } from "../../src/insight/report.ts";
import { EXECUTABLE, runCommand } from "../service-process.ts";
import { runOnTerminal } from "../terminal.ts";
import { dataset } from "./data.ts";
import { CHURN, DIABETES, type Evaluated, evaluate, write } from "./evaluate.ts";
import { ServiceBed } from "./service-bed.ts";

const bed = new ServiceBed(["churn", "logistic_regression", "hist_gradient_boosting_regressor"]);

/** A table that every format can hold. */
const ROWS = Array.from({ length: 60 }, (_, i) => ({
  size: (i % 7) / 2 + (i % 2) * 3,
  colour: ["red", "green", null][i % 3],
  old: i % 5 === 0,
  kind: i % 2 === 0 ? "a" : "b",
}));
const CSV = ["size;colour;old;kind", ...ROWS.map((row) => Object.values(row).join(";"))].join("\n");

describe("the same rows have the same metrics", () => {
  test.each([
    ["churn", "churn", { C: 0.5, cv: 4, validation_fraction: 0.2 }],
    ["logistic_regression", "churn", { cv: 3 }],
    ["hist_gradient_boosting_regressor", "diabetes", { max_iter: 20, cv: 3 }],
  ])("as a run of the service: %s on %s with %p", async (model, data, parameters) => {
    const path = data === "churn" ? CHURN : DIABETES;
    const { features, labels } = dataset(data);
    const body = { parameters, features: features.slice(0, 500), labels: labels.slice(0, 500) };
    const runId = await bed.database.createRun(model);
    expect((await bed.service.train(model, runId, body)).status).toBe(200);
    await bed.untilEnded(runId);
    const { train_seconds: _, ...recorded } = await bed.database.metrics(runId);

    const label = Object.keys(labels[0]!)[0]!;
    const excluded = model !== "churn" && data === "churn" ? ["--exclude", "customer_id"] : [];
    const words = [model, path, "--label", label, "--parameters", JSON.stringify(parameters), ...excluded];
    const { metrics, report } = await evaluate(...words);
    const { train_seconds, ...others } = metrics!;
    expect(Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)]))).toEqual(
      recorded,
    );
    expect(train_seconds).toBeGreaterThan(0);
    const served = await bed.service.get(`/api/report?model_run_id=${runId}`, { Accept: "application/json" });
    const { trained_at: at, model_run_id: id, ...servedReport } = (await served.json()) as Report;
    const { trained_at, model_run_id, ...own } = report!;
    expect(own).toEqual(servedReport);
    expect([model_run_id, typeof trained_at]).toEqual([null, "string"]);
    expect([id, typeof at]).toEqual([runId, "string"]);
  });

  test("in every format, from a file and from standard input", async () => {
    const objects = ROWS.map((row) => JSON.stringify(row));
    const columns = Object.fromEntries(
      ["size", "colour", "old", "kind"].map((name) => [name, ROWS.map((row) => row[name as "size"])]),
    );
    const body = {
      features: ROWS.map(({ kind: _, ...row }) => row),
      labels: ROWS.map(({ kind }) => ({ kind })),
    };
    const files: [string, string | Uint8Array, string[]][] = [
      ["rows.csv", CSV, ["--label", "kind"]],
      ["rows.csv.gz", gzipSync(CSV), ["--label", "kind"]],
      ["rows.tsv", CSV.replaceAll(";", "\t"), ["--label", "kind"]],
      ["rows.json", `[${objects.join(",\n")}]`, ["--label", "kind"]],
      ["columns.json", JSON.stringify(columns), ["--label=kind"]],
      ["rows.ndjson", objects.join("\r\n"), ["--label", "kind"]],
      ["body.json", JSON.stringify(body), []],
    ];
    const expected = await evaluate(
      "logistic_regression",
      write(...(files[0]!.slice(0, 2) as [string, string])),
      "--label",
      "kind",
    );
    expect(expected).toMatchObject({ label_names: ["kind"], warnings: [] });
    expect(expected.metrics!.cv_folds).toBe(5);
    const { train_seconds: _, ...metrics } = expected.metrics!;
    for (const [name, contents, words] of files) {
      const path = write(name, contents);
      const fromFile = await evaluate("logistic_regression", path, ...words);
      expect([name, fromFile.metrics]).toEqual([name, { ...metrics, train_seconds: expect.any(Number) }]);
      const shell = `"$1" --evaluate logistic_regression - ${words.join(" ")} --json <"$2"`;
      const child = Bun.spawn(["sh", "-c", shell, "sh", EXECUTABLE, path], {
        env: {},
        stdout: "pipe",
        stderr: "ignore",
      });
      const piped = JSON.parse(await new Response(child.stdout).text()) as Evaluated;
      expect([name, piped.metrics]).toEqual([name, { ...metrics, train_seconds: expect.any(Number) }]);
      expect(piped.report!.data_sha256).toBe(expected.report!.data_sha256);
    }
  }, 60_000);
});

describe("a model is measured", () => {
  test("by 5 folds, or by fewer where rows are few, unless the caller says how", async () => {
    const folds = async (rows: number, ...words: string[]) => {
      const contents = ["x,y", ...Array.from({ length: rows }, (_, i) => `${i},${i % 2}`)].join("\n");
      return (await evaluate("gaussian_nb", write("rows.csv", contents), "--label", "y", ...words)).report!
        .evaluation.measured_on;
    };
    expect(await folds(40)).toMatchObject({ kind: "cv", folds: 5 });
    expect(await folds(6)).toMatchObject({ kind: "cv", folds: 3 });
    expect(await folds(2)).toMatchObject({ kind: "training" });
    expect(await folds(40, "--cv", "3")).toMatchObject({ kind: "cv", folds: 3 });
    expect(await folds(40, "--cv", "none")).toMatchObject({ kind: "training" });
    expect(await folds(40, "--parameters", '{"validation_fraction": 0.25}')).toMatchObject({
      kind: "validation",
      rows: 10,
    });
    expect(await folds(40, "--parameters", '{"cv": 4}')).toMatchObject({ kind: "cv", folds: 4 });
  });

  test("on its own columns and label, or on all others but the excluded ones", async () => {
    const own = await evaluate("churn", CHURN);
    expect(own).toMatchObject({
      label_names: ["churned"],
      file: { format: "csv", rows: 500, unused: ["customer_id"] },
    });
    expect(own.report!.columns).toHaveLength(13);
    const any = await evaluate(
      "logistic_regression",
      CHURN,
      "--label",
      "churned",
      "--exclude",
      "customer_id",
      "--exclude=region",
    );
    expect(any.report!.columns.map(({ name }) => name)).not.toContain("region");
    expect(any.file.unused).toEqual(["customer_id", "region"]);
  });

  test("without labels if it learns without, and with several if it can", async () => {
    const groups = await evaluate(
      "kmeans",
      DIABETES,
      "--exclude",
      "progression",
      "--parameters",
      '{"n_clusters": 2}',
    );
    expect(groups.label_names).toEqual([]);
    expect(groups.metrics).toMatchObject({ silhouette: expect.any(Number), n_features: 10 });
    const both = await evaluate("ridge", DIABETES, "--label", "progression", "--label", "bmi");
    expect(both).toMatchObject({ label_names: ["progression", "bmi"], metrics: { n_features: 9 } });
  });

  test("with the parameters of a body, which those of the command line replace", async () => {
    const body = {
      parameters: { alpha: 2, cv: 3 },
      features: [1, 2, 3, 4, 5, 6].map((x) => ({ x })),
      labels: { y: [1, 2, 3, 4, 5, 7] },
    };
    const path = write("body.json", JSON.stringify(body));
    expect((await evaluate("ridge", path)).report!.parameters).toMatchObject({ alpha: 2, cv: 3 });
    const changed = await evaluate("ridge", path, "--parameters", '{"alpha": 5}', "--cv=2");
    expect(changed.report!.parameters).toMatchObject({ alpha: 5, cv: 2 });
  });
});

describe("for people, it prints", () => {
  const words = ["--evaluate", "logistic_regression", CHURN, "--label", "churned"];

  test("what was read, the metrics beside the baseline, the most important columns, and warnings", async () => {
    const { code, stdout, stderr } = await runCommand(words);
    expect(code).toBe(0);
    expect(stderr).toEndWith("mlsvc: evaluate: 100 of 100 % (store)\n");
    expect(stdout).toContain(`file     ${CHURN}: 500 rows, separated by ","\n`);
    expect(stdout).toContain("Metrics, measured by 5-fold cross-validation\n");
    expect(stdout).toMatch(/^ {2}metric +cross-validation +baseline +training rows$/m);
    expect(stdout).toMatch(/^ {2}accuracy +0\.\d{3} ± 0\.\d{3} +0\.750 +0\.\d{3}$/m);
    expect(stdout).toMatch(/^ {2}tenure_months +number +– +0\.\d+ ± 0\.\d+$/m);
    expect(stdout).toMatch(/^ {2}contract +text, 3 different /m);
    expect(stdout).toContain("  and 3 more\n");
    expect(stdout).toMatch(/- +text with another value in nearly every row, .*: "customer_id"/);
    expect(stdout).not.toContain("\u001b");
  });

  test("the same on a terminal, with colours and a bar that is removed", async () => {
    const { code, output, lines } = await runOnTerminal(words, 100);
    expect(code).toBe(0);
    expect(Bun.stripANSI(output)).toMatch(/evaluate [█░]+ \d+ of 100 % \(cv \d of 5/);
    expect(lines[0]).toMatch(/^model +logistic_regression: /);
    expect(lines.join("\n")).not.toMatch(/█|100 %/);
    for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(100);
  });

  test("the report as a page, when asked", async () => {
    const report = join(mkdtempSync(join(tmpdir(), "mlsvc-report-")), "report.html");
    const { code, stdout } = await runCommand([...words, "--report", report]);
    expect(code).toBe(0);
    expect(stdout).toEndWith(`\nThe report is in ${report}\n`);
    const page = readFileSync(report, "utf8");
    expect(page).toStartWith("<!doctype html>");
    expect(page).toContain("<title>logistic_regression</title>");
    expect(page).toContain("by 5-fold cross-validation");
    expect(page).not.toMatch(/run null|<dt>run<\/dt>/);
  });
});
