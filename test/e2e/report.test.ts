import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import type { Browser, Page } from "playwright-core";
import * as v from "valibot";
import { renderPage } from "../../src/insight/page/page.ts";
import { type Report, reportSchema } from "../../src/insight/report.ts";
import { BROWSER, launchBrowser, onPage } from "../browser.ts";
import { exampleClassification } from "../insight/example-report.ts";
import { REPORTED, type ReportedName, trainingOf } from "../insight/reports.ts";
import { arbitraryOf } from "../insight/schema-arbitrary.ts";
import { runCommand } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { ServiceBed } from "./service-bed.ts";

const MODELS = [...new Set(Object.values(REPORTED).map(({ model }) => model))];
const NAMES = Object.keys(REPORTED) as ReportedName[];
const AXE = readFileSync(Bun.resolveSync("axe-core/axe.min.js", import.meta.dir), "utf8");
const bed = new ServiceBed(MODELS, { FRAME_ANCESTORS: "self" });
const runs = {} as Record<ReportedName, number>;

beforeAll(async () => {
  for (const name of NAMES) {
    const { model, body } = trainingOf(name);
    runs[name] = await bed.database.createRun(model);
    expect((await bed.service.train(model, runs[name], body)).status).toBe(200);
  }
  for (const name of NAMES) {
    await bed.untilEnded(runs[name], 60_000);
    expect([name, await bed.database.status(runs[name])]).toEqual([name, "SUCCESS"]);
  }
}, 120_000);

/** Unfolds all that is folded. */
async function unfold(page: Page): Promise<void> {
  await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
}

/** Returns what axe finds on a page, all of it unfolded; of a dark one, the contrasts, which alone may differ. */
async function faultsOf(page: Page, colorScheme: "light" | "dark"): Promise<unknown> {
  await unfold(page);
  await page.evaluate(AXE);
  const options = colorScheme === "light" ? "" : "{ runOnly: ['color-contrast'] }";
  return page.evaluate(
    `axe.run(${options}).then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 3)]))`,
  );
}

/** Returns the report of a classifier of twenty classes, with a cell of each shade in its confusion matrix. */
function manyClasses(): Report {
  const classes = Array.from({ length: 20 }, (_, i) => `class number ${i}`);
  const confusion_matrix = classes.map((_, i) =>
    classes.map((_, j): number => (i === j ? 5 * i : j === (i + 1) % 20 ? 95 - 5 * i : 0)),
  );
  return exampleClassification({ classes, class_counts: classes.map(() => 95), confusion_matrix });
}

const pathOf = (run: number) => `/api/report?model_run_id=${run}`;
const report = (run: number, accept: string) => bed.service.get(pathOf(run), { Accept: accept });

