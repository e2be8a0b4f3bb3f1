import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ServiceProcess } from "../service-process.ts";
import { ODD_NAMES } from "./arbitraries.ts";
import { TestBed } from "./test-bed.ts";

const WELL_FORMED = ODD_NAMES.filter((name) => name.isWellFormed());
let bed: TestBed;
let service: ServiceProcess;

beforeAll(async () => {
  bed = await TestBed.create(["logistic_regression", "decision_tree_classifier", "ridge"]);
  service = await bed.start();
});
afterAll(() => bed.close());

/** Returns a row with these entries; `fromEntries` creates an own property for "__proto__" too. */
const row = (entries: [string, unknown][]) => Object.fromEntries(entries);

async function predict(id: number, features: unknown, query = "") {
  const response = await service.post(`/api/predict?model_run_id=${id}${query}`, { features });
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at entry by entry.
  const answer = (await response.json()) as Record<string, any>;
  return { ...answer, status: response.status } as typeof answer;
}

describe("names of columns", () => {
  const features = Array.from({ length: 30 }, (_, i) =>
    row(WELL_FORMED.map((name, j): [string, unknown] => [name, j === 0 ? i % 2 : Math.sin(i * (j + 1))])),
  );

  test("of any kind are learnt, required and ignored like others", async () => {
    const labels = features.map((_, i) => ({ y: i % 2 === 0 ? "even" : "odd" }));
    const id = await bed.trained(service, "logistic_regression", { features, labels });
    const answer = await predict(id, features);
    expect(answer.predictions).toEqual(labels.map(({ y }) => y));
    for (const name of WELL_FORMED) {
      const without = features.map((each) => row(Object.entries(each).filter(([key]) => key !== name)));
      const { status, detail } = await predict(id, without);
      expect([status, detail]).toEqual([400, expect.stringContaining("missing columns")]);
      expect(detail.length).toBeLessThan(500);
    }
  });

  test("of any kind can name the label, and are returned as label_names", async () => {
    for (const name of WELL_FORMED) {
      const labels = features.map((_, i) => row([[name, i]]));
      const id = await bed.trained(service, "ridge", { features, labels });
      expect((await predict(id, features.slice(0, 1))).label_names).toEqual([name]);
    }
  });

  test("with half of a surrogate pair are a 400 that says so", async () => {
    const id = await bed.database.createRun("ridge");
    for (const body of [
      { features: features.map((each, i) => ({ ...each, "\ud800": i })), labels: features },
      { features, labels: features.map((_, i) => ({ "\udfff": i })) },
    ]) {
      const response = await service.train("ridge", id, body);
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({ detail: expect.stringContaining("surrogate") }),
      ]);
    }
  });
});

describe("text in rows", () => {
  test("of any kind can be a category and a class, with U+FFFD for half of a surrogate pair", async () => {
    const texts = ODD_NAMES;
    const features = texts.concat(texts).map((word) => ({ word }));
    const labels = texts.concat(texts).map((word) => ({ y: word }));
    const id = await bed.trained(service, "decision_tree_classifier", { features, labels });
    const answer = await predict(id, features, "&probabilities=true");
    expect(answer.predictions.slice(0, texts.length)).toEqual(texts.map((text) => text.toWellFormed()));
    expect(Object.keys(answer.probabilities[0]).toSorted()).toEqual(
      texts.map((text) => text.toWellFormed()).toSorted(),
    );
  });
});

describe("numbers", () => {
  const EDGES = [
    5e-324,
    -5e-324,
    2.2250738585072014e-308,
    Number.MAX_SAFE_INTEGER,
    -Number.MAX_SAFE_INTEGER,
    -0,
    1e-7,
  ];

  test("at the limits of doubles are classes that are returned bit for bit", async () => {
    const features = EDGES.flatMap((_, x) => [{ x }, { x }]);
    const labels = EDGES.flatMap((y) => [{ y }, { y }]);
    const id = await bed.trained(service, "decision_tree_classifier", { features, labels });
    const { predictions } = await predict(
      id,
      EDGES.map((_, x) => ({ x })),
    );
    // JSON text of the service has no minus zero, like that of JavaScript.
    expect(predictions).toEqual(EDGES.map((edge) => edge + 0));
  });

  test("beyond these limits are a 400 that names the rows, and are accepted as text", async () => {
    const ids = ["9007199254740992", "9007199254740993", "-9007199254740993", "1.7976931348623157e308"];
    const body = (quote: string) => {
      const labels = ids.concat(ids).map((id) => `{"y": ${quote}${id}${quote}}`);
      return `{"features": [${labels.map((_, x) => `{"x": ${x % 4}}`)}], "labels": [${labels}]}`;
    };
    const id = await bed.database.createRun("decision_tree_classifier");
    const response = await service.train("decision_tree_classifier", id, body(""));
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({
        detail: expect.stringMatching(
          /^labels\[0\]\.y is a whole number beyond 2\^53 - 1, .* as text; the same holds for labels\[1\], labels\[2\] and 5 more$/,
        ),
      }),
    ]);
    expect(await bed.database.status(id)).toBe("CREATED");
    const trained = await bed.trained(service, "decision_tree_classifier", body('"'));
    const { predictions } = await predict(
      trained,
      ids.map((_, x) => ({ x })),
    );
    expect(predictions).toEqual(ids);
    // A regressor learns quantities, not names, so any double is accepted.
    const ridge = await bed.trained(service, "ridge", body("").replaceAll("1.7976931348623157e308", "1e20"));
    expect((await predict(ridge, [{ x: 0 }])).predictions.length).toBe(1);
  });

  test("whose prediction overflows, or too large for a double, are a 400 that names the row", async () => {
    const features = Array.from({ length: 10 }, (_, x) => ({ x }));
    const id = await bed.trained(service, "ridge", {
      features,
      labels: features.map(({ x }) => ({ y: 50 * x })),
    });
    const { status, detail } = await predict(id, [{ x: 1 }, { x: Number.MAX_VALUE }]);
    expect([status, detail]).toEqual([400, expect.stringMatching(/^features\[1\] holds numbers too large/)]);
    const response = await service.post(
      `/api/predict?model_run_id=${id}`,
      '{"features":[{"x":1},{"x":1e309}]}',
    );
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining("features[1].x") });
  });

  test("of a million classes are refused as too many", async () => {
    const features = Array.from({ length: 1_000_000 }, (_, x) => ({ x }));
    for (const y of [(x: number) => x, (x: number) => `c${x}`]) {
      const id = await bed.database.createRun("decision_tree_classifier");
      const labels = features.map(({ x }) => ({ y: y(x) }));
      const response = await service.train("decision_tree_classifier", id, { features, labels });
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({ detail: expect.stringContaining("1000000 classes") }),
      ]);
    }
  });
});
