import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import type { Report } from "../../src/insight/report.ts";
import { datetimeOfSeconds, formatDatetime } from "../../src/learn/core/datetime.ts";
import { predictions } from "../../src/prediction/predictions.ts";
import { evaluate, write } from "./evaluate.ts";
import { ServiceBed } from "./service-bed.ts";

// The time zone of the machine must not matter.
const bed = new ServiceBed(["hist_gradient_boosting_regressor", "ridge", "random_forest_classifier"], {
  TZ: "America/Sao_Paulo",
});

/** Seconds since 1970 of the rows: 400 times in a year and a half, and 60 later ones that training does not have. */
const START = Date.UTC(2023, 0, 1, 6, 30) / 1000;
const TIMES = Array.from({ length: 400 }, (_, i) => START + i * 31 * 3600 + (i % 60));
const LATER = Array.from({ length: 60 }, (_, i) => TIMES.at(-1)! + (i + 1) * 7 * 3600);

const iso = (seconds: number, isDate = false) => formatDatetime(datetimeOfSeconds(seconds), isDate);
/** The numbers of a time that Jackson writes in a list. */
const list = (seconds: number, count: number) => {
  const numbers = iso(seconds).split(/[-T:]/).map(Number);
  return numbers.slice(0, count === 6 && numbers[5] === 0 ? 5 : count);
};

/** How Jackson writes the types of java.time: with the settings of Spring Boot, and, as lists, without any. */
const TIME_SPELLINGS: Readonly<Record<string, (seconds: number) => unknown>> = {
  LocalDateTime: (seconds) => iso(seconds),
  "LocalDateTime with nanoseconds": (seconds) => `${iso(seconds)}.000000001`,
  "LocalDateTime as a list": (seconds) => list(seconds, 6),
  "LocalDateTime with nanoseconds as a list": (seconds) => [...list(seconds, 5), seconds % 60, 1],
  Instant: (seconds) => `${iso(seconds)}Z`,
  "Instant with milliseconds": (seconds) => `${iso(seconds)}.250Z`,
  OffsetDateTime: (seconds) => `${iso(seconds + 7200)}+02:00`,
  "OffsetDateTime, offsets differing": (seconds) =>
    seconds % 2 === 0 ? `${iso(seconds - 12_600)}-03:30` : `${iso(seconds + 3600)}+01:00`,
  "ZonedDateTime with its zone": (seconds) => `${iso(seconds + 7200)}+02:00[Europe/Paris]`,
  Date: (seconds) => `${iso(seconds)}.000+00:00`,
  "Date before Jackson 2.11": (seconds) => `${iso(seconds)}.000+0000`,
};
const DATE_SPELLINGS: typeof TIME_SPELLINGS = {
  LocalDate: (seconds) => iso(seconds, true),
  "LocalDate as a list": (seconds) => list(seconds, 3),
};

const weekday = (seconds: number) => ((Math.floor(seconds / 86_400) + 3) % 7) + 1;
const hour = (seconds: number) => Math.floor(seconds / 3600) % 24;
const ofTime = (seconds: number) => (weekday(seconds) > 5 ? 20 : 0) + hour(seconds);
const ofDate = (seconds: number) => (weekday(seconds) > 5 ? 20 : 0);

const rowsOf = (times: readonly number[], spell: (seconds: number) => unknown) =>
  times.map((seconds, i) => ({ size: i % 3, paid: spell(seconds) }));
const columnsOf = (rows: readonly { size: number; paid: unknown }[]) => ({
  size: rows.map(({ size }) => size),
  paid: rows.map(({ paid }) => paid),
});