test.each(NAMES)("the report of a run (%s) is data for a program, and a page for a browser", async (name) => {
  const data = await report(runs[name], "application/json");
  expect(data.headers.get("content-type")).toBe("application/json");
  expect(data.headers.get("vary")).toBe("Accept");
  const { model_name, model_run_id, rows } = v.parse(reportSchema, await data.json());
  expect([model_name, model_run_id]).toEqual([REPORTED[name].model, runs[name]]);
  expect(rows).toBe(trainingOf(name).body.features.length);
  const page = await report(runs[name], "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
  expect(page.headers.get("content-type")).toBe("text/html; charset=UTF-8");
  const html = await page.text();
  expect(html).toStartWith("<!doctype html>");
  expect(html).toContain(`<title>${model_name}, run ${model_run_id}</title>`);
  // Nothing runs, and nothing is loaded.
  expect(html).not.toMatch(
    /<script|<link[^>]+href="(?!data:)|<img|<iframe| on\w+=| style=|javascript:|@import|url\(/i,
  );
});

test("the command prints the same report", async () => {
  const run = runs["two classes"];
  const environment = { DATABASE_URL: bed.database.url };
  const data = await runCommand(["--report", String(run), "--json"], environment);
  expect(JSON.parse(data.stdout)).toEqual(await (await report(run, "application/json")).json());
  const page = await runCommand(["--report", String(run)], environment);
  expect([page.code, page.stderr]).toEqual([0, ""]);
  expect(page.stdout.trimEnd()).toBe((await (await report(run, "text/html")).text()).trimEnd());
});

test("a run that has no report is refused as a prediction is, and the reason is told", async () => {
  const { sql } = bed.database;
  const fresh = await bed.database.createRun(MODELS[0]!);
  const pickle = await bed.database.createRun(MODELS[0]!);
  await sql`update model_runs set run_result = ${Buffer.from([0x80, 4, 0x95])} where id = ${pickle}`;
  const answers = await Promise.all(
    [fresh, pickle, 999_999_999, 0].map(async (run) => {
      const answer = await report(run, "text/html");
      const { status, detail } = (await answer.json()) as { status: number; detail: string };
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      return [status, detail];
    }),
  );
  expect(answers).toEqual([
    [409, `run ${fresh} has no pipeline; its status is CREATED`],
    [409, expect.stringMatching(/cannot be read: it is a Python pickle.*train the run again/)],
    [404, "there is no run 999999999"],
    [400, expect.stringContaining("model_run_id must be a whole number")],
  ]);
  const command = await runCommand(["--report", String(fresh)], { DATABASE_URL: bed.database.url });
  expect([command.code, command.stdout, command.stderr]).toEqual([
    1,
    "",
    `mlsvc: run ${fresh} has no pipeline; its status is CREATED\n`,
  ]);
});

test("a run that is trained again has its new report at once", async () => {
  const run = await bed.database.createRun("ridge");
  for (const alpha of [1, 2, 3]) {
    const { body } = trainingOf("numbers", { alpha, cv: 2 });
    await bed.service.train("ridge", run, body);
    await bed.untilEnded(run);
    for (let again = 0; again < 2; again++) {
      const { parameters } = (await (await report(run, "application/json")).json()) as {
        parameters: { alpha: number };
      };
      expect(parameters.alpha).toBe(alpha);
    }
  }
});

test("predictions are answered while reports are written", async () => {
  const { body } = trainingOf("two classes");
  const rows = JSON.stringify({ features: body.features.slice(0, 1) });
  const run = runs["two classes"];
  let isDone = false;
  // None of these runs has been asked for, so none is answered from memory.
  const copies = await Promise.all(Array.from({ length: 10 }, () => bed.database.createRun(MODELS[0]!)));
  await bed.database.sql`
    update model_runs set run_result = (select run_result from model_runs where id = ${run})
    where id in ${bed.database.sql(copies)}`;
  const reports = Promise.all(copies.map((copy) => report(copy, "text/html"))).then((answers) => {
    isDone = true;
    return answers;
  });
  let predictions = 0;
  while (!isDone) {
    expect((await bed.service.post(`/api/predict?model_run_id=${run}`, rows)).status).toBe(200);
    predictions++;
  }
  expect((await reports).map(({ status }) => status)).toEqual(copies.map(() => 200));
  expect(predictions).toBeGreaterThan(copies.length);
});

describe.skipIf(BROWSER === undefined)("in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  afterAll(() => browser?.close());

  const open = (page: Page, name: ReportedName) => page.goto(bed.service.url + pathOf(runs[name]));

  describe.each(NAMES)("the page of %s", (name) => {
    test.each(["light", "dark"] as const)(
      "has no fault that axe knows, %s",
      async (colorScheme) => {
        await onPage(browser, bed.service.url, { colorScheme, bypassCSP: true }, async (page) => {
          await open(page, name);
          expect(await faultsOf(page, colorScheme)).toEqual([]);
          const background = (await page.evaluate(
            "getComputedStyle(document.body).backgroundColor",
          )) as string;
          const [red] = background.match(/\d+/g)!.map(Number);
          if (colorScheme === "light") expect(red).toBeGreaterThan(200);
          else expect(red).toBeLessThan(60);
        });
      },
      60_000,
    );

    test.each([360, 1400])(
      "fits into %i pixels, without errors and styled",
      async (width) => {
        await onPage(browser, bed.service.url, { viewport: { width, height: 900 } }, async (page) => {
          await open(page, name);
          expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
          await unfold(page);
          expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
          expect(await page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth")).toBe(
            "1280px",
          );
          const folder = process.env.SCREENSHOTS;
          if (folder !== undefined)
            await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
        });
      },
      60_000,
    );
  });

  test.each(["light", "dark"] as const)(
    "no text of a report can harm its page, %s",
    async (colorScheme) => {
      // With another seed there may be a curve that leaves its chart by 10^18 pixels, which no training has, and axe lays a grid
      // over all of them.
      const odd = fc.sample(arbitraryOf(reportSchema), { numRuns: 6, seed: 2 }) as Report[];
      for (const report of [manyClasses(), ...odd]) {
        const options = { colorScheme, bypassCSP: true, viewport: { width: 360, height: 900 } } as const;
        await onPage(browser, bed.service.url, options, async (page) => {
          await page.route(`${bed.service.url}/odd`, (route) =>
            route.fulfill({ contentType: "text/html; charset=UTF-8", body: renderPage(report) }),
          );
          await page.goto(`${bed.service.url}/odd`);
          expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
          expect(await page.evaluate("document.scripts.length + document.images.length")).toBe(0);
          expect(await page.evaluate("typeof harmed")).toBe("undefined");
          expect(await faultsOf(page, colorScheme)).toEqual([]);
        });
      }
    },
    120_000,
  );

  test("the page can be printed", async () => {
    await onPage(browser, bed.service.url, { colorScheme: "dark" }, async (page) => {
      await open(page, "two classes");
      const pdf = await page.pdf({ format: "A4", printBackground: true });
      expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
      expect(pdf.length).toBeGreaterThan(20_000);
      // Dark ink on white paper, whatever the screen is.
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      expect(await page.evaluate("getComputedStyle(document.body).color")).toBe("rgb(28, 34, 41)");
      expect(await page.evaluate("getComputedStyle(document.querySelector('nav')).display")).toBe("none");
    });
  }, 60_000);

  test("the page may be shown in frames of the same origin, which FRAME_ANCESTORS permits, and of no other", async () => {
    const frame = (origin: string) =>
      `<iframe src="${bed.service.url + pathOf(runs.clusters)}" title="${origin}"></iframe>`;
    const application = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => new Response(frame("application"), { headers: { "Content-Type": "text/html" } }),
    });
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      const blocked = page.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
      await page.goto(application.url.href);
      expect((await blocked).type()).toBe("error");
      await waitFor("the error page", () => page.frames()[1]!.url().startsWith("chrome-error:"));
      // The same origin: the page of the service's own address is replaced by one with a frame.
      await page.route(`${bed.service.url}/framing`, (route) =>
        route.fulfill({ contentType: "text/html", body: frame("service") }),
      );
      await page.goto(`${bed.service.url}/framing`);
      expect(await page.frameLocator("iframe").locator("h1").textContent()).toBe("kmeans");
    } finally {
      await context.close();
      await application.stop(true);
    }
  }, 60_000);
});
