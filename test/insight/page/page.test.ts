import { expect, test } from "bun:test";
import * as fc from "fast-check";
import * as v from "valibot";
import { renderPage } from "../../../src/insight/page/page.ts";
import { type Report, reportSchema } from "../../../src/insight/report.ts";
import { exampleClassification, exampleReport, numericColumn, textColumn } from "../example-report.ts";
import { REPORTED, type ReportedName, reportedRun } from "../reports.ts";
import { arbitraryOf } from "../schema-arbitrary.ts";

/** The elements and the attributes of a page. */
const TAGS =
  "html head meta title link style body header main footer nav section figure figcaption details summary h1 h2 h3 h4 p ul li dl dt dd div span strong small code bdi time wbr a table caption thead tbody tr th td svg g path line rect circle text tspan".split(
    " ",
  );
const ATTRIBUTES =
  /^(?:[a-z]+-[a-z-]+|lang|charset|http-equiv|content|name|rel|href|id|class|title|datetime|scope|colspan|tabindex|role|width|height|viewBox|preserveAspectRatio|d|transform|fill|opacity|stroke|[xyr][12]?|c[xy]|d[xy]|dominant-baseline)$/;

/** Throws unless `page` has only the elements and attributes above, each element closed, and no text that shows a fault. */
function check(page: string): void {
  const [head, ...body] = page.split("</style>");
  expect(body.length).toBe(1);
  const open: string[] = [];
  const unknown: string[] = [];
  for (const [, close, tag, attributes, end] of (head!.split("<style>")[0] + body[0]!).matchAll(
    /<(\/?)([a-zA-Z][^\s/>]*)((?:\s+[^\s=>/]+(?:="[^"<>]*")?)*)\s*(\/?)>/g,
  )) {
    if (!TAGS.includes(tag!)) unknown.push(tag!);
    for (const [, name] of attributes!.matchAll(/\s([^\s=]+)="[^"]*"/g))
      if (!ATTRIBUTES.test(name!)) unknown.push(name!);
    if (close === "") {
      if (end === "" && !["meta", "link", "wbr"].includes(tag!)) open.push(tag!);
    } else if (open.pop() !== tag) unknown.push(`</${tag}>`);
  }
  expect([unknown, open]).toEqual([[], []]);
  expect(page).not.toMatch(/\bNaN\b|\bundefined\b|\bInfinity\b|\[object/);
  expect(page.isWellFormed()).toBe(true);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be in the page.
  expect(page).not.toMatch(/[\0-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]/);
}

test.each(Object.keys(REPORTED) as ReportedName[])(
  "the page of a real report (%s) is well-formed, with one heading of the first level and every section linked",
  (name) => {
    const { report } = reportedRun(name);
    const page = renderPage(report);
    check(page);
    expect(page.match(/<h1>/g)).toHaveLength(1);
    const links = [...page.matchAll(/<a href="#([a-z]+)">/g)].map(([, id]) => id!);
    const sections = [...page.matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id!);
    expect(sections).toEqual(["warnings", ...links]);
    // No number of a chart or of the text has more digits than anyone reads.
    expect(page.replace(/<code>.*?<\/code>/g, "")).not.toMatch(/\d\.\d{8,}/);
  },
);

test("any report that the schema permits becomes a page of known elements, whatever names and numbers are in it", () => {
  fc.assert(
    fc.property(arbitraryOf(reportSchema), (value) => {
      const report = v.parse(reportSchema, value) as Report;
      const page = renderPage(report);
      const shown = JSON.stringify(report).match(/NaN|undefined|Infinity|\[object/);
      if (shown === null) check(page);
    }),
    { numRuns: 200 },
  );
}, 60_000);

test("an importance that is nothing beside its spread is shown as 0, in the chart, its table and the card of the column", () => {
  const importance = { mean: 2.78e-18, std: 0.02981 };
  const report = exampleReport({ columns: [numericColumn({ importance })] });
  const measurement = { score: "r2", baseline_score: 0.8, rows: 100, repeats: 5, columns: 1 } as const;
  const page = renderPage({ ...report, evaluation: { ...report.evaluation, importance: measurement } });
  expect(page).not.toContain("×10");
  expect(page).toContain("age: 0.000 ± 0.030");
  expect(page).toContain("<dt>importance</dt><dd>0.000 ± 0.030</dd>");
  expect(page).toMatch(
    /<th scope="row"><bdi>age<\/bdi><\/th><td class="number">0<\/td><td class="number">0.02981</,
  );
});

test("names and categories are escaped, cut with the whole name at hand, and kept apart from the text around them", () => {
  const page = renderPage(
    exampleReport({
      columns: [
        textColumn({
          name: "<b>&\"'",
          categories: [
            { value: "", count: 40 },
            { value: "\u202eevil", count: 30 },
            { value: "\ud83d", count: 30 },
          ],
        }),
        numericColumn({ name: "n".repeat(10_000) }),
      ],
    }),
  );
  check(page);
  expect(page).toContain("<bdi>&lt;b&gt;&amp;&quot;&#39;</bdi>");
  expect(page).toContain("<bdi>&quot;&quot;</bdi>");
  expect(page).toContain("<bdi>\\u202eevil</bdi>");
  expect(page).toContain("<bdi>\ufffd</bdi>");
  expect(page).toContain(`<bdi title="${"n".repeat(499)}…">${"n".repeat(39)}…</bdi>`);
  expect(page.length).toBeLessThan(40_000);
});

test("warnings stand at the top as sentences; without any, that is said", () => {
  const warnings = [{ code: "few_rows", message: "7 rows are few & small" }];
  const page = renderPage(exampleReport({ warnings: [...warnings, { code: "x", message: "measured" }] }));
  expect(page).toContain("<span>7 rows are few &amp; small</span>");
  expect(page).toContain("<span>Measured</span>");
  expect(page.indexOf("What to know first")).toBeLessThan(page.indexOf(">How well it predicts</h2>"));
  expect(renderPage(exampleReport())).toContain("Nothing in this report calls for caution.");
});

test("a metric stands beside its baseline and its spread, and beside what it is on the training rows", () => {
  const line = { name: "r2", greater_is_better: true, baseline: -0.0123 } as const;
  const page = renderPage(
    exampleReport({
      metrics: [
        { ...line, measured_on: "cv", value: 0.8149, std: 0.0321 },
        { ...line, measured_on: "training", value: 0.9001, std: null },
      ],
    }),
  );
  const row = /<tr><th scope="row"><bdi>r2<\/bdi>.*?<\/tr>/s.exec(page)![0].replace(/<svg.*?<\/svg>/gs, "");
  expect(
    row
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ")
      .trim(),
  ).toBe(
    "r2 share of the label&#39;s variance that is explained; 1 is perfect, 0 is as good as the mean 0.815 ± 0.032 −0.012 0.900",
  );
});

test("a confusion matrix of twenty classes and others has a cell for each pair, and marks the diagonal", () => {
  const classes = Array.from({ length: 20 }, (_, i) => `class ${i}`);
  const confusion_matrix = Array.from({ length: 21 }, (_, i) =>
    Array.from({ length: 21 }, (_, j): number => (i === j ? 90 : j === 0 ? 10 : 0)),
  );
  const class_counts = confusion_matrix.map((row) => row.reduce((sum, count) => sum + count));
  const page = renderPage(
    exampleClassification({ classes, classes_not_listed: 5, class_counts, confusion_matrix }),
  );
  check(page);
  const table = /<table class="matrix">.*?<\/table>/s.exec(page)![0];
  expect(table.match(/<td class="(?:cold|warm)/g)).toHaveLength(21 * 21);
  expect(table.match(/<td class="cold-\d+ right"/g)).toHaveLength(21);
  expect(table).toContain("<bdi>5 others</bdi>");
  expect(table).toContain('title="90.0 % of the row"');
});