async function train(model: string, body: object): Promise<{ id: number; warnings: string[] }> {
  const id = await bed.database.createRun(model);
  const response = await bed.service.train(model, id, body);
  const answer = (await response.json()) as { detail?: string; warnings?: string[] };
  expect([response.status, answer.detail]).toEqual([200, undefined]);
  await bed.untilEnded(id);
  expect(await bed.database.status(id)).toBe("SUCCESS");
  return { id, warnings: answer.warnings ?? [] };
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at entry by entry.
async function predict(id: number, features: unknown, query = ""): Promise<Record<string, any>> {
  const response = await bed.service.post(`/api/predict?model_run_id=${id}${query}`, { features });
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  return { status: response.status, ...((await response.json()) as any) };
}

async function report(id: number): Promise<Report> {
  const response = await bed.service.get(`/api/report?model_run_id=${id}`, { Accept: "application/json" });
  expect(response.status).toBe(200);
  return (await response.json()) as Report;
}

const squared = (found: readonly number[], times: readonly number[], label: typeof ofTime) => {
  const errors = found.map((value, i) => (value - label(times[i]!)) ** 2);
  return Math.sqrt(errors.reduce((a, b) => a + b, 0) / errors.length);
};

for (const [what, spellings, label] of [
  ["a time", TIME_SPELLINGS, ofTime],
  ["a date", DATE_SPELLINGS, ofDate],
] as const) {
  describe(`${what}, as Jackson writes it,`, () => {
    const labels = TIMES.map((seconds) => ({ y: label(seconds) }));
    const model = "hist_gradient_boosting_regressor";
    let expected: number[] | undefined;

    for (const [name, spell] of Object.entries(spellings)) {
      test(`${name}: is learnt, and predicts in every other spelling`, async () => {
        const rows = rowsOf(TIMES, spell);
        const { id, warnings } = await train(model, { features: rows, labels });
        expect(warnings).toEqual([]);
        const { predictions } = await predict(id, rowsOf(LATER, spell));
        // Labels are from 0 to 43, or 0 and 20: a model without weekday and hour would be wrong by about 10.
        expect(squared(predictions, LATER, label)).toBeLessThan(3);
        expected ??= predictions as number[];
        for (const other of Object.values(spellings)) {
          expect((await predict(id, columnsOf(rowsOf(LATER, other)))).predictions).toEqual(predictions);
        }
        // Milliseconds change the totals, and so perhaps the bins.
        if (!/seconds/.test(name)) expect(predictions).toEqual(expected);
      });
    }
  });
}

describe("a column of dates", () => {
  const labels = TIMES.map((seconds) => ({ y: ofDate(seconds) }));
  const rows = rowsOf(TIMES, DATE_SPELLINGS.LocalDate!);

  test("is explained as one column, with contributions that add up", async () => {
    const classes = TIMES.map((seconds) => ({ y: weekday(seconds) > 5 ? "weekend" : "week" }));
    const parameters = { n_estimators: 20 };
    const { id } = await train("random_forest_classifier", { parameters, features: rows, labels: classes });
    const holed = [...rowsOf(LATER.slice(0, 20), DATE_SPELLINGS.LocalDate!), { size: 1, paid: "" }];
    const query = `model_run_id=${id}&explain=true&probabilities=true`;
    const response = await bed.service.post(`/api/predict?${query}`, { features: holed });
    expect(response.status).toBe(200);
    const found = v.parse(predictions, await response.json());
    found.explanations!.forEach(({ base_value, contributions, imputed = [] }, row) => {
      expect(Object.keys(contributions!)).toEqual(["size", "paid"]);
      const sum = Object.values(contributions!).reduce((a, b) => a + b, base_value!);
      expect(Math.abs(sum - found.probabilities![row]!.weekend!)).toBeLessThan(1e-9);
      expect(imputed).toEqual(row === 20 ? ["paid"] : []);
      if (row < 20) expect(Math.abs(contributions!.paid!)).toBeGreaterThan(Math.abs(contributions!.size!));
    });
  });

  test("is summarized by its times in the report, with its dependence over time", async () => {
    const parameters = { validation_fraction: 0.25 };
    const features = rows.map((row, i) => (i % 50 === 7 ? { ...row, paid: null } : row));
    // A label that also grows with time.
    const growing = labels.map(({ y }, i) => ({ y: y + i / 10 }));
    const { id } = await train("hist_gradient_boosting_regressor", { parameters, features, labels: growing });
    const { columns, evaluation, warnings } = await report(id);
    const paid = columns.find(({ name }) => name === "paid")!;
    if (paid.kind !== "datetime") throw new Error(`the kind is ${paid.kind}`);
    expect(paid).toMatchObject({ count: 392, missing: 8, sampled: 392 });
    expect([paid.min, paid.max]).toEqual(["2023-01-01", iso(TIMES.at(-1)!, true)]);
    expect(paid.quantiles[0]).toBe(Date.UTC(2023, 0, 1) / 1000);
    expect(paid.quantiles.toSorted((a, b) => a - b)).toEqual(paid.quantiles);
    expect(paid.histogram.counts.reduce((a, b) => a + b, 0)).toBe(392);
    expect(paid.histogram.edges).toHaveLength(paid.histogram.counts.length + 1);
    expect(paid.importance!.mean).toBeGreaterThan(0.1);
    const dependence = evaluation.partial_dependence.columns.find(({ column }) => column === "paid")!;
    expect(dependence.kind).toBe("datetime");
    expect(dependence.grid).toHaveLength(12);
    const weekdays = dependence.grid.map((text) => new Date(`${text}T00:00Z`).getUTCDay());
    expect(new Set(weekdays).size).toBe(1);
    expect(dependence.grid.toSorted()).toEqual(dependence.grid);
    expect(Math.max(...dependence.values[0]!) - Math.min(...dependence.values[0]!)).toBeGreaterThan(1);
    expect(warnings.map(({ code }) => code)).not.toContain("identifier_column");
    const page = await (
      await bed.service.get(`/api/report?model_run_id=${id}`, { Accept: "text/html" })
    ).text();
    expect(page).toContain("Quantiles of the dates and times");
    expect(page).toMatch(/aria-label="Histogram of paid, from 2023-01-01 to 2024-\d\d-\d\d, median 2023-/);
    expect(page).toMatch(/aria-label="Mean prediction of y by paid"/);
    expect(page).toMatch(/>2023-\d\d-01</);
    expect(page).not.toContain("NaN");
  });

  test("counts its missing values in the metrics, and no unknown categories", async () => {
    const { id } = await train("ridge", { features: rows, labels });
    await predict(id, [
      { paid: "2030-01-01", size: 1 },
      { paid: "", size: 1 },
      { paid: null, size: 1 },
    ]);
    const metrics = await (await bed.service.get("/metrics")).text();
    const counts = metrics.split("\n").filter((line) => /_total\{.*paid/.test(line) && /ridge/.test(line));
    expect(counts).toEqual([expect.stringMatching(/missing.* 2$/)]);
  });

  test("refuses a prediction with other values, naming the rows, and not repeating them", async () => {
    const { id } = await train("ridge", { features: rows, labels });
    const odd = [
      { paid: "2024-06-01" },
      { paid: "someday" },
      { paid: 1_717_200_000.5 },
      { paid: "2024-02-30" },
    ];
    const { status, detail, errors } = await predict(
      id,
      odd.map((row) => ({ size: 1, ...row })),
    );
    expect(status).toBe(400);
    expect(detail).toBe(
      "features[1].paid must be an ISO date such as 2024-05-17, as it was in training; the same holds for features[2], features[3]",
    );
    expect(errors).toHaveLength(3);
    expect(errors[1]).toEqual({
      path: "features[2].paid",
      message: "must be an ISO date such as 2024-05-17, as it was in training",
    });
  });

  test("may hold dates far out of range", async () => {
    const features = rows.map((row, i) =>
      i % 40 === 3 ? { ...row, paid: i % 80 === 3 ? "+999999999-12-31" : "-999999999-01-01" } : row,
    );
    for (const model of ["ridge", "hist_gradient_boosting_regressor"]) {
      const { id } = await train(model, { features, labels });
      const found = await predict(id, features.slice(0, 10));
      expect(found.predictions.every(Number.isFinite)).toBe(true);
      const page = await bed.service.get(`/api/report?model_run_id=${id}`, { Accept: "text/html" });
      expect([page.status, (await page.text()).includes("NaN")]).toEqual([200, false]);
    }
  });
});

test("seconds since 1970, as Jackson writes an Instant without its settings, are numbers", async () => {
  const features = TIMES.map((seconds, i) => ({ size: i % 3, paid: seconds + 0.5 }));
  const { id } = await train("ridge", { features, labels: TIMES.map((seconds) => ({ y: ofDate(seconds) })) });
  expect((await report(id)).columns.find(({ name }) => name === "paid")!.kind).toBe("numeric");
});

test("rows of a file are read as those of a body, in every format", async () => {
  const rows = rowsOf(TIMES, TIME_SPELLINGS.OffsetDateTime!);
  const lists = rowsOf(TIMES, TIME_SPELLINGS["LocalDateTime as a list"]!);
  const withLabel = (of: typeof rows) => of.map((row, i) => ({ ...row, y: ofTime(TIMES[i]!) }));
  const spaced = [
    "size,paid,y",
    ...withLabel(rowsOf(TIMES, (seconds) => iso(seconds).replace("T", " "))).map(
      ({ size, paid, y }) => `${size},${paid},${y}`,
    ),
  ].join("\n");
  const files = [
    write("times.json", JSON.stringify(withLabel(rows))),
    write(
      "times.ndjson",
      withLabel(rows)
        .map((row) => JSON.stringify(row))
        .join("\n"),
    ),
    write("lists.json", JSON.stringify(withLabel(lists))),
    write(
      "lists.ndjson",
      withLabel(lists)
        .map((row) => JSON.stringify(row))
        .join("\n"),
    ),
    write("times.csv", spaced),
  ];
  const found = [];
  for (const file of files) {
    const { metrics, report: own } = await evaluate("ridge", file, "--label", "y");
    const { train_seconds: _, ...others } = metrics!;
    found.push([others, own!.columns.map(({ name, kind }) => [name, kind])]);
  }
  expect(found[0]![1]).toEqual(expect.arrayContaining([["paid", "datetime"]]));
  for (const each of found) expect(each).toEqual(found[0]!);
});

test("the parameter for dates is described", async () => {
  const { models } = (await (await bed.service.get("/api/models")).json()) as {
    models: { name: string; parameters_schema: { properties: Record<string, unknown> } }[];
  };
  const { parameters_schema } = models.find(({ name }) => name === "ridge")!;
  expect(parameters_schema.properties.datetime_features).toMatchObject({ default: null });
  const document = JSON.stringify(await (await bed.service.get("/openapi.json")).json());
  expect(document).toContain('"enum":["numeric","boolean","string","datetime"]');
});
